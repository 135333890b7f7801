import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import type { ApprovalRequest } from '../request.ts';
import { showUnseen } from '../unseen.ts';
import { code } from './card.ts';
import type { GithubClient } from './client.ts';

/** Marks the issues that people are asked in. */
const pendingLabel = 'sentrely:pending';

/** Sessions whose issue is remembered; any other is looked for again. */
const sessionsMax = 1000;

/** Characters of a session's name that a title shows; its hash tells it from all others. */
const titleCharactersMax = 40;

/** Where the cards of a session stand: one issue for all, or one issue per session. */
export class SessionIssues {
  readonly #client: GithubClient;
  readonly #fixed: number | undefined;
  readonly #known = new Map<string, Promise<number>>();

  constructor(client: GithubClient, fixed: number | undefined) {
    this.#client = client;
    this.#fixed = fixed;
  }

  /** The number of the issue, found by its title after a restart, else opened. */
  async issueOf(request: ApprovalRequest): Promise<number> {
    if (this.#fixed !== undefined) return this.#fixed;
    const title = titleOf(request.binding.session ?? '');
    const known = this.#known.get(title);
    if (known !== undefined) return await known;
    if (this.#known.size >= sessionsMax) this.#known.clear();
    const issue = this.#findOrOpen(title, request);
    this.#known.set(title, issue);
    issue.catch(() => this.#known.delete(title));
    return await issue;
  }

  /** Forgets an issue that could not be written to: it may be gone. */
  forget(request: ApprovalRequest): void {
    this.#known.delete(titleOf(request.binding.session ?? ''));
  }

  async #findOrOpen(title: string, request: ApprovalRequest): Promise<number> {
    const found = await this.#client.findIssue(pendingLabel, title);
    if (found !== undefined) return found;
    const { agent, session } = request.binding;
    const body = `Calls of agent ${code(agent)} in session ${code(session ?? '')} that need a person. Each comment of the gateway is one call; it says what to post to approve or deny it.\n`;
    return await this.#client.openIssue(pendingLabel, title, body);
  }
}

/** One title per session: session names are the client's word, so they are cut and made visible. */
function titleOf(session: string): string {
  const shown = showUnseen(session.slice(0, titleCharactersMax).toWellFormed()).replaceAll(
    '@',
    '(at)',
  );
  return `Approvals of session ${shown} (${sha256Hex(session).slice(0, 12)})`;
}
