import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import manifest from '../../../dsl/editor/vscode/package.json' with { type: 'json' };
import root from '../../../package.json' with { type: 'json' };

const source = fileURLToPath(new URL('../../../dsl/editor/vscode', import.meta.url));

describe('the extension', () => {
  test('has the version of the program it starts', () => {
    expect(manifest.version).toBe(root.version);
    expect(manifest.devDependencies['vscode-languageclient']).toBe(
      root.devDependencies['vscode-languageserver'],
    );
  });

  test('names only files that exist', () => {
    const named = [
      ...manifest.contributes.languages.map(({ configuration }) => configuration),
      ...manifest.contributes.grammars.map(({ path }) => path),
    ];
    for (const path of named) expect(readFileSync(join(source, path), 'utf8')).not.toBe('');
  });

  test('declares every setting that it reads, and takes the command from the user only', () => {
    const text = readFileSync(join(source, 'extension.cjs'), 'utf8');
    const read = [...text.matchAll(/settings\.get\('(\w+)'\)/g)].map((match) => match[1]);
    const { properties } = manifest.contributes.configuration;
    expect(read.map((name) => `sentrely.${name}`).sort()).toEqual(Object.keys(properties).sort());
    // A repository must not be able to say which program an editor starts.
    expect(properties['sentrely.path'].scope).toBe('machine');
  });

  /** Needs the network: the packager and the client library are fetched. */
  test.runIf(process.env['SENTRELY_TEST_VSCE'] === '1')(
    'can be packaged',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'sentrely-vsce-'));
      cpSync(source, folder, {
        recursive: true,
        filter: (path) => !/(node_modules|dist|\.vsix)$/.test(path),
      });
      const { npm_config_call: _, ...env } = process.env;
      const args = ['--yes', '@vscode/vsce@4.1.0', 'package', '--allow-missing-repository'];
      const run = spawnSync('npx', args, { cwd: folder, env, encoding: 'utf8' });
      expect(`${run.stdout}${run.stderr}`).toContain('Packaged: ');
      expect(readdirSync(folder)).toContain(`sentrely-${manifest.version}.vsix`);
      rmSync(folder, { recursive: true });
    },
    180_000,
  );
});
