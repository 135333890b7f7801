import { assert, describe, expect, it } from 'vitest';
import { builtInIndex } from '../../../compiler/bundle/builtin-actions.ts';
import type { Condition, PolicyEntry, RuleSet, Verdict } from '../../../compiler/bundle/rules.ts';
import { compile } from '../../../compiler/compile.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import { decideFile, decideRequest } from '../../../compiler/evaluate/decide-request.ts';
import type {
  Domains,
  FileUse,
  ModelRequest,
  Outcome,
} from '../../../compiler/evaluate/decision.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import { agent, fieldOf, guard, policy, prefixAutomaton, rule, ruleSet, tool } from './rule-set.ts';

const model = { actions: [builtInIndex('model.use')] };
const server = { actions: [builtInIndex('server.tool')] };
const search = { name: 'web_search', type: 'web_search_20250305' };

function ask(
  policies: readonly PolicyEntry[],
  request: Partial<ModelRequest> = {},
  more: Partial<RuleSet> = {},
): Outcome {
  const rules = ruleSet([], policies, { automata: [prefixAutomaton('claude-')], ...more });
  return decideRequest(planRules(rules), {
    agent: 'dev',
    model: 'claude-x',
    serverTools: [],
    ...request,
  });
}

describe('the model of a request', () => {
  const bound = { agents: [agent('dev', { models: [0] })] };

  it('needs no grant', () => {
    expect(ask([])).toMatchObject({ verdict: 'allow', rules: [], reason: expect.any(String) });
    expect(ask([guard([])]).facets).toEqual([
      { kind: 'action', name: 'model.use', values: { model: 'claude-x' }, verdict: 'allow' },
    ]);
  });

  it('must be one that the agent may use', () => {
    expect(ask([], {}, bound).verdict).toBe('allow');
    expect(ask([], { model: 'gpt-x' }, bound)).toMatchObject({
      verdict: 'deny',
      reason: 'agent `dev` may not use the model `gpt-x`',
    });
    expect(ask([], { model: 'claude-\ud800' }, bound).verdict).toBe('deny');
    expect(ask([], {}, { agents: [agent('dev', { models: [] })] }).verdict).toBe('deny');
  });

  it('is bound by denies and asks', () => {
    const old = rule(
      'deny',
      'g.d',
      { op: 'equal', field: fieldOf('model'), values: ['claude-x'] },
      model,
    );
    expect(ask([guard([old])]).rules).toEqual([
      { id: 'g.d', effect: 'deny', file: 'a.sentrely', line: 1 },
    ]);
    expect(ask([guard([old])], { model: 'claude-y' }).verdict).toBe('allow');
    expect(ask([guard([rule('ask', 'g.q', null, model)])]).approvals).toHaveLength(1);
  });

  it('an agent that is not declared has none', () => {
    expect(ask([], { agent: 'eve' }).reason).toBe('agent `eve` is not declared');
    expect(ask([], { agent: '__proto__' }).verdict).toBe('deny');
  });
});

describe('tools that the provider runs', () => {
  const allowed = policy([
    rule('allow', 'p.s', { op: 'equal', field: fieldOf('name'), values: ['web_search'] }, server),
  ]);

  it('need a grant, each', () => {
    expect(ask([policy([])], { serverTools: [search] })).toMatchObject({
      verdict: 'deny',
      reason: 'no rule allows `server.tool` for agent `dev`',
    });
    expect(ask([allowed], { serverTools: [search, search] }).verdict).toBe('allow');
    const other = { name: 'code_execution', type: 'x' };
    expect(ask([allowed], { serverTools: [search, other] }).verdict).toBe('deny');
  });
});

