import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApprovalDesk } from '../approvals/desk.ts';
import type { AuditLog } from '../audit/log.ts';
import type { BundleLoader } from '../bundle-loader.ts';
import type { GatewayConfig } from '../config.ts';
import type { Tokens } from '../enforce/identity/token.ts';
import { type Operator, type OperatorAct, operatorEvent } from '../enforce/kill-events.ts';
import type { KillSwitch } from '../enforce/kill-switch.ts';
import { gatewayError } from '../errors.ts';
import type { State } from '../state/state.ts';
import { gatewayVersion } from '../version.ts';
import { viewApproval } from './approval-view.ts';
import { decisionIdPattern, tellDecision } from './decision-story.ts';
import { createDoor, type Door } from './door.ts';
import { neededText, readFields, textField } from './fields.ts';
import { loadOperators, type Operators } from './operators.ts';
import type { RunKeys } from './run-keys.ts';
import { mountRuns } from './runs.ts';
import { ownSessionPattern, readSubject } from './subject.ts';

/** What the admin API shows and does. */
export interface AdminApiParts {
  readonly config: GatewayConfig;
  readonly loader: BundleLoader;
  readonly audit: AuditLog;
  readonly state: State;
  readonly approvals: ApprovalDesk | undefined;
  readonly killSwitch: KillSwitch;
  readonly runs: RunKeys;
  /** Left out, no token is let in. */
  readonly tokens?: Tokens | undefined;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** Where agents reach the gateway; undefined before it listens. */
  readonly agentUrl: () => string | undefined;
}

/** Largest body: an order is a few lines. */
const bodyBytesMax = 64 * 1024;

/** A reason is shown in one line, to people and to the agent. */
const reasonPattern = /^[^\p{Cc}\p{Cs}]{1,500}$/u;

/**
 * Mounts `/api` on the admin listener: for operators, and for nobody else. Everything an operator
 * changes or asks of the log is an event with the operator's name. Throws SENTRELY_ERR_CONFIG when
 * the operator's key cannot be read.
 */
export function mountAdminApi(server: FastifyInstance, parts: AdminApiParts): void {
  const operators: Operators = loadOperators(parts.config.data, parts.config.admin.keys);
  const record = async (act: OperatorAct): Promise<void> => {
    await parts.audit.append(operatorEvent(act)).catch(parts.report);
  };
  const { now, report } = parts;
  const hosts = [hostOf(parts.config.admin.listen), ...parts.config.admin.hosts];
  const door = createDoor({ operators, hosts, now, record, report });
  server.register(
    async (scope) => {
      door.guard(scope, (key) => operators.nameOf(key));
      mountKills(scope, parts, door);
      mountSessions(scope, parts, door);
      mountViews(scope, parts, door);
    },
    { prefix: '/api' },
  );
  server.register(async (scope) => mountRuns(scope, parts, { door, operators }), {
    prefix: '/api/runs',
  });
}

function hostOf(listen: string): string {
  return new URL(`http://${listen}`).hostname.toLowerCase();
}

/** A request that names one thing in its path. */
type ById = FastifyRequest<{ Params: { id: string } }>;

function mountKills(scope: FastifyInstance, parts: AdminApiParts, door: Door): void {
  scope.get('/kills', () => ({ kills: parts.killSwitch.orders().map(viewOrder) }));
  scope.post('/kills', { bodyLimit: bodyBytesMax }, async (request, reply) => {
    const answer = await order(parts, request, door.operatorOf(request));
    return await reply.code(answer.new ? 201 : 200).send(answer);
  });
  scope.delete('/kills/:id', (request: ById) => lift(parts, request, door.operatorOf(request)));
}

async function order(parts: AdminApiParts, request: FastifyRequest, by: Operator) {
  const { body, headers } = request;
  const fields = readFields(body, headers['content-type'], ['scope', 'subject', 'reason']);
  const subject = readSubject(
    neededText(fields, 'scope', /^[a-z]{1,20}$/),
    textField(fields, 'subject', /^.{0,300}$/) ?? '',
  );
  const reason = neededText(fields, 'reason', reasonPattern);
  const effect = await parts.killSwitch.order({ ...subject, reason, by });
  const { isNew, cut, cancelled, isRecorded } = effect;
  const known = await isKnown(subject, parts).catch(() => null);
  return {
    kill: viewOrder(effect.order),
    new: isNew,
    cut,
    cancelled,
    known,
    recorded: isRecorded,
  };
}

async function lift({ killSwitch }: AdminApiParts, { params: { id } }: ById, by: Operator) {
  const lifted = /^k_[a-z0-9]{20}$/.test(id) ? await killSwitch.lift(id, by) : undefined;
  if (lifted === undefined)
    throw gatewayError('SENTRELY_ERR_ADMIN_UNKNOWN', 'no order has this id');
  return { lifted: viewOrder(lifted) };
}

type Order = ReturnType<KillSwitch['orders']>[number];

