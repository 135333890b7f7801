import type { DemoGithub } from '../../cli/demo/github.ts';

const secret = 'webhook-secret-of-a-test';

/** Has the gateway told of comments from now on. */
export function hear(github: DemoGithub, gateway: { readonly adminUrl: string }): Promise<void> {
  return github.addWebhook(`${gateway.adminUrl}/webhooks/github`, secret);
}

/** Rules that ask the owner of the emulated repository about deployments. */
export function askingRules(ownerId: number): string {
  return `policy work for agent dev {
    allow read_file when .path under workspace
    rule deployments ask deploy approval 1 of user "maria" id ${ownerId}
  }`;
}

/** The environment of a gateway that asks there. */
export function approvalSettings(github: DemoGithub): Readonly<Record<string, string>> {
  return {
    SENTRELY_APPROVALS_GITHUB_REPOSITORY: github.repository,
    SENTRELY_APPROVALS_GITHUB_ISSUE: String(github.pullRequest),
    SENTRELY_APPROVALS_GITHUB_TOKEN: github.botToken,
    SENTRELY_APPROVALS_GITHUB_WEBHOOK_SECRET: secret,
    SENTRELY_APPROVALS_GITHUB_API_URL: github.url,
    SENTRELY_APPROVALS_GITHUB_POLL_MS: '0',
  };
}
