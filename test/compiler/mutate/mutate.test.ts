import { describe, expect, it } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import { mutatePolicies } from '../../../compiler/mutate.ts';
import { shown, trialsOf } from './programs.ts';

const head = `edition 1
agent dev { owner team "acme/core" }
agent ci { owner team "acme/core" }
tool read { path: Path }
tool deploy { env: String, count?: Int, dry?: Bool }
tool fetch { url: Url }
`;

const fates = (text: string) => shown(trialsOf(head + text));

describe('operators', () => {
  it('flip effects, drop rules and change every part of a condition', () => {
    const mutants = fates(`policy p for agents dev, ci {
  rule some allow deploy when .env == "staging" and not has .dry unless (.count > 5 or .count < 1)
}
test "t" { as dev deploy { env: "staging", count: 2 } => allow }`);
    expect(mutants.map((line) => line.slice(0, line.lastIndexOf(':')))).toEqual([
      'drop-agent: dev -> ',
      'drop-agent: ci -> ',
      'drop-rule: rule some allow deploy -> ',
      'flip-effect: rule some allow deploy -> rule some ask deploy',
      'flip-effect: rule some allow deploy -> rule some deny deploy',
      'drop-condition: .env == "staging" -> ',
      'swap-comparison: .env == "staging" -> .env != "staging"',
      'drop-condition: has .dry -> ',
      'negate-condition: has .dry -> not has .dry',
      'drop-unless: unless .count > 5 or .count < 1 -> ',
      'drop-condition: .count > 5 -> ',
      'negate-condition: .count > 5 -> not .count > 5',
      'shift-integer: 5 -> 4',
      'shift-integer: 5 -> 6',
      'drop-condition: .count < 1 -> ',
      'negate-condition: .count < 1 -> not .count < 1',
      'shift-integer: 1 -> 0',
      'shift-integer: 1 -> 2',
    ]);
  });

  it('change patterns, sets in place and declared ones', () => {
    const mutants = fates(`let secrets = paths("**/.env", "keys/*.pem")
policy p for all agents {
  allow read when .path matches "src/**" and not .path in secrets
  allow fetch when .url.host in hosts("*.example.com", "b.example") and .url.port in [443, 8443]
}
test "t" { as dev read { path: "x" } => deny }`);
    const kinds = mutants.filter((line) => line.includes('pattern'));
    expect(kinds.map((line) => line.slice(0, line.lastIndexOf(':')))).toEqual([
      'drop-pattern: "**/.env" -> ',
      'narrow-pattern: "**/.env" -> "*/.env"',
      'drop-pattern: "keys/*.pem" -> ',
      'widen-pattern: "keys/*.pem" -> "keys/**.pem"',
      'narrow-pattern: "src/**" -> "src/*"',
      'drop-pattern: "*.example.com" -> ',
      'widen-pattern: "*.example.com" -> "**.example.com"',
      'drop-pattern: "b.example" -> ',
      'drop-pattern: 443 -> ',
      'drop-pattern: 8443 -> ',
    ]);
  });

  it('leave an escaped star alone, and plain strings, where both stars are one', () => {
    const mutants = fates(`let names = strings("a*", "b\\\\*")
policy p for all agents {
  allow deploy when .env in names
  allow read when .path matches "a\\\\*b"
}
test "t" { as dev deploy { env: "ax" } => allow }`);
    expect(mutants.filter((line) => /widen|narrow/.test(line))).toEqual([]);
  });

  it('drop leniency and otherwise, and lower approvals', () => {
    const mutants = fates(`guard g for all agents {
  rule no deny read when .path matches "/x/**" on unknown ask
}
policy p for all agents {
  rule two ask deploy approval 2 of team "acme/core"
  allow read
  otherwise ask approval 2 of team "acme/core"
}
test "t" {
  as dev
  read { path: "../y" } => ask
  read { path: "/x/y" } => deny
  fetch { url: "https://a.example/" } => ask
}`);
    expect(mutants).toContain('drop-unknown: on unknown ask -> : killed');
    expect(mutants).toContain(
      'drop-otherwise: otherwise ask approval 2 of team "acme/core" -> : killed',
    );
    expect(mutants).toContain('lower-approval: approval 2 -> approval 1: untestable');
    expect(mutants.filter((line) => line.startsWith('lower-approval'))).toHaveLength(2);
  });

  it('leave libraries alone', () => {
    const trials = trialsOf(`edition 1
import std.claude-code
agent dev { owner team "acme/core" }
policy p for agent dev { allow Read when .file_path under workspace }
test "t" { as dev Read { file_path: "a" } => allow }`);
    expect(new Set(trials.map(({ mutant }) => mutant.span.file))).toEqual(new Set(['a.sentrely']));
  });
});

