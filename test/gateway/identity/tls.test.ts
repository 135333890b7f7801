import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { describe as describeCertificate } from '../../../gateway/enforce/identity/certificate.ts';
import { says, text } from '../../e2e/script.ts';
import { until } from '../admin/live-client.ts';
import { type PolicySources, startStage, type TestStage } from '../harness.ts';
import { type Authority, type Issued, newAuthority, pem } from './authority.ts';

const uri = 'spiffe://acme/agent/ci';
const policies: PolicySources = (keyHash, rules) => [
  {
    file: 'policy.sentrely',
    text: `edition 1
agent dev { owner user "maria" id 1 identify key "${keyHash}" }
agent ci { owner user "maria" id 1 identify mtls uri "${uri}" }
agent host { owner user "maria" id 1 identify mtls dns "agent.acme.example" }
agent named { owner user "maria" id 1 identify mtls subject "O=acme, CN=named" }
tool read_file { path: Path }
policy work for all agents { allow read_file when .path under workspace }
${rules}`,
  },
];

interface Secured {
  readonly stage: TestStage;
  readonly authority: Authority;
  readonly server: Issued;
}

async function open(settings: Readonly<Record<string, string | undefined>> = {}): Promise<Secured> {
  const authority = newAuthority();
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const made = authority.issue('CN=gateway', 'DNS:localhost,IP:127.0.0.1');
  const server = { cert: join(folder, 'tls.pem'), key: join(folder, 'tls.key') };
  copyFileSync(made.cert, server.cert);
  copyFileSync(made.key, server.key);
  const stage = await startStage({
    script: says(text('Done.')),
    rules: '',
    policies,
    settings: {
      SENTRELY_TLS_CERT: server.cert,
      SENTRELY_TLS_KEY: server.key,
      SENTRELY_TLS_CLIENT_CA: authority.ca,
      SENTRELY_ADMIN_TLS_CERT: server.cert,
      SENTRELY_ADMIN_TLS_KEY: server.key,
      ...settings,
    },
  });
  onTestFinished(() => stage.close());
  return { stage, authority, server };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One request over TLS, with a client's certificate or without. */
function ask(
  url: string,
  ca: string,
  { client, headers = {}, path = '/v1/messages' }: AskOptions = {},
): Promise<Answer> {
  const body = path.startsWith('/v1/')
    ? JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'go' }] })
    : undefined;
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      ca: pem(ca),
      agent: false,
      headers: { 'content-type': 'application/json', ...headers },
      ...(client === undefined ? {} : { cert: pem(client.cert), key: pem(client.key) }),
    });
    sent.on('error', reject).on('response', (response) => {
      let received = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: received }));
    });
    sent.end(body);
  });
}

interface AskOptions {
  readonly client?: Issued;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

describe('a client certificate', () => {
  it('identifies by URI, host name or subject, and the record says so', async () => {
    const { stage, authority } = await open();
    const { url } = stage.gateway;
    expect(url).toMatch(/^https:/);
    const clients = [
      authority.issue('CN=x', `DNS:other.example,URI:${uri}`),
      authority.issue('CN=y', 'DNS:Agent.acme.example'),
      authority.issue('O=acme/CN=named', ''),
    ];
    for (const client of clients)
      expect(await ask(url, authority.ca, { client })).toMatchObject({ status: 200 });
    const { rows } = await queryAudit({
      folder: stage.dataFolder,
      sql: `SELECT agent_id, principal_auth, detail::VARCHAR FROM events WHERE kind = 'session.start' ORDER BY seq`,
    });
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ['ci', 'mtls'],
      ['host', 'mtls'],
      ['named', 'mtls'],
    ]);
    expect(rows[0]?.[2]).toContain(uri);
  });

  it('of another authority, another name or one that only looks like it is nobody', async () => {
    const { stage, authority } = await open();
    const { url } = stage.gateway;
    const other = newAuthority('CN=test authority');
    for (const client of [
      other.issue('CN=x', `URI:${uri}`),
      authority.issue('CN=x', `URI:${uri}x`),
      authority.issue(`CN=${uri.replaceAll('/', '_')}`, 'DNS:x.example'),
      authority.issue('O=acme/CN=named/CN=x', ''),
      authority.issue('CN=x', 'DNS:*.acme.example'),
    ]) {
      const answer = await ask(url, authority.ca, { client });
      expect(answer.status).toBe(401);
    }
    expect((await ask(url, authority.ca)).status).toBe(401);
  });

