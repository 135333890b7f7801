import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, RuleSet } from '../../compiler/bundle/rules.ts';
import { Place } from '../../compiler/bundle/shape.ts';
import { readRuleSet } from '../../compiler/bundle/structure.ts';
import { compile } from '../../compiler/compile.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import { program } from '../property/random-program.ts';
import { prelude } from './findings.ts';

function rulesOf(text: string, file = 'a.sentrely'): RuleSet {
  const { rules, diagnostics } = compile([{ file, text }]);
  if (rules === undefined) throw new Error(JSON.stringify(diagnostics));
  return rules;
}

/** The condition of the one rule of a policy beside the prelude. */
function lowered(rule: string): Condition | null {
  const { policies } = rulesOf(`${prelude}policy p for agent dev {\n${rule}\n}`);
  return policies.at(-1)?.rules[0]?.when ?? null;
}

describe('a rule set', () => {
  const rules = rulesOf(
    `${prelude}// a comment
agent ci-1 { owner team "acme/platform" identify key "sha256:${'0f'.repeat(32)}" }
tool mcp hub.go { to?: Email inert }
guard g for agents "ci-*", dev {

  rule no-x deny Read, mcp hub.go
    because "Not this."
  rule maybe deny Put when .name == "x" on unknown ask
}
policy p for all agents {
  allow Read
  rule two ask Put approval 2 of team "acme/platform", user "maria" id 42, role "maintain", expires 30m
  allow Put when .name == "y"
  otherwise ask
}
`,
    'policies/a.sentrely',
  );

  it('holds agents and tools as declared', () => {
    const limits = { budgets: [], alerts: [], rates: [], loop: null };
    const unlimited = { models: null, limits };
    expect(rules.agents).toEqual([
      {
        name: 'dev',
        owner: { kind: 'user', id: 1, login: 'octocat' },
        keys: [],
        identities: [],
        ...unlimited,
      },
      {
        name: 'ci-1',
        owner: { kind: 'team', team: 'acme/platform' },
        keys: [`sha256:${'0f'.repeat(32)}`],
        identities: [],
        ...unlimited,
      },
    ]);
    expect(rules.tools.at(-1)).toEqual({
      server: 'hub',
      name: 'go',
      params: [
        {
          name: 'to',
          type: 'Email',
          optional: true,
          inert: true,
          list: false,
          words: null,
          fields: null,
        },
      ],
      directory: null,
      does: [],
      trusted: [],
    });
  });

  it('puts all policies in one layer and guards in none', () => {
    expect(rules.layers).toEqual(['repository']);
    expect(rules.policies.map(({ name, kind, layer }) => [name, kind, layer])).toEqual([
      ['base', 'policy', 0],
      ['g', 'guard', null],
      ['p', 'policy', 0],
    ]);
  });

  it('names rules by label or number, with file and line', () => {
    const places = rules.policies.flatMap((policy) => [
      ...policy.rules.map(({ id, file, line }) => [id, file, line]),
      ...(policy.otherwise === null ? [] : [[policy.otherwise.id, policy.otherwise.line]]),
    ]);
    expect(places).toEqual([
      ['base#1', 'policies/a.sentrely', 8],
      ['base#2', 'policies/a.sentrely', 9],
      ['base#3', 'policies/a.sentrely', 10],
      ['base#4', 'policies/a.sentrely', 11],
      ['g.no-x', 'policies/a.sentrely', 18],
      ['g.maybe', 'policies/a.sentrely', 20],
      ['p#1', 'policies/a.sentrely', 23],
      ['p.two', 'policies/a.sentrely', 24],
      ['p#3', 'policies/a.sentrely', 25],
      ['p.otherwise', 26],
    ]);
  });

  it('carries clauses', () => {
    const [noX, maybe] = rules.policies[1]?.rules ?? [];
    expect(noX).toMatchObject({ tools: [0, 4], when: null, because: 'Not this.', approval: null });
    expect(maybe).toMatchObject({ effect: 'deny', onUnknownAsk: true, because: null });
    expect(rules.policies[2]?.rules[1]?.approval).toEqual({
      count: 2,
      approvers: [
        { kind: 'team', team: 'acme/platform' },
        { kind: 'user', id: 42, login: 'maria' },
        { kind: 'role', role: 'maintain' },
      ],
      expiresMs: 1_800_000,
    });
    expect(rules.policies[2]?.otherwise?.approval).toEqual({
      count: 1,
      approvers: [],
      expiresMs: 900_000,
    });
  });

  it('selects agents by name and by automaton', () => {
    const { agents } = rules.policies[1] ?? {};
    expect(agents?.names).toEqual(['dev']);
    expect(agents?.patterns).toHaveLength(1);
    expect(rules.policies[2]?.agents).toBeNull();
  });

  it('holds a call that must be denied', () => {
    const { agent, server, tool, input } = rules.forbidden;
    const outcome = decide(planRules(rules), { agent, server, tool, input, workspace: null });
    expect(outcome.verdict).toBe('deny');
  });
});

