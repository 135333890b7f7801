import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { startVertex } from '../vertex/server.ts';

// The libraries of the clouds are bundled and loaded late, which a bundler may get wrong without a word.

const root = fileURLToPath(new URL('../../../..', import.meta.url));

const script = `
import { bedrockTransport } from './gateway/providers/bedrock/transport.ts';
import { vertexTransport } from './gateway/providers/vertex/transport.ts';
const common = { name: 'n', url: undefined, project: 'acme-1', credential: undefined, environment: {}, now: Date.now };
const asked = {
  method: 'POST', path: '/v1/messages', headers: {}, body: Buffer.from('{"model":"m","messages":[]}'),
  model: 'm', upstreamModel: 'm', isStream: false,
};
for (const create of [bedrockTransport, vertexTransport]) {
  const transport = create({ ...common, region: 'eu-west-1' });
  const { headers } = await transport.request(asked, new AbortController().signal);
  console.log(headers.authorization);
}`;

it('a bundle finds the ambient credentials of both clouds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-bundled-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const vertex = await startVertex(() => {});
  onTestFinished(() => vertex.close());
  await build({
    stdin: { contents: script, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: folder,
    logLevel: 'error',
    banner: {
      js: "import { createRequire as of } from 'node:module';\nconst require = of(import.meta.url);",
    },
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const credentials = join(folder, 'credentials');
  writeFileSync(
    credentials,
    '[work]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret\n',
  );
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'stdin.js')], {
    cwd: folder,
    env: {
      HOME: folder,
      AWS_PROFILE: 'work',
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_CONFIG_FILE: join(folder, 'none'),
      GCE_METADATA_HOST: new URL(vertex.url).host,
    },
  });
  const [signature, token] = stdout.split('\n');
  expect(signature).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAPROFILE\/\d{8}\/eu-west-1\/bedrock\//,
  );
  expect(token).toBe(`Bearer ${vertex.tokens.at(-1)}`);
});
