import { createEmulator } from 'emulate';
import { startFront } from './github-front.ts';

/** Somebody who comments: maria owns the repository, eve only reads it. */
export type Person = 'maria' | 'eve';

/** A GitHub on loopback with one repository, one open pull request and two people. */
export interface DemoGithub {
  readonly url: string;
  readonly repository: string;
  readonly pullRequest: number;
  /** Numeric id of maria, who owns the agent. */
  readonly ownerId: number;
  readonly botToken: string;
  /** Sends comments to a webhook from now on. */
  addWebhook(url: string, secret: string): Promise<void>;
  /** The newest comment that is a card waiting for an answer; polls until there is one. */
  waitForCard(): Promise<string>;
  /** Every comment on the pull request as it is now, oldest first. */
  comments(): Promise<readonly string[]>;
  /** Comments as maria, or somebody else. */
  comment(body: string, author?: Person): Promise<void>;
  close(): Promise<void>;
}

const tokens = {
  maria: 'demo-token-of-maria',
  eve: 'demo-token-of-eve',
  bot: 'demo-token-of-the-bot',
};

/** Starts the emulator and opens the pull request that approvals are asked on. */
export async function startGithub(): Promise<DemoGithub> {
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: {
        [tokens.maria]: { login: 'maria', scopes: ['repo'] },
        [tokens.eve]: { login: 'eve', scopes: ['repo'] },
        [tokens.bot]: { login: 'sentrely-bot', scopes: ['repo'] },
      },
      github: {
        users: [{ login: 'maria' }, { login: 'eve' }, { login: 'sentrely-bot' }],
        repos: [{ owner: 'maria', name: 'shop', auto_init: true }],
      },
    },
  });
  const maria = client(emulator.url, tokens.maria);
  const me = await maria('GET', '/user');
  const pullRequest = await openPullRequest(maria);
  const place = `${repositoryPath}/issues/${pullRequest}`;
  const comments = `${place}/comments`;
  const front = await startFront(emulator.url, place);
  return {
    url: front.url,
    repository: 'maria/shop',
    pullRequest,
    ownerId: Number(me['id']),
    botToken: tokens.bot,
    addWebhook: async (url, secret) => {
      const config = { url, secret, content_type: 'json' };
      await maria('POST', `${repositoryPath}/hooks`, { config, events: ['issue_comment'] });
    },
    waitForCard: () => waitForCard(maria, comments),
    comments: () => readComments(maria, comments),
    comment: async (body, author = 'maria') =>
      void (await client(emulator.url, tokens[author])('POST', comments, { body })),
    close: async () => {
      await front.close();
      await emulator.close();
    },
  };
}

type Answer = Record<string, unknown>;
type Call = (method: string, path: string, body?: object) => Promise<Answer>;

const repositoryPath = '/repos/maria/shop';

function client(base: string, token: string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`GitHub emulator: ${method} ${path}: ${response.status}`);
    return (await response.json()) as Answer;
  };
}

async function openPullRequest(maria: Call): Promise<number> {
  const main = await maria('GET', `${repositoryPath}/git/ref/heads/main`);
  const { sha } = main['object'] as { sha: string };
  await maria('POST', `${repositoryPath}/git/refs`, { ref: 'refs/heads/release-1.4.0', sha });
  await maria('PUT', `${repositoryPath}/contents/VERSION`, {
    message: 'Release 1.4.0',
    content: Buffer.from('1.4.0\n').toString('base64'),
    branch: 'release-1.4.0',
  });
  const opened = await maria('POST', `${repositoryPath}/pulls`, {
    title: 'Release 1.4.0',
    head: 'release-1.4.0',
    base: 'main',
  });
  return Number(opened['number']);
}

const pollMs = 100;

/** Answers a moment after the card was seen, as a reader would: the gateway has noted it by then. */
async function waitForCard(maria: Call, comments: string): Promise<string> {
  for (;;) {
    const all = await readComments(maria, comments);
    const card = all.findLast((body) => body.includes('/sentrely approve a_'));
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    if (card !== undefined) return card;
  }
}

async function readComments(maria: Call, comments: string): Promise<readonly string[]> {
  const all = (await maria('GET', comments)) as unknown as readonly { readonly body: string }[];
  return all.map(({ body }) => body);
}