describe('conditions', () => {
  const field = { param: 'path', field: null, part: null };

  it('when and unless become and not', () => {
    expect(lowered('allow Read when .limit == 1 unless .limit == 2')).toEqual({
      op: 'and',
      of: [
        { op: 'equal', field: { param: 'limit', field: null, part: null }, values: [1] },
        {
          op: 'not',
          of: { op: 'equal', field: { param: 'limit', field: null, part: null }, values: [2] },
        },
      ],
    });
  });

  it('chains are flat', () => {
    const condition = lowered(
      'allow Read when .limit < 1 or (.limit < 2 or .limit < 3) or .limit < 4',
    );
    expect(condition?.op === 'or' && condition.of.map(({ op }) => op)).toEqual(
      Array(4).fill('order'),
    );
  });

  it('literals are in normal form', () => {
    expect(lowered('allow Read when .path in ["./a//b/../c/", "/x/", "~/y", "e\\u{301}"]')).toEqual(
      {
        op: 'equal',
        field,
        values: ['a/c', '/x', '~/y', '\u00e9'],
      },
    );
    expect(lowered('allow Fetch when .url == "HTTPS://X.com:443/a/../b"')).toMatchObject({
      values: ['https://x.com/b'],
    });
    expect(lowered('allow Fetch when .host == "B\u00dcCHER.com."')).toMatchObject({
      values: ['xn--bcher-kva.com'],
    });
    expect(lowered('allow Fetch when .url.scheme == "HTTPS"')).toMatchObject({ values: ['https'] });
  });

  it('path patterns read the form that their beginning asks for', () => {
    const condition = lowered(
      'allow Read when .path in paths("/etc/**", "~/.ssh/**", "**/.env", "src/**")',
    );
    expect(condition?.op === 'or' && condition.of).toMatchObject([
      { op: 'match', form: 'absolute' },
      { op: 'match', form: 'either' },
      { op: 'match', form: 'relative' },
    ]);
    expect(lowered('allow Read when .path under workspace')).toEqual({ op: 'inside', field });
    expect(lowered('allow Read when .path under "src"')).toMatchObject({ form: 'relative' });
    expect(lowered('allow Read when .path under "/"')).toMatchObject({ form: 'absolute' });
    expect(lowered('allow Read when .path under "."')).toMatchObject({ form: 'relative' });
  });

  it('paths and local parts have a folded automaton, the rest has none', () => {
    expect(lowered('allow Read when .path matches "A"')).toMatchObject({
      folded: expect.any(Number),
    });
    expect(lowered('allow Fetch when .to.local matches "A*"')).toMatchObject({
      folded: expect.any(Number),
    });
    expect(lowered('allow Fetch when .url.path matches "/A"')).toMatchObject({
      form: null,
      folded: null,
    });
    expect(lowered('allow Put when .key matches "A"')).toMatchObject({ form: null, folded: null });
  });

  it('URL patterns become one requirement for each part', () => {
    expect(lowered('allow Fetch when .url matches "https://*.x.com/a/**"')).toMatchObject({
      op: 'and',
      of: [
        { op: 'equal', field: { param: 'url', part: 'scheme' }, values: ['https'] },
        { op: 'equal', field: { param: 'url', part: 'port' }, values: [443] },
        { op: 'match', field: { param: 'url', part: 'host' } },
        { op: 'match', field: { param: 'url', part: 'path' } },
      ],
    });
  });

  it('mail patterns become two', () => {
    expect(lowered('allow Fetch when .to in emails("*@x.com")')).toMatchObject({
      op: 'and',
      of: [
        { op: 'match', field: { param: 'to', part: 'local' } },
        { op: 'match', field: { param: 'to', part: 'domain' } },
      ],
    });
  });

  it('equal automata are stored once', () => {
    const { automata } = rulesOf(`${prelude}policy p for agent dev {
  allow Read when .path matches "{a,b}" and .path in paths("b", "a")
  allow Read when .path in paths("a", "b") and .limit == 1
}`);
    // One for the rules, one for the command of the prelude.
    expect(automata).toHaveLength(2);
  });
});

describe('the bytes', () => {
  const sources = [
    {
      file: 'b.sentrely',
      text: 'edition 1\npolicy p for agent dev { allow Read when .path matches "x/**" }\n',
    },
    { file: 'a.sentrely', text: prelude },
  ];

  it('are the same for the same sources, in whatever order they are given', () => {
    const one = JSON.stringify(compile(sources).rules);
    expect(JSON.stringify(compile(sources.toReversed()).rules)).toBe(one);
    expect(one).toContain('b.sentrely');
  });

  it('always load', () => {
    fc.assert(
      fc.property(program, (text) => {
        const rules = rulesOf(text);
        const bytes = JSON.stringify(rules);
        expect(readRuleSet(new Place(JSON.parse(bytes), null, ''))).toEqual(rules);
        expect(JSON.stringify(rulesOf(text))).toBe(bytes);
      }),
      { numRuns: 60 },
    );
  });
});