function viewOrder({ id, scope, subject, by, reason, atMs }: Order) {
  return { id, scope, subject, by, reason, at: new Date(atMs).toISOString() };
}

/**
 * Whether anything by this name was ever seen; null where that cannot be told. An order holds either
 * way, but one for a misspelt name stops nobody, and that must be said.
 */
async function isKnown(
  { scope, subject }: ReturnType<typeof readSubject>,
  { loader, state, runs }: Pick<AdminApiParts, 'loader' | 'state' | 'runs'>,
): Promise<boolean | null> {
  if (scope === 'everything') return true;
  const policy = loader.current();
  if (scope === 'session')
    return (await state.sessions.list(0, sessionsMax)).some((each) => each.ownSession === subject);
  if (policy === undefined) return null;
  if (scope === 'agent') return policy.content.rules.agents.some(({ name }) => name === subject);
  return policy.plan.agentOfKeyHash.has(subject) || runs.find(subject) !== undefined;
}

/** Sessions that are looked through or listed. */
const sessionsMax = 1000;

/** Sessions seen in this time are listed unless another is asked for. */
const sinceDefaultMs = 24 * 60 * 60 * 1000;

function mountSessions(scope: FastifyInstance, parts: AdminApiParts, door: Door): void {
  scope.get('/sessions', (request: FastifyRequest<{ Querystring: { since_ms?: unknown } }>) =>
    listSessions(parts, readSince(request.query.since_ms)),
  );
  scope.post('/sessions/:id/reset', (request: ById) =>
    reset(parts, request, door.operatorOf(request)),
  );
}

async function listSessions({ state, now }: AdminApiParts, sinceMs: number | undefined) {
  const sessions = await state.sessions.list(sinceMs ?? now() - sinceDefaultMs, sessionsMax);
  return {
    sessions: sessions.map(({ ownSession, firstSeenMs, lastSeenMs, ...session }) => ({
      session: ownSession,
      ...session,
      first_seen: new Date(firstSeenMs).toISOString(),
      last_seen: new Date(lastSeenMs).toISOString(),
    })),
  };
}

async function reset({ killSwitch }: AdminApiParts, { params: { id } }: ById, by: Operator) {
  if (!ownSessionPattern.test(id))
    throw gatewayError('SENTRELY_ERR_ADMIN_REQUEST', 'a session is named `agent session`');
  const latched = await killSwitch.reset(id, by);
  if (latched === null)
    throw gatewayError('SENTRELY_ERR_ADMIN_UNKNOWN', 'no session of this name is latched');
  return { session: id, latched };
}

function readSince(text: unknown): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^[0-9]{1,15}$/.test(text)) return Number(text);
  throw gatewayError('SENTRELY_ERR_ADMIN_REQUEST', '`since_ms` is a time in Unix milliseconds');
}

function mountViews(scope: FastifyInstance, parts: AdminApiParts, door: Door): void {
  const startedAt = new Date(parts.now()).toISOString();
  scope.get('/approvals', () => listApprovals(parts));
  scope.get('/decisions/:id', (request: ById) => tell(parts, request, door.operatorOf(request)));
  scope.get('/status', async (_request, reply) => {
    const isAnswering = parts.state.ping().then(
      () => true,
      () => false,
    );
    const status = { started_at: startedAt, state: await isAnswering, ...statusOf(parts) };
    return await reply.send(status);
  });
}

async function listApprovals({ approvals }: AdminApiParts) {
  return {
    channel: approvals === undefined ? null : 'github',
    approvals: ((await approvals?.listLive()) ?? []).map(viewApproval),
  };
}

async function tell({ audit, config }: AdminApiParts, { params: { id } }: ById, by: Operator) {
  if (!decisionIdPattern.test(id))
    throw gatewayError('SENTRELY_ERR_ADMIN_REQUEST', 'this is no id of a decision');
  const target = `decision ${id}`;
  await audit.append({ kind: 'query.run', principal: by, principal_auth: 'api_key', target });
  const story = await tellDecision(config.data, id);
  if (story === undefined)
    throw gatewayError('SENTRELY_ERR_ADMIN_UNKNOWN', 'this log has no such decision');
  return story;
}

function statusOf({ config, loader, killSwitch, runs, agentUrl, now }: AdminApiParts) {
  const policy = loader.current();
  return {
    gateway: config.gateway,
    version: gatewayVersion,
    now: new Date(now()).toISOString(),
    url: agentUrl() ?? null,
    ready: policy !== undefined,
    bundle: loader.status(),
    agents: policy?.content.rules.agents.map(({ name }) => name) ?? [],
    live: killSwitch.countLive(),
    runs: runs.list().length,
    kills: ordersOf(killSwitch),
  };
}

/** Null while the orders cannot be read, and everything is refused. */
function ordersOf(killSwitch: KillSwitch): number | null {
  try {
    return killSwitch.orders().length;
  } catch {
    return null;
  }
}
