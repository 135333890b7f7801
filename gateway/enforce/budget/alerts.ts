import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { OperatorLog } from '../../operator-log.ts';

/** What somebody is told of a budget. */
export interface BudgetAlert {
  readonly kind: 'budget.alert' | 'budget.exceeded';
  readonly agent: string;
  readonly session: string;
  /** `200 USD per day`. */
  readonly budget: string;
  /** What is spent and reserved, in the unit of the budget: `161.20 USD`. */
  readonly used: string;
  /** The threshold that was reached; null on a budget that had no room for a request. */
  readonly percent: number | null;
  /** RFC 3339; null for a session's. */
  readonly resetsAt: string | null;
  /** One sentence that says all of it. */
  readonly text: string;
}

/** Where alerts go besides the operator's log. */
export interface AlertTargets {
  /** Gets the alert as JSON. */
  readonly webhook?: string;
  /** Gets its sentence, as Slack's incoming webhooks take it. */
  readonly slack_webhook?: string;
}

/** Tells people of budgets. */
export interface AlertTeller {
  /** Never throws; what cannot be delivered is in the operator's log. */
  tell(alert: BudgetAlert): void;
  /** Lets deliveries that are under way end, without their pauses. */
  close(): Promise<void>;
}

/** Tries of one delivery, with the time before each, in milliseconds. */
const pausesMs = [0, 1000, 5000];

const deliveryMsMax = 3000;

/** Deliveries that may be under way; a target that hangs must not fill the memory. */
const deliveriesMax = 100;

/** Sends alerts to the log and to the targets of the configuration. */
export function createAlertTeller(
  targets: AlertTargets,
  log: OperatorLog,
  pauses: readonly number[] = pausesMs,
): AlertTeller {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const send = (url: string | undefined, body: object): void => {
    if (url === undefined) return;
    if (underWay.size >= deliveriesMax) return log.error('alert.failed', new Error('too many'));
    const delivery = deliver(url, body, pauses, stopping.signal)
      .catch((error: unknown) => log.error('alert.failed', error))
      .finally(() => underWay.delete(delivery));
    underWay.add(delivery);
  };
  return {
    tell: (alert) => {
      const { kind, ...facts } = alert;
      log.info(kind, facts);
      send(targets.webhook, alert);
      send(targets.slack_webhook, { text: escaped(alert.text) });
    },
    close: async () => {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

/** Slack reads `<...>` as links and mentions; names of agents and sessions are not ours. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The address of a webhook is its secret, so no error may name it. */
async function deliver(
  url: string,
  body: object,
  pauses: readonly number[],
  stopping: AbortSignal,
): Promise<void> {
  let last = 'not tried';
  for (const pause of pauses) {
    await waited(pause, stopping);
    last = await tryOnce(url, body);
    if (last === 'ok') return;
  }
  throw new Error(`an alert could not be delivered: ${last}`);
}

async function tryOnce(url: string, body: object): Promise<string> {
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(deliveryMsMax),
    });
    await answer.body.dump();
    return answer.statusCode < 300 ? 'ok' : `status ${answer.statusCode}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
  }
}

/** Shorter when the gateway stops meanwhile: what is left is tried at once. */
async function waited(ms: number, stopping: AbortSignal): Promise<void> {
  if (ms === 0 || stopping.aborted) return;
  await sleep(ms, undefined, { signal: stopping }).catch(() => undefined);
}
