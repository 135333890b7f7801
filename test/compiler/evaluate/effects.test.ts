import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleSet } from '../../../compiler/bundle/rules.ts';
import { compile } from '../../../compiler/compile.ts';
import { commandTable, effectsOf } from '../../../compiler/evaluate/effects.ts';

function rulesOf(declarations: string): RuleSet {
  const text = `edition 1\n${declarations}
agent dev {}
policy p for agent dev { otherwise ask approval 1 of role "maintain" }
`;
  const { rules, diagnostics } = compile([{ file: 'a.sentrely', text }]);
  if (rules === undefined) throw new Error(JSON.stringify(diagnostics, null, 1));
  return rules;
}

const rules = rulesOf(`
action mail.send(to: [Email], body: String)
action mail.each(to: Email)
tool send { to: [Email], cc?: [Email], body: String } does mail.send(to, body), mail.each(to: cc)
tool Bash { command: Shell, other?: Shell }
command go complete { option -x value runs "{args...?}" }
`);
const table = commandTable(rules.commands);
const where = { directories: ['/w'], workspace: '/w' };

function effects(name: string, input: Readonly<Record<string, unknown>>) {
  const tool = rules.tools.find((each) => each.name === name);
  if (tool === undefined) throw new Error('the tool is declared');
  const { facets, ...rest } = effectsOf(tool, input, where, table, rules);
  return { ...rest, facets, names: facets.map(({ action }) => rules.actions[action]?.name) };
}

describe('effects of a call', () => {
  it('give a list whole to a list, and each element to what takes one', () => {
    const { facets, names } = effects('send', { to: ['a@b.c'], cc: ['d@e.f', 'g@h.i'], body: 'x' });
    expect(names).toEqual(['mail.send', 'mail.each', 'mail.each']);
    expect(facets[0]?.args.get('to')).toEqual({ kind: 'json', value: ['a@b.c'] });
    expect(facets.slice(1).map(({ args }) => args.get('to'))).toEqual([
      { kind: 'one', value: 'd@e.f' },
      { kind: 'one', value: 'g@h.i' },
    ]);
  });

  it('of a value that is missing or an empty list are unknown, never nothing', () => {
    for (const input of [
      { to: [], body: 'x' },
      { to: [], cc: [], body: 'x' },
    ]) {
      const { facets } = effects('send', input);
      expect(facets[1]?.args.get('to')?.kind).toBe('unknown');
    }
  });

  it('are those of every shell text, the second where the first ends', () => {
    const { names, facets, directories } = effects('Bash', {
      command: 'cd sub',
      other: 'npm test',
    });
    expect(names).toEqual(['shell.run', 'shell.run']);
    expect(facets[1]?.directories).toEqual(['/w/sub', '/w']);
    expect(directories).toEqual(['/w/sub', '/w']);
  });

  it('hold what a program is told to run, as deep as anybody reads', () => {
    expect(effects('Bash', { command: "go -x 'rm a'" }).names).toContain('shell.run');
    expect(effects('Bash', { command: 'go -x "$y"' }).names).toContain('opaque');
    const nest = (depth: number): string => {
      let text = 'true';
      for (let at = 0; at < depth; at++) text = `go -x '${text.replaceAll("'", `'\\''`)}'`;
      return text;
    };
    expect(effects('Bash', { command: nest(3) }).names).not.toContain('opaque');
    expect(effects('Bash', { command: nest(9) }).names).toContain('opaque');
  });

  it('name the programs of which no declaration says everything', () => {
    expect(effects('Bash', { command: 'npm test | go a' }).delegated).toEqual(['npm']);
  });

  it('are found in any JSON whatever', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('to', 'cc', 'body', 'command', 'other', '__proto__'),
          fc.jsonValue(),
        ),
        (input) => {
          expect(effects('send', input).names.length).toBeGreaterThanOrEqual(2);
          const isSent = Object.hasOwn(input, 'command');
          if (isSent && typeof input['command'] !== 'string') {
            expect(effects('Bash', input).names).toContain('opaque');
          } else effects('Bash', input);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the directory that a call names', () => {
  const named = rulesOf(`
tool run { cmd: Shell, workdir?: Path directory }
tool look { path: Path, in?: Path directory } does fs.read(path)`);
  const tools = commandTable(named.commands);
  const placesOf = (name: string, input: Readonly<Record<string, unknown>>) => {
    const tool = named.tools.find((each) => each.name === name);
    if (tool === undefined) throw new Error('the tool is declared');
    const { facets, directories } = effectsOf(tool, input, where, tools, named);
    return { places: facets.map((facet) => facet.directories), directories };
  };

  it.each([
    [{ cmd: 'x' }, ['/w']],
    [{ cmd: 'x', workdir: '/etc' }, ['/etc']],
    [{ cmd: 'x', workdir: 'sub' }, ['/w/sub']],
    [{ cmd: 'cd a; x', workdir: '/etc' }, ['/etc/a', '/etc']],
    [{ cmd: 'x', workdir: '~/.ssh' }, null],
    [{ cmd: 'x', workdir: 7 }, null],
  ])('%j works in %j and leaves the next call where it was', (input, expected) => {
    const { places, directories } = placesOf('run', input);
    expect(places.at(-1)).toEqual(expected);
    expect(directories).toEqual(['/w']);
  });

  it('counts for the paths of the tool too', () => {
    expect(placesOf('look', { path: 'id_rsa', in: '/root/.ssh' }).places).toEqual([['/root/.ssh']]);
  });
});
