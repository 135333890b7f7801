import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentKeyHash } from '../../cli/agent-key.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

const read = (path: string): string => readFileSync(join(folder.path, path), 'utf8');

describe('sentrely init', () => {
  it.each([
    ['an owner who is a person', ['--agent', 'release-bot', '--owner', 'user:octocat:1']],
    ['an owner who is a team', ['--owner', 'team:acme/platform']],
    ['nobody', []],
  ])(
    'for %s writes policies without a finding, whose tests pass and claims hold',
    async (_, options) => {
      const made = await sentrely(folder.path, ['init', ...options]);
      expect(made).toMatchObject({ code: 0, err: '' });
      const checked = await sentrely(folder.path, ['check', 'policies']);
      expect(checked).toMatchObject({ code: 0, out: 'nothing found in 2 files\n' });
      const linted = await sentrely(folder.path, ['lint', '--fail-on', 'warning', 'policies']);
      expect(linted.code).toBe(0);
      expect(linted.out).toMatch(/^nothing found/);
      const tested = await sentrely(folder.path, ['test', 'policies']);
      expect(tested.code).toBe(0);
      expect(tested.out).toMatch(/(?:^|\n)\d+ passed, 0 failed/);
      const proved = await sentrely(folder.path, ['prove', 'policies']);
      expect(proved.code).toBe(0);
      expect(proved.out).toContain('2 proved, 0 broken');
      const laidOut = await sentrely(folder.path, ['fmt', '--check', 'policies']);
      expect(laidOut.code).toBe(0);
    },
    60_000,
  );

  it('prints the key once and writes its hash alone', async () => {
    const { out } = await sentrely(folder.path, ['init', '--owner', 'team:acme/platform']);
    const keys = out.match(/sk-sentrely-[\w-]+/g) ?? [];
    expect(keys).toHaveLength(1);
    expect(read('policies/agents.sentrely')).toContain(agentKeyHash(keys[0] ?? ''));
    expect(read('policies/agents.sentrely')).toContain('owner team "acme/platform"');
    for (const file of readdirSync(folder.path, { recursive: true, withFileTypes: true })) {
      if (file.isFile())
        expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(keys[0]);
    }
  });

  it('overwrites nothing, and leaves no half of its work', async () => {
    mkdirSync(join(folder.path, '.github/workflows'), { recursive: true });
    writeFileSync(join(folder.path, '.github/workflows/sentrely.yml'), 'mine\n');
    const seen = await sentrely(folder.path, ['init']);
    expect(seen.code).toBe(2);
    expect(seen.err).toContain('SENTRELY_ERR_CLI_FILE_EXISTS');
    expect(seen.out).toBe('');
    expect(read('.github/workflows/sentrely.yml')).toBe('mine\n');
    expect(existsSync(join(folder.path, 'policies'))).toBe(false);
    expect(existsSync(join(folder.path, '.gitignore'))).toBe(false);
  });

  it('adds to .gitignore what is missing, and nothing twice', async () => {
    writeFileSync(join(folder.path, '.gitignore'), 'node_modules\n*.key');
    await sentrely(folder.path, ['init']);
    expect(read('.gitignore')).toBe('node_modules\n*.key\n.sentrely/\nbundle.json\n');
  });

  it('makes the folder that is named', async () => {
    const seen = await sentrely(folder.path, ['init', 'shop']);
    expect(seen.code).toBe(0);
    expect(existsSync(join(folder.path, 'shop/policies/policy.sentrely'))).toBe(true);
  });

  it.each([
    ['--agent', 'allow'],
    ['--agent', 'a b'],
    ['--agent', 'x {} agent y'],
    ['--owner', 'octocat'],
    ['--owner', 'user:octocat'],
    ['--owner', 'user:octocat:0'],
    ['--owner', 'team:acme'],
    ['--owner', 'team:acme/a" } agent evil {'],
  ])('refuses %s %s', async (option, value) => {
    const seen = await sentrely(folder.path, ['init', option, value]);
    expect(seen.code).toBe(2);
    expect(seen.err).toContain('SENTRELY_ERR_CLI_OPTION');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('pins every action of its workflow by a commit and lets it read only', async () => {
    await sentrely(folder.path, ['init']);
    const text = read('.github/workflows/sentrely.yml');
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, name = '']) => name);
    expect(uses.length).toBeGreaterThan(0);
    for (const name of uses) expect(name).toMatch(/@[0-9a-f]{40}$/);
    expect(text).toContain('permissions: {}');
    expect(text).not.toMatch(/: write|pull_request_target|secrets\./);
  });
});
