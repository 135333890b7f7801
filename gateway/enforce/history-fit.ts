import { gatewayError } from '../errors.ts';
import { countMarks } from './history-marks.ts';
import type { HistoryState } from './history-state.ts';
import { dropAll } from './origin-written.ts';

/** Ways to make a state smaller, each of which only makes more things possible or unknown. */
const ways: readonly ((state: HistoryState) => HistoryState)[] = [
  (state) => ({ ...state, written: dropAll(state.written) }),
  (state) => ({ ...state, prompts: [], trusted: {} }),
  closeAll,
];

/**
 * A state as it is stored, within a bound of bytes. Its parts are bounded each in their own units;
 * texts that need escapes, or very many monitors, may still be too much together. Throws
 * SENTRELY_ERR_STATE_UNAVAILABLE where nothing helps.
 */
export function fit(
  state: HistoryState,
  bytesMax: number,
): { readonly state: HistoryState; readonly text: string } {
  let fitted = state;
  for (const way of [...ways, undefined]) {
    const text = JSON.stringify(fitted);
    // Most states are far below: no more than three bytes a unit.
    if (text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax)
      return { state: fitted, text };
    if (way !== undefined) fitted = way(fitted);
  }
  throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', 'the history of the session is too large');
}

/** Calls without a result count as failed. */
function closeAll(state: HistoryState): HistoryState {
  let closed: HistoryState = { ...state, open: [] };
  for (const { at, marks } of state.open)
    closed = countMarks(closed, marks, { at, hasSucceeded: false });
  return closed;
}
