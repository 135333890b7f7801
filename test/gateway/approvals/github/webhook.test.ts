import { Webhooks } from '@octokit/webhooks';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../../gateway/approvals/github/config.ts';
import { isSigned } from '../../../../gateway/approvals/github/signature.ts';
import { createWebhook } from '../../../../gateway/approvals/github/webhook.ts';
import type { Vote } from '../../../../gateway/approvals/vote.ts';
import { start } from '../fixtures.ts';

const secret = 'a-secret-of-some-length';
const id = 'a_01jd4m5n6p7q8r9s0t1v2w3x4y';
const line = `/sentrely approve ${id} ${'0'.repeat(12)}`;

function commentEvent(change: Record<string, unknown> = {}, comment: Record<string, unknown> = {}) {
  return {
    action: 'created',
    repository: { full_name: 'acme/approvals' },
    comment: {
      id: 7,
      node_id: 'IC_7',
      body: line,
      html_url: 'https://github.test/acme/approvals/issues/1#issuecomment-7',
      issue_url: 'https://api.github.test/repos/acme/approvals/issues/1',
      user: { id: 1001, login: 'ada', type: 'User' },
      performed_via_github_app: null,
      created_at: '2026-11-24T09:00:00Z',
      updated_at: '2026-11-24T09:00:00Z',
      ...comment,
    },
    ...change,
  };
}

async function headersOf(body: string, change: Record<string, string> = {}, key = secret) {
  return {
    'x-github-event': 'issue_comment',
    'x-github-delivery': 'guid-1',
    'x-hub-signature-256': await new Webhooks({ secret: key }).sign(body),
    ...change,
  };
}

function create(fail: () => boolean = () => false) {
  const heard: (Vote | string)[] = [];
  const errors: unknown[] = [];
  const seen = new Set<string>();
  const webhook = createWebhook(
    { repository: 'Acme/Approvals', token: 't', webhookSecrets: ['older-secret', secret] },
    {
      sink: {
        receive: async (vote) => {
          if (fail()) throw new Error('GitHub is down');
          heard.push(vote);
        },
        withdraw: async (source, reason) => heard.push(`${source}: ${reason}`),
      },
      deliveries: {
        has: async (guid) => seen.has(guid),
        remember: async (guid) => void seen.add(guid),
      },
      now: () => start,
      report: (error) => errors.push(error),
    },
  );
  const send = async (event: unknown, change: Record<string, string> = {}, key = secret) => {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    const answer = await webhook.handle(Buffer.from(body), await headersOf(body, change, key));
    await webhook.idle();
    return answer.status;
  };
  return { webhook, heard, errors, send };
}