describe('domains that a tool may reach', () => {
  const field = fieldOf('domain');
  /** What a text is a host of: patterns as the compiler makes them. */
  const judged = (rules: string, domains?: Domains, name = 'web_search'): Outcome => {
    const text = `edition 1
      agent dev { owner user "octocat" id 1 }
      policy p for agent dev { ${rules} }`;
    const { rules: compiled } = compile([{ file: 'a.sentrely', text }]);
    assert(compiled !== undefined);
    const tool = { name, type: name, ...(domains === undefined ? {} : { domains }) };
    return decideRequest(planRules(compiled), { agent: 'dev', model: 'm', serverTools: [tool] });
  };
  const python = 'allow server.tool when .domain in hosts("python.org", "**.python.org")';

  it.each<[string, Domains | undefined, Verdict]>([
    ['the domain itself', ['python.org'], 'allow'],
    ['one below it', ['docs.python.org'], 'allow'],
    ['several', ['python.org', 'a.b.python.org'], 'allow'],
    ['another beside it', ['python.org', 'evil.example'], 'deny'],
    ['one above it', ['org'], 'deny'],
    ['one that ends alike', ['evilpython.org'], 'deny'],
    ['one that begins alike', ['python.org.evil.example'], 'deny'],
    ['any', 'any', 'deny'],
    ['perhaps some', 'perhaps', 'deny'],
    ['none', undefined, 'deny'],
    ['an empty list', [], 'deny'],
    ['another spelling', ['Python.org'], 'deny'],
    ['a final dot', ['python.org.'], 'deny'],
    ['a wildcard', ['*.python.org'], 'deny'],
    ['no host', [''], 'deny'],
  ])('an allow must hold for all of it: %s', (_, domains, verdict) => {
    expect(judged(python, domains).verdict).toBe(verdict);
  });

  it('an allow of the domain alone is none of what lies below it', () => {
    for (const pattern of ['"python.org"', '"**.python.org"', '"python.org", "*.python.org"'])
      expect(
        judged(`allow server.tool when .domain in hosts(${pattern})`, ['python.org']).verdict,
      ).toBe('deny');
    expect(judged('allow server.tool when .domain == "python.org"', ['python.org'])).toMatchObject({
      verdict: 'deny',
      facets: [
        { name: 'model.use' },
        { values: { domain: 'python.org' }, verdict: 'allow' },
        { values: { domain: '**.python.org' }, verdict: 'deny' },
      ],
    });
    const two =
      'allow server.tool when .domain matches "**.a.python.org" or .domain matches "{b.,}a.python.org"';
    expect(judged(two, ['a.python.org']).verdict).toBe('allow');
    const union =
      'allow server.tool when .domain matches "*.python.org" or .domain matches "**.*.python.org"';
    expect(judged(union, ['python.org']).verdict).toBe('deny');
  });

  it.each<[string, string, Domains | undefined, Verdict]>([
    ['the domain', '.domain == "evil.example"', ['evil.example'], 'deny'],
    ['in another spelling', '.domain == "Evil.Example."', ['evil.example'], 'deny'],
    ['one below it', '.domain == "x.evil.example"', ['evil.example'], 'deny'],
    ['one far above', '.domain matches "**.evil.example"', ['example'], 'deny'],
    ['any', '.domain == "evil.example"', 'any', 'deny'],
    ['perhaps some', '.domain == "evil.example"', 'perhaps', 'deny'],
    ['another', '.domain == "evil.example"', ['good.example'], 'allow'],
    ['another that ends alike', '.domain matches "**.evil.example"', ['notevil.example'], 'allow'],
    ['everything but one', 'not .domain in hosts("a.b", "**.a.b")', ['a.b'], 'allow'],
    ['everything but one', 'not .domain in hosts("a.b", "**.a.b")', ['a.b', 'b'], 'deny'],
    ['what has one', 'has .domain and .domain == "evil.example"', undefined, 'allow'],
    ['what has one', 'has .domain', 'perhaps', 'deny'],
    ['what has none', 'not has .domain', 'perhaps', 'deny'],
    ['what has none', 'not has .domain', 'any', 'allow'],
  ])('a deny of %s: %s of %j', (_, when, domains, verdict) => {
    expect(judged(`allow server.tool rule no deny server.tool when ${when}`, domains).verdict).toBe(
      verdict,
    );
  });

  it('are read by `from`, comparisons and order like nothing that is known', () => {
    const below = { op: 'same', field, other: fieldOf('domain') } as const;
    const granted = policy([rule('allow', 'p.s', below, server)]);
    expect(
      ask([granted], { serverTools: [{ ...search, domains: ['a.example'] }] }).facets.map(
        ({ verdict }) => verdict,
      ),
    ).toEqual(['allow', 'allow', 'deny']);
  });

  it('one tool with many domains happens once', () => {
    const once =
      'allow server.tool rule once deny server.tool when count server.tool in the last 1h > 0';
    const text = (more: string): string => `edition 1
      agent dev { owner user "octocat" id 1 }
      policy p for agent dev { ${more} }`;
    const { rules } = compile([{ file: 'a.sentrely', text: text(once) }]);
    assert(rules !== undefined);
    const history = { count: () => ({ least: 0, most: 0 }) };
    const one = { ...search, domains: ['a.example', 'b.example'] };
    const decided = (serverTools: ModelRequest['serverTools']): Outcome =>
      decideRequest(planRules(rules), { agent: 'dev', model: 'm', serverTools, history });
    expect(decided([one])).toMatchObject({
      verdict: 'allow',
      marks: [{ monitor: 0, truth: 'yes' }],
    });
    expect(decided([one, search]).verdict).toBe('deny');
    expect(decided([one, one]).verdict).toBe('deny');
  });
});

