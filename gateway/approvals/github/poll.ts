import { voteMsMax } from '../request.ts';
import type { GithubClient } from './client.ts';
import type { GithubComment } from './comment.ts';
import { voteOf, type VoteSink } from './intake.ts';

/**
 * Reads new comments at intervals: for gateways that no webhook reaches, and for webhooks that got
 * lost. Hears again what a webhook told; the desk counts a comment once. Edits need no poll: every
 * comment is read again before its approval is used.
 */
export class CommentPoll {
  readonly #client: GithubClient;
  readonly #sink: VoteSink;
  readonly #report: (error: unknown) => void;
  /** Where the next reading begins. */
  #sinceMs: number;
  /** Of the page at `#sinceMs`, once everything in it was heard. */
  #etag: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;

  /** Begins with what was said while this program did not run, as far as it can still count. */
  constructor(
    client: GithubClient,
    sink: VoteSink,
    nowMs: number,
    report: (error: unknown) => void,
  ) {
    this.#client = client;
    this.#sink = sink;
    this.#report = report;
    this.#sinceMs = Math.floor((nowMs - voteMsMax) / 1000) * 1000;
  }

  /** Reads now and every `everyMs` from then on, until stopped. */
  start(everyMs: number): void {
    const read = () => void this.read().catch(this.#report);
    this.#timer = setInterval(read, everyMs).unref();
    read();
  }

  /** Reads everything new, once; joins a reading that is under way. */
  async read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    await this.#reading;
  }

  /** Stops, and waits for a reading that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading?.catch(() => undefined);
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const page = await this.#client.commentsSince(this.#sinceMs, this.#etag);
      if (page === undefined) return;
      const unheard = await this.#hear(page.comments);
      const next = (unheard ?? page.comments.at(-1))?.updatedAtMs ?? this.#sinceMs;
      const isLast = unheard !== undefined || next <= this.#sinceMs;
      this.#etag = isLast && unheard === undefined ? page.etag : undefined;
      this.#sinceMs = Math.max(next, this.#sinceMs);
      if (isLast) return;
    }
  }

  /**
   * Hands every comment on. Returns the first that could not be judged: reading begins there again,
   * which ends by itself, since a vote on a request whose time is over needs no looking up.
   */
  async #hear(comments: readonly GithubComment[]): Promise<GithubComment | undefined> {
    let unheard: GithubComment | undefined;
    for (const comment of comments) {
      const vote = voteOf(comment, 'poll');
      try {
        if (vote !== undefined) await this.#sink.receive(vote);
      } catch (error) {
        this.#report(error);
        unheard ??= comment;
      }
    }
    return unheard;
  }
}
