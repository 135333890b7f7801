import { mkdirSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { AdminApiParts } from './admin/api.ts';
import { removeAddresses, writeAddresses } from './admin/address.ts';
import { createHealth, type Health, type HealthParts } from './admin/health.ts';
import { openRunKeys, type RunKeys } from './admin/run-keys.ts';
import { type AdminParts, createAdminServer } from './admin-server.ts';
import { openAudit } from './audit/writer.ts';
import { watchCertificates } from './certificates.ts';
import type { GatewayConfig } from './config.ts';
import { fetchKeys } from './enforce/identity/fetch-keys.ts';
import { createTokens } from './enforce/identity/token.ts';
import { type Limits, openLimits } from './enforce/limits.ts';
import { type KillSwitch, type KillSwitchServices, openKillSwitch } from './enforce/kill-switch.ts';
import { gatewayError } from './errors.ts';
import type { OperatorLog } from './operator-log.ts';
import { openPolicies } from './policies.ts';
import { loadSealKeys } from './seal-keys.ts';
import { closeServer, createServer, drainServer } from './server.ts';
import type { Services } from './services.ts';
import { openState } from './state/open.ts';
import type { State } from './state/state.ts';
import { startUpkeep } from './state/upkeep.ts';
import { openTelemetry, type Telemetry } from './telemetry/telemetry.ts';
import type { Watcher } from './telemetry/watch.ts';
import { createAffinity } from './upstreams/affinity.ts';
import type { UpstreamHealth } from './upstreams/upstream.ts';
import { connectUpstreams } from './upstreams/upstreams.ts';
import { gatewayVersion } from './version.ts';

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  readonly adminUrl: string;
  /** Turns what is in the log so far into Parquet; done by itself every few minutes. */
  seal(): Promise<void>;
  /** Reads the files of certificates again; done by itself when one changes. */
  reload(): void;
  /**
   * Is not ready from now on, accepts nothing, parks calls that wait, and lets live answers end; what
   * is left after `limits.drain_ms` is broken off. Operators are still answered.
   */
  drain(): Promise<void>;
  /** Drains, and writes the log out. */
  close(): Promise<void>;
}

/**
 * Builds a gateway from its configuration and begins to listen. The order is the dependency order:
 * disk, log, policy, people, provider, listeners; closing goes the other way. Throws SentrelyError
 * for what an operator can mend. A policy that does not load is no reason not to start: the gateway
 * then denies everything and says so.
 */
export async function startGateway(
  config: GatewayConfig,
  log: OperatorLog,
): Promise<RunningGateway> {
  const now = Date.now;
  const state = await openStateOf(config);
  const auditLog = await openLog(config, log);
  const telemetry = await openTelemetry(config, auditLog, log);
  const audit = { append: telemetry.append, close: () => auditLog.close() };
  const { loader, approvals } = await openPolicies(config, { state, audit, log, now });
  const report = (error: unknown): void => log.error('request.failed', error);
  const desk = approvals?.desk;
  const { runs, killSwitch } = await openStops(state, { audit, approvals: desk, now, report });
  const limits = openLimits({
    state,
    killSwitch,
    audit,
    targets: config.alerts,
    log,
    now,
    report,
  });
  const stopping = new AbortController();
  const services = servicesOf(config, {
    state,
    loader,
    audit,
    approvals: desk,
    limits,
    killSwitch,
    runs,
    watch: telemetry.watch,
    stopping: stopping.signal,
    log,
    now,
    report,
  });
  const health = watchHealth(services, { state, audit: auditLog, killSwitch, telemetry });
  const { server, admin, url, adminUrl } = await openListeners(services, {
    state,
    killSwitch,
    runs,
    health,
    exposition: telemetry.exposition,
    webhook: approvals?.webhook,
  });
  const certificates = watchCertificates({ server, admin }, config, log);
  const countLive = (): number => killSwitch.countLive();
  const drained = once(async () => {
    stopping.abort();
    await drainServer(server, { countLive, withinMs: config.limits.drain_ms });
  });
  const upkeep = startUpkeep(state, { now, report });
  log.info('gateway.listening', { url, admin_url: adminUrl });
  return {
    url,
    adminUrl,
    seal: async () => void (await auditLog.sealNow()),
    reload: () => certificates.reload(),
    drain: drained,
    close: async () => {
      upkeep.stop();
      certificates.stop();
      loader.stop();
      removeAddresses(config.data, { admin: adminUrl, agents: url });
      await drained();
      await closeServer(admin);
      await limits.close();
      killSwitch.close();
      runs.close();
      await approvals?.close();
      await services.upstreams.close();
      await audit.close();
      await telemetry.close();
      await state.close();
    },
  };
}