describe('files at the provider', () => {
  const uploads = { actions: [builtInIndex('file.upload')] };
  const downloads = { actions: [builtInIndex('file.download')] };
  const upload: FileUse = {
    action: 'file.upload',
    values: { name: 'a.csv', type: 'text/csv', bytes: 10 },
  };
  const download: FileUse = { action: 'file.download', values: { id: 'file_1' } };
  const small: Condition = {
    op: 'order',
    field: fieldOf('bytes'),
    comparison: '<=',
    value: 10,
  };
  const judge = (policies: readonly PolicyEntry[], use: FileUse, name = 'dev'): Outcome =>
    decideFile(planRules(ruleSet([], policies)), { agent: name, ...use });

  it('need a grant, of exactly what is done', () => {
    expect(judge([policy([])], upload)).toMatchObject({
      verdict: 'deny',
      rules: [],
      reason: 'no rule allows `file.upload` for agent `dev`',
    });
    const granted = [policy([rule('allow', 'p.u', small, uploads)])];
    expect(judge(granted, upload)).toMatchObject({
      verdict: 'allow',
      facets: [
        {
          kind: 'action',
          name: 'file.upload',
          values: { name: 'a.csv', type: 'text/csv', bytes: '10' },
          verdict: 'allow',
        },
      ],
    });
    expect(judge(granted, download).verdict).toBe('deny');
    expect(judge(granted, { action: 'file.delete', values: { id: 'file_1' } }).verdict).toBe(
      'deny',
    );
    for (const bytes of [11, Number.NaN, 2 ** 53, 9.5]) {
      const values = { name: 'a.csv', type: 'text/csv', bytes };
      expect(judge(granted, { action: 'file.upload', values }).verdict).toBe('deny');
    }
  });

  it('are bound by denies and asks', () => {
    const granted = policy([rule('allow', 'p.u', null, uploads)]);
    const big = guard([rule('deny', 'g.b', { op: 'not', of: small }, uploads)]);
    expect(judge([granted, big], upload).verdict).toBe('allow');
    const values = { name: 'a.csv', type: 'text/csv', bytes: 11 };
    expect(judge([granted, big], { action: 'file.upload', values })).toMatchObject({
      verdict: 'deny',
      rules: [{ id: 'g.b' }],
    });
    expect(judge([granted, guard([rule('ask', 'g.q', null, uploads)])], upload).approvals).toEqual([
      expect.objectContaining({ rule: 'g.q' }),
    ]);
  });

  it('a name that is not known may be any', () => {
    const secret: Condition = { op: 'equal', field: fieldOf('name'), values: ['keys.txt'] };
    const granted = policy([rule('allow', 'p.d', null, downloads)]);
    const denied = guard([rule('deny', 'g.k', secret, downloads)]);
    expect(judge([granted, denied], download).verdict).toBe('deny');
    const named = (name: string): FileUse => ({
      action: 'file.download',
      values: { id: 'file_1', name },
    });
    expect(judge([granted, denied], named('plot.png')).verdict).toBe('allow');
    expect(judge([policy([rule('allow', 'p.d', secret, downloads)])], download).verdict).toBe(
      'deny',
    );
  });

  it('an agent that is not declared has none', () => {
    for (const name of ['eve', '__proto__']) {
      expect(judge([policy([rule('allow', 'p.u', null, uploads)])], upload, name)).toMatchObject({
        verdict: 'deny',
        reason: `agent \`${name}\` is not declared`,
        facets: [{ name: 'file.upload' }],
      });
    }
  });

  it('are what history can watch for', () => {
    const watched = {
      tools: [],
      actions: [builtInIndex('file.upload')],
      when: null,
      withinMs: null,
    };
    const rules = ruleSet([], [policy([rule('allow', 'p.u', null, uploads)])], {
      monitors: [watched],
    });
    const { marks } = decideFile(planRules(rules), { agent: 'dev', ...upload });
    expect(marks).toEqual([{ monitor: 0, truth: 'yes' }]);
  });
});

describe('rules that are only observed', () => {
  const until = Date.parse('2026-12-31T00:00:00Z');
  const observed = { observeUntil: '2026-12-31T00:00:00Z' };
  const denied = (now: number | undefined, more: Partial<RuleSet> = observed): Outcome => {
    const call = { agent: 'dev', server: null, tool: 'Tool', input: {}, workspace: null };
    const plan = planRules(ruleSet([tool({})], [], more));
    return decide(plan, now === undefined ? call : { ...call, now });
  };

  it.each<[string, number | undefined, boolean]>([
    ['before the date', until - 1, false],
    ['on the date', until, true],
    ['at no known time', undefined, true],
    ['at no time', Number.NaN, true],
  ])('%s', (_, now, enforced) => {
    expect(denied(now)).toMatchObject({ verdict: 'deny', enforced });
    const plan = planRules(ruleSet([], [], observed));
    const request = { agent: 'dev', model: 'm', serverTools: [search] };
    expect(decideRequest(plan, now === undefined ? request : { ...request, now })).toMatchObject({
      verdict: 'deny',
      enforced,
    });
  });

  it('others always bind', () => {
    expect(denied(0, {}).enforced).toBe(true);
  });
});
