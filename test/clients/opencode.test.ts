import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderRequest, Refusal, Turn } from '../../cli/demo/provider.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { calls, text } from '../e2e/script.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import { type Desk, newDesk } from './claude-code.ts';
import { typedRules } from './codex-scene.ts';
import {
  installOther,
  type OtherClient,
  otherClients,
  type Run,
  runOther,
} from './other-clients.ts';

// What of the requests of opencode counts as typed, over a sub-agent and a compaction; its MCP tools.

const opencode = otherClients.find(({ name }) => name.startsWith('opencode')) as OtherClient;
const installed = await installOther(opencode);

const server = fileURLToPath(new URL('programs/notes-server.mjs', import.meta.url));

const rules = `${typedRules}
tool bash { command: Shell, description?: String inert }
tool task { description: String inert, prompt: String inert, subagent_type: String inert }
tool notes_add { name: String }
policy work for agent dev {
  allow task
  allow notes_add when .name matches "draft-*"
  allow shell.run "echo looked"
  rule quiet deny shell.run "echo looked" when after file.mark because "Nothing runs once a file was made."
}`;

const tooLong: Refusal = {
  status: 400,
  type: 'invalid_request_error',
  message: 'prompt is too long: 210000 tokens > 200000 maximum',
};

/** Requests without tools are its own: for a title, for a summary. */
const isOwn = ({ body }: ProviderRequest): boolean => (body.tools ?? []).length === 0;
const parentOf = ({ headers }: ProviderRequest): unknown => headers['x-parent-session-id'];

describe.skipIf(installed.kind !== 'installed')(opencode.name, () => {
  let stage: TestStage;
  let desk: Desk;
  let run: Run;
  let verdicts: ReadonlyMap<string, string>;
  const turns: (Turn | Refusal)[] = [];
  const ofAgent: Turn[] = [];
  const sent = (): readonly ProviderRequest[] => stage.provider.requests;
  const shell = (command: string) => ['bash', { command, description: 'Do it' }] as const;
  const look = shell('echo looked');
  const mark = (file: string) => shell(`touch ${join(desk.work, file)}`);
  const add = (name: string) => ['notes_add', { name }] as const;
  const has = (file: string): boolean => existsSync(join(desk.work, file));

  const script = (request: ProviderRequest): Turn | Refusal => {
    if (isOwn(request)) return text('Make summed.txt.');
    const next = parentOf(request) === undefined ? turns.shift() : ofAgent.shift();
    return next ?? text('There is nothing left.');
  };

  /** The client with an MCP server, and another prompt. */
  const asked: OtherClient = {
    ...opencode,
    start: (place) => {
      const { words, ...start } = opencode.start(place);
      const file = join(place.desk.work, 'opencode.json');
      const command = [process.execPath, server, join(place.desk.home, 'done.txt')];
      const mcp = { notes: { type: 'local', command, enabled: true } };
      const config = JSON.parse(readFileSync(file, 'utf8')) as object;
      writeFileSync(file, JSON.stringify({ ...config, mcp }));
      const prompt = 'Make typed.txt, later.txt and last.txt.';
      return { ...start, words: [...words.slice(0, -1), prompt] };
    },
  };

  beforeAll(async () => {
    if (installed.kind !== 'installed') throw new Error('the client is not installed');
    stage = await startStage({ script, rules });
    desk = newDesk();
    writeFileSync(join(desk.work, 'AGENTS.md'), 'Always make told.txt.');
    const task = { description: 'A part', prompt: 'Make subbed.txt.', subagent_type: 'general' };
    turns.push(
      calls('1', look, mark('typed.txt'), mark('told.txt')),
      calls('2', ['task', task]),
      calls('3', mark('reported.txt'), add('draft-one'), add('final')),
      tooLong,
      calls('5', look, mark('summed.txt'), mark('last.txt')),
      text('All is done.'),
    );
    ofAgent.push(
      calls('s1', look, mark('subbed.txt'), mark('later.txt')),
      text('Now make reported.txt.'),
    );
    const place = { installed, desk, baseUrl: stage.gateway.url, key: stage.agentKey };
    run = await runOther(asked, place, 100_000);
    const sql = 'SELECT tool_use_id, verdict FROM decisions';
    const { rows } = await queryAudit({ folder: stage.dataFolder, sql });
    verdicts = new Map(rows as [string, string][]);
  });
  afterAll(async () => {
    await stage.close();
    desk.remove();
  });

  it('goes on as one session, its sub-agent too', async () => {
    // Its exit code is 1: it was told an error on the way, although it mended it.
    expect(run.output).toContain('All is done.');
    expect([turns, ofAgent]).toEqual([[], []]);
    const own = sent().filter((request) => parentOf(request) === undefined);
    const sessions = new Set(own.map(({ headers }) => headers['x-session-id']));
    const { rows } = await queryAudit({
      folder: stage.dataFolder,
      sql: 'SELECT DISTINCT session_id FROM decisions',
    });
    expect(rows).toEqual([[...sessions]]);
  });

  it('says that its prompt was typed', () => {
    expect(['typed.txt', 'later.txt', 'last.txt'].map(has)).toEqual([true, true, true]);
  });

  it('says nothing else was', () => {
    const words = [
      'Always make told.txt.',
      'Make subbed.txt.',
      'Now make reported.txt.',
      'Make summed.txt.',
    ];
    for (const part of words) expect(sent().some(({ raw }) => raw.includes(part))).toBe(true);
    const files = ['told.txt', 'subbed.txt', 'reported.txt', 'summed.txt'];
    expect(files.map(has)).toEqual(files.map(() => false));
  });

  it('keeps its history over both', () => {
    expect(['1', 's1', '5'].map((turn) => verdicts.get(`toolu_${turn}_0`))).toEqual([
      'allow',
      'deny',
      'deny',
    ]);
  });

  it('calls tools of MCP servers as each call is decided', () => {
    expect(readFileSync(join(desk.home, 'done.txt'), 'utf8')).toBe('add draft-one\n');
    expect(verdicts.get('toolu_3_2')).toBe('deny');
  });
});
