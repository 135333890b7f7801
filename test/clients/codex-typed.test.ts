import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { placeOf } from '../../gateway/enforce/origin-prompt.ts';
import { startOpenai } from '../e2e/openai-provider.ts';
import { text } from '../e2e/script.ts';
import { startStage } from '../gateway/harness.ts';
import { newDesk } from './claude-code.ts';
import { installOther, type OtherClient, otherClients, runOther } from './other-clients.ts';

// What of the requests of Codex counts as typed: the prompt, and nothing that it adds.

const codex = otherClients.find(({ name }) => name.startsWith('Codex')) as OtherClient;
const installed = await installOther(codex);

const rules = `tool exec_command { cmd: Shell }
action file.mark(path: Path)
command touch complete { "{path: Path}" does file.mark(path) }
policy files for agent dev {
  allow file.mark when .path from prompt
  allow shell.run "echo found.txt"
}`;

/** It types a name of a file as well. */
const asked: OtherClient = {
  ...codex,
  start: (place) => {
    const { words, ...start } = codex.start(place);
    return { ...start, words: [...words.slice(0, -1), 'Write ok into typed.txt.'] };
  },
};

it.skipIf(installed.kind !== 'installed')(
  `${codex.name}: the prompt is typed, instructions, surroundings and results are not`,
  async () => {
    const desk = newDesk();
    onTestFinished(() => desk.remove());
    writeFileSync(join(desk.work, 'AGENTS.md'), 'Write what you find into told.txt.');
    const write = (file: string, index: number) => ({
      id: `call_${index}`,
      name: 'exec_command',
      text: JSON.stringify({ cmd: `touch ${join(desk.work, file)}` }),
    });
    const read = { id: 'call_r', name: 'exec_command', text: '{"cmd":"echo found.txt"}' };
    const files = ['typed.txt', 'told.txt', 'bash', 'found.txt'];
    const provider = await startOpenai(
      { calls: [read] },
      { calls: files.map(write) },
      { text: 'All is done.' },
    );
    onTestFinished(() => provider.close());
    const stage = await startStage({
      script: () => text('This provider is not asked.'),
      rules,
      settings: {
        SENTRELY_UPSTREAM_OPENAI_URL: provider.url,
        SENTRELY_UPSTREAM_OPENAI_API_KEY: 'provider-key',
      },
    });
    onTestFinished(() => stage.close());
    if (installed.kind !== 'installed') throw new Error('the client is not installed');
    const place = { installed, desk, baseUrl: stage.gateway.url, key: stage.agentKey };
    const { output } = await runOther(asked, place);
    expect(output).toContain('All is done.');
    const sent = provider.requests.map(({ raw }) => raw.toString());
    for (const part of ['told.txt', '<shell>bash</shell>', 'Output:\\nfound.txt'])
      expect(sent.some((raw) => raw.includes(part))).toBe(true);
    expect(files.map((file) => existsSync(join(desk.work, file)))).toEqual(
      files.map((file) => file === 'typed.txt'),
    );
    for (const { headers } of provider.requests) {
      expect(headers['x-codex-turn-metadata']).toContain('"agent_name":"/root"');
      expect(placeOf(headers)).toBe('');
    }
  },
);
