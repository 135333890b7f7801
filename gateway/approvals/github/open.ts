import type { DeliveryStore } from '../../state/state.ts';
import { type ApprovalDesk, createDesk, type DeskServices } from '../desk.ts';
import { GithubChannel } from './channel.ts';
import { GithubClient } from './client.ts';
import type { GithubApprovalConfig } from './config.ts';
import type { ConnectionOptions } from './connection.ts';
import { CommentPoll } from './poll.ts';
import { createWebhook, type Webhook } from './webhook.ts';

/** Approvals on GitHub, ready for a gate and for GitHub's webhooks. */
export interface GithubApprovals {
  readonly desk: ApprovalDesk;
  readonly webhook: Webhook;
  close(): Promise<void>;
}

/** What the approvals need from the running gateway. */
export interface GithubApprovalServices extends Omit<DeskServices, 'channel'> {
  readonly deliveries: DeliveryStore;
  readonly connection?: ConnectionOptions;
  /** How often new comments are read, in milliseconds; 0 leaves it to the webhook. */
  readonly commentsMs?: number;
}

/** One request per interval; GitHub allows 5,000 an hour, and most are answered "unchanged". */
const commentsMsDefault = 15_000;

/** Opens the approvals of a configuration. Throws SENTRELY_ERR_APPROVAL_CHANNEL. */
export function openGithub(
  config: GithubApprovalConfig,
  services: GithubApprovalServices,
): GithubApprovals {
  const { now, report, deliveries } = services;
  const client = new GithubClient(config, services.connection);
  const channel = new GithubChannel(client, config.issue);
  const desk = createDesk({ ...services, channel });
  const webhook = createWebhook(config, { sink: desk, deliveries, now, report });
  const poll = new CommentPoll(client, desk, now(), report);
  const commentsMs = services.commentsMs ?? commentsMsDefault;
  if (commentsMs > 0) poll.start(commentsMs);
  return {
    desk,
    webhook,
    close: async () => {
      await poll.stop();
      await webhook.idle();
      await desk.close();
    },
  };
}
