import { type GithubApprovals, openGithub } from './approvals/github/open.ts';
import type { AuditLog } from './audit/log.ts';
import { type BundleChange, bundleEvent } from './bundle-events.ts';
import { BundleLoader } from './bundle-loader.ts';
import type { GatewayConfig } from './config.ts';
import { gatewayError } from './errors.ts';
import { type LoadedPolicy, observedUntil } from './loaded-policy.ts';
import type { OperatorLog } from './operator-log.ts';
import type { State } from './state/state.ts';

/** Opens the policies, and the channel to the people whom a policy asks; the policies are watched from then on. */
export async function openPolicies(
  config: GatewayConfig,
  parts: {
    readonly state: State;
    readonly audit: AuditLog;
    readonly log: OperatorLog;
    readonly now: () => number;
  },
): Promise<{ readonly loader: BundleLoader; readonly approvals: GithubApprovals | undefined }> {
  let approvals: GithubApprovals | undefined;
  const onLoaded = async (digest: string): Promise<void> => await approvals?.desk.supersede(digest);
  const loader = openLoader(config, { ...parts, onLoaded });
  await loader.start();
  approvals = openApprovals(config, parts);
  const digest = loader.current()?.content.digest;
  if (digest !== undefined) await onLoaded(digest);
  return { loader, approvals };
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
      if (change.kind === 'loaded') tellUnmet(config, change.policy, log);
      await audit.append(bundleEvent(change));
      if (change.kind === 'loaded') await onLoaded(change.policy.content.digest);
    },
    report: (error) => log.error('bundle.listener', error),
  });
}

/** Agents may be identified by what this gateway is not set up to check: nobody is let in by it. */
function tellUnmet(
  { oidc, tls }: Pick<GatewayConfig, 'oidc' | 'tls'>,
  { plan }: LoadedPolicy,
  log: OperatorLog,
): void {
  const kinds = new Set(plan.identities.map(({ identity }) => identity.kind));
  const tell = (setting: string, by: string): void =>
    log.error(
      'identity.unmet',
      gatewayError(
        'SENTRELY_ERR_CONFIG',
        `\`${setting}\` is not set, and agents are known by ${by}`,
      ),
    );
  if (kinds.has('token') && oidc.audience === undefined) tell('oidc.audience', 'tokens');
  if (kinds.has('certificate') && tls?.client_ca === undefined)
    tell('tls.client_ca', 'certificates');
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
