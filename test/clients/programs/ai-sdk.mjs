// An agent on the AI SDK with a provider of its own family.
import { execFileSync } from 'node:child_process';

const load = (name) => import(`file://${process.env.CLIENT_FOLDER}/node_modules/${name}`);
const { streamText, tool, stepCountIs } = await load('ai/dist/index.js');
const { z } = await load('zod/index.js');
const baseURL = `${process.env.BASE_URL}/v1`;
const apiKey = process.env.AGENT_KEY;

async function modelOf(kind) {
  if (kind === 'anthropic') {
    const { createAnthropic } = await load('@ai-sdk/anthropic/dist/index.js');
    return createAnthropic({ baseURL, apiKey })('claude-sonnet-5');
  }
  const { createOpenAI } = await load('@ai-sdk/openai/dist/index.js');
  const openai = createOpenAI({ baseURL, apiKey });
  return kind === 'chat' ? openai.chat('gpt-4.1') : openai.responses('gpt-4.1');
}

const failures = [];
const result = streamText({
  model: await modelOf(process.argv[2]),
  prompt: 'Do the work.',
  maxOutputTokens: 99,
  stopWhen: stepCountIs(8),
  onError: ({ error }) => failures.push(error),
  tools: {
    run_command: tool({
      description: 'Runs a command',
      inputSchema: z.object({ command: z.string() }),
      execute: async ({ command }) => execFileSync('sh', ['-c', command]).toString(),
    }),
  },
});
let text = '';
try {
  for await (const part of result.textStream) text += part;
} catch (error) {
  failures.push(error);
}
console.log(text);
if (failures.length > 0) {
  console.error(
    failures.map(({ message, responseBody = '' }) => `${message} ${responseBody}`).join('\n'),
  );
  process.exit(1);
}
