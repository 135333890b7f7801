import { describe, expect, it } from 'vitest';
import {
  builtInActions,
  builtInIndex,
  requestActions,
} from '../../../compiler/bundle/builtin-actions.ts';
import type { Condition, PolicyEntry, RuleSet } from '../../../compiler/bundle/rules.ts';
import type { EffectFacet } from '../../../compiler/evaluate/effect-facet.ts';
import type { Outcome } from '../../../compiler/evaluate/decision.ts';
import { done, judgeEffects, perhaps, unknown } from './effects.ts';
import {
  action,
  fieldOf,
  firstAction,
  guard,
  param,
  policy,
  rule,
  ruleSet,
  tool,
} from './rule-set.ts';

const push = firstAction;
const opaque = builtInIndex('opaque');
const read = builtInIndex('fs.read');
const shellRun = builtInIndex('shell.run');
const isMain: Condition = { op: 'equal', field: fieldOf('branch'), values: ['main'] };
const approval = { count: 1, approvers: [], expiresMs: 1000 };
const otherwise = { id: 'p.otherwise', file: 'a.sentrely', line: 9, approval };

const bash = tool({ 'command?': 'Shell', 'description?': 'String', 'danger?': 'Bool' }, 'Bash', {
  params: [
    param('command?', 'Shell'),
    param('description?', 'String', { inert: true }),
    param('danger?', 'Bool'),
  ],
});

function rulesOf(policies: readonly PolicyEntry[], more: Partial<RuleSet> = {}): RuleSet {
  return ruleSet([bash], policies, {
    actions: [action('git.push', { branch: 'Ref' }), action('net.send', { host: 'Host' })],
    // A program that pushes, so that a shell can bring that about; nothing else sends.
    commands: [
      {
        programs: ['git'],
        complete: false,
        options: [],
        forms: [
          { words: [['push']], positionals: [], options: [], does: [{ action: push, args: [] }] },
        ],
      },
    ],
    ...more,
  });
}

const on = (...actions: readonly number[]) => ({ actions });
const allowPush = rule('allow', 'p.push', { op: 'not', of: isMain }, on(push));
const askMain = rule('ask', 'p.main', isMain, { ...on(push), approval });
const allowRead = rule('allow', 'p.read', null, on(read));

function judge(
  policies: readonly PolicyEntry[],
  facets: readonly EffectFacet[],
  input: unknown = { command: 'x' },
): Outcome {
  return judgeEffects(rulesOf(policies), facets, { input });
}

const ids = ({ rules }: Outcome): readonly string[] => rules.map(({ id }) => id);
const shown = ({ facets }: Outcome): readonly string[] =>
  facets.map(({ name, verdict }) => `${name} ${verdict}`);

