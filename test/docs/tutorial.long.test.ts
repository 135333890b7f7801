import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/guides/tutorial.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );

const folder = mkdtempSync(join(tmpdir(), 'sentrely-tutorial-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('what the tutorial types gives what it shows', () => {
  const bin = join(folder, 'bin');
  const work = join(folder, 'work');
  for (const each of [bin, work]) mkdirSync(each);
  const program = join(bin, 'sentrely');
  const words = `exec '${process.execPath}' '${join(root, 'cli/main.ts')}' "$@"`;
  writeFileSync(program, `#!/bin/sh\n${words}\n`);
  chmodSync(program, 0o755);
  const script = `set -eu\n${blocks('sh').join('\n')}`;
  const out = execFileSync('/bin/sh', ['-c', script], {
    cwd: work,
    // Nothing of this machine but programs: no keys, no proxies, no home.
    env: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder },
    encoding: 'utf8',
    timeout: 100_000,
  });
  let at = 0;
  const shown = blocks('text').flatMap((text) => text.trimEnd().split('\n'));
  expect(shown.length).toBeGreaterThan(8);
  for (const line of shown) {
    const found = out.indexOf(line, at);
    expect(found, `${line} in ${out.slice(at)}`).toBeGreaterThanOrEqual(0);
    at = found + line.length;
  }
}, 120_000);
