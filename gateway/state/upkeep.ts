import { batchMs } from './batches.ts';
import { fileMs } from './files.ts';
import type { State } from './state.ts';

/** How often what is over is forgotten. */
const everyMs = 10 * 60 * 1000;

/** How long a session is remembered after it was last seen; one that is stopped stays. */
const sessionMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Forgets, now and then, the counts of periods that are over, sessions that nobody came back to,
 * batches that are too old to be fetched, and whose old files are.
 */
export function startUpkeep(
  { ledger, sessions, batches, files }: Pick<State, 'ledger' | 'sessions' | 'batches' | 'files'>,
  { now, report }: { readonly now: () => number; readonly report: (error: unknown) => void },
): { readonly stop: () => void } {
  const timer = setInterval(() => {
    const nowMs = now();
    Promise.all([
      ledger.forget(nowMs),
      sessions.forget(nowMs - sessionMs),
      batches.forget(nowMs - batchMs),
      files.forget(nowMs - fileMs),
    ]).catch(report);
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
