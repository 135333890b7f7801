import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';

/** Where an agent of the SDK works, and how. */
export interface ToolLoopOptions {
  readonly baseUrl: string;
  readonly key: string;
  readonly isStreaming?: boolean;
  /** Lets the provider keep the history, as the SDK does by default. */
  readonly hasThread?: boolean;
  /** Starts every call while the rest of the answer still streams. */
  readonly isEager?: boolean;
  readonly task?: string;
  /** The SDK's client, where it is one for a cloud; `baseUrl` and `key` are then its own. */
  readonly client?: Pick<Anthropic, 'beta'>;
  /** Makes the agent leave in the middle. */
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface ToolLoopOutcome {
  /** Every call that ran: name and input. */
  readonly ran: readonly string[];
  /** The text of the last answer. */
  readonly lastText: string;
}

/** Runs the official SDK's own tool loop until the model makes no further call. */
export async function runToolLoop(options: ToolLoopOptions): Promise<ToolLoopOutcome> {
  const ran: string[] = [];
  const settings = {
    model: 'claude-sonnet-5',
    max_tokens: 1024,
    tools: ['read_file', 'write_file', 'deploy'].map((name) => recordingTool(name, ran)),
    messages: [{ role: 'user' as const, content: options.task ?? 'Do the work.' }],
    ...(options.hasThread === true ? {} : { thread: false as const }),
  };
  const { messages } = (options.client ?? sdkClient(options)).beta;
  const runner =
    options.isStreaming === true
      ? messages.toolRunner(
          { ...settings, stream: true, runToolsEagerly: options.isEager === true },
          { signal: options.signal },
        )
      : messages.toolRunner({ ...settings, stream: false }, { signal: options.signal });
  const last = await runner.runUntilDone();
  const lastText = last.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  return { ran, lastText };
}

/** A client of the SDK without retries, so that every request is one that a test asked for. */
export function sdkClient({ baseUrl, key }: ToolLoopOptions): Anthropic {
  return new Anthropic({ baseURL: baseUrl, apiKey: key, maxRetries: 0, logLevel: 'off' });
}

function recordingTool(name: string, ran: string[]) {
  return betaTool({
    name,
    description: 'A tool of this test.',
    inputSchema: { type: 'object', properties: {} },
    run: (input: unknown) => {
      ran.push(`${name} ${JSON.stringify(input)}`);
      return `${name} is done`;
    },
  });
}
