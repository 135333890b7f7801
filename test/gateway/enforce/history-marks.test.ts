import { expect, test } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import type { RuleSet } from '../../../compiler/bundle/rules.ts';
import {
  countMarks,
  historyOf,
  monitorsOf,
  originKey,
  watch,
} from '../../../gateway/enforce/history-marks.ts';
import { fit } from '../../../gateway/enforce/history-fit.ts';
import {
  emptyHistory,
  historyLimits,
  type HistoryState,
} from '../../../gateway/enforce/history-state.ts';

// Counting in windows, over changes of the rules, and within bounds.

function rulesOf(...rules: readonly string[]): RuleSet {
  const text = `edition 1
agent dev { identify key "sha256:${'ab'.repeat(32)}" }
tool read { path: Path }
tool write { path: Path }
policy work for agent dev {
  allow read, write
  ${rules.join('\n  ')}
}`;
  const { rules: compiled } = compile([{ file: 'a.sentrely', text }]);
  if (compiled === undefined) throw new Error('the rules of this test do not compile');
  return compiled;
}

const minute = 60_000;
const windowed = rulesOf('rule many deny write when count read in the last 10m > 2');

function released(state: HistoryState, at: number, hasSucceeded = true): HistoryState {
  const [monitor] = monitorsOf(windowed);
  return countMarks(state, [{ monitor: monitor?.key ?? '', isSure: true }], { at, hasSucceeded });
}

test('a window forgets, and keeps apart what is sure and what only may be', () => {
  let state = watch(emptyHistory, windowed, 0);
  state = released(released(released(state, 0), 5 * minute), 8 * minute, false);
  const at = (now: number) => historyOf(state, windowed, now).count(0);
  expect(at(9 * minute)).toEqual({ least: 2, most: 3 });
  expect(at(10 * minute)).toEqual({ least: 2, most: 3 });
  expect(at(10 * minute + 1)).toEqual({ least: 1, most: 2 });
  expect(at(19 * minute)).toEqual({ least: 0, most: 0 });
});

test('more than a window keeps may have happened, as long as it lies in the window', () => {
  let state = watch(emptyHistory, windowed, 0);
  const all = historyLimits.recent + 50;
  for (let at = 0; at < all; at++) state = released(state, at);
  const { least, most } = historyOf(state, windowed, all).count(0);
  expect(least).toBe(historyLimits.recent);
  expect(most).toBeGreaterThanOrEqual(all);
  expect(historyOf(state, windowed, all + 10 * minute).count(0).most).toBe(0);
});

test('a monitor is the same in rules where it stands elsewhere, and new where its pattern is', () => {
  const one = rulesOf('rule a deny write when after read where .path under "/x"');
  const moved = rulesOf(
    'rule b deny write when after write where .path under "/q"',
    'rule a deny write when after read where .path under "/x"',
  );
  const other = rulesOf('rule a deny write when after read where .path under "/y"');
  const [key] = monitorsOf(one).map((monitor) => monitor.key);
  expect(monitorsOf(moved).map((monitor) => monitor.key)).toContain(key);
  expect(monitorsOf(other).map((monitor) => monitor.key)).not.toContain(key);
});

test('for a new monitor every call before may have been one', () => {
  const before = { ...watch(emptyHistory, windowed, 0), calls: 7 };
  const rules = rulesOf('rule a deny write when after read where .path under "/x"');
  expect(historyOf(before, rules, 1).count(0)).toEqual({ least: 0, most: 7 });
  const after = watch(before, rules, 1);
  expect(historyOf(after, rules, 1).count(0)).toEqual({ least: 0, most: 7 });
  expect(Object.keys(after.tallies)).toHaveLength(1);
});

test('an incomplete history may hold anything', () => {
  const state = { ...watch(emptyHistory, windowed, 0), isIncomplete: true };
  expect(historyOf(state, windowed, 0).count(0)).toEqual({
    least: 0,
    most: Number.POSITIVE_INFINITY,
  });
});

test('a state too large is made smaller in ways that only make more possible', () => {
  const [monitor] = monitorsOf(windowed);
  const marks = [{ monitor: monitor?.key ?? '', isSure: true }];
  const large: HistoryState = {
    ...watch(emptyHistory, windowed, 0),
    prompts: [{ text: '\0'.repeat(50_000), workspace: null }],
    written: { texts: ['\u0001'.repeat(40_000)], dropped: null },
    open: [{ id: 'x', at: 1, marks, place: '' }],
  };
  const { state, text } = fit(large, 60_000);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
  expect([state.prompts, state.written.texts]).toEqual([[], []]);
  expect(historyOf(state, windowed, 2).count(0)).toEqual({ least: 0, most: 1 });
  expect(() => fit(large, 100)).toThrow(
    expect.objectContaining({ code: 'SENTRELY_ERR_STATE_UNAVAILABLE' }),
  );
});

test('an origin is known by the name of its tool', () => {
  expect(originKey(windowed, 0)).toBeUndefined();
});
