import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import { measureCoverage } from '../../../compiler/coverage/coverage.ts';
import { goalsOf } from '../../../compiler/coverage/goal.ts';
import { mutatePolicies } from '../../../compiler/mutate.ts';
import { testPolicies } from '../../../compiler/test-policies.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const guide = readFileSync(join(root, 'docs/guides/testing.md'), 'utf8');

describe.each(['quickstart', 'claude-code'])('the example %s', (name) => {
  const folder = join(root, 'policies/examples', name);
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.sentrely'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  const compilation = compile(sources);

  it('is covered completely', () => {
    const goals = goalsOf(measureCoverage(compilation));
    expect(goals.filter(({ isMet }) => !isMet)).toEqual([]);
  });

  it('lets no mistake survive, and the guide says how many there are', () => {
    const { total, trials } = mutatePolicies(compilation, 10_000);
    const fates = [...trials].map(({ fate }) => fate.kind);
    const count = (kind: string) => fates.filter((fate) => fate === kind).length;
    expect(count('survived')).toBe(0);
    const { passed } = testPolicies(compilation);
    const cells = [count('killed'), count('refused'), 0, count('unwitnessed')].join(' | ');
    expect(guide).toContain(`| ${name} | ${passed} | 100 % | ${total} | ${cells} | 100 % |`);
  });
});
