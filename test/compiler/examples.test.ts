import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { lint } from '../../compiler/lint/lint.ts';
import { testPolicies } from '../../compiler/test-policies.ts';
import { format } from '../../dsl/print.ts';

const examples = fileURLToPath(new URL('../../policies/examples/', import.meta.url));

describe.each(readdirSync(examples))('the example %s', (name) => {
  const folder = join(examples, name);
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.sentrely'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

  it('has no findings', () => {
    const compilation = compile(sources);
    expect(compilation.diagnostics).toEqual([]);
    const { rules, program } = compilation;
    if (rules === undefined || program === undefined) throw new Error('it does not compile');
    expect(lint({ ...compilation, rules, program })).toEqual([]);
  });

  it('passes its tests', () => {
    const { cases } = testPolicies(compile(sources));
    expect(cases.length).toBeGreaterThan(5);
    expect(cases.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('is laid out as the formatter would', () => {
    for (const source of sources) expect(format(source).text).toBe(source.text);
  });
});