describe('fates', () => {
  it('a mutant that the compiler does not take is refused', () => {
    const mutants = fates(`tool run { command: Shell }
policy p for all agents { allow shell.run "ls" rule look ask opaque }
test "t" { as dev run { command: "ls" } => allow run { command: "$x" } => ask }`);
    expect(mutants).toContain(
      'flip-effect: rule look ask opaque -> rule look allow opaque: refused',
    );
    expect(mutants).toContain('drop-rule: allow shell.run -> : killed');
  });

  it('an example of a rule kills like a test', () => {
    const trials = trialsOf(`${head}policy p for all agents {
  allow read when .path under "src" example read { path: "src/a" } is allowed
}
test "t" { as dev fetch { url: "https://a.example/" } => deny }`);
    const [dropped] = trials.filter(({ mutant }) => mutant.operator === 'flip-effect');
    expect(dropped?.fate).toMatchObject({ kind: 'killed', by: { file: 'a.sentrely' } });
  });

  it('a survivor comes with a call that both engines decide differently', () => {
    const trials = trialsOf(`${head}policy p for agent dev {
  allow deploy when .env == "staging" and .count < 3
}
test "t" { as dev deploy { env: "staging", count: 1 } => allow }`);
    const survivors = trials.flatMap(({ mutant, fate }) =>
      fate.kind === 'survived' ? [[mutant.after, fate.witness] as const] : [],
    );
    expect(new Map(survivors).get('4')).toEqual({
      agent: 'dev',
      server: null,
      tool: 'deploy',
      input: { env: 'staging', count: 3 },
      workspace: null,
      original: 'deny',
      mutant: 'allow',
    });
    expect(trials.filter(({ fate }) => fate.kind === 'unwitnessed')).toEqual([]);
  });

  it('a witness is found in a workspace where none is found without', () => {
    const trials = trialsOf(`${head}guard g for all agents {
  rule no deny read when .path matches "~/.ssh/**"
}
policy p for agent dev { allow read when .path under workspace }
test "t" { as dev read { path: "a" } => allow }`);
    const [dropped] = trials.filter(({ mutant }) => mutant.before === 'rule no deny read');
    expect(dropped?.fate).toMatchObject({
      kind: 'survived',
      witness: { workspace: '/', original: 'deny', mutant: 'allow' },
    });
  });

  it('the witness of a lost agent is a call of that agent', () => {
    const names = Array.from({ length: 9 }, (_, at) => `bot${at}`);
    const agents = names.map((name) => `agent ${name} { owner team "acme/core" }\n`).join('');
    const trials = trialsOf(`${head}${agents}policy p for agents ${names.join(', ')} { allow read }
test "t" { as bot0 read { path: "a" } => allow }`);
    const [lost] = trials.filter(({ mutant }) => mutant.before === 'bot7');
    expect(lost?.fate).toMatchObject({
      kind: 'survived',
      witness: { agent: 'bot7', tool: 'read' },
    });
  });

  it('what changes nothing is not called a survivor', () => {
    const mutants = fates(`policy p for agent dev { allow read allow read when .path matches "a" }
test "t" { as dev read { path: "b" } => allow }`);
    expect(mutants).toContain('drop-condition: .path matches "a" -> : unwitnessed');
    expect(
      mutants.filter((line) => line === 'drop-rule: allow read -> : unwitnessed'),
    ).toHaveLength(1);
  });

  it('who has to approve counts as a difference', () => {
    const mutants = fates(`policy p for agent dev {
  rule x ask deploy when .env == "prod" approval 2 of team "acme/sec"
  otherwise ask
}
test "t" { as dev deploy { env: "prod" } => ask }`);
    expect(mutants).toContain('drop-rule: rule x ask deploy -> : survived');
  });
});

describe('a run', () => {
  const rules = Array.from(
    { length: 40 },
    (_, at) => `  rule r${at} allow deploy when .env == "e${at}" and .count < ${at}\n`,
  );
  const text = `${head}policy p for agent dev {\n${rules.join('')}}
test "t" { as dev deploy { env: "e3", count: 1 } => allow }`;

  it('is the same every time, and a part of it is spread over all', () => {
    const some = trialsOf(text, 20);
    expect(some).toHaveLength(20);
    expect(some.map(({ mutant }) => mutant.span)).toEqual(
      trialsOf(text, 20).map(({ mutant }) => mutant.span),
    );
    const last = text.indexOf('rule r38 ');
    expect(some.some(({ mutant }) => mutant.span.start >= last)).toBe(true);
    const mutation = mutatePolicies(compile([{ file: 'a.sentrely', text }]), 20);
    expect([mutation.total, mutation.tried]).toEqual([9 * 40, 20]);
  });

  it('ends on patterns that multiply and on names that objects have', () => {
    const stars = '**/a*b*c*d*e*f*g*h*';
    const trials = trialsOf(`edition 1
agent constructor { owner team "a/b" }
tool toString { "__proto__": Path, constructor?: Int }
policy valueOf for agent constructor {
  allow toString when ."__proto__" matches "${stars}" and .constructor > 1
}
test "__proto__" { as constructor toString { "__proto__": "a" } => deny }`);
    expect(trials.length).toBeGreaterThan(10);
    expect(trials.some(({ fate }) => fate.kind === 'survived')).toBe(true);
  });

  it('is not made of a program with errors', () => {
    const broken = compile([{ file: 'a.sentrely', text: 'edition 1\n' }]);
    expect(() => mutatePolicies(broken, 1)).toThrow('only a program without errors is mutated');
  });
});
