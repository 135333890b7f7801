import { sha256Hex } from '../../compiler/bundle/digest.ts';
import type { Condition, RuleSet } from '../../compiler/bundle/rules.ts';
import type { History, Mark } from '../../compiler/evaluate/decision.ts';
import { wireName } from '../../compiler/evaluate/tool-name.ts';
import { historyLimits, type HistoryState, type OpenMark, type Tally } from './history-state.ts';

/** A monitor of the rules in force, by a name that stays the same when the rules around it change. */
export interface WatchedMonitor {
  readonly key: string;
  readonly withinMs: number | null;
}

const watched = new WeakMap<RuleSet, readonly WatchedMonitor[]>();

/** The monitors of some rules, in their order. */
export function monitorsOf(rules: RuleSet): readonly WatchedMonitor[] {
  let monitors = watched.get(rules);
  if (monitors === undefined) {
    monitors = rules.monitors.map(({ tools, actions, when, withinMs }) => {
      const meaning = {
        tools: tools
          .map((at) => rules.tools[at])
          .map((tool) => tool && wireName(tool.server, tool.name)),
        actions: actions.map((at) => rules.actions[at]?.name),
        when: when === null ? null : meaningOf(when, rules),
        withinMs,
      };
      return { key: sha256Hex(Buffer.from(JSON.stringify(meaning))).slice(0, 24), withinMs };
    });
    watched.set(rules, monitors);
  }
  return monitors;
}

/** A condition without indexes, which mean something else in the next bundle. */
function meaningOf(condition: Condition, rules: RuleSet): unknown {
  return JSON.parse(
    JSON.stringify(condition, (key, value: unknown) => {
      if ((key === 'exact' || key === 'folded') && typeof value === 'number')
        return sha256Hex(Buffer.from(JSON.stringify(rules.automata[value])));
      if (key === 'origins') return (value as readonly number[]).map((at) => originKey(rules, at));
      return value;
    }),
  );
}

/** The name of an origin in the state: `prompt`, or a tool's wire name behind a blank. */
export function originKey({ origins, tools }: RuleSet, at: number): string | undefined {
  const entry = origins[at];
  if (entry === undefined) return undefined;
  if (entry.kind === 'prompt') return 'prompt';
  const tool = tools[entry.tool];
  return tool === undefined ? undefined : ` ${wireName(tool.server, tool.name)}`;
}

const none: Tally = { sure: 0, maybe: 0 };

/** What conditions on history see of a state. */
export function historyOf(state: HistoryState, rules: RuleSet, nowMs: number): History {
  const monitors = monitorsOf(rules);
  return {
    count: (at) => {
      const monitor = monitors[at];
      if (monitor === undefined || state.isIncomplete)
        return { least: leastOf(state, monitor, nowMs), most: Number.POSITIVE_INFINITY };
      const least = leastOf(state, monitor, nowMs);
      return { least, most: least + maybeOf(state, monitor, nowMs) };
    },
  };
}

function leastOf(state: HistoryState, monitor: WatchedMonitor | undefined, nowMs: number): number {
  const tally = monitor === undefined ? undefined : tallyOf(state, monitor.key);
  if (monitor === undefined || tally === undefined) return 0;
  if (monitor.withinMs === null) return tally.sure;
  const since = nowMs - monitor.withinMs;
  return (tally.recent ?? []).filter(([at, isSure]) => at >= since && isSure === 1).length;
}

function maybeOf(state: HistoryState, { key, withinMs }: WatchedMonitor, nowMs: number): number {
  const tally = tallyOf(state, key);
  // It was not watched for: each call before may have been one.
  if (tally === undefined) return state.calls;
  const since = withinMs === null ? Number.NEGATIVE_INFINITY : nowMs - withinMs;
  const open = state.open.filter(
    ({ at, marks }) => at >= since && marks.some(({ monitor }) => monitor === key),
  ).length;
  if (withinMs === null) return open + tally.maybe;
  const failed = (tally.recent ?? []).filter(([at, isSure]) => at >= since && isSure === 0).length;
  const lost = tally.lostAt !== undefined && tally.lostAt >= since ? tally.sure + tally.maybe : 0;
  return open + failed + lost;
}

function tallyOf({ tallies }: HistoryState, key: string): Tally | undefined {
  return Object.hasOwn(tallies, key) ? tallies[key] : undefined;
}

/** The marks of a call, by the keys of their monitors. */
export function openMarks(marks: readonly Mark[], rules: RuleSet): readonly OpenMark[] {
  const monitors = monitorsOf(rules);
  return marks.flatMap(({ monitor, truth }) => {
    const key = monitors[monitor]?.key;
    return key === undefined ? [] : [{ monitor: key, isSure: truth === 'yes' }];
  });
}

/**
 * Begins to count for every monitor of the rules, and stops for those that they no longer have:
 * should one come back, what happened in between is not known of it.
 */
export function watch(state: HistoryState, rules: RuleSet, nowMs: number): HistoryState {
  const monitors = monitorsOf(rules);
  const isWatched = monitors.every(({ key }) => Object.hasOwn(state.tallies, key));
  if (
    isWatched &&
    Object.keys(state.tallies).length === new Set(monitors.map(({ key }) => key)).size
  )
    return state;
  const before: Tally = { ...none, maybe: state.calls };
  const beforeNow = state.calls === 0 ? { recent: [] } : { recent: [], lostAt: nowMs };
  const tallies = monitors.map(({ key, withinMs }) => {
    const first = withinMs === null ? before : { ...before, ...beforeNow };
    return [key, tallyOf(state, key) ?? first] as const;
  });
  return { ...state, tallies: Object.fromEntries(tallies) };
}

/** Counts marks once it is known how their call ended, or that it is not. */
export function countMarks(
  state: HistoryState,
  marks: readonly OpenMark[],
  { at, hasSucceeded }: { readonly at: number; readonly hasSucceeded: boolean },
): HistoryState {
  if (marks.length === 0) return state;
  const tallies = { ...state.tallies };
  for (const { monitor, isSure } of marks) {
    const tally = tallyOf(state, monitor);
    if (tally !== undefined) tallies[monitor] = count(tally, at, isSure && hasSucceeded);
  }
  return { ...state, tallies };
}

function count(tally: Tally, at: number, isSure: boolean): Tally {
  const sum = {
    sure: tally.sure + (isSure ? 1 : 0),
    maybe: tally.maybe + (isSure ? 0 : 1),
  };
  if (tally.recent === undefined) return sum;
  const recent = [...tally.recent, [at, isSure ? 1 : 0] as const];
  const lost = recent.length > historyLimits.recent ? recent.shift() : undefined;
  const lostAt = lost === undefined ? tally.lostAt : Math.max(tally.lostAt ?? 0, lost[0]);
  return { ...sum, recent, ...(lostAt === undefined ? {} : { lostAt }) };
}
