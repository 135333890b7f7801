// An MCP server over standard streams with two tools, one line of JSON a message. It writes what it
// was asked to do into the file that it is given.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const inputSchema = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
};
const tools = ['add', 'remove'].map((name) => ({ name, description: `To ${name}`, inputSchema }));

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'notes', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: { name: note } }) => {
    appendFileSync(process.argv[2], `${name} ${note}\n`);
    return { content: [{ type: 'text', text: `${name}: ${note}` }] };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue;
  const result = answers[method]?.(params);
  const error = { code: -32601, message: 'no such method' };
  const answer = { jsonrpc: '2.0', id, ...(result === undefined ? { error } : { result }) };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
