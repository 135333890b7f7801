import { hash } from 'node:crypto';
import { emptyWritten, type Written } from './origin-written.ts';

/** Which monitor a released call is watched by, by its key, and whether surely. */
export interface OpenMark {
  readonly monitor: string;
  readonly isSure: boolean;
}

/** A call that was released and has no result yet. */
export interface OpenCall {
  readonly id: string;
  readonly at: number;
  readonly marks: readonly OpenMark[];
  /** Which agent of the session made it: see {@link Place}. */
  readonly place: string;
  /** Where relative paths begin if it succeeds; undefined where it changes nothing. */
  readonly moves?: readonly string[] | null;
  /** Wire name of the tool, where places of its results are trusted. */
  readonly trusted?: string;
}

/** How often something was released, for one monitor. */
export interface Tally {
  readonly sure: number;
  /** Failed, without an end, adopted, or from before the rule was there. */
  readonly maybe: number;
  /** Of a monitor with a window: the newest, when and whether surely, oldest first. */
  readonly recent?: readonly (readonly [atMs: number, isSure: 0 | 1])[];
  /** The newest of those that `recent` has lost. */
  readonly lostAt?: number;
}

/** Where one agent of a session works. */
export interface Place {
  /** What the client stated when it was noted; another statement ends it. */
  readonly stated: string | null;
  /** Where relative paths may begin; null is anywhere. */
  readonly directories: readonly string[] | null;
}

/** A text that a person typed, and the directory that was stated then. */
export interface Prompt {
  readonly text: string;
  readonly workspace: string | null;
}

/** What is remembered of one session of one credential. Plain JSON, bounded in every part. */
export interface HistoryState {
  readonly format: 1;
  /** Calls were noted from the beginning, or those before were adopted. */
  readonly isWatched: boolean;
  /** Something happened that nobody here saw. */
  readonly isIncomplete: boolean;
  /** Calls that were released or adopted. */
  readonly calls: number;
  /** Short hashes of the calls that are known, oldest first. */
  readonly known: readonly string[];
  readonly tallies: Readonly<Record<string, Tally>>;
  readonly open: readonly OpenCall[];
  readonly places: Readonly<Record<string, Place>>;
  /** Oldest first. */
  readonly prompts: readonly Prompt[];
  /** Values of trusted results by the tool's wire name, oldest first. */
  readonly trusted: Readonly<Record<string, readonly string[]>>;
  readonly written: Written;
}

/** The state of a session that begins. */
export const emptyHistory: HistoryState = {
  format: 1,
  isWatched: false,
  isIncomplete: false,
  calls: 0,
  known: [],
  tallies: {},
  open: [],
  places: {},
  prompts: [],
  trusted: {},
  written: emptyWritten,
};

/**
 * Bounds of a state; whatever is beyond is forgotten in the way that excuses nothing: it counts as
 * possible, or as never typed.
 */
export const historyLimits = {
  /** More calls than this in one request are more than anybody sends. */
  known: 4096,
  open: 256,
  recent: 128,
  places: 64,
  directories: 16,
  directoryUnits: 4096,
  /** UTF-16 units of all prompts, and of all values of trusted results. */
  promptUnits: 64 * 1024,
  trustedUnits: 64 * 1024,
} as const;

/** Reads a stored state; undefined where it is none of this format, which is as good as lost. */
export function readHistory(text: string): HistoryState | undefined {
  try {
    const state = JSON.parse(text) as Partial<HistoryState> | null;
    return state?.format === 1 ? (state as HistoryState) : undefined;
  } catch {
    return undefined;
  }
}

/** A call's id as the state keeps it. */
export function shortId(id: string): string {
  return hash('sha256', id, 'base64url').slice(0, 12);
}

/** The last of a list whose lengths together stay below a bound. */
export function lastWithin<Each>(
  list: readonly Each[],
  unitsMax: number,
  unitsOf: (each: Each) => number,
): readonly Each[] {
  let units = 0;
  let first = list.length;
  while (first > 0) {
    units += unitsOf(list[first - 1] as Each);
    if (units > unitsMax) break;
    first--;
  }
  return first === 0 ? list : list.slice(first);
}