/** Whether it can serve, also as metrics. */
function watchHealth(
  { config, loader, upstreams, stopping, now }: Services,
  parts: Pick<HealthParts, 'state' | 'audit'> & {
    readonly killSwitch: KillSwitch;
    readonly telemetry: Telemetry;
  },
): Health {
  const { state, audit, killSwitch, telemetry } = parts;
  const orders = (): readonly unknown[] => killSwitch.orders();
  const health = createHealth({
    loader,
    audit,
    state,
    orders,
    upstreams: () => upstreams.health(),
    stopping,
    dataFolder: config.data,
    durableMs: config.audit.durable_ms,
    now,
  });
  telemetry.read({
    loader,
    audit,
    countLive: () => killSwitch.countLive(),
    orders,
    isReady: async () => (await health.read()).ready,
  });
  return health;
}

/** What the parts of a gateway are to a request. */
function servicesOf(
  config: GatewayConfig,
  parts: Pick<Services, 'loader' | 'audit' | 'approvals' | 'stopping' | 'now' | 'report'> & {
    readonly state: State;
    readonly limits: Limits;
    readonly killSwitch: KillSwitch;
    readonly runs: RunKeys;
    readonly watch: Watcher;
    readonly log: OperatorLog;
  },
): Services {
  const { state, limits, killSwitch, runs, log, now, report } = parts;
  const { loader, audit, approvals, stopping, watch } = parts;
  return {
    config,
    loader,
    audit,
    approvals,
    stopping,
    watch,
    now,
    report,
    calls: state.calls,
    batches: state.batches,
    files: state.files,
    history: { sessions: state.sessions, now },
    seals: loadSealKeys(config.data),
    upstreams: connectUpstreams(config, {
      environment: process.env,
      affinity: config.upstreams.length === 0 ? undefined : createAffinity(state.sessions, now),
      now,
      report,
      changed: tellUpstream(log),
    }),
    admit: limits.admit,
    used: limits.used,
    reserveAgain: limits.reserveAgain,
    guard: limits.guard,
    batchLimits: limits.batches,
    fileLimits: limits.files,
    isKilled: (conversation) => killSwitch.isKilled(conversation),
    live: killSwitch.live,
    observed: tellObserved(log),
    runs: (credential) => runs.find(credential),
    tokens: createTokens({ audience: config.oidc.audience, fetch: fetchKeys, now, report }),
  };
}

/** Done at the first call, and the same for all. */
function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= act());
}

/** The state, and the data folder with it. */
async function openStateOf({ data, state }: GatewayConfig): Promise<State> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  return await openState({ url: state.url, folder: data });
}

/** The audit log of this gateway. */
async function openLog(config: GatewayConfig, log: OperatorLog) {
  return await openAudit({
    folder: config.data,
    origin: config.gateway,
    durableWithinMs: config.audit.durable_ms,
    sealEveryMs: config.audit.seal_ms,
    gatewayVersion,
    onTrouble: (error) => log.error('audit.failed', error),
  });
}

/** Both listeners, listening; where the operators' is stands in the data folder. */
async function openListeners(
  services: Services,
  {
    webhook,
    health,
    exposition,
    ...operated
  }: Pick<AdminApiParts, 'state' | 'killSwitch' | 'runs'> & Omit<AdminParts, 'api'>,
) {
  const { config, loader, audit, approvals, tokens, now, report } = services;
  let url: string | undefined;
  const agentUrl = (): string | undefined => url;
  const api = { config, loader, audit, approvals, tokens, now, report, agentUrl, ...operated };
  const server = createServer(services);
  const admin = createAdminServer({ health, exposition, api, webhook });
  const adminUrl = await listen(admin, config.admin.listen);
  url = await listen(server, config.listen);
  writeAddresses(config.data, { admin: adminUrl, agents: url });
  return { server, admin, url, adminUrl };
}

/** The keys of runs and the red button, which ends them. */
async function openStops(
  { kills, sessions }: State,
  parts: Pick<KillSwitchServices, 'audit' | 'approvals' | 'now' | 'report'>,
): Promise<{ readonly runs: RunKeys; readonly killSwitch: KillSwitch }> {
  const runs = await openRunKeys({ sessions, now: parts.now, report: parts.report });
  const parentOf = (credential: string): string | undefined =>
    runs.find(credential)?.parent ?? undefined;
  return { runs, killSwitch: await openKillSwitch({ ...parts, kills, sessions, parentOf }) };
}

/** Says of a call that passed only because its bundle is observed what it should have met. */
function tellObserved(log: OperatorLog): NonNullable<Services['observed']> {
  return ({ tool, server, outcome }, event) =>
    log.info('call.observed', { decision: event, server, tool, verdict: outcome.verdict });
}

/** Says when an upstream is no longer asked, and when it is again. */
function tellUpstream(log: OperatorLog): (health: UpstreamHealth) => void {
  return ({ name, state, until }) => log.info(`upstream.${state}`, { upstream: name, until });
}

async function listen(server: FastifyInstance, address: string): Promise<string> {
  const { hostname, port } = new URL(`http://${address}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    return await server.listen({ host, port: portOf(address, port) });
  } catch (cause) {
    throw gatewayError('SENTRELY_ERR_CONFIG', `\`${address}\` cannot be listened on`, cause);
  }
}

/** `URL` drops port 80, which is the default of its scheme. */
function portOf(address: string, port: string): number {
  return port === '' ? Number(address.slice(address.lastIndexOf(':') + 1)) : Number(port);
}
