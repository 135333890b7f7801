import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

const put = (name: string, json: unknown): void =>
  writeFileSync(join(folder.path, name), typeof json === 'string' ? json : JSON.stringify(json));
const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
const run = (line: string) => sentrely(folder.path, line.split(' '));
const example = (name: string): string =>
  fileURLToPath(new URL(`../../policies/examples/claude-code/${name}`, import.meta.url));

describe('tools import', () => {
  const list = {
    tools: [
      { name: 'search', inputSchema: { type: 'object', properties: { url: { type: 'string' } } } },
    ],
  };

  test('writes declarations', async () => {
    put('list.json', list);
    expect(await run('tools import --server web list.json -o web.sentrely')).toEqual({
      code: 0,
      out: '',
      err: '1 tool, 0 findings\n',
    });
    expect(read('web.sentrely')).toContain(
      '\n// list.json tools[0]\ntool mcp web.search { url?: Url }\n',
    );
  });

  test('a list without a server is refused, and says how', async () => {
    put('list.json', list);
    const { code, err } = await run('tools import list.json');
    expect(code).toBe(1);
    expect(err).toContain('list.json:tools[0]: error[server-unresolved]: ');
  });

  test('--json', async () => {
    put('list.json', list);
    const { out } = await run('tools import --server web --json list.json');
    expect(JSON.parse(out)).toEqual({
      tools: [
        {
          server: 'web',
          name: 'search',
          arguments: [{ name: 'url', optional: true, type: 'Url' }],
          file: 'list.json',
          entry: 'tools[0]',
        },
      ],
      findings: [],
    });
  });

  test.each([
    ['no JSON', 'x'],
    ['a repeated key', '{"tools":[],"tools":[]}'],
    ['nested too deep', `${'['.repeat(100)}${']'.repeat(100)}`],
  ])('%s', async (_, text) => {
    put('list.json', text);
    const { code, err } = await run('tools import list.json');
    expect(code).toBe(2);
    expect(err).toContain('SENTRELY_ERR_CLI_FILE_READ');
  });
});

describe('import claude-settings', () => {
  const settings = {
    permissions: {
      allow: ['Bash(npm test)', 'Bash(npm run lint:*)', 'Edit(src/**)', 'Read(src/**)'],
      deny: ['Read(./.env)', 'Bash(curl:*)'],
      ask: ['Bash(git push)'],
    },
  };

  test('the policy passes the checker, with its own declarations and with those of the example', async () => {
    put('settings.json', settings);
    const { code, out, err } = await run(
      'import claude-settings settings.json --agent dev -o a.sentrely',
    );
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toMatch(
      /^5 permissions carried over\nnot carried over: 2\n {2}deny Bash\(curl:\*\): [^]*what these rules do not stop:\n/,
    );
    put(
      'agents.sentrely',
      `edition 1\nagent dev {\n  owner user "octocat" id 1\n  identify key "sha256:${'0'.repeat(64)}"\n}\n`,
    );
    const agents = 'agents.sentrely';
    expect(await run(`check a.sentrely ${agents}`)).toMatchObject({ code: 0 });
    await run('import claude-settings settings.json --agent dev --without-tools -o b.sentrely');
    expect(await run(`check b.sentrely ${agents} ${example('tools.sentrely')}`)).toMatchObject({
      code: 0,
    });
  });

  test('--json', async () => {
    put('settings.json', settings);
    const { out, err } = await run('import claude-settings --json settings.json --agent dev');
    expect(err).toBe('');
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual(['policy', 'carried', 'left_out', 'misses']);
    expect(report.left_out[0]).toEqual({
      effect: 'deny',
      text: 'Bash(curl:*)',
      reason: expect.any(String),
    });
  });

  test.each(['allow', 'a b', '"x"', 'ä', '1}', 'a{', ''])('%j is no agent', async (agent) => {
    put('settings.json', settings);
    const { code } = await sentrely(folder.path, [
      'import',
      'claude-settings',
      'settings.json',
      '--agent',
      agent,
    ]);
    expect(code).toBe(2);
  });

  test('another file is refused', async () => {
    put('settings.json', { theme: 'dark' });
    const { code, err } = await run('import claude-settings settings.json --agent dev');
    expect(code).toBe(2);
    expect(err).toContain('found no `permissions`, expected a settings file of Claude Code');
  });
});
