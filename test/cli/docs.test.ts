import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { actionErrors } from '../../action/errors.ts';
import { cliErrors } from '../../cli/errors.ts';
import { verbs } from '../../cli/verbs.ts';
import { unpadded } from '../action/table.ts';

function page(name: string): string {
  const url = new URL(`../../docs/reference/${name}.md`, import.meta.url);
  return unpadded(readFileSync(url, 'utf8'));
}

const sections = new Map(
  page('cli')
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);

/** Names of options in the table of a section: first cells that begin with a dash. */
function optionsIn(section: string): readonly string[] {
  const cells = section.split('\n').flatMap((line) => /^\| (`-[^|]*) \|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => /--([a-z-]+)/.exec(cell)?.[1] ?? []).sort();
}

describe('docs/reference/cli.md', () => {
  test('has a section for every verb, in the order of the help screen, and for no other', () => {
    const documented = [...sections.keys()].filter((title) => title.startsWith('sentrely '));
    expect(documented).toEqual([...verbs.keys()].map((verb) => `sentrely ${verb}`));
  });

  test.each([...verbs.keys()])('lists exactly the options of %s', async (verb) => {
    const { command } = (await verbs.get(verb)?.load()) ?? {};
    const section = sections.get(`sentrely ${verb}`) ?? '';
    expect(optionsIn(section)).toEqual(Object.keys(command?.options ?? {}).sort());
    for (const [name, option] of Object.entries(command?.options ?? {})) {
      const short = option.short === undefined ? '' : `\`-${option.short}\`, `;
      const value = option.value === undefined ? '' : ` ${option.value}`;
      expect(section).toContain(`| ${short}\`--${name}${value}\` |`);
      if (option.default !== undefined) expect(section).toContain(`\`${option.default}\``);
    }
  });
});

describe('docs/reference/errors.md', () => {
  const listed = page('errors').split('\n');
  const all = { ...cliErrors, ...actionErrors };

  test('lists exactly the errors of the command line, of sources and of the action', () => {
    const codes = listed.flatMap(
      (line) => /^\| `(SENTRELY_ERR_(?:CLI|SOURCE|ACTION)_\w+)`/.exec(line)?.[1] ?? [],
    );
    expect(new Set(codes)).toEqual(new Set(Object.keys(all)));
  });

  test.each(Object.entries(all))('says of %s what the program says', (code, { title, help }) => {
    const row = listed.find((line) => line.startsWith(`| \`${code}\` |`));
    expect(row).toContain(`| ${title} | ${help} |`);
  });

  test.each(Object.entries(all))('%s is worded by the house grammar', (_, entry) => {
    expect(entry.title).toMatch(/^[a-z].*[^.]$/);
    expect(entry.help).toMatch(/^[A-Z`].*\.$/);
  });
});
