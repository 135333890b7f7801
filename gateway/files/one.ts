import type { ApiCall } from '../api-call.ts';
import { gatewayError } from '../errors.ts';
import { readWhole } from '../whole-answer.ts';
import { type FileStatus, readFileStatus } from '../providers/anthropic/file-status.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import type { StoredFile } from '../state/files.ts';
import type { Served } from '../upstreams/asked.ts';
import { returnedHeaders } from '../upstreams/headers.ts';
import { askAboutFile } from './ask.ts';
import { enterFiles, type FileAsker, findFile } from './enter.ts';
import { judgeFile } from './judge.ts';
import { recordFileOutcome } from './record.ts';

/** `GET /v1/files/{id}`: what the provider says of an own file. */
export async function tellFile(
  services: Services,
  call: ApiCall,
  id: string,
): Promise<AnswerOutcome> {
  const asker = await enterFiles(services, call);
  const file = await findFile(services, asker.owner, id);
  const answer = await ask(services, call, { asker, file, method: 'GET' });
  if (answer.status >= 400) return await passRefusal(call, answer);
  const { body } = await statusOf(answer, file);
  call.client.send(200, returnedHeaders(answer.headers), body);
  return 'complete';
}

/** `DELETE /v1/files/{id}`: `file.delete`. Its owner may go on naming it in conversations. */
export async function deleteFile(
  services: Services,
  call: ApiCall,
  id: string,
): Promise<AnswerOutcome> {
  const asker = await enterFiles(services, call);
  const file = await findFile(services, asker.owner, id);
  const use = { action: 'file.delete', values: { id } } as const;
  const decision = await judgeFile(services, asker, { use });
  const answer = await ask(services, call, { asker, file, method: 'DELETE' });
  const { status, upstream } = answer;
  const about = { decision, action: use.action, upstream, file: id };
  await recordFileOutcome(services, asker, { ...about, status });
  if (status >= 400) return await passRefusal(call, answer);
  const { body } = await statusOf(answer, file);
  await services.files.remove(id);
  call.client.send(200, returnedHeaders(answer.headers), body);
  return 'complete';
}

/** Asks about an own file what is answered in one piece. */
export async function ask(
  services: Services,
  { incoming, client, watch }: ApiCall,
  about: {
    readonly asker: FileAsker;
    readonly file: StoredFile;
    readonly method: 'GET' | 'DELETE';
  },
): Promise<Served> {
  const { asker, file, method } = about;
  const { policy, conversation } = asker;
  watch.asked();
  const question = { policy, conversation, incoming, signal: client.gone, method, file };
  const answer = await askAboutFile(services, question);
  watch.answered(answer.status);
  return answer;
}

/** What an answer says of a file. Rejects with SENTRELY_ERR_UPSTREAM_UNREADABLE where it is of another. */
export async function statusOf(answer: Served, { id }: StoredFile): Promise<FileStatus> {
  const told = readFileStatus(await readWhole(answer));
  if (answer.status !== 200 || told.id !== id)
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', 'found another file');
  return told;
}

/** Passes on that the provider refused. */
export async function passRefusal({ client }: ApiCall, answer: Served): Promise<AnswerOutcome> {
  await client.pass(answer.status, returnedHeaders(answer.headers), answer.body);
  return 'refused';
}