  it("goes before a key in x-api-key, which is then the provider's, and after ours", async () => {
    const { stage, authority } = await open({ SENTRELY_UPSTREAM_API_KEY: undefined });
    const { url } = stage.gateway;
    const client = authority.issue('CN=x', `URI:${uri}`);
    const headers = { 'x-api-key': 'sk-ant-of-the-agent' };
    expect((await ask(url, authority.ca, { client, headers })).status).toBe(200);
    expect(stage.provider.requests.at(-1)?.headers['x-api-key']).toBe('sk-ant-of-the-agent');
    const both = { ...headers, 'x-sentrely-key': stage.agentKey };
    expect((await ask(url, authority.ca, { client, headers: both })).status).toBe(200);
    const wrong = { ...headers, 'x-sentrely-key': 'sk-sentrely-wrong' };
    expect((await ask(url, authority.ca, { client, headers: wrong })).status).toBe(401);
    const { rows } = await queryAudit({
      folder: stage.dataFolder,
      sql: `SELECT agent_id FROM events WHERE kind = 'session.start' ORDER BY seq`,
    });
    expect(rows).toEqual([['ci'], ['dev']]);
  });

  it('may be required: the handshake of others then fails', async () => {
    const { stage, authority } = await open({ SENTRELY_TLS_CLIENTS: 'required' });
    const { url } = stage.gateway;
    const headers = { 'x-api-key': stage.agentKey };
    await expect(ask(url, authority.ca, { headers })).rejects.toThrow();
    const client = authority.issue('CN=x', `URI:${uri}`);
    expect((await ask(url, authority.ca, { client })).status).toBe(200);
  });

  it('with a name in quotes, as one that forges another has it, has no such name', () => {
    const names = (subjectAltName: string) =>
      describeCertificate({ subject: 'CN=x', subjectAltName, validTo: 'Jan 1 00:00:00 2099 GMT' })
        .names;
    expect(names(`URI:"${uri}, URI:${uri}"`)).toEqual([]);
    expect(names(`DNS:"a, URI:${uri}", URI:urn:x`)).toEqual([{ field: 'uri', value: 'urn:x' }]);
    expect(names(`DNS:a"b, URI:${uri}`)).toEqual([]);
    expect(names(`othername:<unsupported>, URI:${uri}`)).toEqual([{ field: 'uri', value: uri }]);
    expect(names(`email:a@b, URI:${uri}`)).toEqual([{ field: 'uri', value: uri }]);
  });
});

describe('TLS', () => {
  it('is on both listeners, of version 1.2 at least', async () => {
    const { stage, authority } = await open();
    const { url, adminUrl } = stage.gateway;
    expect(await ask(adminUrl, authority.ca, { path: '/healthz' })).toMatchObject({ status: 200 });
    for (const each of [url, adminUrl]) {
      const port = Number(new URL(each).port);
      const old = connectTls({
        port,
        host: '127.0.0.1',
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
        ca: pem(authority.ca),
      });
      await expect(
        new Promise((resolve, reject) => old.on('secureConnect', resolve).on('error', reject)),
      ).rejects.toThrow();
      const plain = connect(port, '127.0.0.1');
      plain.end('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      let received = '';
      plain.on('data', (chunk) => (received += chunk.toString('latin1'))).on('error', () => {});
      await new Promise((resolve) => plain.on('close', resolve));
      expect(received).not.toMatch(/^HTTP\/1.1 [23]/);
    }
  });

  it('takes a new certificate when the files change, and keeps the old one over half of it', async () => {
    const { stage, authority, server } = await open();
    const { url } = stage.gateway;
    const shown = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connectTls({
          port: Number(new URL(url).port),
          host: '127.0.0.1',
          ca: pem(authority.ca),
        });
        socket.on('error', reject).on('secureConnect', () => {
          resolve(socket.getPeerX509Certificate()?.subject ?? '');
          socket.destroy();
        });
      });
    expect(await shown()).toBe('CN=gateway');
    const next = authority.issue('CN=renewed', 'DNS:localhost,IP:127.0.0.1');
    copyFileSync(next.cert, server.cert);
    stage.gateway.reload();
    expect(await shown()).toBe('CN=gateway');
    expect(stage.log.join('')).toContain('"tls.rejected"');
    copyFileSync(next.key, server.key);
    await until(async () => (await shown()) === 'CN=renewed');
    writeFileSync(server.cert, 'no certificate');
    stage.gateway.reload();
    expect(await shown()).toBe('CN=renewed');
  });

  it('that cannot be had is a reason not to start, with the file in the message', async () => {
    await expect(open({ SENTRELY_TLS_CERT: '/nowhere/tls.pem' })).rejects.toThrow(
      '/nowhere/tls.pem',
    );
    const other = newAuthority().issue('CN=x', 'DNS:localhost');
    await expect(open({ SENTRELY_TLS_KEY: other.key })).rejects.toMatchObject({
      code: 'SENTRELY_ERR_CONFIG',
      message: expect.stringContaining(other.key),
    });
  });
});
