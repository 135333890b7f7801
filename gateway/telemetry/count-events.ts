import type { AuditEvent } from '../audit/event.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Instruments } from './instruments.ts';

/** Acts of operators that are told apart. */
const acts: ReadonlySet<string> = new Set([
  'kill',
  'lift',
  'reset',
  'refused',
  'run.begin',
  'run.end',
]);

/** Counts what is recorded, and nothing else: the metrics and the record agree. */
export function countEvents(
  audit: Pick<AuditLog, 'append'>,
  instruments: Instruments,
): Pick<AuditLog, 'append'> {
  return {
    append: async (event) => {
      try {
        const appended = await audit.append(event);
        instruments.observe('sentrely_audit_append_seconds', {}, appended.durableUs / 1e6);
        count(event, instruments);
        return appended;
      } catch (error) {
        instruments.count('sentrely_audit_failures_total', {});
        throw error;
      }
    },
  };
}

function count(event: AuditEvent, instruments: Instruments): void {
  switch (event.kind) {
    case 'tool.decision':
      return countDecision(event, instruments);
    case 'llm.response':
      return countTokens(event, instruments);
    case 'llm.attempt':
      return instruments.count('sentrely_upstream_failures_total', {
        upstream: event.provider ?? 'unknown',
        failure: event.outcome ?? 'unknown',
      });
    case 'approval.requested':
      return instruments.count('sentrely_approvals_total', { state: 'requested' });
    case 'approval.decided':
      return instruments.count('sentrely_approvals_total', { state: event.outcome ?? 'unknown' });
    case 'session.killed':
      return instruments.count('sentrely_answers_cut_total', {});
    case 'bundle.loaded':
    case 'bundle.rejected':
      return instruments.count('sentrely_bundle_loads_total', {
        result: event.kind.slice('bundle.'.length),
      });
    case 'admin.action':
      return countAct(event, instruments);
    default:
  }
}

function countDecision(event: AuditEvent, instruments: Instruments): void {
  instruments.count('sentrely_decisions_total', {
    verdict: event.verdict ?? 'unknown',
    disposition: event.disposition ?? 'unknown',
    enforced: String(event.enforced ?? true),
  });
  if (typeof event.gate_us === 'number')
    instruments.observe('sentrely_gate_seconds', {}, event.gate_us / 1e6);
}

function countTokens(event: AuditEvent, instruments: Instruments): void {
  const kinds = {
    input: event.input_tokens,
    output: event.output_tokens,
    cache_read: event.cache_read_tokens,
    cache_write: event.cache_write_tokens,
  };
  for (const [kind, tokens] of Object.entries(kinds))
    if (typeof tokens === 'number' && tokens > 0)
      instruments.count(
        'sentrely_tokens_total',
        { provider: event.provider ?? 'unknown', kind },
        tokens,
      );
}

/** The act is a fixed word of ours; the detail that holds it is canonical JSON of ours too. */
function countAct({ detail }: AuditEvent, instruments: Instruments): void {
  const { act } = JSON.parse(String(detail)) as { readonly act?: unknown };
  if (typeof act === 'string' && acts.has(act))
    instruments.count('sentrely_operator_acts_total', { act });
}
