import { expect, it } from 'vitest';
import { trialsOf } from './programs.ts';

it('a thousand mutants of a thousand rules are tried in some seconds', { timeout: 120_000 }, () => {
  const rules = Array.from(
    { length: 1000 },
    (_, at) =>
      `  rule r${at} ${at % 2 ? 'allow' : 'ask'} read when .path matches "src/m${at}/**" and .path != "x${at}"\n`,
  );
  const text = `edition 1
agent dev { owner team "acme/core" }
tool read { path: Path }
policy p for agent dev {
${rules.join('')}}
test "t" { as dev read { path: "src/m3/x" } => allow }`;
  const before = process.cpuUsage();
  const trials = trialsOf(text, 1000);
  const { user } = process.cpuUsage(before);
  expect(trials).toHaveLength(1000);
  // Time of this process only, compiling among it. A core that is shared with others takes twice as long.
  expect(user / 1e6).toBeLessThan(40);
});
