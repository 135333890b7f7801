import { gatewayError } from '../../errors.ts';

/** Where approvals are asked for on GitHub, and with what rights. */
export interface GithubApprovalConfig {
  /** `owner/name`. */
  readonly repository: string;
  /** One issue or pull request for everything; without it one issue per session. */
  readonly issue?: number;
  readonly token: string;
  /** Any of them may have signed a webhook, so that a secret can be rotated. */
  readonly webhookSecrets: readonly string[];
  /** Base address of the API, for GitHub Enterprise. */
  readonly apiUrl?: string;
}

/** A repository by its two names. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** The address of GitHub's own API. */
export const githubApiUrl = 'https://api.github.com';

/**
 * The repository of a configuration that can be used. Throws SENTRELY_ERR_APPROVAL_CHANNEL: a
 * secret that is missing would accept a webhook from anybody.
 */
export function readConfig(config: GithubApprovalConfig): Repository {
  const [, owner, repo] = /^([A-Za-z0-9._-]+)\/([A-Za-z0-9._-]+)$/.exec(config.repository) ?? [];
  if (owner === undefined || repo === undefined)
    throw gatewayError('SENTRELY_ERR_APPROVAL_CHANNEL', 'the repository is not `owner/name`');
  if (config.token === '') throw gatewayError('SENTRELY_ERR_APPROVAL_CHANNEL', 'no token is set');
  if (config.webhookSecrets.some((secret) => secret.length < secretCharactersMin))
    throw gatewayError('SENTRELY_ERR_APPROVAL_CHANNEL', 'a webhook secret is too short');
  return { owner, repo };
}

/** Short secrets can be guessed from one recorded delivery. */
const secretCharactersMin = 8;
