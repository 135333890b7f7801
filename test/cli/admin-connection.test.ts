import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { askAt, askProven } from '../../cli/admin-connection.ts';
import { newAuthority, pem } from '../gateway/identity/authority.ts';
import { newFolder, sentrely } from './harness.ts';

// An operator's key goes to a listener that has proved itself, and nowhere else.

const unproven = { code: 'SENTRELY_ERR_CLI_ADMIN_UNPROVEN' };
const key = 'sk-sentrely-admin-0123456789012345678901234567890123456789012';

/** A listener with a certificate of its own authority; `keys` are those that reached it. */
async function open(names = 'DNS:localhost,IP:127.0.0.1') {
  const authority = newAuthority();
  const issued = authority.issue('CN=gateway', names);
  const keys: (string | undefined)[] = [];
  const server = createServer(
    { cert: pem(issued.cert), key: pem(issued.key) },
    (request, response) => {
      keys.push(request.headers.authorization);
      response.setHeader('content-type', 'application/json').end('{"kills":[]}');
    },
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, keys, authority, issued };
}

it.each([
  'http://gateway.acme.example:8788',
  'http://10.0.0.5:8788',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example:8788',
  'http://[2001:db8::1]:8788',
  'http://127.0.0.1@evil.example',
])('plain http to %s is refused before anything is sent', (url) => {
  expect(() => askProven({ url })).toThrow(expect.objectContaining(unproven));
});

it.each(['http://127.0.0.1:9', 'http://localhost:9', 'http://[::1]:9', 'http://0.0.0.0:9'])(
  'plain http to %s is this machine',
  async (url) => {
    await expect(askProven({ url })('/')).rejects.toMatchObject({
      code: 'SENTRELY_ERR_CLI_GATEWAY',
    });
  },
);

it('a certificate is good by its authority, or because it is the one that is named', async () => {
  const { url, keys, authority, issued } = await open();
  for (const file of [authority.ca, issued.cert]) {
    const answer = await askProven({ url, ca: pem(file) })('/', {
      headers: { authorization: key },
    });
    expect(await answer.json()).toEqual({ kills: [] });
  }
  expect(keys).toEqual([key, key]);
});

it('a listener with another certificate gets no key, whatever the environment says', async () => {
  const { url, keys, authority } = await open();
  const other = await open('DNS:elsewhere.example');
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  onTestFinished(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  });
  const headers = { authorization: key };
  for (const address of [
    { url },
    { url, ca: pem(other.authority.ca) },
    { url: other.url, ca: pem(other.authority.ca) },
    { url: other.url, ca: pem(authority.ca) },
  ])
    await expect(askProven(address)('/', { headers })).rejects.toMatchObject(unproven);
  await expect(askAt({ url })('/')).rejects.toThrow();
  expect([...keys, ...other.keys]).toEqual([]);
});

it('the command line takes the authority by option or variable, and says what is wrong', async () => {
  const { url, keys, authority } = await open();
  const folder = newFolder();
  onTestFinished(() => folder.remove());
  writeFileSync(join(folder.path, 'admin.key'), key);
  writeFileSync(join(folder.path, 'none.pem'), 'nothing');
  const list = (...words: string[]) =>
    sentrely(folder.path, [
      'kill',
      '--list',
      '--data',
      folder.path,
      '--key',
      'admin.key',
      ...words,
    ]);
  const unknown = await list('--admin', url);
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('no known authority') });
  expect((await list('--admin', 'http://gateway.example')).err).toContain('is plain http');
  expect((await list('--admin', url, '--ca', 'none.pem')).err).toContain('no certificate in PEM');
  expect((await list('--admin', 'http://127.0.0.1:9', '--ca', authority.ca)).err).toContain(
    'has no certificate',
  );
  expect(keys).toEqual([]);
  expect(await list('--admin', url, '--ca', authority.ca)).toEqual({
    code: 0,
    out: 'no orders in force\n',
    err: '',
  });
  expect(keys).toEqual([`Bearer ${key}`]);
});
