import type { Outcome } from '../../compiler/evaluate/decision.ts';
import { directoryOf } from '../../compiler/evaluate/facts/path.ts';
import { trustedValues } from '../../compiler/evaluate/origin/trusted.ts';
import { wireName } from '../../compiler/evaluate/tool-name.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { ToolResult } from '../providers/dialect.ts';
import { countMarks, openMarks } from './history-marks.ts';
import {
  historyLimits,
  type HistoryState,
  lastWithin,
  type OpenCall,
  type Place,
  shortId,
} from './history-state.ts';
import { isWritten } from './origin-written.ts';

/** What a released call leaves behind. */
export interface ReleasedCall {
  readonly id: string;
  /** Wire name of its tool. */
  readonly tool: string;
  readonly outcome: Outcome;
  readonly atMs: number;
}

/** The agent of a session that makes a request, and where it says that it works. */
export interface Whereabouts {
  /** Names the agent within the session; empty for the one that a person talks to. */
  readonly place: string;
  readonly workspace: string | null;
}

/** Remembers that calls are known. */
export function know(state: HistoryState, ids: readonly string[]): HistoryState {
  const fresh = ids.map(shortId).filter((id) => !state.known.includes(id));
  if (fresh.length === 0) return state;
  return { ...state, known: [...state.known, ...fresh].slice(-historyLimits.known) };
}

/** Takes a call in that is about to be released: from now on it may have happened. */
export function release(
  state: HistoryState,
  { id, tool, outcome, atMs }: ReleasedCall,
  at: Whereabouts,
  { content }: Pick<LoadedPolicy, 'content'>,
): HistoryState {
  const moves = movesOf(state, outcome, at);
  const hasTrust = trustedPlaces(content.rules, tool).length > 0;
  const call: OpenCall = {
    id: shortId(id),
    at: atMs,
    marks: openMarks(outcome.marks, content.rules),
    place: at.place,
    ...(moves === undefined ? {} : { moves }),
    ...(hasTrust ? { trusted: tool } : {}),
  };
  const counted = { ...know(state, [id]), calls: state.calls + 1 };
  if (call.marks.length === 0 && moves === undefined && !hasTrust) return counted;
  const moved = moves === undefined ? counted : widen(counted, at, moves);
  return closeOldest({ ...moved, open: [...moved.open, call] });
}

/** A call without a result for so long counts as one that failed. */
function closeOldest(state: HistoryState): HistoryState {
  const [oldest, ...open] = state.open;
  if (oldest === undefined || state.open.length <= historyLimits.open) return state;
  return countMarks({ ...state, open }, oldest.marks, { at: oldest.at, hasSucceeded: false });
}

/** Where relative paths of an agent's calls begin. Undefined is where the client says. */
export function directoriesOf(
  { places }: HistoryState,
  { place, workspace }: Whereabouts,
): readonly string[] | null | undefined {
  const known = Object.hasOwn(places, place) ? places[place] : undefined;
  if (known !== undefined && known.stated === workspace) return known.directories;
  // Of one among too many nobody knows where it is.
  return known === undefined && Object.keys(places).length >= historyLimits.places
    ? null
    : undefined;
}

function movesOf(
  state: HistoryState,
  { directories }: Outcome,
  at: Whereabouts,
): readonly string[] | null | undefined {
  const before = directoriesOf(state, at);
  const current = before === undefined ? [directoryOf(at.workspace)] : before;
  if (directories === null || current === null)
    return directories === current ? undefined : directories;
  const isSame =
    directories.every((each) => current.includes(each)) && directories.length === current.length;
  return isSame ? undefined : directories;
}

/** Until the result is there, the client may be where it was or where the call leads. */
function widen(
  state: HistoryState,
  at: Whereabouts,
  moves: readonly string[] | null,
): HistoryState {
  const before = directoriesOf(state, at);
  const current = before === undefined ? [directoryOf(at.workspace)] : before;
  return settleAt(state, at, current === null || moves === null ? null : [...current, ...moves]);
}