describe('a call takes the maximum over its facets', () => {
  const policies = [policy([allowRead, allowPush, askMain])];

  it.each<[string, readonly EffectFacet[], string, readonly string[]]>([
    ['one that is allowed', [done(push, { branch: 'x' })], 'allow', ['p.push']],
    [
      'two',
      [done(push, { branch: 'x' }), done(read, { path: 'a' })],
      'allow',
      ['p.read', 'p.push'],
    ],
    ['one asks', [done(push, { branch: 'main' }), done(read, { path: 'a' })], 'ask', ['p.main']],
    ['one is not granted', [done(push, { branch: 'main' }), done(shellRun)], 'deny', []],
    ['the same twice', [done(read, { path: 'a' }), done(read, { path: 'b' })], 'allow', ['p.read']],
  ])('%s', (_, facets, verdict, rules) => {
    const outcome = judge(policies, facets);
    expect(outcome.verdict).toBe(verdict);
    expect(ids(outcome)).toEqual(rules);
  });

  it('an unknown argument asks on its own facet and grants nothing', () => {
    const outcome = judge(policies, [done(push, { branch: unknown }), done(read, { path: 'a' })]);
    expect(shown(outcome)).toEqual(['Bash allow', 'git.push deny', 'fs.read allow']);
    expect(outcome.rules).toEqual([]);
    const granted = judge(
      [policy([rule('allow', 'p.any', null, on(push)), askMain, allowRead])],
      [done(push, { branch: unknown }), done(read, { path: 'a' })],
    );
    expect(shown(granted)).toEqual(['Bash allow', 'git.push ask', 'fs.read allow']);
    expect(ids(granted)).toEqual(['p.main']);
  });

  it('every fired ask must be met, each once', () => {
    const asks = [
      rule('ask', 'p.one', null, { ...on(push), approval }),
      rule('ask', 'p.two', null, { ...on(read, push), approval }),
    ];
    const outcome = judge([policy(asks)], [done(read), done(push), done(push)]);
    expect(outcome.approvals.map((one) => one.rule)).toEqual(['p.one', 'p.two']);
  });

  it('only rules of the facets that reached the maximum decided', () => {
    const deny = rule('deny', 'g.d', null, { ...on(read), because: 'No reading.' });
    const outcome = judge(
      [...policies, guard([deny])],
      [done(push, { branch: 'main' }), done(shellRun, {}, { command: 'make x' }), done(read)],
    );
    expect(outcome.verdict).toBe('deny');
    expect(ids(outcome)).toEqual(['g.d']);
    expect(outcome.reason).toBe('No reading.');
  });

  it('says which part nothing grants', () => {
    const outcome = judge(policies, [
      done(read),
      done(shellRun, { program: 'make', command: 'make x' }, { command: 'make x' }),
    ]);
    expect(outcome.reason).toBe('no rule allows `shell.run` in `make x` for agent `dev`');
  });

  it('shows what is known of each', () => {
    const facet = done(
      push,
      { branch: { kind: 'set', pieces: [{ kind: 'text', text: 'f/' }, { kind: 'run' }] } },
      { command: 'git push' },
    );
    expect(judge(policies, [facet, done(read, { path: perhaps })]).facets).toEqual([
      { kind: 'call', name: 'Bash', verdict: 'allow' },
      {
        kind: 'action',
        name: 'git.push',
        values: { branch: 'f/*' },
        command: 'git push',
        verdict: 'allow',
      },
      { kind: 'action', name: 'fs.read', values: { path: '?' }, verdict: 'allow' },
    ]);
  });
});

describe('the call facet', () => {
  const policies = [policy([allowRead])];
  const reads = [done(read)];

  it('needs no allow where its arguments are inert or speak through effects', () => {
    expect(judge(policies, reads, { command: 'x', description: 'y' }).verdict).toBe('allow');
    expect(judge(policies, reads, { description: 'y' }).verdict).toBe('allow');
  });

  it('needs one where another argument is there', () => {
    const outcome = judge(policies, reads, { command: 'x', danger: true });
    expect(shown(outcome)).toEqual(['Bash deny', 'fs.read allow']);
    expect(outcome.reason).toBe('no rule allows `Bash` for agent `dev`');
  });

  it('needs one where the call does nothing that is judged', () => {
    expect(judge(policies, [], { command: '' }).verdict).toBe('deny');
    expect(judge([policy([rule('allow', 'p.bash')])], [], {}).verdict).toBe('allow');
  });

  it('is bound by denies and asks on the tool all the same', () => {
    const deny = rule('deny', 'g.d', { op: 'has', param: 'description' });
    const call = { command: 'x', description: 'y' };
    expect(judge([...policies, guard([deny])], reads, call).verdict).toBe('deny');
    expect(judge([...policies, guard([deny])], reads, { command: 'x' }).verdict).toBe('allow');
    const ask = rule('ask', 'p.q', null, { approval });
    expect(ids(judge([policy([allowRead, ask])], reads))).toEqual(['p.q']);
  });

  it('an allow of the tool grants none of what it does', () => {
    const outcome = judge([policy([rule('allow', 'p.bash')])], [done(shellRun)]);
    expect(shown(outcome)).toEqual(['Bash allow', 'shell.run deny']);
  });

  it('an agent without any policy does nothing', () => {
    expect(judge([], reads).verdict).toBe('deny');
    expect(judge([guard([])], reads).verdict).toBe('deny');
  });
});

