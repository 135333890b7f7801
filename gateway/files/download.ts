import type { ApiCall } from '../api-call.ts';
import { gatewayError } from '../errors.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import type { StoredFile } from '../state/files.ts';
import type { Served } from '../upstreams/asked.ts';
import { returnedHeaders } from '../upstreams/headers.ts';
import { askAboutFile } from './ask.ts';
import { enterFiles, type FileAsker, findFile } from './enter.ts';
import { judgeFile } from './judge.ts';
import { ask as askStatus, passRefusal, statusOf } from './one.ts';
import { recordFileOutcome } from './record.ts';

/** How long a download may take, in milliseconds. */
const downloadMs = 30 * 60 * 1000;

/**
 * `GET /v1/files/{id}/content`: `file.download`, with the name that the provider has for the file. The
 * content leaves as it comes. An order to kill breaks it off.
 */
export async function downloadFile(
  services: Services,
  call: ApiCall,
  id: string,
): Promise<AnswerOutcome> {
  const asker = await enterFiles(services, call);
  const file = await findFile(services, asker.owner, id);
  const told = await askStatus(services, call, { asker, file, method: 'GET' });
  if (told.status >= 400) return await passRefusal(call, told);
  const { name } = await statusOf(told, file);
  const values = name === undefined ? { id } : { id, name };
  const use = { action: 'file.download', values } as const;
  const decision = await judgeFile(services, asker, { use });
  const stop = new AbortController();
  const unregister = services.live?.register(asker.conversation, (reason) => {
    call.client.expire();
    stop.abort(gatewayError('SENTRELY_ERR_ANSWER_STOPPED', reason));
  });
  try {
    const answer = await ask(services, call, { asker, file, stop });
    const { status, upstream } = answer;
    const about = { decision, action: use.action, upstream, file: id };
    await recordFileOutcome(services, asker, { ...about, status });
    if (status >= 400) return await passRefusal(call, answer);
    return await pass(call, answer, stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    unregister?.();
  }
}

async function ask(
  services: Services,
  { incoming, client }: ApiCall,
  about: {
    readonly asker: FileAsker;
    readonly file: StoredFile;
    readonly stop: AbortController;
  },
): Promise<Served> {
  const { asker, file, stop } = about;
  const { policy, conversation } = asker;
  const signal = AbortSignal.any([client.gone, stop.signal, AbortSignal.timeout(downloadMs)]);
  const question = { policy, conversation, incoming, signal, file, below: '/content' };
  return await askAboutFile(services, { ...question, method: 'GET', isStream: true });
}

/** A content that ends early must not look whole. */
async function pass(
  { client }: ApiCall,
  answer: Served,
  stop: AbortSignal,
): Promise<AnswerOutcome> {
  client.begin(answer.status, returnedHeaders(answer.headers));
  try {
    for await (const chunk of answer.body) {
      stop.throwIfAborted();
      await client.write(chunk);
    }
    stop.throwIfAborted();
  } catch {
    answer.discard();
    client.cut();
    if (stop.aborted) return 'stopped';
    return client.gone.aborted ? 'client-gone' : 'cut';
  }
  client.end();
  return 'complete';
}
