import type { IncomingHttpHeaders } from 'node:http';
import { gatewayErrors } from '../../errors.ts';
import type { DeliveryStore } from '../../state/state.ts';
import { member, textOf } from './answer.ts';
import { sourceOf } from './channel.ts';
import { readComment } from './comment.ts';
import type { GithubApprovalConfig } from './config.ts';
import { voteOf, type VoteSink } from './intake.ts';
import { isSigned } from './signature.ts';

/** What to answer GitHub. */
interface WebhookAnswer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

/** The receiving end of GitHub's webhooks. */
export interface Webhook {
  /**
   * Answers at once; the vote is judged afterwards. `rawBody` is the bytes as received. Rejects when
   * the state does not answer.
   */
  handle(rawBody: Buffer, headers: IncomingHttpHeaders): Promise<WebhookAnswer>;
  /** Resolves when everything accepted so far has been judged. */
  idle(): Promise<void>;
}

/** What the webhook needs from the running gateway. */
export interface WebhookServices {
  readonly sink: VoteSink;
  readonly deliveries: DeliveryStore;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Deliveries that may wait: each costs a few calls to GitHub, and comments are free to write. */
const queuedMax = 1000;

/** GitHub names a delivery by a GUID. */
const deliveryCharactersMax = 100;

/** Opens the receiving end for the comments of one repository. */
export function createWebhook(config: GithubApprovalConfig, services: WebhookServices): Webhook {
  return new CommentWebhook(config, services);
}

class CommentWebhook implements Webhook {
  readonly #config: GithubApprovalConfig;
  readonly #services: WebhookServices;
  /** Accepted deliveries that are not judged yet. */
  readonly #queued = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(config: GithubApprovalConfig, services: WebhookServices) {
    this.#config = config;
    this.#services = services;
  }

  async handle(rawBody: Buffer, headers: IncomingHttpHeaders): Promise<WebhookAnswer> {
    const signature = single(headers['x-hub-signature-256']);
    if (!isSigned(rawBody, signature, this.#config.webhookSecrets)) return unsigned();
    const delivery = single(headers['x-github-delivery']);
    if (delivery === undefined || delivery.length > deliveryCharactersMax)
      return answer(400, 'no delivery id');
    if (single(headers['x-github-event']) !== 'issue_comment') return answer(200, 'not needed');
    const event = parse(rawBody);
    if (event === undefined)
      return answer(400, 'set the content type of the webhook to application/json');
    const isHandled = await this.#services.deliveries.has(delivery);
    // From here on nothing waits: two copies of a delivery cannot both pass.
    if (isHandled || this.#queued.has(delivery)) return answer(200, 'known already');
    if (this.#queued.size >= queuedMax) return answer(503, 'too many deliveries wait');
    this.#enqueue(delivery, event);
    return answer(202, 'accepted');
  }

  async idle(): Promise<void> {
    await this.#last;
  }

  #enqueue(delivery: string, event: unknown): void {
    this.#queued.add(delivery);
    this.#last = this.#last
      .then(() => this.#judge(delivery, event))
      .catch(this.#services.report)
      .finally(() => this.#queued.delete(delivery));
  }

  /** A delivery is remembered only once it was judged: one that failed may be sent again. */
  async #judge(delivery: string, event: unknown): Promise<void> {
    const repository = textOf(member(member(event, 'repository'), 'full_name'));
    if (repository.toLowerCase() === this.#config.repository.toLowerCase()) await this.#hear(event);
    await this.#services.deliveries.remember(delivery, this.#services.now());
  }

  async #hear(event: unknown): Promise<void> {
    const comment = readComment(member(event, 'comment'));
    const source = sourceOf(comment.id);
    switch (member(event, 'action')) {
      case 'created': {
        const vote = voteOf(comment, 'webhook');
        if (vote !== undefined) await this.#services.sink.receive(vote);
        return;
      }
      case 'edited':
        await this.#services.sink.withdraw(source, 'the comment was edited');
        return;
      case 'deleted':
        await this.#services.sink.withdraw(source, 'the comment was deleted');
        return;
      default:
    }
  }
}

function parse(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

function answer(status: number, message: string): WebhookAnswer {
  return { status, body: JSON.stringify({ message }) };
}

function unsigned(): WebhookAnswer {
  const { status, title } = gatewayErrors.SENTRELY_ERR_WEBHOOK_SIGNATURE;
  const error = { code: 'SENTRELY_ERR_WEBHOOK_SIGNATURE', message: title };
  return { status, body: JSON.stringify({ error }) };
}
