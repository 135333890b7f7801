import { expect, it } from 'vitest';
import { parse } from '../../dsl/parse.ts';

const rule = (n: number): string => `  rule r${n} ask mcp github.merge, Bash
    when .branch == "main" and .path under workspace and not .url.host in hosts("nodejs.org")
    unless .draft == true
    on unknown ask
    approval 2 of team "acme/platform", user "alice" id 42, expires 30m
    because "People merge to main."
`;

it('a thousand rules of six lines are read in a moment', () => {
  const rules = Array.from({ length: 1000 }, (_, n) => rule(n));
  const source = { file: 'x', text: `edition 1\npolicy p for all agents {\n${rules.join('')}}\n` };
  const timesMs = Array.from({ length: 5 }, () => {
    const before = performance.now();
    expect(parse(source).diagnostics).toEqual([]);
    return performance.now() - before;
  });
  const best = Math.min(...timesMs);
  console.info(`parse of 1000 six-line rules: ${Math.round(best)} ms`);
  // The aim is 300 ms on a quiet machine; only a gross regression fails on a busy one.
  expect(best).toBeLessThan(1500);
});
