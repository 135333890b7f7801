import type { ApprovalDesk } from './approvals/desk.ts';
import type { AuditLog } from './audit/log.ts';
import type { BundleLoader } from './bundle-loader.ts';
import type { GatewayConfig } from './config.ts';
import type { SealKeys } from './enforce/tombstone.ts';
import type { CallStore } from './state/calls.ts';
import type { Upstream } from './upstream.ts';

/** Everything a request needs from the running gateway. */
export interface Services {
  readonly config: GatewayConfig;
  readonly loader: BundleLoader;
  readonly audit: AuditLog;
  readonly approvals: ApprovalDesk | undefined;
  readonly calls: CallStore;
  readonly seals: SealKeys;
  readonly upstream: Upstream;
  readonly now: () => number;
  /** Aborted when the gateway is about to stop: calls that wait for a person are then parked. */
  readonly stopping: AbortSignal;
  /** Writes one line to the operator's log. */
  readonly report: (error: unknown) => void;
}
