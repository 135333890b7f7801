import { parseStrictJson } from '../../compiler/bundle/strict-json.ts';
import { findMisfit, isArguments } from '../../compiler/evaluate/call-shape.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import type { Mark } from '../../compiler/evaluate/decision.ts';
import { textsIn } from '../../compiler/evaluate/origin/echo.ts';
import { readToolName } from '../../compiler/evaluate/tool-name.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { PastCall } from '../providers/dialect.ts';
import { know, type Whereabouts } from './history-calls.ts';
import { countMarks, monitorsOf, openMarks } from './history-marks.ts';
import { historyLimits, type HistoryState, shortId } from './history-state.ts';
import { write } from './origin-written.ts';
import { tombstoneKind } from './tombstone.ts';

/** Calls that are read and judged at most when they are adopted; of more, all is possible. */
const adoptedMax = 512;

/** What a request's history says of its session. */
export interface RequestHistory {
  readonly calls: readonly PastCall[];
  /** A summary stands in the place of what came before. */
  readonly hasSummary: () => boolean;
}

/**
 * Takes in the calls of a request's history that the state does not know, as released ones whose end
 * nobody saw. `isNew`: the session had no state, so a summary in it stands for what nobody saw.
 */
export function adopt(
  state: HistoryState,
  { calls, hasSummary }: RequestHistory,
  at: Whereabouts & { readonly agent: string; readonly nowMs: number; readonly isNew: boolean },
  policy: LoadedPolicy,
): HistoryState {
  const known = new Set(state.known);
  const strange = calls.filter(({ id }) => !known.has(shortId(id)));
  const isIncomplete =
    state.isIncomplete ||
    strange.length > adoptedMax ||
    calls.length > historyLimits.known ||
    (at.isNew && hasSummary());
  if (strange.length === 0 && isIncomplete === state.isIncomplete) return state;
  let next: HistoryState = know(
    { ...state, isIncomplete },
    strange.map(({ id }) => id),
  );
  for (const call of strange.slice(0, adoptedMax)) next = adoptOne(next, call, at, policy);
  return next;
}

function adoptOne(
  state: HistoryState,
  call: PastCall,
  at: Whereabouts & { readonly agent: string; readonly nowMs: number },
  policy: LoadedPolicy,
): HistoryState {
  // A call that was denied here and stands in the history as its tombstone.
  if (tombstoneKind(call.name) !== undefined) return state;
  const input = readInput(call.argumentsText);
  const marks = openMarks(marksOf(call.name, input, at, policy), policy.content.rules);
  const counted = countMarks(state, marks, { at: at.nowMs, hasSucceeded: false });
  const { origins } = policy.content.rules;
  const texts = input === undefined ? [call.argumentsText] : textsIn(input.value);
  return {
    ...counted,
    calls: counted.calls + 1,
    written: origins.length === 0 ? counted.written : write(counted.written, texts),
  };
}

/** What the call may have been; anything at all where it is none that the rules can read. */
function marksOf(
  wire: string,
  input: { readonly value: unknown } | undefined,
  { agent, workspace }: Whereabouts & { readonly agent: string },
  { plan, content }: LoadedPolicy,
): readonly Mark[] {
  const name = readToolName(wire);
  const cell = name === undefined ? 'unknown tool' : plan.find(agent, wire);
  const isRead =
    name !== undefined &&
    typeof cell !== 'string' &&
    isArguments(input?.value) &&
    findMisfit(cell.shape, input.value) === undefined;
  if (!isRead)
    return monitorsOf(content.rules).map((_, monitor) => ({ monitor, truth: 'unknown' }));
  return decide(plan, {
    agent,
    server: name.server,
    tool: name.tool,
    input: input?.value,
    workspace,
    directories: null,
  }).marks;
}

function readInput(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseStrictJson(text) };
  } catch {
    return undefined;
  }
}
