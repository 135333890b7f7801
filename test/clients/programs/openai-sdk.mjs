// A tool loop on the OpenAI SDK, as programs write it: streamed responses, then the result of each call.
import { execFileSync } from 'node:child_process';

const { default: OpenAI } = await import(
  `file://${process.env.CLIENT_FOLDER}/node_modules/openai/index.mjs`
);
const client = new OpenAI({ baseURL: `${process.env.BASE_URL}/v1`, apiKey: process.env.AGENT_KEY });
const run = ({ command }) => execFileSync('sh', ['-c', command]).toString();
const parameters = { type: 'object', properties: { command: { type: 'string' } } };

async function responses() {
  const input = [{ role: 'user', content: 'Do the work.' }];
  const tools = [{ type: 'function', name: 'run_command', parameters, strict: false }];
  for (let turn = 0; turn < 8; turn++) {
    const stream = client.responses.stream({ model: 'gpt', max_output_tokens: 99, input, tools });
    const { output, output_text, error } = await stream.finalResponse();
    if (error) throw new Error(error.message);
    const calls = output.filter(({ type }) => type === 'function_call');
    if (calls.length === 0) return output_text;
    for (const { id: _, status: __, ...call } of calls) {
      const result = call.name === 'run_command' ? run(JSON.parse(call.arguments)) : 'no such tool';
      input.push(call, { type: 'function_call_output', call_id: call.call_id, output: result });
    }
  }
  throw new Error('it makes no end');
}

async function chat() {
  const runner = client.chat.completions.runTools({
    model: 'gpt',
    max_tokens: 99,
    stream: true,
    messages: [{ role: 'user', content: 'Do the work.' }],
    tools: [
      {
        type: 'function',
        function: {
          name: 'run_command',
          description: 'Runs it',
          parameters,
          parse: JSON.parse,
          function: run,
        },
      },
    ],
  });
  return await runner.finalContent();
}

console.log(await (process.argv[2] === 'chat' ? chat() : responses()));
