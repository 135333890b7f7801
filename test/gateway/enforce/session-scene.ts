import { onTestFinished } from 'vitest';
import { type StageOptions, startStage, type TestStage } from '../harness.ts';
import type { Block, Turn } from '../../../cli/demo/provider.ts';
import { queryAudit } from '../../../gateway/audit/query.ts';

/** A message as clients send it. */
export interface Sent {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly object[];
}

/** A call that the model makes; without an id it gets one of its own. */
export type Made = readonly [name: string, input: object, id?: string];

/** What became of a turn. */
export interface Turned {
  readonly status: number;
  readonly error: string;
  /** Names of the calls that reached the client, `sentrely_...` for those that did not. */
  readonly names: readonly string[];
}

/** A client of one session, which keeps its history as clients do. */
export interface SessionClient {
  readonly stage: TestStage;
  readonly messages: Sent[];
  /** The person types, or something else is said in the user's name; the model makes calls. */
  say(content: Sent['content'], calls: readonly Made[], sent?: SentWith): Promise<Turned>;
  /** Sends results of the last calls, `error` for failed ones, and the model makes calls. */
  answer(results: readonly (string | Error)[], calls: readonly Made[]): Promise<Turned>;
  audit(sql: string): Promise<readonly unknown[]>;
}

/** What a request has beside its messages. */
export interface SentWith {
  readonly session?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Sends no history. */
  readonly isAlone?: boolean;
}

/** A gateway whose model says what each turn of the test tells it to. */
export async function openSession(
  rules: string,
  options: Partial<StageOptions> & { readonly stage?: TestStage; readonly session?: string } = {},
): Promise<SessionClient> {
  const next =
    options.stage === undefined ? { turn: undefined as Turn | undefined } : nextOf(options.stage);
  const stage =
    options.stage ?? (await startStage({ ...options, script: () => next.turn as Turn, rules }));
  if (options.stage === undefined) {
    turns.set(stage, next);
    onTestFinished(() => stage.close());
  }
  return clientOf(stage, next, options.session ?? 'one');
}

const turns = new WeakMap<TestStage, { turn: Turn | undefined }>();

function nextOf(stage: TestStage): { turn: Turn | undefined } {
  return turns.get(stage) as { turn: Turn | undefined };
}

let made = 0;

function clientOf(
  stage: TestStage,
  next: { turn: Turn | undefined },
  session: string,
): SessionClient {
  const messages: Sent[] = [];
  let open: readonly { readonly id: string }[] = [];
  const say: SessionClient['say'] = async (content, calls, sent = {}) => {
    if (sent.isAlone === true) messages.length = 0;
    messages.push({ role: 'user', content });
    const blocks = calls.map(([name, input, id]): Block => {
      made++;
      return { type: 'tool_use', id: id ?? `toolu_${made}`, name, input };
    });
    next.turn = { content: blocks.length === 0 ? [{ type: 'text', text: 'Done.' }] : blocks };
    const response = await fetch(`${stage.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: {
        'x-sentrely-key': stage.agentKey,
        'content-type': 'application/json',
        'x-sentrely-session': sent.session ?? session,
        ...sent.headers,
      },
      body: JSON.stringify({
        model: 'claude-test',
        max_tokens: 99,
        system: 'Working directory: /ws',
        messages,
        tools: [{ name: 'read_file', input_schema: { type: 'object' } }],
        ...sent.body,
      }),
    });
    const body = (await response.json()) as {
      readonly content?: readonly {
        readonly type: string;
        readonly id: string;
        readonly name: string;
      }[];
      readonly error?: { readonly message: string };
    };
    const answered = body.content ?? [];
    if (response.status === 200) messages.push({ role: 'assistant', content: answered });
    else messages.pop();
    open = answered.filter(({ type }) => type === 'tool_use');
    return {
      status: response.status,
      error: body.error?.message ?? '',
      names: answered.filter(({ type }) => type === 'tool_use').map(({ name }) => name),
    };
  };
  return {
    stage,
    messages,
    say,
    answer: (results, calls) =>
      say(
        results.map((result, at) => ({
          type: 'tool_result',
          tool_use_id: open[at]?.id,
          content: result instanceof Error ? result.message : result,
          ...(result instanceof Error ? { is_error: true } : {}),
        })),
        calls,
      ),
    audit: async (sql) => (await queryAudit({ folder: stage.dataFolder, sql })).rows,
  };
}
