/** What is measured: names, help and labels of every metric of our own. Shown in docs/reference/metrics.md. */
export interface MetricEntry {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Each label with all values it can have, or where they come from. */
  readonly labels: Readonly<Record<string, string>>;
}

const dialect = '`messages`, `responses`, `chat`, `bedrock`, `vertex`, `other`';
const provider = '`anthropic`, `openai`';
const upstream = 'names of upstreams; without any `anthropic`, `openai`';

/** All labels have few values that no client chooses: no session, no agent, no model, no text. */
export const metricList = {
  sentrely_requests_total: {
    type: 'counter',
    help: 'Requests to a model that are over.',
    labels: {
      dialect,
      client:
        '`claude-code`, `codex`, `opencode`, `vercel-ai`, `anthropic-sdk`, `openai-sdk`, `other`: what the client says it is',
      outcome:
        '`complete`; `denied` by us before the provider was asked; `refused` by the provider; `stopped` by an order; `cut`, `unreadable`, `client-gone`, `failed`',
    },
  },
  sentrely_refusals_total: {
    type: 'counter',
    help: 'Requests that were answered with an error of ours, budgets and kills among them.',
    labels: { code: 'a code of [errors](errors.md)' },
  },
  sentrely_decisions_total: {
    type: 'counter',
    help: 'Decisions on record. A call that was held has a second one when its waiting is over.',
    labels: {
      verdict: '`allow`, `ask`, `deny`',
      disposition: '`released`, `stopped`, `parked`, `held`',
      enforced: '`true`, `false` where rules are observed only',
    },
  },
  sentrely_gate_seconds: {
    type: 'histogram',
    help: 'Time to judge one call by the policy, without its record.',
    labels: {},
  },
  sentrely_calls_waiting: {
    type: 'gauge',
    help: 'Calls that wait for a person in this moment.',
    labels: {},
  },
  sentrely_hold_seconds: {
    type: 'histogram',
    help: 'How long calls waited for a person before they went on or were parked.',
    labels: {},
  },
  sentrely_approvals_total: {
    type: 'counter',
    help: 'Approval requests, and what became of them.',
    labels: { state: '`requested`, or the state that ended it' },
  },
  sentrely_added_seconds: {
    type: 'histogram',
    help: 'Time from a whole request to the first byte of its answer, less the time of the provider. Answers with a call that waited for a person are left out.',
    labels: { dialect },
  },
  sentrely_upstream_seconds: {
    type: 'histogram',
    help: 'Time of a provider until the head of its answer.',
    labels: { provider },
  },
  sentrely_upstream_answers_total: {
    type: 'counter',
    help: 'Answers of providers.',
    labels: { provider, status: '`2xx`, `3xx`, `4xx`, `429`, `5xx`, `unreachable`' },
  },
  sentrely_upstream_failures_total: {
    type: 'counter',
    help: 'Attempts that another one followed, or that had no answer.',
    labels: { upstream, failure: '`refused`, `unsent`, `lost`' },
  },
  sentrely_tokens_total: {
    type: 'counter',
    help: 'Tokens as providers reported them.',
    labels: { provider: upstream, kind: '`input`, `output`, `cache_read`, `cache_write`' },
  },
  sentrely_answers_live: {
    type: 'gauge',
    help: 'Answers under way in this moment.',
    labels: {},
  },
  sentrely_answers_cut_total: {
    type: 'counter',
    help: 'Live answers that an order or a guard cut.',
    labels: {},
  },
  sentrely_kill_orders: {
    type: 'gauge',
    help: 'Orders to kill in force; -1 while they cannot be read and everything is refused.',
    labels: {},
  },
  sentrely_operator_acts_total: {
    type: 'counter',
    help: 'What operators did on the admin listener; `refused` are wrong keys.',
    labels: { act: '`kill`, `lift`, `reset`, `refused`, `run.begin`, `run.end`' },
  },
  sentrely_audit_append_seconds: {
    type: 'histogram',
    help: 'Time until an event is as durable as it asks.',
    labels: {},
  },
  sentrely_audit_failures_total: {
    type: 'counter',
    help: 'Events that could not be made durable in time: what they were about was denied.',
    labels: {},
  },
  sentrely_audit_waiting: {
    type: 'gauge',
    help: 'Events that wait for the disk in this moment.',
    labels: {},
  },
  sentrely_audit_lag_seconds: {
    type: 'gauge',
    help: 'How long the oldest of them has waited.',
    labels: {},
  },
  sentrely_bundle_revision: {
    type: 'gauge',
    help: 'Revision of the policy in force; 0 when there is none and everything is denied.',
    labels: {},
  },
  sentrely_bundle_expiry_timestamp_seconds: {
    type: 'gauge',
    help: 'When the policy in force expires, in seconds since 1970; 0 when there is none.',
    labels: {},
  },
  sentrely_bundle_loads_total: {
    type: 'counter',
    help: 'Bundles that were read.',
    labels: { result: '`loaded`, `rejected`' },
  },
  sentrely_ready: {
    type: 'gauge',
    help: '1 while /readyz says so.',
    labels: {},
  },
} as const satisfies Record<string, MetricEntry>;

/** The name of a metric. */
export type MetricName = keyof typeof metricList;
