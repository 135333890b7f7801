import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { couldBeToken } from '../enforce/identify.ts';
import type { TokenIdentity } from '../enforce/identity/match.ts';
import { type OperatorAct, operatorEvent } from '../enforce/kill-events.ts';
import { gatewayError } from '../errors.ts';
import { holdsCredential } from '../upstreams/settings.ts';
import type { AdminApiParts } from './api.ts';
import type { Door } from './door.ts';
import { neededText, readFields, textField } from './fields.ts';
import type { Operators } from './operators.ts';
import type { Run } from './run-keys.ts';
import { agentPattern, credentialPattern } from './subject.ts';

type RunParts = Pick<
  AdminApiParts,
  'audit' | 'config' | 'killSwitch' | 'loader' | 'runs' | 'tokens' | 'agentUrl'
>;

/** What a request proved: an operator, an agent by its issued key or a token, or the key of a run. */
type Prover =
  | { readonly kind: 'operator'; readonly name: string }
  | {
      readonly kind: 'agent';
      readonly agent: string;
      readonly credential: string;
      /** What the policies say of its token; null where it sent a key. */
      readonly identity: TokenIdentity | null;
      /** Whom that token speaks of, for people. */
      readonly subject?: string;
    }
  | { readonly kind: 'run'; readonly run: Run };

/** Largest body of a request here. */
const bodyBytesMax = 4096;

/** How long a run lasts unless it says so, and at most: in seconds. */
const lifeSecondsDefault = 12 * 60 * 60;
const lifeSecondsMax = 7 * 24 * 60 * 60;

/** A run that was begun with a token lasts no longer than a token may. */
const lifeSecondsMaxOfToken = 24 * 60 * 60;

/**
 * The runs of programs: the only part of the admin API that an agent's key or token opens, and it opens
 * no more than a key for the same agent. The key of a run can end that run and do nothing else.
 */
export function mountRuns(
  scope: FastifyInstance,
  parts: RunParts,
  { door, operators }: { readonly door: Door; readonly operators: Operators },
): void {
  const provers = new WeakMap<FastifyRequest, Prover>();
  door.guard(scope, async (key, request) => {
    const found = await provenBy(key, parts, operators);
    if (found === undefined) return undefined;
    provers.set(request, found);
    return nameOf(found);
  });
  const prover = (request: FastifyRequest): Prover => {
    const found = provers.get(request);
    if (found === undefined) throw gatewayError('SENTRELY_ERR_ADMIN_CREDENTIAL');
    return found;
  };
  scope.get('/', (request) => list(parts, prover(request)));
  scope.post('/', { bodyLimit: bodyBytesMax }, async (request, reply) => {
    const answer = await begin(parts, prover(request), request);
    return await reply.code(201).send(answer);
  });
  scope.delete('/:credential', (request: FastifyRequest<{ Params: { credential: string } }>) =>
    end(parts, prover(request), request.params.credential),
  );
}

function list({ runs }: RunParts, prover: Prover) {
  if (prover.kind !== 'operator') throw gatewayError('SENTRELY_ERR_ADMIN_CREDENTIAL');
  return { runs: runs.list().map(viewRun) };
}

async function begin(parts: RunParts, prover: Prover, request: FastifyRequest) {
  if (prover.kind === 'run') throw gatewayError('SENTRELY_ERR_ADMIN_CREDENTIAL');
  const type = request.headers['content-type'];
  const fields = readFields(request.body, type, ['agent', 'session', 'life_seconds']);
  const agent = agentOf(parts, prover, textField(fields, 'agent', agentPattern));
  const session = neededText(fields, 'session', /^[A-Za-z0-9._:-]{1,128}$/);
  const { credential: parent, identity } =
    prover.kind === 'agent' ? prover : { credential: null, identity: null };
  const lifeMs = lifeSeconds(fields.get('life_seconds'), identity) * 1000;
  refuseKilled(parts, agent, session, parent);
  const by = nameOf(prover);
  const { key, run } = await parts.runs.mint({ agent, parent, identity, by, session }, lifeMs);
  try {
    await parts.audit.append(operatorEvent(actOf(run, prover, 'run.begin')));
  } catch (error) {
    await parts.runs.revoke(run.credential);
    throw error;
  }
  return { ...viewRun(run), key, url: parts.agentUrl() ?? null, ...providerKeys(parts) };
}

