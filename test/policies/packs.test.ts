import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { proveClaims } from '../../compiler/analyze/claims.ts';
import { type Compilation, compile } from '../../compiler/compile.ts';
import { gatherSources } from '../../compiler/imports/gather.ts';
import { lint } from '../../compiler/lint/lint.ts';
import { testPolicies } from '../../compiler/test-policies.ts';
import { format } from '../../dsl/print.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packs = namesIn('policies/packs');
/** Sets that other packs import, without a rule of their own. */
const parts = ['secrets'];

describe.each(namesIn('test/policies/packs'))('the pack %s', (name) => {
  const compilation = compiled(`test/policies/packs/${name}.sentrely`);
  const { rules, program } = compilation;

  it('compiles', () => {
    expect(errorsOf(compilation)).toEqual([]);
  });

  it('is clean; what it leaves untested is for the tests of whoever imports it', () => {
    if (rules === undefined || program === undefined) throw new Error('it does not compile');
    const found = lint({ ...compilation, rules, program });
    const own = found.filter(({ span }) => span.file.startsWith('policies/packs/'));
    const codes = own.map(({ code, span }) => `${span.file}: ${code}`);
    expect(codes.filter((text) => !/: (rule|policy)-untested$/.test(text))).toEqual([]);
  });

  it('passes its tests', () => {
    const { cases } = testPolicies(compilation);
    expect(cases.length).toBeGreaterThan(8);
    const missed = cases.filter(({ passed }) => !passed);
    expect(missed.map(({ line, expected, got, rules: ids }) => [line, expected, got, ids])).toEqual(
      [],
    );
  });

  it('keeps its claims', () => {
    if (rules === undefined || program === undefined) throw new Error('it does not compile');
    const broken = proveClaims({ rules, program }).filter(({ status }) => status !== 'proved');
    expect(broken.map(({ claim, status }) => [claim.title.text, status])).toEqual([]);
  });
});

describe('packs', () => {
  it('have tests and a page each', () => {
    const ruling = packs.filter((name) => !parts.includes(name));
    expect(namesIn('test/policies/packs')).toEqual(ruling);
    const pages = readdirSync(`${root}docs/packs`).map((file) => file.replace('.md', ''));
    expect(pages.sort()).toEqual(ruling);
  });

  it.each(packs)('%s is laid out as the formatter would', (name) => {
    const source = read(`policies/packs/${name}.sentrely`);
    expect(format(source).text).toBe(source.text);
  });
});

function compiled(file: string): Compilation {
  return compile(gatherSources([read(file)], read));
}

function errorsOf({ diagnostics }: Compilation): readonly string[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return errors.map(({ span, message }) => `${span.file}: ${message}`);
}

function read(file: string) {
  return { file, text: readFileSync(`${root}${file}`, 'utf8') };
}

function namesIn(folder: string): readonly string[] {
  const files = readdirSync(`${root}${folder}`).filter((file) => file.endsWith('.sentrely'));
  return files.map((file) => file.replace('.sentrely', '')).sort();
}