describe('what cannot be read', () => {
  const unread = done(opaque, {}, { command: 'eval $x' });

  it('no allow covers it, not even of everything else', () => {
    const all = rule('allow', 'p.all', null, on(shellRun, read, push));
    expect(judge([policy([all])], [unread])).toMatchObject({ verdict: 'deny', rules: [] });
  });

  it('an ask of its own or an otherwise grants it', () => {
    const ask = rule('ask', 'p.opaque', null, { ...on(opaque), approval });
    expect(ids(judge([policy([ask])], [unread]))).toEqual(['p.opaque']);
    expect(ids(judge([policy([], { otherwise })], [unread]))).toEqual(['p.otherwise']);
  });

  it('an ask on something else tightens and grants nothing', () => {
    expect(judge([policy([askMain])], [unread])).toMatchObject({ verdict: 'deny', rules: [] });
    const both = [policy([askMain], { otherwise })];
    expect(ids(judge(both, [unread]))).toEqual(['p.main', 'p.otherwise']);
  });

  it('meets every deny on what a shell can do, whatever its condition', () => {
    const ask = rule('ask', 'p.opaque', null, { ...on(opaque), approval });
    const with_ = (deny: ReturnType<typeof rule>) => [policy([ask]), guard([deny])];
    expect(ids(judge(with_(rule('deny', 'g.d', isMain, on(push))), [unread]))).toEqual(['g.d']);
    const lenient = rule('deny', 'g.l', isMain, { ...on(push), onUnknownAsk: true });
    expect(ids(judge(with_(lenient), [unread]))).toEqual(['g.l']);
    // No shell sends, and a rule on the tool is about the call.
    expect(judge(with_(rule('deny', 'g.s', null, on(push + 1))), [unread]).verdict).toBe('ask');
    for (const name of requestActions) {
      const ofRequests = rule(
        'deny',
        'g.r',
        null,
        on(builtInActions.findIndex((one) => one.name === name)),
      );
      expect(judge(with_(ofRequests), [unread]).verdict).toBe('ask');
    }
    const byTool = rule('deny', 'g.t', { op: 'has', param: 'danger' });
    expect(judge(with_(byTool), [unread]).verdict).toBe('ask');
  });

  it('a rule that names it is judged by its condition', () => {
    const when: Condition = { op: 'after', monitor: 0 };
    const rules = rulesOf([policy([rule('ask', 'p.o', when, { ...on(opaque), approval })])], {
      monitors: [{ tools: [], actions: [push], when: null, withinMs: null }],
    });
    const history = (least: number) => ({ count: () => ({ least, most: least }) });
    expect(judgeEffects(rules, [unread], { history: history(1) }).verdict).toBe('ask');
    expect(judgeEffects(rules, [unread], { history: history(0) }).verdict).toBe('deny');
  });

  it('does not hide what can be read beside it', () => {
    const outcome = judge([policy([allowRead])], [done(read), unread]);
    expect(shown(outcome)).toEqual(['Bash allow', 'fs.read allow', 'opaque deny']);
  });
});

describe('on unknown ask', () => {
  const lenient = rule(
    'deny',
    'g.l',
    { op: 'equal', field: fieldOf('path'), values: ['/app/.env'] },
    { ...on(read), onUnknownAsk: true },
  );
  const policies = [policy([allowRead]), guard([lenient])];

  it.each<[string, Parameters<typeof done>[1], string]>([
    ['a value that nobody knows', { path: unknown }, 'ask'],
    ['a set that holds it', { path: { kind: 'set', pieces: [{ kind: 'run' }] } }, 'ask'],
    ['a value that cannot be read', { path: 'a\0' }, 'deny'],
    [
      'a set that cannot be read',
      { path: { kind: 'set', pieces: [{ kind: 'text', text: '\0' }, { kind: 'run' }] } },
      'deny',
    ],
    ['a value that is none', { path: 5 }, 'deny'],
    ['the value itself', { path: '.env' }, 'deny'],
    ['another', { path: 'a' }, 'allow'],
  ])('%s', (_, args, verdict) => {
    expect(judge(policies, [done(read, args)]).verdict).toBe(verdict);
  });
});

it('twenty facets of one program are judged one by one', () => {
  const facets = Array.from({ length: 20 }, (_, at) => done(push, { branch: `b${at}` }));
  const policies = [policy([allowPush, askMain])];
  expect(judge(policies, facets).facets).toHaveLength(21);
  expect(judge(policies, facets).verdict).toBe('allow');
  expect(judge(policies, [...facets, done(push, { branch: 'main' })]).verdict).toBe('ask');
});
