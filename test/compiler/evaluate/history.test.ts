import { describe, expect, it } from 'vitest';
import { builtInIndex } from '../../../compiler/bundle/builtin-actions.ts';
import type { Condition, MonitorEntry } from '../../../compiler/bundle/rules.ts';
import type { History, Outcome } from '../../../compiler/evaluate/decision.ts';
import { compareCount } from '../../../compiler/evaluate/history.ts';
import { done, judgeEffects, unknown } from './effects.ts';
import { action, fieldOf, firstAction, policy, rule, ruleSet, tool } from './rule-set.ts';

const read = builtInIndex('fs.read');
const opaque = builtInIndex('opaque');
const send = firstAction;
const secret: Condition = { op: 'equal', field: fieldOf('path'), values: ['/app/.env'] };

const monitors: readonly MonitorEntry[] = [
  { tools: [], actions: [read], when: secret, withinMs: null },
  { tools: [0], actions: [], when: null, withinMs: null },
];

const past = (least: number, most = least): History => ({
  count: (monitor) => (monitor === 0 ? { least, most } : { least: 0, most: 0 }),
});

function judge(
  when: Condition,
  facets: Parameters<typeof judgeEffects>[1],
  history: History | undefined,
): Outcome {
  const rules = ruleSet(
    [tool({})],
    [
      policy([
        rule('allow', 'p.a', null, { actions: [read, send] }),
        rule('ask', 'p.q', when, { actions: [send] }),
        rule('deny', 'p.d', { op: 'not', of: when }, { actions: [send] }),
      ]),
    ],
    { actions: [action('net.send')], monitors },
  );
  return judgeEffects(rules, facets, history === undefined ? {} : { history });
}

/** An ask alone is yes, both is unknown, a deny alone is no: but a deny hides asks, so look twice. */
function truth(
  when: Condition,
  facets: Parameters<typeof judgeEffects>[1],
  history: History | undefined,
): string {
  const isNotNo = judge(when, facets, history).rules.some(({ id }) => id === 'p.q');
  const isNotYes = judge({ op: 'not', of: when }, facets, history).rules.some(
    ({ id }) => id === 'p.q',
  );
  if (isNotNo && !isNotYes) return 'yes';
  return isNotYes && !isNotNo ? 'no' : 'unknown';
}

const after: Condition = { op: 'after', monitor: 0 };
const sends = [done(send)];

describe('after', () => {
  it.each<[string, Parameters<typeof judgeEffects>[1], History | undefined, string]>([
    ['it happened', sends, past(1), 'yes'],
    ['it did not', sends, past(0), 'no'],
    ['it may have', sends, past(0, 1), 'unknown'],
    ['nobody knows', sends, undefined, 'unknown'],
    ['this call does it', [done(send), done(read, { path: '.env' })], past(0), 'unknown'],
    ['this call did it first', [done(read, { path: '.env' }), done(send)], past(0), 'unknown'],
    ['this call may do it', [done(send), done(read, { path: unknown })], past(0), 'unknown'],
    ['this call does something else', [done(send), done(read, { path: 'a' })], past(0), 'no'],
  ])('%s', (_, facets, history, expected) => {
    expect(truth(after, facets, history)).toBe(expected);
  });

  it('what cannot be read may have done it', () => {
    const outcome = judge(after, [done(send), done(opaque)], past(0));
    expect(outcome.facets[1]?.verdict).toBe('deny');
    expect(outcome.marks).toContainEqual({ monitor: 0, truth: 'unknown' });
  });

  it('a facet is not before itself', () => {
    const rules = ruleSet(
      [tool({})],
      [
        policy([
          rule('allow', 'p.a', null, { actions: [read] }),
          rule('deny', 'p.d', after, { actions: [read] }),
        ]),
      ],
      { monitors },
    );
    const once = judgeEffects(rules, [done(read, { path: '.env' })], { history: past(0) });
    expect(once.verdict).toBe('allow');
    const env = done(read, { path: '.env' });
    expect(judgeEffects(rules, [env, env], { history: past(0) }).verdict).toBe('deny');
  });
});

describe('marks', () => {
  it('are what history has to remember, once for each monitor', () => {
    const facets = [
      done(read, { path: unknown }),
      done(read, { path: '.env' }),
      done(read, { path: 'a' }),
    ];
    expect(judge(after, facets, past(0)).marks).toEqual([
      { monitor: 0, truth: 'yes' },
      { monitor: 1, truth: 'yes' },
    ]);
    expect(judge(after, facets.slice(0, 1), past(0)).marks).toEqual([
      { monitor: 0, truth: 'unknown' },
      { monitor: 1, truth: 'yes' },
    ]);
    expect(judge(after, facets.slice(2), past(0)).marks).toEqual([{ monitor: 1, truth: 'yes' }]);
  });
});

describe('count', () => {
  const count = (comparison: '<' | '>' | '==', value: number): Condition => ({
    op: 'count',
    monitor: 0,
    comparison,
    value,
  });

  it.each<[Condition, History | undefined, string]>([
    [count('>', 2), past(3), 'yes'],
    [count('>', 2), past(2), 'no'],
    [count('>', 2), past(2, 3), 'unknown'],
    [count('>', 2), undefined, 'unknown'],
    [count('<', 2), past(2, 9), 'no'],
    [count('==', 0), past(0), 'yes'],
  ])('%j', (when, history, expected) => {
    expect(truth(when, sends, history)).toBe(expected);
  });

  it('this call may be one more', () => {
    const env = done(read, { path: '.env' });
    expect(truth(count('>', 2), [done(send), env], past(2))).toBe('unknown');
    expect(truth(count('>', 2), [done(send), env, env], past(1))).toBe('no');
  });

  it('compares intervals by every number in them', () => {
    const operators = ['<', '<=', '>', '>=', '==', '!='] as const;
    const holds = {
      '<': (one: number, other: number) => one < other,
      '<=': (one: number, other: number) => one <= other,
      '>': (one: number, other: number) => one > other,
      '>=': (one: number, other: number) => one >= other,
      '==': (one: number, other: number) => one === other,
      '!=': (one: number, other: number) => one !== other,
    };
    for (const operator of operators) {
      for (let least = 0; least < 5; least++) {
        for (let most = least; most < 5; most++) {
          for (let value = 0; value < 5; value++) {
            const all = Array.from({ length: most - least + 1 }, (_, at) =>
              holds[operator](least + at, value),
            );
            const expected = all.every(Boolean) ? 'yes' : all.some(Boolean) ? 'unknown' : 'no';
            expect(compareCount({ least, most }, operator, value)).toBe(expected);
          }
        }
      }
    }
  });
});
