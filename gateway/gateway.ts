import { mkdirSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { AdminApiParts } from './admin/api.ts';
import { removeAddresses, writeAddresses } from './admin/address.ts';
import { openRunKeys, type RunKeys } from './admin/run-keys.ts';
import { createAdminServer } from './admin-server.ts';
import { type GithubApprovals, openGithub } from './approvals/github/open.ts';
import type { Webhook } from './approvals/github/webhook.ts';
import type { AuditLog } from './audit/log.ts';
import { openAudit } from './audit/writer.ts';
import { type BundleChange, bundleEvent } from './bundle-events.ts';
import { BundleLoader } from './bundle-loader.ts';
import type { GatewayConfig } from './config.ts';
import { openLimits } from './enforce/limits.ts';
import { type KillSwitch, type KillSwitchServices, openKillSwitch } from './enforce/kill-switch.ts';
import { gatewayError } from './errors.ts';
import { observedUntil } from './loaded-policy.ts';
import type { OperatorLog } from './operator-log.ts';
import { loadSealKeys } from './seal-keys.ts';
import { closeServer, createServer } from './server.ts';
import type { Services } from './services.ts';
import { openState } from './state/open.ts';
import type { State } from './state/state.ts';
import { startUpkeep } from './state/upkeep.ts';
import { connectUpstreams } from './upstream.ts';
import { gatewayVersion } from './version.ts';

/** A gateway that listens. */
export interface RunningGateway {
  readonly url: string;
  readonly adminUrl: string;
  /** Turns what is in the log so far into Parquet; done by itself every few minutes. */
  seal(): Promise<void>;
  /** Stops accepting, parks calls that wait, lets live answers end, writes the log out. */
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
  const audit = await openLog(config, log);
  let approvals: GithubApprovals | undefined;
  const loader = openLoader(config, {
    state,
    audit,
    log,
    now,
    onLoaded: async (digest) => await approvals?.desk.supersede(digest),
  });
  await loader.start();
  approvals = openApprovals(config, { state, audit, log, now });
  const digest = loader.current()?.content.digest;
  if (digest !== undefined) await approvals?.desk.supersede(digest);
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
  const services: Services = {
    config,
    loader,
    audit,
    approvals: desk,
    calls: state.calls,
    history: { sessions: state.sessions, now },
    seals: loadSealKeys(config.data),
    upstreams: connectUpstreams(config.upstream),
    now,
    stopping: stopping.signal,
    report,
    admit: limits.admit,
    used: limits.used,
    guard: limits.guard,
    isKilled: (conversation) => killSwitch.isKilled(conversation),
    live: killSwitch.live,
    observed: tellObserved(log),
    runs: (credential) => runs.find(credential),
  };
  const { server, admin, url, adminUrl } = await openListeners(services, {
    state,
    killSwitch,
    runs,
    webhook: approvals?.webhook,
  });
  const upkeep = startUpkeep(state, { now, report });
  log.info('gateway.listening', { url, admin_url: adminUrl });
  return {
    url,
    adminUrl,
    seal: async () => void (await audit.sealNow()),
    close: async () => {
      upkeep.stop();
      loader.stop();
      stopping.abort();
      removeAddresses(config.data, { admin: adminUrl, agents: url });
      await Promise.all([closeServer(server), closeServer(admin)]);
      await limits.close();
      killSwitch.close();
      runs.close();
      await approvals?.close();
      await services.upstreams.close();
      await audit.close();
      await state.close();
    },
  };
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

/** Watches the bundle; whatever changes is logged, recorded, and told to those who wait for people. */
function openLoader(
  config: GatewayConfig,
  {
    state,
    audit,
    log,
    now,
    onLoaded,
  }: {
    readonly state: State;
    readonly audit: AuditLog;
    readonly log: OperatorLog;
    readonly now: () => number;
    readonly onLoaded: (digest: string) => Promise<unknown>;
  },
): BundleLoader {
  return new BundleLoader({
    bundlePath: config.bundle.path,
    trustPath: config.bundle.trust,
    dataFolder: config.data,
    pollMs: config.bundle.poll_ms,
    revisions: state.revisions,
    now,
    listener: async (change) => {
      tellChange(log, change);
      await audit.append(bundleEvent(change));
      if (change.kind === 'loaded') await onLoaded(change.policy.content.digest);
    },
    report: (error) => log.error('bundle.listener', error),
  });
}

/** Both listeners, listening; where the operators' is stands in the data folder. */
async function openListeners(
  services: Services,
  {
    webhook,
    ...operated
  }: Pick<AdminApiParts, 'state' | 'killSwitch' | 'runs'> & { webhook: Webhook | undefined },
) {
  const { config, loader, audit, approvals, now, report } = services;
  let url: string | undefined;
  const agentUrl = (): string | undefined => url;
  const api = { config, loader, audit, approvals, now, report, agentUrl, ...operated };
  const server = createServer(services);
  const admin = createAdminServer({ loader, api, webhook });
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

function tellChange(log: OperatorLog, change: BundleChange): void {
  if (change.kind === 'rejected') return log.error('bundle.rejected', change.error);
  const { predicate, digest } = change.policy.content;
  log.info('bundle.loaded', { revision: predicate.revision, digest, expires: predicate.expires });
  const until = observedUntil(change.policy, Date.now());
  if (until !== null) log.info('bundle.observed', { digest, until, enforced: false });
}

/** The approval channel of the configuration, or undefined: asked calls are then denied. */
function openApprovals(
  config: GatewayConfig,
  {
    state,
    audit,
    log,
    now,
  }: { state: State; audit: AuditLog; log: OperatorLog; now: () => number },
): GithubApprovals | undefined {
  const { github } = config.approvals;
  if (github === undefined) return undefined;
  const { repository, issue, token, webhook_secret: secret, api_url: apiUrl } = github;
  const settings = { repository, token, webhookSecrets: [secret], apiUrl };
  return openGithub(issue === undefined ? settings : { ...settings, issue }, {
    store: state.approvals,
    deliveries: state.deliveries,
    record: (event) => audit.append(event),
    now,
    report: (error) => log.error('approvals', error),
    commentsMs: github.poll_ms,
    connection: { isThrottled: !isLoopback(apiUrl) },
  });
}

/** An emulator on this machine has no rate limits to respect. */
function isLoopback(address: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(address).hostname);
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
