import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sentrely-bad-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `sentrely check` on one file and returns its exit code and what it said on standard error. */
function check(bytes: Uint8Array): Promise<{ code: number; said: string }> {
  const path = join(folder, 'policy.sentrely');
  writeFileSync(path, bytes);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, 'check', path], (_error, _out, said) =>
      resolve({ code: child.exitCode ?? -1, said }),
    );
  });
}

describe('a policy file that is none', () => {
  it('random bytes: a clear error, exit code 2', async () => {
    const { code, said } = await check(Buffer.concat([Buffer.from([0xff]), randomBytes(4096)]));
    expect(said).toContain('SENTRELY_ERR_SOURCE_ENCODING');
    expect(code).toBe(2);
  });

  it('10 MB: a clear error at once, exit code 2', async () => {
    const { code, said } = await check(Buffer.alloc(10 * 1024 * 1024, 'allow '));
    expect(said).toContain('SENTRELY_ERR_SOURCE_TOO_LARGE');
    expect(said.length).toBeLessThan(1000);
    expect(code).toBe(2);
  });
});
