import { describe, expect, it } from 'vitest';
import { testPolicies } from '../../../compiler/test-policies.ts';
import { compiled } from '../mutate/programs.ts';

const head = `edition 1
agent dev { owner team "acme/core" }
agent ci { owner team "acme/core" }
tool read { path: Path, limit?: Int }
tool deploy { env: String, force: Bool }
`;

/** What is said of the first case of the tests. */
function nearest(text: string) {
  return testPolicies(compiled(head + text)).cases[0]?.nearest;
}

describe('the nearest rule', () => {
  it('is the one that fewest conditions kept from deciding', () => {
    const found = nearest(`policy p for agent dev {
  allow deploy when .env == "a" and .force == false
  allow deploy when .env == "prod" and not .force == true
}
test "t" { as dev deploy { env: "prod", force: true } => allow }`);
    expect(found).toEqual({
      rule: 'p#2',
      file: 'a.sentrely',
      line: 8,
      why: 'condition',
      condition: { text: '.force', line: 8, was: 'true', others: 0 },
    });
  });

  it('of alternatives blames the nearer one, and counts what else is wrong', () => {
    const found = nearest(`policy p for agent dev {
  allow deploy when (.env == "a" and .env != "b" or .env == "c") and .force == false
}
test "t" { as dev deploy { env: "b", force: true } => allow }`);
    expect(found?.condition).toMatchObject({ text: '.env == "c"', was: 'false', others: 1 });
  });

  it('an unknown condition keeps a grant from deciding, and not a denial', () => {
    const rules = `guard g for all agents { rule no deny read when .path == "x" and .limit > 3 }
policy p for agent dev { allow read when .path under workspace }
`;
    const allow = nearest(`${rules}test "t" { as dev read { path: "../x" } => allow }`);
    expect(allow?.condition).toMatchObject({ text: '.path under workspace', was: 'unknown' });
    const deny = nearest(`${rules}test "t" { as dev read { path: "a" } => deny }`);
    expect(deny?.condition).toMatchObject({ text: '.path == "x"', was: 'false', others: 0 });
  });

  it('an exception that holds is to blame', () => {
    const found = nearest(`policy p for agent dev { allow read unless .path == "a" }
test "t" { as dev read { path: "a" } => allow }`);
    expect(found?.condition).toMatchObject({ text: '.path == "a"', was: 'true' });
  });

  it('a named rule may be about other tools, or for other agents', () => {
    const rules = `guard g for agent ci { rule no-ci deny deploy }
policy p for all agents { allow read rule no-deploy deny deploy }
`;
    const tool = nearest(`${rules}test "t" { as dev read { path: "a" } => deny (no-deploy) }`);
    expect(tool).toMatchObject({ rule: 'p.no-deploy', why: 'tool' });
    const agent = nearest(`${rules}test "t" { as dev read { path: "a" } => deny (no-ci) }`);
    expect(agent).toMatchObject({ rule: 'g.no-ci', why: 'agent' });
  });

  it('is none where the rule held and others overruled it, or no rule says this', () => {
    const rules = `guard g for all agents { rule no deny deploy }
policy p for all agents { allow deploy allow read }
`;
    const call = 'deploy { env: "a", force: true }';
    expect(nearest(`${rules}test "t" { as dev ${call} => allow }`)).toBeNull();
    expect(nearest(`${rules}test "t" { as dev ${call} => ask }`)).toBeNull();
  });

  it('is not looked for where the case passed', () => {
    const { cases } = testPolicies(
      compiled(`${head}policy p for agent dev { allow read when .path == "a" }
test "t" { as dev read { path: "b" } => deny }`),
    );
    expect(cases[0]).toMatchObject({ passed: true, nearest: null });
  });
});
