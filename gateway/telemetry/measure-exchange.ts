import type { Instruments } from './instruments.ts';
import { clientKindOf } from './client-kind.ts';
import type { Arrival, Watch, Watcher } from './watch.ts';

/** The name of each dialect as a label. */
const dialects: ReadonlyMap<string, string> = new Map([
  ['/v1/messages', 'messages'],
  ['/v1/responses', 'responses'],
  ['/v1/chat/completions', 'chat'],
  ['/model/:model/invoke', 'bedrock'],
  ['/model/:model/invoke-with-response-stream', 'bedrock'],
]);

function dialectOf(path: string): string {
  return dialects.get(path) ?? (path.includes('/publishers/') ? 'vertex' : 'other');
}

/** Measures every exchange, and counts the calls that wait for people. `clock` is in milliseconds. */
export function measureExchanges(
  instruments: Instruments,
  clock: () => number = () => performance.now(),
): Watcher {
  let waiting = 0;
  instruments.gauge('sentrely_calls_waiting', () => waiting);
  return (arrival) => {
    const watch = measure(arrival, instruments, clock);
    return {
      ...watch,
      held: () => {
        waiting += 1;
        const end = watch.held();
        return () => {
          waiting -= 1;
          end();
        };
      },
    };
  };
}

function measure(
  { path, userAgent }: Arrival,
  instruments: Instruments,
  clock: () => number,
): Watch {
  const dialect = dialectOf(path);
  const beganMs = clock();
  let askedMs: number | undefined;
  let providerMs: number | undefined;
  let provider = '';
  let wasHeld = false;
  return {
    identified: (conversation) => {
      provider = conversation.provider;
    },
    asked: () => {
      askedMs = clock();
    },
    answered: (status) => {
      if (askedMs === undefined) return;
      if (providerMs === undefined) tellProvider(provider, clock() - askedMs, status, instruments);
      providerMs = clock() - askedMs;
    },
    replied: () => {
      if (providerMs === undefined || wasHeld) return;
      const addedMs = Math.max(0, clock() - beganMs - providerMs);
      instruments.observe('sentrely_added_seconds', { dialect }, addedMs / 1000);
    },
    held: () => {
      wasHeld = true;
      const sinceMs = clock();
      return () => instruments.observe('sentrely_hold_seconds', {}, (clock() - sinceMs) / 1000);
    },
    ended: (outcome, failure) => {
      instruments.count('sentrely_requests_total', {
        dialect,
        client: clientKindOf(userAgent),
        outcome: outcome ?? (askedMs === undefined ? 'denied' : 'failed'),
      });
      if (failure === undefined) return;
      instruments.count('sentrely_refusals_total', { code: failure.code });
      if (failure.code === 'SENTRELY_ERR_UPSTREAM_UNREACHABLE')
        instruments.count('sentrely_upstream_answers_total', { provider, status: 'unreachable' });
    },
  };
}

function tellProvider(
  provider: string,
  ms: number,
  status: number,
  instruments: Instruments,
): void {
  instruments.observe('sentrely_upstream_seconds', { provider }, ms / 1000);
  instruments.count('sentrely_upstream_answers_total', { provider, status: statusClass(status) });
}

function statusClass(status: number): string {
  return status === 429 ? '429' : `${Math.floor(status / 100)}xx`;
}
