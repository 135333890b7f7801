import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { testPolicies } from '../../compiler/test-policies.ts';
import { prelude } from './findings.ts';

function report(tests: string) {
  return testPolicies(compile([{ file: 'a.sentrely', text: prelude + tests }]));
}

describe('policy tests', () => {
  it('say for each call what was expected and what came', () => {
    const { passed, failed, cases } =
      report(`guard g for all agents { rule no-x deny Read when .path == "x" because "No." }
test "reading" {
  as dev
  Read { path: "a" } => allow
  Read { path: "x" } => deny (no-x)
  Read { path: "x" } => ask
  Bash { command: "ls" } => allow (no-x)
}
`);
    expect([passed, failed]).toEqual([2, 2]);
    expect(cases[1]).toEqual({
      file: 'a.sentrely',
      line: 17,
      title: 'reading',
      agent: 'dev',
      tool: 'Read',
      expected: 'deny',
      expectedRule: 'no-x',
      got: 'deny',
      rules: ['g.no-x'],
      decided: [{ id: 'g.no-x', effect: 'deny', file: 'a.sentrely', line: 13 }],
      reason: 'No.',
      passed: true,
      nearest: null,
    });
    expect(cases[2]).toMatchObject({ expected: 'ask', got: 'deny', passed: false });
    expect(cases[3]).toMatchObject({
      expected: 'allow',
      got: 'allow',
      rules: ['base#2'],
      passed: false,
    });
  });

  it('a rule of another policy with the same ending is another rule', () => {
    const { cases } =
      report(`guard g for all agents { rule a-b deny Read when .path == "x" rule b deny Read when .path == "y" }
test "t" { as dev Read { path: "x" } => deny (b) }`);
    expect(cases[0]?.passed).toBe(false);
  });

  it('run tools of servers and Json arguments', () => {
    const { cases } = report(`tool mcp hub.go { data: Json }
policy p for agent dev { allow mcp hub.go }
test "t" { as dev mcp hub.go { data: { "__proto__": [1, null, { a: "b" }] } } => allow }`);
    expect(cases[0]).toMatchObject({ tool: 'mcp__hub__go', passed: true });
  });

  it('are not run on a program with errors', () => {
    const compilation = compile([{ file: 'a.sentrely', text: 'edition 1\n' }]);
    expect(() => testPolicies(compilation)).toThrow('only a program without errors is tested');
  });
});
