import { describe, expect, it } from 'vitest';
import { builtInIndex } from '../../../compiler/bundle/builtin-actions.ts';
import type { PolicyEntry, RuleSet } from '../../../compiler/bundle/rules.ts';
import { decide, decideRequest } from '../../../compiler/evaluate/decide.ts';
import type { ModelRequest, Outcome } from '../../../compiler/evaluate/decision.ts';
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
