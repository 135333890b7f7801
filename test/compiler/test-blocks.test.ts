import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { testPolicies } from '../../compiler/test-policies.ts';
import { findings, prelude } from './findings.ts';

const program = `${prelude}
agent ops { owner user "octocat" id 1 }
policy ops for agent ops { allow Read when .path under "docs" and .limit < 10 }
guard g for all agents { rule no-env deny Read when .path matches "**/.env" }
`;

function run(test: string) {
  const compilation = compile([{ file: 'a.sentrely', text: `${program}${test}` }]);
  expect(compilation.diagnostics).toEqual([]);
  return testPolicies(compilation).cases;
}

describe('tests of several agents', () => {
  it('decide each call for the agent it follows', () => {
    const cases = run(`test "t" {
  as dev
  Read { path: "a" } => allow
  as ops
  Read { path: "a", limit: 1 } => deny
  Read { path: "docs/a", limit: 1 } => allow
  as dev
  Read { path: ".env" } => deny (no-env)
}`);
    expect(cases.map(({ agent, line, passed }) => [agent, line, passed])).toEqual([
      ['dev', 19, true],
      ['ops', 21, true],
      ['ops', 22, true],
      ['dev', 24, true],
    ]);
  });

  it('name agents that exist, who make calls', () => {
    expect(findings('test "t" { as dev Read { path: "a" } => allow as dve as dev }')).toEqual([
      'unknown-agent: dve',
      'empty-test: dve',
      'empty-test: dev',
    ]);
    expect(
      findings('test "t" { Read { path: "a" } => allow as dev Read { path: "a" } => allow }'),
    ).toEqual(['test-without-agent: "t"']);
  });
});

describe('tables', () => {
  it('are a call for each row, with what all rows share', () => {
    const cases = run(`test "t" {
  as ops
  for each .path, .limit of Read with { deep: true } {
    "docs/a", 1 => allow
    "docs/a", 11 => deny
    "docs/.env", 1 => deny (no-env)
    "docs/.env", 1 => allow
  }
}`);
    expect(cases.map(({ line, tool, got, passed }) => [line, tool, got, passed])).toEqual([
      [20, 'Read', 'allow', true],
      [21, 'Read', 'deny', true],
      [22, 'Read', 'deny', true],
      [23, 'Read', 'deny', false],
    ]);
  });

  const table = (text: string) => findings(`test "t" { as dev ${text} }`);

  it('say once what is wrong with all of their rows', () => {
    const rows = '{ "a" => allow "b" => deny }';
    expect(table(`for each .path of Reed ${rows}`)).toEqual(['unknown-tool: Reed']);
    expect(table(`for each .pth of Read ${rows}`)).toEqual(['unknown-field: pth']);
    expect(table(`for each .limit of Read ${rows}`)).toHaveLength(1);
    expect(table(`for each .path of Read with { file: 1 } ${rows}`)).toHaveLength(1);
    expect(table('for each .path of Read { "a" => allow 3 => deny "b" => deny (no) }')).toEqual([
      'test-shape: 3 => deny',
      'unknown-rule: no',
    ]);
    expect(table('for each .path of Read {}')).toEqual(['empty-test: "t"']);
  });

  it('take a column for its name, whatever it is', () => {
    expect(table('for each .__proto__ of Read { 1 => deny }')).toEqual([
      'unknown-field: __proto__',
    ]);
  });
});
