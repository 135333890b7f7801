import type { Octokit } from 'octokit';
import { type GithubApprovalConfig, githubApiUrl } from './config.ts';

export type { Octokit };

/** How the connection behaves; real use leaves all of it out. */
export interface ConnectionOptions {
  /** False against a local server: no retry, no pauses. Else a second between writes. */
  readonly isThrottled?: boolean;
  readonly timeoutMs?: number;
}

/** A server that does not answer may not stop the approvals for good. */
const timeoutMsDefault = 10_000;

/** The longest pause that a rate limit may impose on one call before it fails. */
const pauseSecondsMax = 60;

/**
 * A connection for one token. octokit is loaded here and nowhere else, since a gateway without
 * approvals never needs it. Its throttling keeps writes a second and new comments three apart, as
 * GitHub asks of integrations.
 */
export async function connect(
  config: GithubApprovalConfig,
  options: ConnectionOptions,
): Promise<Octokit> {
  const { Octokit } = await import('octokit');
  const isThrottled = options.isThrottled ?? true;
  const timeoutMs = options.timeoutMs ?? timeoutMsDefault;
  return new Octokit({
    auth: config.token,
    baseUrl: config.apiUrl ?? githubApiUrl,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    throttle: {
      enabled: isThrottled,
      id: config.repository,
      onRateLimit: isWorthWaiting,
      onSecondaryRateLimit: isWorthWaiting,
    },
    retry: { enabled: isThrottled },
    request: {
      retries: 1,
      fetch: (address: string, init: RequestInit) =>
        fetch(address, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    },
  });
}

function isWorthWaiting(
  pauseSeconds: number,
  _request: unknown,
  _octokit: unknown,
  retries: number,
): boolean {
  return pauseSeconds <= pauseSecondsMax && retries === 0;
}

function silent(): void {
  // What goes wrong is thrown, and reported by whoever catches it.
}
