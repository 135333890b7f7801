import { describe, expect, it } from 'vitest';
import { measureCoverage } from '../../../compiler/coverage/coverage.ts';
import { goalsOf, percentOf, shareOf } from '../../../compiler/coverage/goal.ts';
import { compiled } from '../mutate/programs.ts';

const head = `edition 1
agent dev { owner team "acme/core" }
agent ci { owner team "acme/core" }
tool read { path: Path, limit?: Int }
tool deploy { env: String, force: Bool }
`;

/** What is said to be lacking. */
function lacks(text: string): readonly string[] {
  const goals = goalsOf(measureCoverage(compiled(text)));
  return goals.filter(({ isMet }) => !isMet).map(({ lack }) => lack);
}

describe('coverage', () => {
  const policy = `policy p for agent dev {
  allow read when .path under workspace and not (has .limit and .limit > 10)
  rule no deny deploy when .env == "prod"
  otherwise ask
}
`;

  it('of no test but one lacks nearly everything', () => {
    expect(lacks(`${head}${policy}test "t" { as dev read { path: "a" } => allow }`)).toEqual([
      '`.path under workspace` of `p#1` is never unknown',
      '`has .limit` of `p#1` is never true',
      '`.limit > 10` of `p#1` is never true',
      '`.limit > 10` of `p#1` is never false',
      'rule `p.no` never decides',
      '`.env == "prod"` of `p.no` is never true',
      '`.env == "prod"` of `p.no` is never false',
      'rule `p.otherwise` never decides',
      'no test calls tool `deploy`',
      'no test is about agent `ci`',
    ]);
  });

  it('counts every call, and every outcome of a condition on it', () => {
    const coverage = measureCoverage(
      compiled(`${head}${policy}test "t" {
  as dev
  read { path: "a" } => allow
  read { path: "../a", limit: 3 } => ask
  read { path: "a", limit: 11 } => ask
  deploy { env: "prod", force: true } => deny
  deploy { env: "x", force: true } => ask
}
test "u" { as ci read { path: "a" } => deny }`),
    );
    expect(percentOf(shareOf(goalsOf(coverage)))).toBe(100);
    const [first, no, otherwise] = coverage.rules;
    expect(first?.atoms.map(({ text, seen }) => [text, seen])).toEqual([
      ['.path under workspace', { true: 2, false: 0, unknown: 1 }],
      ['has .limit', { true: 2, false: 1, unknown: 0 }],
      ['.limit > 10', { true: 1, false: 1, unknown: 1 }],
    ]);
    expect([first?.decided, no?.decided, otherwise?.decided]).toEqual([1, 1, 3]);
    expect(coverage.names.map(({ name, calls }) => [name, calls])).toEqual([
      ['read', 4],
      ['deploy', 2],
      ['dev', 5],
      ['ci', 1],
    ]);
  });

  it('a rule for other agents or tools has seen nothing', () => {
    const [rule] = measureCoverage(
      compiled(`${head}policy p for agent ci { allow read when .path == "a" }
policy q for agent dev { allow deploy }
test "t" { as dev read { path: "a" } => deny }`),
    ).rules;
    expect(rule?.atoms[0]?.seen).toEqual({ true: 0, false: 0, unknown: 0 });
  });

  it('examples count as calls of no agent in particular', () => {
    const found = lacks(`${head}policy p for agents dev, ci {
  allow deploy when .env == "x"
    example deploy { env: "x", force: false } is allowed
    example deploy { env: "y", force: false } is denied
}
test "t" { as dev read { path: "a" } => deny }`);
    expect(found).toEqual(['no test is about agent `ci`']);
  });

  it('says nothing of libraries', () => {
    const { names } = measureCoverage(
      compiled(`edition 1
import std.claude-code
agent dev { owner team "acme/core" }
policy p for agent dev { allow Read when .file_path under workspace }
test "t" { as dev Read { file_path: "a" } => allow }`),
    );
    expect(names.map(({ name }) => name)).toEqual(['dev']);
  });

  it('never rounds up to 100 %', () => {
    expect(percentOf({ met: 9999, goals: 10_000 })).toBe(99.9);
    expect(percentOf({ met: 0, goals: 0 })).toBe(100);
  });
});
