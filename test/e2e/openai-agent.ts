/** The two wire formats of OpenAI. */
export type OpenaiDialect = 'responses' | 'chat';

/** Where an agent works, and how. */
export interface OpenaiAgentOptions {
  readonly baseUrl: string;
  readonly key: string;
  readonly dialect: OpenaiDialect;
  readonly isStreaming: boolean;
  readonly task?: string;
}

/** What came of it. */
export interface OpenaiAgentOutcome {
  /** Every call that ran: name and text. */
  readonly ran: readonly string[];
  readonly lastText: string;
}

type Json = Record<string, unknown>;

interface Call {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly isCustom: boolean;
}

/** An answer as its client reads it: calls, text, and what goes into the history. */
interface Answer {
  readonly calls: readonly Call[];
  readonly text: string;
  readonly history: readonly Json[];
}

const toolNames: readonly string[] = ['read_file', 'write_file', 'deploy'];

/**
 * A tool loop as programs write it: streams of responses are read as Codex reads them (an item acts
 * when it ends), completions as the SDK puts them together. A call of a tool that it does not have is
 * answered by an error, as every client does.
 */
export async function runOpenaiAgent(options: OpenaiAgentOptions): Promise<OpenaiAgentOutcome> {
  const ran: string[] = [];
  const history: Json[] = [{ role: 'user', content: options.task ?? 'Do the work.' }];
  for (let turn = 0; turn < 10; turn++) {
    const answer = await ask(options, history);
    history.push(...answer.history);
    if (answer.calls.length === 0) return { ran, lastText: answer.text };
    for (const call of answer.calls) history.push(resultOf(options.dialect, call, run(call, ran)));
  }
  throw new Error('the agent makes no end');
}

function run({ name, text, isCustom }: Call, ran: string[]): string {
  if (!toolNames.includes(name) && !(isCustom && name === 'apply_patch'))
    return `unsupported call: ${name}`;
  ran.push(`${name} ${text}`);
  return `${name} is done`;
}

function resultOf(dialect: OpenaiDialect, { id, isCustom }: Call, output: string): Json {
  if (dialect === 'chat') return { role: 'tool', tool_call_id: id, content: output };
  return {
    type: isCustom ? 'custom_tool_call_output' : 'function_call_output',
    call_id: id,
    output,
  };
}

async function ask(
  { baseUrl, key, dialect, isStreaming }: OpenaiAgentOptions,
  history: Json[],
): Promise<Answer> {
  const isChat = dialect === 'chat';
  const tools = toolNames.map((name) =>
    isChat ? { type: 'function', function: { name } } : { type: 'function', name },
  );
  const response = await fetch(`${baseUrl}/v1/${isChat ? 'chat/completions' : 'responses'}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt',
      stream: isStreaming,
      tools,
      ...(isChat ? { messages: history } : { input: history }),
      ...(isChat && isStreaming ? { stream_options: { include_usage: true } } : {}),
    }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  if (isChat) return fromMessage(isStreaming ? assembled(text) : messageOf(text));
  return fromItems(
    isStreaming ? endedItems(text) : ((JSON.parse(text) as Json)['output'] as Json[]),
  );
}

function dataOf(text: string): readonly Json[] {
  return [...text.matchAll(/^data: (\{.*)$/gm)].map(([, line]) => JSON.parse(line ?? '') as Json);
}

function endedItems(text: string): readonly Json[] {
  const events = dataOf(text);
  const failed = events.find(({ type }) => type === 'response.failed');
  if (failed !== undefined) throw new Error(JSON.stringify(failed));
  const items = events
    .filter(({ type }) => type === 'response.output_item.done')
    .map(({ item }) => item as Json);
  const finished = events.find(({ type }) => type === 'response.completed')?.['response'] as Json;
  if (JSON.stringify(finished['output']) !== JSON.stringify(items))
    throw new Error('the end tells other items');
  return items;
}

function fromItems(items: readonly Json[]): Answer {
  const said = items.find(({ type }) => type === 'message')?.['content'] as
    | { text: string }[]
    | undefined;
  return {
    text: said?.[0]?.text ?? '',
    history: items,
    calls: items
      .filter(({ type }) => String(type).endsWith('_call'))
      .map((item) => ({
        id: String(item['call_id']),
        name: String(item['name']),
        text: String(item['arguments'] ?? item['input']),
        isCustom: item['type'] === 'custom_tool_call',
      })),
  };
}

function messageOf(text: string): Json {
  return (JSON.parse(text) as { choices: { message: Json }[] }).choices[0]?.message ?? {};
}

interface Entry extends Json {
  function?: { name?: string; arguments?: string };
  custom?: { name?: string; input?: string };
}

interface Delta {
  readonly content?: string | null;
  readonly tool_calls?: readonly (Entry & { readonly index: number })[];
}

interface Chunk {
  readonly choices?: readonly { readonly delta: Delta }[];
}

function assembled(text: string): Json {
  const chunks = dataOf(text) as readonly Chunk[];
  const deltas = chunks.flatMap(({ choices = [] }) => choices.map(({ delta }) => delta));
  const words = deltas.flatMap(({ content }) => content ?? []);
  const entries: Entry[] = [];
  for (const { index, ...part } of deltas.flatMap(({ tool_calls }) => tool_calls ?? [])) {
    const known = entries[index];
    if (known === undefined) entries[index] = structuredClone(part);
    else join(known, part);
  }
  const content = words.length === 0 ? null : words.join('');
  return { role: 'assistant', content, ...(entries.length > 0 ? { tool_calls: entries } : {}) };
}

function join(known: Entry, part: Entry): void {
  if (known.function?.arguments !== undefined)
    known.function.arguments += part.function?.arguments ?? '';
  if (known.custom?.input !== undefined) known.custom.input += part.custom?.input ?? '';
}

function fromMessage(message: Json): Answer {
  const entries = (message['tool_calls'] ?? []) as Entry[];
  return {
    text: typeof message['content'] === 'string' ? message['content'] : '',
    history: [message],
    calls: entries.map(({ id, function: fn, custom }) => ({
      id: String(id),
      name: fn?.name ?? custom?.name ?? '',
      text: fn?.arguments ?? custom?.input ?? '',
      isCustom: custom !== undefined,
    })),
  };
}
