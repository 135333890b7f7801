import { SentrelyError } from '../compiler/bundle/errors.ts';
import type { JudgeServices } from './enforce/judge.ts';
import { type Sealer, sealTombstone } from './enforce/tombstone.ts';
import { tenant } from './request.ts';
import type { Services } from './services.ts';
import type { Watch } from './telemetry/watch.ts';

/** What judging needs, of all that a request needs. */
export function judgeServices(services: Services, watch: Watch): JudgeServices {
  const { audit, approvals, calls, loader, isKilled, guard, observed, now, stopping, report } =
    services;
  const current = () => loader.current();
  const held = () => watch.held();
  return {
    audit,
    approvals,
    calls,
    current,
    isKilled,
    guard,
    held,
    observed,
    now,
    stopping,
    report,
  };
}

/** Seals what stands for a call. */
export function sealer(services: Services): Sealer {
  return (call, kind, reason) =>
    sealTombstone(services.seals, {
      tenant,
      callId: call.id,
      name: call.name,
      argumentsText: call.argumentsText,
      kind,
      reason,
    });
}

/** Why a reply that was ready did not leave. */
export function endReason({ reason }: AbortSignal): string {
  return reason instanceof SentrelyError ? reason.message : 'the client went away before it left';
}
