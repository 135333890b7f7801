import { describe, expect, it } from 'vitest';
import { createTransport } from '../../../gateway/upstreams/kinds.ts';
import type { Headers, UpstreamKind } from '../../../gateway/upstreams/transport.ts';

/** What an upstream is sent for a list of betas, as headers and body. */
async function sent(kind: UpstreamKind, stated: Headers[string] | undefined, denied?: string[]) {
  const settings = {
    name: 'u',
    kind,
    url: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    weight: 1,
    credential: () => 'key',
    ...(denied === undefined ? {} : { deny_betas: denied }),
  };
  const transport = createTransport(settings, { environment: {}, now: Date.now });
  const model = 'anthropic.claude-sonnet-5';
  const request = await transport.request(
    {
      method: 'POST',
      path: '/v1/messages',
      headers: stated === undefined ? {} : { 'anthropic-beta': stated },
      body: Buffer.from('{"model":"m","max_tokens":1,"messages":[]}'),
      model: 'm',
      upstreamModel: model,
      isStream: false,
    },
    new AbortController().signal,
  );
  return { beta: request.headers['anthropic-beta'], body: request.body?.toString() ?? '' };
}

describe('betas that an upstream is not asked for', () => {
  it.each<[Headers[string] | undefined, string[], string | undefined]>([
    ['a-1,b-2', [], 'a-1,b-2'],
    ['a-1, b-2 ,c-3', ['b-2'], 'a-1,c-3'],
    ['a-1,a-2,b-1', ['a-*'], 'b-1'],
    ['a-1', ['a-1'], undefined],
    ['a-1,b', ['*'], undefined],
    ['a-10', ['a-1'], 'a-10'],
    [['a-1', 'b-2'], ['a-1'], 'b-2'],
    [undefined, ['*'], undefined],
  ])('of %j without %j it is asked for %j', async (stated, denied, left) => {
    expect((await sent('anthropic', stated, denied)).beta).toBe(left);
  });

  it('also where they stand in the body', async () => {
    expect((await sent('bedrock', 'a-1,b-2')).body).toContain('"anthropic_beta":["a-1","b-2"]');
    expect((await sent('bedrock', 'a-1,b-2', ['a-*'])).body).toContain('"anthropic_beta":["b-2"]');
    expect((await sent('bedrock', 'a-1', ['a-*'])).body).not.toContain('anthropic_beta');
  });
});
