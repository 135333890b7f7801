import type { State } from './state.ts';

/** How often what is over is forgotten. */
const everyMs = 10 * 60 * 1000;

/** How long a session is remembered after it was last seen; one that is stopped stays. */
const sessionMs = 30 * 24 * 60 * 60 * 1000;

/** Forgets, now and then, the counts of periods that are over and sessions that nobody came back to. */
export function startUpkeep(
  { ledger, sessions }: Pick<State, 'ledger' | 'sessions'>,
  { now, report }: { readonly now: () => number; readonly report: (error: unknown) => void },
): { readonly stop: () => void } {
  const timer = setInterval(() => {
    const nowMs = now();
    Promise.all([ledger.forget(nowMs), sessions.forget(nowMs - sessionMs)]).catch(report);
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
