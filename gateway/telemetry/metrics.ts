import type { AuditHealth, AuditLog } from '../audit/log.ts';
import type { BundleLoader } from '../bundle-loader.ts';
import { countEvents } from './count-events.ts';
import { createInstruments, type Instruments } from './instruments.ts';
import { measureExchanges } from './measure-exchange.ts';
import type { Watcher } from './watch.ts';

/** The measurements of one gateway. */
export interface Metrics {
  /** The log, counting what is recorded. */
  counted(audit: Pick<AuditLog, 'append'>): Pick<AuditLog, 'append'>;
  readonly watch: Watcher;
  /** Adds what is read at every scrape. */
  read(sources: MetricSources): void;
  readonly exposition: Pick<Instruments, 'text' | 'contentType'>;
}

/** What gauges are read from. */
export interface MetricSources {
  readonly loader: Pick<BundleLoader, 'current'>;
  readonly audit: { health(): AuditHealth };
  readonly countLive: () => number;
  /** Orders in force. Throws while they cannot be read. */
  readonly orders: () => readonly unknown[];
  readonly isReady: () => Promise<boolean>;
}

/** Begins to measure. */
export function createMetrics(): Metrics {
  const instruments = createInstruments();
  return {
    counted: (audit) => countEvents(audit, instruments),
    watch: measureExchanges(instruments),
    read: (sources) => readGauges(instruments, sources),
    exposition: instruments,
  };
}

function readGauges(
  instruments: Instruments,
  { loader, audit, countLive, orders, isReady }: MetricSources,
): void {
  instruments.gauge('sentrely_answers_live', countLive);
  instruments.gauge('sentrely_kill_orders', () => countOrders(orders));
  instruments.gauge('sentrely_audit_waiting', () => audit.health().waiting);
  instruments.gauge('sentrely_audit_lag_seconds', () => audit.health().lagMs / 1000);
  instruments.gauge(
    'sentrely_bundle_revision',
    () => loader.current()?.content.predicate.revision ?? 0,
  );
  instruments.gauge('sentrely_bundle_expiry_timestamp_seconds', () => {
    const policy = loader.current();
    return policy === undefined ? 0 : policy.expiresMs / 1000;
  });
  instruments.gauge('sentrely_ready', async () => Number(await isReady()));
}

function countOrders(orders: () => readonly unknown[]): number {
  try {
    return orders().length;
  } catch {
    return -1;
  }
}
