import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { queryAudit } from '../../gateway/audit/query.ts';
import { calls, says, text } from '../e2e/script.ts';
import { claudeVersion, installClaude } from './claude-code.ts';
import { denied, type Scene, startScene } from './claude-scene.ts';

// Tools of an MCP server that the real client starts itself.

const installation = await installClaude();
const isInstalled = installation.kind === 'installed';
const program = isInstalled ? installation.program : '';
if (!isInstalled) console.warn(`Claude Code is not tested: ${installation.reason}`);

const server = fileURLToPath(new URL('programs/notes-server.mjs', import.meta.url));

const rules = `
tool mcp notes.add { name: String }
tool mcp notes.remove { name: String }
policy work for agent dev {
  allow ToolSearch
  allow mcp notes.add when .name matches "draft-*"
}`;

const add = (name: string) => ['mcp__notes__add', { name }] as const;

it.skipIf(!isInstalled)(
  `Claude Code ${claudeVersion} calls the tools of an MCP server as each call is decided`,
  async () => {
    const scene: Scene = await startScene(
      program,
      says(
        calls('0', [
          'ToolSearch',
          { query: 'select:mcp__notes__add,mcp__notes__remove', max_results: 9 },
        ]),
        calls('1', add('draft-one'), add('final'), ['mcp__notes__remove', { name: 'draft-one' }]),
        calls('2', ['mcp__other__add', { name: 'draft-one' }], add('draft-two')),
        text('All is done.'),
      ),
      rules,
    );
    onTestFinished(() => scene.close());
    const done = join(scene.desk.home, 'done.txt');
    const notes = { command: process.execPath, args: [server, done] };
    const config = JSON.stringify({ mcpServers: { notes } });
    const words = ['--mcp-config', config, '--strict-mcp-config'];
    expect(await scene.run({ words })).toMatchObject({ exitCode: 0, result: 'All is done.' });
    const offered = scene.stage.provider.requests[1]?.body.tools?.map(({ name }) => name);
    expect(offered).toEqual(expect.arrayContaining(['mcp__notes__add', 'mcp__notes__remove']));
    expect(existsSync(done) && readFileSync(done, 'utf8')).toBe('add draft-one\nadd draft-two\n');
    for (const id of ['toolu_1_1', 'toolu_1_2', 'toolu_2_0'])
      expect(scene.resultOf(id)).toMatch(denied);
    const sql =
      'SELECT mcp_server, tool_name, verdict FROM decisions WHERE mcp_server IS NOT NULL ORDER BY seq';
    const { rows } = await queryAudit({ folder: scene.stage.dataFolder, sql });
    expect(rows).toEqual([
      ['notes', 'add', 'allow'],
      ['notes', 'add', 'deny'],
      ['notes', 'remove', 'deny'],
      ['other', 'add', 'deny'],
      ['notes', 'add', 'allow'],
    ]);
  },
);
