import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { testPolicies } from '../compiler/test-policies.ts';
import { renderPlain } from '../dsl/render.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const guides = readdirSync(`${root}/docs/guides`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/guides/${name}`);
const pages = ['README.md', 'docs/reference/language.md', ...guides].map((file) => ({
  file,
  text: readFileSync(`${root}/${file}`, 'utf8'),
}));

describe('policies shown in prose', () => {
  const shown = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/^```sentrely\n(.*?)^```/gms)].map(([, policy = '']) => ({ file, policy })),
  );
  const whole = shown.filter(({ policy }) => policy.startsWith('edition '));

  it('the README shows one', () => {
    expect(whole.filter(({ file }) => file === 'README.md')).toHaveLength(1);
  });

  it.each(whole)('$file: compiles, and its tests pass', ({ file, policy }) => {
    const source = { file, text: policy };
    const compilation = compile([source]);
    // A page about one part need not declare an agent.
    const errors = compilation.diagnostics.filter(
      ({ severity, code }) => severity === 'error' && code !== 'nothing-declared',
    );
    expect(renderPlain(errors, [source])).toBe('');
    if (compilation.rules !== undefined) expect(testPolicies(compilation).failed).toBe(0);
  });
});

describe('links', () => {
  const all = [...pages, ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(read)];

  it.each(all)('$file leads nowhere that is not there', ({ file, text }) => {
    const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
      ([, target = '']) => target,
    );
    const folder = new URL(`../${file}`, import.meta.url);
    const missing = targets.filter((target) => !exists(new URL(target, folder)));
    expect(missing).toEqual([]);
  });
});

function read(file: string): { file: string; text: string } {
  return { file, text: readFileSync(`${root}/${file}`, 'utf8') };
}

function exists(url: URL): boolean {
  try {
    readdirSync(url);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR';
  }
}