describe('a webhook', () => {
  it('hears a comment as a vote', async () => {
    const { send, heard } = create();
    expect(await send(commentEvent())).toBe(202);
    expect(heard).toMatchObject([
      { verb: 'approve', request: id, source: 'github:7', voter: { id: 1001 }, heardBy: 'webhook' },
    ]);
  });

  it('hears edits and deletions', async () => {
    const { send, heard } = create();
    await send(commentEvent({ action: 'edited' }));
    await send(commentEvent({ action: 'deleted' }), { 'x-github-delivery': 'guid-2' });
    expect(heard).toEqual([
      'github:7: the comment was edited',
      'github:7: the comment was deleted',
    ]);
  });

  it('does not hear what was edited into a command', async () => {
    const { send, heard } = create();
    await send(commentEvent({ action: 'edited', changes: { body: { from: 'hello' } } }));
    expect(heard).toEqual(['github:7: the comment was edited']);
  });

  it.each([
    ['another action', commentEvent({ action: 'pinned' }), {}],
    ['another repository', commentEvent({ repository: { full_name: 'acme/shop' } }), {}],
    ['text', commentEvent({}, { body: 'hello' }), {}],
    ['another event', commentEvent(), { 'x-github-event': 'issues' }],
  ])('does not hear %s', async (_, event, headers) => {
    const { send, heard, errors } = create();
    expect(await send(event, headers)).toBeLessThan(300);
    expect(heard).toEqual([]);
    expect(errors).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['no repository', { action: 'created', comment: commentEvent().comment }],
    ['a list', []],
    ['null', null],
    ['a comment without an id', commentEvent({}, { id: '7' })],
    ['a comment with an odd time', commentEvent({}, { created_at: 'yesterday' })],
    [
      'a comment with an odd author',
      commentEvent({}, { user: { id: '__proto__', login: 'x', type: 'User' } }),
    ],
  ])('reports %s and goes on', async (_, event) => {
    const { send, heard, errors } = create();
    expect(await send(event)).toBe(202);
    expect(errors).toHaveLength(1);
    expect(await send(commentEvent(), { 'x-github-delivery': 'guid-2' })).toBe(202);
    expect(heard).toHaveLength(1);
  });

  it('says what is wrong when it is sent as a form', async () => {
    const { send } = create();
    expect(await send(`payload=${encodeURIComponent(JSON.stringify(commentEvent()))}`)).toBe(400);
  });

  it('needs a delivery id', async () => {
    const { webhook } = create();
    const body = JSON.stringify(commentEvent());
    const { 'x-github-delivery': _, ...headers } = await headersOf(body);
    expect(await webhook.handle(Buffer.from(body), headers)).toMatchObject({ status: 400 });
  });

  it('hears a delivery once, also while it waits', async () => {
    const { webhook, send, heard } = create();
    const body = JSON.stringify(commentEvent());
    const headers = await headersOf(body);
    const answers = await Promise.all(
      [1, 2, 3].map(() => webhook.handle(Buffer.from(body), headers)),
    );
    await webhook.idle();
    expect(answers.map(({ status }) => status)).toEqual([202, 200, 200]);
    expect(await send(commentEvent())).toBe(200);
    expect(heard).toHaveLength(1);
  });

  it('hears a delivery again that could not be judged', async () => {
    let isDown = true;
    const { send, heard, errors } = create(() => isDown);
    expect(await send(commentEvent())).toBe(202);
    expect(errors).toHaveLength(1);
    isDown = false;
    expect(await send(commentEvent())).toBe(202);
    expect(heard).toHaveLength(1);
  });

  it('takes no more than it can hold', async () => {
    const { webhook } = create();
    const body = JSON.stringify(commentEvent());
    const headers = await headersOf(body);
    const answers = await Promise.all(
      Array.from({ length: 1010 }, (_, at) =>
        webhook.handle(Buffer.from(body), { ...headers, 'x-github-delivery': `g${at}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(10);
    await webhook.idle();
  });
});

describe('a signature', () => {
  it('may be by any configured secret, over exactly these bytes', async () => {
    const body = JSON.stringify(commentEvent());
    for (const key of ['older-secret', secret])
      expect(await create().send(commentEvent(), {}, key)).toBe(202);
    expect(await create().send(commentEvent(), {}, 'no-such-secret')).toBe(401);
    const signature = await new Webhooks({ secret }).sign(body);
    expect(isSigned(Buffer.from(body), signature, [secret])).toBe(true);
    expect(isSigned(Buffer.from(`${body} `), signature, [secret])).toBe(false);
    expect(isSigned(Buffer.from(body), signature, [])).toBe(false);
    for (const bad of [
      undefined,
      '',
      'sha256=',
      signature.replace('sha256', 'sha1'),
      signature.toUpperCase(),
      `${signature}00`,
      signature.slice(0, -2),
    ])
      expect(isSigned(Buffer.from(body), bad, [secret])).toBe(false);
  });

  it('covers bytes that are not UTF-8 as they are', () => {
    const signature = 'sha256=0000000000000000000000000000000000000000000000000000000000000000';
    expect(isSigned(Buffer.from([0xff, 0xfe]), signature, [secret])).toBe(false);
  });

  it('is refused with the code of the catalogue', async () => {
    const { webhook } = create();
    const answer = await webhook.handle(Buffer.from('{}'), {});
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({
      error: { code: 'SENTRELY_ERR_WEBHOOK_SIGNATURE' },
    });
  });
});

describe('a configuration', () => {
  const good = { repository: 'acme/approvals', token: 't', webhookSecrets: [secret] };

  it('names a repository', () => {
    expect(readConfig(good)).toEqual({ owner: 'acme', repo: 'approvals' });
  });

  it.each([
    ['no repository', { repository: '' }],
    ['a path', { repository: 'acme/approvals/../shop' }],
    ['a line break', { repository: 'acme/approvals\n' }],
    ['no token', { token: '' }],
    ['an empty secret', { webhookSecrets: [secret, ''] }],
    ['a short secret', { webhookSecrets: ['secret'] }],
  ])('cannot be used with %s', (_, change) => {
    expect(() => readConfig({ ...good, ...change })).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_APPROVAL_CHANNEL' }),
    );
  });
});
