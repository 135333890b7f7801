import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';

const run = promisify(execFile);

/** What an agent needs to work: the gateway in place of the provider, a key, a folder. */
export interface AgentOptions {
  readonly baseUrl: string;
  readonly key: string;
  readonly folder: string;
  readonly task: string;
  /** Told whenever a tool really runs. */
  readonly onRun: (tool: string, detail: string) => void;
  /** Told of every text the model says. */
  readonly onText: (text: string) => void;
}

/**
 * An ordinary agent on the official SDK's tool runner. It knows nothing of Sentrely: only its base
 * address and its key were set. Its tools really act in `folder`.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const client = new Anthropic({ baseURL: options.baseUrl, apiKey: options.key, maxRetries: 0 });
  const runner = client.beta.messages.toolRunner({
    model: 'claude-sonnet-5',
    max_tokens: 1024,
    stream: true,
    tools: toolsOf(options),
    messages: [{ role: 'user', content: options.task }],
  });
  for await (const stream of runner) {
    stream.on('contentBlock', (block) => {
      if (block.type === 'text') options.onText(block.text);
    });
    await stream.done();
  }
}

function toolsOf({ folder, onRun }: AgentOptions) {
  return [
    betaTool({
      name: 'read_file',
      description: 'Read a file of the project.',
      inputSchema: {
        type: 'object',
        properties: { path: { type: 'string' } },
        required: ['path'],
      },
      run: async ({ path }) => {
        onRun('read_file', path);
        return await readFile(join(folder, path), 'utf8');
      },
    }),
    betaTool({
      name: 'run_command',
      description: 'Run a command in the project.',
      inputSchema: {
        type: 'object',
        properties: { command: { type: 'string' } },
        required: ['command'],
      },
      run: async ({ command }) => {
        onRun('run_command', command);
        const { stdout } = await run('sh', ['-c', command], { cwd: folder });
        return stdout;
      },
    }),
    betaTool({
      name: 'deploy',
      description: 'Deploy a version.',
      inputSchema: {
        type: 'object',
        properties: { environment: { type: 'string' }, version: { type: 'string' } },
        required: ['environment', 'version'],
      },
      run: async ({ environment, version }) => {
        onRun('deploy', `${version} to ${environment}`);
        await writeFile(join(folder, `deployed-${environment}.txt`), `${version}\n`);
        return `deployed ${version} to ${environment}`;
      },
    }),
  ];
}
