import { describe, expect, it } from 'vitest';
import { analyzeDifference } from '../../../compiler/analyze/difference.ts';
import { InvariantError } from '../../../dsl/assert.ts';
import { Replay } from '../../../compiler/analyze/replay.ts';
import { Vocabulary } from '../../../compiler/analyze/vocabulary.ts';
import { agree } from './difference-agrees.ts';
import { compiled, prelude } from './programs.ts';

/** Differences between two programs, one a line. */
function differences(base: string, head: string): readonly string[] {
  const { differences, inconclusive } = analyzeDifference(
    compiled(prelude + base),
    compiled(prelude + head),
  );
  expect(inconclusive).toEqual([]);
  return differences.map(({ kind, agents, tool, from, to, witness }) => {
    const call = JSON.stringify(witness.input);
    const where = witness.workspace === null ? '' : ` in ${witness.workspace}`;
    return `${kind} ${tool} ${agents.join('+')}: ${from.rules.join('+')} > ${to.rules.join('+')}: ${call}${where}`;
  });
}

const tool = 'tool T { x: Path, n?: Int }\n';
const policy = (rules: string) => `policy p for all agents {\n${rules}\n}\n`;

describe('analyzeDifference', () => {
  it('finds nothing where only order, names and places change', () => {
    const base = `${tool}${policy('rule a allow T when .x under "src"\nrule b deny T when .n > 3')}`;
    const head = `${tool}\n\n${policy('rule c deny T when .n > 3\nrule d allow T when .x under "./src"')}`;
    expect(differences(base, head)).toEqual([]);
  });

  it('finds nothing where conditions are written differently and mean the same', () => {
    const one = policy('allow T when .n > 2 and not (.n > 5) and .x matches "src/**"');
    const other = policy('allow T when .n in [3, 4, 5] and .x under "src"');
    expect(differences(tool + one, tool + other)).toEqual([]);
  });

  it('shows what is newly allowed, asked and denied, by which rules', () => {
    const base = tool + policy('allow T when .n < 3\nrule q ask T when .n == 5');
    const head =
      tool + policy('allow T when .n <= 3\nrule r ask T when .n == 2\nrule s deny T when .n == 1');
    expect(differences(base, head)).toEqual([
      'newly-allowed T dev+ci:  > p#1: {"x":"a","n":3}',
      // Other people are asked for each of the agents.
      'newly-asking T dev: p#1 > p.r: {"x":"a","n":2}',
      'newly-asking T ci: p#1 > p.r: {"x":"a","n":2}',
      'newly-denied T dev: p.q > : {"x":"a","n":5}',
      'newly-denied T dev+ci: p#1 > p.s: {"x":"a","n":1}',
      'newly-denied T ci: p.q > : {"x":"a","n":5}',
    ]);
  });

  it('knows what only requests do', () => {
    const base = policy(
      'allow server.tool when .domain in hosts("a.b", "**.a.b")\nallow file.upload when .bytes < 10',
    );
    const head = policy(
      'allow server.tool when .domain in hosts("a.b", "*.a.b")\nallow file.download',
    );
    expect(differences(base, head)).toEqual([
      'newly-allowed file.download dev+ci:  > p#2: {"id":"a"}',
      'newly-denied server.tool dev+ci: p#1 > : {"name":"a","type":"a","domain":"a.a.a.b"}',
      'newly-denied file.upload dev+ci: p#2 > : {"name":"a","type":"a","bytes":9}',
    ]);
  });

  it('tells agents apart that only one side treats differently', () => {
    const head = `${tool}policy p for agent ci { allow T }`;
    expect(differences(tool + policy('allow T'), head)).toEqual([
      'newly-denied T dev: p#1 > : {"x":"a"}',
    ]);
  });

  it('tells agents apart whose calls end in different `otherwise`', () => {
    const base = `${tool}policy p for agent dev { allow T when .n == 1 otherwise ask }
policy q for agent ci { allow T when .n == 1 otherwise ask }`;
    const head = `${tool}policy p for all agents { allow T when .n == 1 }`;
    expect(differences(base, head)).toEqual([
      'newly-denied T dev: p.otherwise > : {"x":"a"}',
      'newly-denied T ci: q.otherwise > : {"x":"a"}',
    ]);
  });

  it('sees other approvers, counts and times, and not other names for the same', () => {
    const ask = (approval: string, name = 'r') => tool + policy(`rule ${name} ask T ${approval}`);
    expect(differences(ask('approval 1'), ask('approval 1', 'other'))).toEqual([]);
    expect(differences(ask('approval 1'), ask('approval 1, expires 20m'))).toHaveLength(2);
    // For `dev` its owner is named, for `ci` somebody else.
    const named = ask('approval 1 of user "octocat" id 1');
    expect(differences(ask('approval 1'), named)).toEqual([
      'approval-changed T ci: p.r > p.r: {"x":"a"}',
    ]);
  });

  it('sees agents, tools and parameters that come and go', () => {
    const base = tool + policy('allow T');
    expect(
      differences(
        `${base}tool U { a: String }`,
        `${base}tool U { a: String }\npolicy q for agent dev { allow U }`,
      ),
    ).toEqual(['newly-allowed U dev:  > q#1: {"a":"a"}']);
    const renamed = `tool T { y: Path }\n${policy('allow T')}`;
    expect(differences(base, renamed)).toEqual([
      'newly-allowed T dev+ci:  > p#1: {"y":"a"}',
      'newly-denied T dev+ci: p#1 > : {"x":"a"}',
    ]);
    const required = `tool T { x: Path, n: Int }\n${policy('allow T')}`;
    expect(differences(base, required)).toEqual(['newly-denied T dev+ci: p#1 > : {"x":"a"}']);
    const added = analyzeDifference(
      compiled(prelude + base),
      compiled(`${prelude}agent new { owner user "octocat" id 1 }\n${base}`),
    );
    expect(added.differences.map(({ kind, agents }) => [kind, agents])).toEqual([
      ['newly-allowed', ['new']],
    ]);
  });

  it('says what becomes of a call with all that it does', () => {
    const shell = 'tool Sh { command: Shell }\n';
    const rules = policy('allow shell.run "ls"');
    const { differences: found } = analyzeDifference(
      compiled(prelude + rules),
      compiled(prelude + shell + rules),
    );
    const [added] = found;
    expect(added).toMatchObject({ kind: 'newly-allowed', tool: 'Sh', whole: ['deny', 'deny'] });
  });

  it('a parameter with a hostile name is a parameter', () => {
    const hostile = 'tool T { "__proto__": String, "constructor"?: Int }\n';
    const base = hostile + policy('allow T when .constructor == 1');
    expect(
      differences(base, `${base}policy q for all agents { allow T when .__proto__ == "a" }`),
    ).toEqual(['newly-allowed T dev+ci:  > q#1: {"__proto__":"a"}']);
  });

  it('finds the call that a wider pattern lets out of its folder', () => {
    const base = tool + policy('allow T when .x matches "/app/**"');
    const head = tool + policy('allow T when .x matches "/app*/**"');
    expect(differences(base, head)).toEqual(['newly-allowed T dev+ci:  > p#1: {"x":"/appa"}']);
  });

  it('finds what only a stated workspace makes possible', () => {
    const rules = (set: string) =>
      tool + policy(`allow T when .x under workspace unless .x in paths(${set})`);
    expect(differences(rules('"/etc/**"'), rules('"/etc/*"'))).toEqual([
      'newly-allowed T dev+ci:  > p#1: {"x":"etc"} in /',
    ]);
  });

  it('says so when a parameter changes to another type that is also compared', () => {
    const { inconclusive } = analyzeDifference(
      compiled(`${prelude}tool T { x: String }\n${policy('allow T when .x == "a"')}`),
      compiled(`${prelude}tool T { x: Key }\n${policy('allow T when .x == "a"')}`),
    );
    expect(inconclusive).toMatchObject([{ agents: ['dev', 'ci'], tool: 'T' }]);
  });

  it('knows actions by name: each program numbers them by itself, and one may lack some', () => {
    const first = 'action one.run(a: String) risk low\ntool One { a: String } does one.run(a: a)\n';
    const second =
      'action two.run(b: String) risk low\ntool Two { b: String } does two.run(b: b)\n';
    const base = second + policy('allow two.run');
    const head =
      first + second + policy('allow one.run, two.run rule b ask two.run when .b == "x"');
    expect(differences(base, head)).toEqual([
      'newly-allowed One dev+ci:  > : {"a":"a"}',
      'newly-allowed one.run dev+ci:  > p#1: {"a":"a"}',
      'newly-asking two.run dev: p#1 > p.b: {"b":"x"}',
      'newly-asking two.run ci: p#1 > p.b: {"b":"x"}',
    ]);
    expect(differences(head, base)).toEqual([
      'newly-allowed two.run dev: p.b > p#1: {"b":"x"}',
      'newly-allowed two.run ci: p.b > p#1: {"b":"x"}',
      'newly-denied One dev+ci:  > : {"a":"a"}',
      'newly-denied one.run dev+ci: p#1 > : {"a":"a"}',
    ]);
  });

  it('agrees with single decisions on random programs and calls', () => {
    const { differing } = agree(5, 150, 11);
    expect(differing).toBeGreaterThan(150);
  });
});

it('a call that is not decided as the analysis says is a bug of ours', () => {
  const both = compiled(`${prelude}${tool}${policy('allow T')}`);
  const replay = new Replay(both, new Vocabulary());
  const subject = both.program.subjects.get('tool T');
  if (subject === undefined) throw new Error('it is declared');
  const call = { agent: 'dev', server: null, tool: 'T', input: { x: 'a' }, workspace: null };
  const situation = { input: call.input, workspace: null, assumed: [] };
  const confirm = (verdict: 'allow' | 'deny', rules: readonly string[], isExact = true) =>
    replay.confirm({ subject, call, situation, judgement: { verdict, rules }, isExact });
  expect(confirm('allow', ['p#1'])).toBe(true);
  expect(() => confirm('deny', ['p#1'])).toThrow(InvariantError);
  expect(() => confirm('allow', [])).toThrow(InvariantError);
  // What rests on more than arguments may be impossible: then it is no finding.
  expect(confirm('deny', ['p#1'], false)).toBe(false);
});
