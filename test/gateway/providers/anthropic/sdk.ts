import Anthropic from '@anthropic-ai/sdk';

const request = {
  model: 'claude-opus-5-5',
  max_tokens: 64,
  messages: [{ role: 'user' as const, content: 'go' }],
};

/** What the real SDK makes of an event stream, or why it gives up. */
export async function readBySdk(stream: string | Uint8Array): Promise<Anthropic.Message | Error> {
  const client = clientFor(stream, 'text/event-stream');
  try {
    return await client.messages.stream(request).finalMessage();
  } catch (error) {
    return error as Error;
  }
}

/** What the real SDK makes of an answer in one piece. */
export async function readReplyBySdk(body: string | Uint8Array): Promise<Anthropic.Message> {
  return await clientFor(body, 'application/json').messages.create(request);
}

function clientFor(body: string | Uint8Array, type: string): Anthropic {
  const headers = { 'content-type': type };
  return new Anthropic({
    apiKey: 'unused',
    maxRetries: 0,
    logLevel: 'off',
    fetch: async () => new Response(Buffer.from(body), { headers }),
  });
}

/** The calls that a client of the SDK would run, by name and arguments. */
export function callsIn(message: Anthropic.Message | Error): readonly string[] {
  if (message instanceof Error) return [];
  return message.content.flatMap((block) =>
    block.type === 'tool_use' ? [`${block.name} ${JSON.stringify(block.input)}`] : [],
  );
}
