import { setTimeout as sleep } from 'node:timers/promises';

/** An answer that a test reads while it comes. */
export interface LiveAnswer {
  readonly status: number;
  /** All that has come so far. */
  readonly text: () => string;
  /** Resolves with all of it when it has ended, however. */
  readonly ended: Promise<string>;
}

/** What a request states of itself. */
export interface AskOptions {
  readonly key: string;
  readonly session?: string;
  readonly isStreaming?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a model through a gateway and returns once the answer begins. */
export async function ask(url: string, options: AskOptions): Promise<LiveAnswer> {
  const { key, session = 's1', isStreaming = true, headers = {} } = options;
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-sentrely-key': key,
      'x-sentrely-session': session,
      ...headers,
    },
    body: JSON.stringify({
      model: 'claude-sonnet-5',
      max_tokens: 1024,
      stream: isStreaming,
      tools: ['read_file', 'deploy'].map((name) => ({ name, input_schema: { type: 'object' } })),
      messages: [{ role: 'user', content: 'Do the work.' }],
    }),
  });
  let received = '';
  const read = async (): Promise<string> => {
    try {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? [])
        received += decoder.decode(chunk as Uint8Array, { stream: true });
    } catch {
      received += '<broken off>';
    }
    return received;
  };
  return { status: response.status, text: () => received, ended: read() };
}

/** Waits until something holds, for at most five seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await holds()) return;
    await sleep(10);
  }
  throw new Error('it did not come to hold');
}
