import type { AuditLog } from '../audit/log.ts';
import type { GatewayConfig } from '../config.ts';
import type { OperatorLog } from '../operator-log.ts';
import { gatewayVersion } from '../version.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Tracing } from './tracing.ts';
import { watchAll, type Watcher } from './watch.ts';

/** Everything that measures one gateway. */
export interface Telemetry extends Pick<Metrics, 'read' | 'exposition'> {
  /** The log, measured. */
  readonly append: AuditLog['append'];
  readonly watch: Watcher;
  close(): Promise<void>;
}

/** Opens metrics, and traces where a collector is configured. */
export async function openTelemetry(
  config: Pick<GatewayConfig, 'traces' | 'gateway'>,
  audit: Pick<AuditLog, 'append'>,
  log: OperatorLog,
): Promise<Telemetry> {
  const metrics = createMetrics();
  const { exposition } = metrics;
  const read: Telemetry['read'] = (sources) => metrics.read(sources);
  const counted = metrics.counted(audit);
  const tracing = await openTraces(config, log);
  if (tracing === undefined)
    return {
      read,
      exposition,
      append: counted.append,
      watch: metrics.watch,
      close: async () => {},
    };
  return {
    read,
    exposition,
    append: tracing.traced(counted).append,
    watch: watchAll([metrics.watch, tracing.watch]),
    close: () => tracing.close(),
  };
}

/** The library of traces is loaded only where they are wanted. */
async function openTraces(
  { traces: { url }, gateway }: Pick<GatewayConfig, 'traces' | 'gateway'>,
  log: OperatorLog,
): Promise<Tracing | undefined> {
  if (url === undefined) return undefined;
  const { openTracing } = await import('./tracing.ts');
  const report = (error: unknown): void => log.error('traces', error);
  return openTracing({ url, gateway, version: gatewayVersion, report });
}