/** A program that the gateway lends its provider's credential needs none of its own. */
function providerKeys({ config }: RunParts) {
  const providers = ['anthropic', 'openai'] as const;
  return { holds: providers.filter((provider) => holdsCredential(config, provider)) };
}

async function end(parts: RunParts, prover: Prover, credential: string) {
  const run = credentialPattern.test(credential) ? parts.runs.find(credential) : undefined;
  if (run === undefined || !mayEnd(prover, run))
    throw gatewayError('SENTRELY_ERR_ADMIN_UNKNOWN', 'no run of yours has this credential');
  // It takes something away, so it is done first.
  await parts.runs.revoke(credential);
  await parts.audit.append(operatorEvent(actOf(run, prover, 'run.end')));
  return { ended: credential };
}

function mayEnd(prover: Prover, run: Run): boolean {
  if (prover.kind === 'operator') return true;
  if (prover.kind === 'run') return prover.run.credential === run.credential;
  return prover.credential === run.parent;
}

/** Rejects with SENTRELY_ERR_IDENTITY_... where a token is not good. */
async function provenBy(
  key: string,
  parts: RunParts,
  operators: Operators,
): Promise<Prover | undefined> {
  const name = operators.nameOf(key);
  if (name !== undefined) return { kind: 'operator', name };
  const plan = parts.loader.current()?.plan;
  if (plan !== undefined && parts.tokens !== undefined && couldBeToken(key, plan))
    return { kind: 'agent', ...(await parts.tokens.verify(key, plan)) };
  const credential = `sha256:${sha256Hex(Buffer.from(key))}`;
  const agent = plan?.agentOfKeyHash.get(credential);
  if (agent !== undefined) return { kind: 'agent', agent, credential, identity: null };
  const run = parts.runs.find(credential);
  return run === undefined ? undefined : { kind: 'run', run };
}

function nameOf(prover: Prover): string {
  if (prover.kind === 'operator') return prover.name;
  return prover.kind === 'agent' ? `agent ${prover.agent}` : `agent ${prover.run.agent}`;
}

function agentOf({ loader }: RunParts, prover: Prover, asked: string | undefined): string {
  if (prover.kind === 'agent') {
    if (asked === undefined || asked === prover.agent) return prover.agent;
    throw gatewayError('SENTRELY_ERR_ADMIN_REQUEST', 'the key or token is of another agent');
  }
  const policy = loader.current();
  if (policy === undefined) throw gatewayError('SENTRELY_ERR_NO_BUNDLE');
  const names = [...new Set(policy.plan.agentOfKeyHash.values())];
  const [only] = names;
  if (asked === undefined && names.length === 1 && only !== undefined) return only;
  if (asked === undefined)
    throw gatewayError('SENTRELY_ERR_ADMIN_REQUEST', `\`agent\` is missing: ${names.join(', ')}`);
  if (names.includes(asked)) return asked;
  throw gatewayError('SENTRELY_ERR_ADMIN_UNKNOWN', 'no agent of this name has a key');
}

function refuseKilled(
  { killSwitch }: RunParts,
  agent: string,
  session: string,
  parent: string | null,
): void {
  const order = killSwitch.orderFor({
    agent,
    ownSession: `${agent} ${session}`,
    credential: parent ?? '',
  });
  if (order !== undefined) throw gatewayError('SENTRELY_ERR_KILLED', order.reason);
}

function lifeSeconds(value: unknown, identity: TokenIdentity | null): number {
  if (value === undefined) return lifeSecondsDefault;
  const max = identity === null ? lifeSecondsMax : lifeSecondsMaxOfToken;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= max)
    return value;
  throw gatewayError('SENTRELY_ERR_ADMIN_REQUEST', `\`life_seconds\` is 1 to ${max}`);
}

function viewRun({ credential, agent, by, session, expiresAtMs }: Run) {
  return { credential, agent, by, session, expires_at: new Date(expiresAtMs).toISOString() };
}

function actOf(run: Run, prover: Prover, act: string): OperatorAct {
  const { agent, session, credential, parent } = run;
  const what = { by: nameOf(prover), act, target: `run ${credential}`, agent, session };
  if (prover.kind !== 'agent' || prover.identity === null) return { ...what, detail: { parent } };
  const { identity, subject } = prover;
  return { ...what, auth: 'oidc', detail: { parent, issuer: identity.issuer, subject } };
}
