import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { queryAudit } from '../../gateway/audit/query.ts';
import { startStage } from '../gateway/harness.ts';
import { message, response } from '../gateway/providers/openai-responses/harness.ts';
import { text } from '../e2e/script.ts';
import { newDesk } from './claude-code.ts';
import { installOther, type OtherClient, otherClients, runOther } from './other-clients.ts';

// Codex searches the web through its provider only where a rule allows it.

const codex = otherClients.find(({ name }) => name.startsWith('Codex')) as OtherClient;
const searching: OtherClient = {
  ...codex,
  start: (place) => {
    const { words, ...start } = codex.start(place);
    const live = words.map((word) => word.replace('web_search="disabled"', 'web_search="live"'));
    return { ...start, words: live };
  },
};
const installed = await installOther(codex);

const action = { type: 'search', query: 'the weather' };
const item = { id: 'ws_1', type: 'web_search_call', status: 'completed', action };
const at = { output_index: 0, item_id: item.id };
const searched = {
  done: item,
  events: [
    { type: 'response.output_item.added', output_index: 0, item: { ...item, action: null } },
    { type: 'response.web_search_call.in_progress', ...at },
    { type: 'response.web_search_call.searching', ...at },
    { type: 'response.web_search_call.completed', ...at },
    { type: 'response.output_item.done', output_index: 0, item },
  ],
};
const words = 'It is sunny.';

async function run(rule: string) {
  const offered: unknown[] = [];
  const provider = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.startsWith('/v1/responses') !== true) return answer.writeHead(404).end();
      const { tools } = JSON.parse(Buffer.concat(chunks).toString()) as {
        tools: { type: string }[];
      };
      offered.push(...tools.map(({ type }) => type));
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      return answer.end(response(searched, message(1, words)));
    });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void provider.close());
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const stage = await startStage({
    script: () => text('This provider is not asked.'),
    rules: `policy work for agent dev { allow read_file ${rule} }`,
    settings: {
      SENTRELY_UPSTREAM_OPENAI_URL: url,
      SENTRELY_UPSTREAM_OPENAI_API_KEY: 'provider-key',
    },
  });
  onTestFinished(() => stage.close());
  const desk = newDesk();
  onTestFinished(() => desk.remove());
  if (installed.kind !== 'installed') throw new Error('the client is not installed');
  const place = { installed, desk, baseUrl: stage.gateway.url, key: stage.agentKey };
  const { output } = await runOther(searching, place);
  const sql = `SELECT tool_name, tool_use_id FROM events WHERE enforced_by = 'observed'`;
  const { rows } = await queryAudit({ folder: stage.dataFolder, sql });
  return { output, rows, offered };
}

describe.skipIf(installed.kind !== 'installed')('web_search of Codex', () => {
  it('works where a rule allows it, and is on record', async () => {
    const { output, rows, offered } = await run('allow server.tool when .name == "web_search"');
    expect(offered).toContain('web_search');
    expect(output).toContain('the weather');
    expect(output).toContain(words);
    expect(rows).toEqual([['web_search', 'ws_1']]);
  });

  it('is refused where none does', async () => {
    const { output, rows, offered } = await run('');
    expect(output).toContain('SENTRELY_ERR_SERVER_TOOL');
    expect([rows, offered]).toEqual([[], []]);
  });
});
