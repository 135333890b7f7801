import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { jsonIn, requestOf, runnableIn, type DialectName } from '../simulation/model-answer.ts';
import type { Kind } from './kinds.ts';

/** One request of a soak. */
export interface Asked {
  readonly kind: Kind;
  readonly dialect: DialectName;
  readonly isStream: boolean;
  readonly session: string;
}

/** What became of it. `broken` is an answer that neither ended nor said why. */
export interface Outcome {
  readonly how: 'answered' | 'refused' | 'stated' | 'broken';
  readonly status: number;
  /** Calls that the client was given to run. */
  readonly released: readonly string[];
  readonly text: string;
  /** Times it was sent again because nobody listened. */
  readonly again: number;
}

const paths: Readonly<Record<DialectName, string>> = {
  anthropic: '/v1/messages',
  chat: '/v1/chat/completions',
  responses: '/v1/responses',
};

/** How a stream says that it is whole, and that it is not. */
const ends = /^event: message_stop|^data: \[DONE\]|"type":"response\.completed"/m;
const failures = /^event: error|"type":"response\.failed"|^data: \{"error"/m;

const triesMax = 60;

/** Sends it, again while nobody listens, and reads it to its end; tells when the answer begins. */
export async function send(
  client: Dispatcher,
  key: string,
  asked: Asked,
  onBegun: () => void,
): Promise<Outcome> {
  for (let again = 0; ; again++) {
    const answer = await begin(client, key, asked);
    if (answer !== undefined) {
      onBegun();
      return { ...(await read(answer, asked)), again };
    }
    if (again === triesMax) throw new Error('nobody listens');
    await sleep(250);
  }
}

async function begin(
  client: Dispatcher,
  key: string,
  { kind, dialect, isStream, session }: Asked,
): Promise<Dispatcher.ResponseData | undefined> {
  try {
    return await client.request({
      method: 'POST',
      path: paths[dialect],
      headers: {
        'content-type': 'application/json',
        'x-sentrely-key': key,
        'x-sentrely-session': session,
      },
      body: JSON.stringify(requestOf(dialect, kind, isStream)),
    });
  } catch {
    return undefined;
  }
}

async function read(
  { statusCode: status, headers, body }: Dispatcher.ResponseData,
  { isStream }: Asked,
): Promise<Omit<Outcome, 'again'>> {
  let text = '';
  let isBroken = false;
  try {
    for await (const chunk of body.setEncoding('utf8')) text += chunk as string;
  } catch {
    isBroken = true;
  }
  const hasEvents = headers['content-type']?.includes('event-stream') === true;
  const released = idsIn(text);
  const of = (how: Outcome['how']): Omit<Outcome, 'again'> => ({ how, status, released, text });
  if (status !== 200) return of(isError(text) ? 'refused' : 'broken');
  if (isStream && hasEvents && failures.test(text)) return of('stated');
  if (isBroken) return of('broken');
  if (hasEvents) return of(ends.test(text) ? 'answered' : 'broken');
  return of(isJson(text) ? 'answered' : 'broken');
}

/** Of an answer that breaks off in the middle of a piece, what is whole counts. */
function idsIn(text: string): readonly string[] {
  const whole = text.startsWith('{') ? text : text.slice(0, text.lastIndexOf('\n\n') + 1);
  if (text.startsWith('{') && !isJson(text)) return [];
  return [
    ...new Set(
      jsonIn(whole)
        .flatMap(runnableIn)
        .map(({ id }) => id),
    ),
  ];
}

function isError(text: string): boolean {
  return isJson(text) && (JSON.parse(text) as { readonly error?: unknown }).error !== undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
