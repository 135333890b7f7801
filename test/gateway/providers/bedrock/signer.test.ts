import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelPath } from '../../../../gateway/providers/bedrock/model-path.ts';
import { signedHeaders } from '../../../../gateway/providers/bedrock/signer.ts';
import type { WireRequest } from '../../../../gateway/upstreams/transport.ts';
import { signatureProblem } from './sigv4.ts';

const now = Date.UTC(2015, 7, 30, 12, 36, 0);
const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const scope = {
  origin: 'https://example.amazonaws.com',
  region: 'us-east-1',
  service: 'service',
  keys,
  now,
};

// The test suite that AWS publishes for signature version 4: a request and its signature.
const published: readonly (readonly [name: string, request: WireRequest, signature: string])[] = [
  [
    'get-vanilla',
    { method: 'GET', path: '/', headers: {}, body: null },
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'post-vanilla',
    { method: 'POST', path: '/', headers: {}, body: null },
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  [
    'get-vanilla-query-order-key-case',
    { method: 'GET', path: '/?Param2=value2&Param1=value1', headers: {}, body: null },
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-utf8',
    { method: 'GET', path: '/\u1234', headers: {}, body: null },
    '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
  ],
  [
    'post-x-www-form-urlencoded',
    {
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from('Param1=value1'),
    },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
];

describe('signatures', () => {
  it.each(published)('are the published one: %s', async (_name, request, signature) => {
    const { authorization } = await signedHeaders(request, scope);
    expect(authorization).toMatch(new RegExp(`Signature=${signature}$`));
  });

  it('are right for any model, body and token, by another reading of the description', async () => {
    const models = fc.stringMatching(/^[A-Za-z0-9]([.:/_@+-][A-Za-z0-9]{1,9}){0,4}$/);
    await fc.assert(
      fc.asyncProperty(
        models,
        fc.string(),
        fc.option(fc.stringMatching(/^[\x21-\x7e]{1,30}$/)),
        async (model, text, token) => {
          const request = {
            method: 'POST' as const,
            path: modelPath(model, 'invoke'),
            headers: { 'content-type': 'application/json' },
            body: Buffer.from(text),
          };
          const origin = 'http://127.0.0.1:8080';
          const headers = await signedHeaders(request, {
            ...scope,
            origin,
            service: 'bedrock',
            keys: token === null ? keys : { ...keys, sessionToken: token },
          });
          expect(headers['host']).toBeUndefined();
          const arrived = {
            method: 'POST',
            target: request.path,
            headers: { ...headers, host: '127.0.0.1:8080' },
            body: request.body,
          };
          const signatory = { ...keys, region: 'us-east-1', service: 'bedrock' };
          expect(signatureProblem(arrived, signatory)).toBeNull();
          expect(headers['x-amz-security-token']).toBe(token ?? undefined);
          const others = [
            { ...arrived, target: `${request.path}x` },
            { ...arrived, body: Buffer.from(`${text}x`) },
            { ...arrived, headers: { ...arrived.headers, host: 'elsewhere' } },
          ];
          for (const other of others) expect(signatureProblem(other, signatory)).not.toBeNull();
        },
      ),
      { numRuns: 50 },
    );
  });
});