function settleAt(
  state: HistoryState,
  { place, workspace }: Whereabouts,
  directories: readonly string[] | null,
): HistoryState {
  const all = directories === null ? null : [...new Set(directories)];
  const isBounded =
    all !== null &&
    all.length <= historyLimits.directories &&
    all.join('').length <= historyLimits.directoryUnits;
  const settled: Place = { stated: workspace, directories: isBounded ? all : null };
  if (
    !Object.hasOwn(state.places, place) &&
    Object.keys(state.places).length >= historyLimits.places
  )
    return state;
  return { ...state, places: { ...state.places, [place]: settled } };
}

/** The results that a request brings, each taken once. */
export function settle(
  state: HistoryState,
  results: readonly ToolResult[],
  at: Whereabouts,
  { content }: Pick<LoadedPolicy, 'content'>,
): HistoryState {
  const byId = new Map(results.map((result) => [shortId(result.toolUseId), result]));
  const ended = state.open.filter(({ id }) => byId.has(id));
  if (ended.length === 0) return state;
  let next: HistoryState = { ...state, open: state.open.filter(({ id }) => !byId.has(id)) };
  for (const call of ended) {
    const result = byId.get(call.id) as ToolResult;
    next = countMarks(next, call.marks, { at: call.at, hasSucceeded: !result.isError });
    if (!result.isError && call.trusted !== undefined)
      next = trust(next, call.trusted, result, trustedPlaces(content.rules, call.trusted));
  }
  return arrive(
    next,
    state.open.filter(({ place, moves }) => place === at.place && moves !== undefined),
    byId,
    at,
  );
}

/**
 * A single call that led somewhere and succeeded says where the client is now: there, or where it
 * states, for some clients begin each call anew. Of several at once, or failed ones, all stays possible.
 */
function arrive(
  state: HistoryState,
  movers: readonly OpenCall[],
  results: ReadonlyMap<string, ToolResult>,
  at: Whereabouts,
): HistoryState {
  const [mover] = movers;
  if (mover?.moves === undefined || movers.length > 1) return state;
  if (results.get(mover.id)?.isError !== false || directoriesOf(state, at) === undefined)
    return state;
  const directories = mover.moves === null ? null : [...mover.moves, directoryOf(at.workspace)];
  return settleAt(state, at, directories);
}

/** Values of a result that the model did not bring about by writing them first. */
function trust(
  state: HistoryState,
  tool: string,
  result: ToolResult,
  places: readonly string[],
): HistoryState {
  const values = result
    .texts()
    .flatMap((text) => trustedValues(text, places))
    .map(String);
  const found = values.filter((value) => !isWritten(state.written, value));
  if (found.length === 0) return state;
  const before = Object.hasOwn(state.trusted, tool) ? (state.trusted[tool] ?? []) : [];
  const all = [...new Set([...before, ...found])];
  const kept = lastWithin(all, historyLimits.trustedUnits, (value) => value.length);
  return { ...state, trusted: { ...state.trusted, [tool]: kept } };
}

function trustedPlaces(
  { tools, origins }: LoadedPolicy['content']['rules'],
  name: string,
): readonly string[] {
  const isMeant = origins.some(
    (entry) => entry.kind === 'tool' && nameOf(tools[entry.tool]) === name,
  );
  return isMeant ? (tools.find((tool) => nameOf(tool) === name)?.trusted ?? []) : [];
}

function nameOf(
  tool: LoadedPolicy['content']['rules']['tools'][number] | undefined,
): string | undefined {
  return tool === undefined ? undefined : wireName(tool.server, tool.name);
}

/** A client that states another directory than before is there, whatever calls did. */
export function restate(state: HistoryState, { place, workspace }: Whereabouts): HistoryState {
  const known = Object.hasOwn(state.places, place) ? state.places[place] : undefined;
  if (known === undefined || known.stated === workspace) return state;
  const places = Object.fromEntries(
    Object.entries(state.places).filter(([name]) => name !== place),
  );
  return { ...state, places };
}
