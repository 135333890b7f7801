import { createHash } from 'node:crypto';
import type { FileUse } from '../../compiler/evaluate/decision.ts';
import type { ApiCall } from '../api-call.ts';
import { askOne } from '../ask-one.ts';
import { gatewayError } from '../errors.ts';
import { readWhole } from '../whole-answer.ts';
import { readFileStatus } from '../providers/anthropic/file-status.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import type { StoredFile } from '../state/files.ts';
import type { Served } from '../upstreams/asked.ts';
import { returnedHeaders } from '../upstreams/headers.ts';
import { askAboutFile, filesPath, hostOf } from './ask.ts';
import { enterFiles, type FileAsker } from './enter.ts';
import { type FileAct, judgeFile } from './judge.ts';
import { readForm, type UploadedFile } from './read-form.ts';
import { recordFileOutcome } from './record.ts';
import type { UploadRoom } from './room.ts';
import { writeForm } from './write-form.ts';

/** How long the provider may take to say that it has a file, in milliseconds. */
const uploadMs = 10 * 60 * 1000;

/** How long it may take to delete one that cannot be kept. */
const undoMs = 30 * 1000;

/**
 * `POST /v1/files`: the form is read whole, its file judged, and a form of our own sent. Whose the file
 * is, is stored before anybody is told of it.
 */
export async function uploadFile(
  services: Services,
  room: UploadRoom,
  call: ApiCall,
): Promise<AnswerOutcome> {
  const asker = await enterFiles(services, call);
  const space = room.begin();
  try {
    const file = await read(call, (bytes) => space.take(bytes));
    const act = actOf(file);
    room.expectFile(act.use.values.bytes);
    const decision = await judgeFile(services, asker, act);
    return await send(services, { call, asker, file, decision });
  } finally {
    space.leave();
  }
}

async function read({ incoming }: ApiCall, take: (bytes: number) => void): Promise<UploadedFile> {
  const { raw, headers } = incoming;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw gatewayError('SENTRELY_ERR_REQUEST_ENCODING', `\`${encoding.slice(0, 60)}\``);
  return await readForm(raw, headers['content-type'], take);
}

function actOf({ name, type, content }: UploadedFile): FileAct & { readonly use: Uploading } {
  const digest = createHash('sha256');
  let bytes = 0;
  for (const piece of content) {
    digest.update(piece);
    bytes += piece.length;
  }
  return {
    use: { action: 'file.upload', values: { name, type, bytes } },
    facts: { sha256: digest.digest('hex') },
  };
}

type Uploading = Extract<FileUse, { readonly action: 'file.upload' }>;

/** An upload that may be sent. */
interface Upload {
  readonly call: ApiCall;
  readonly asker: FileAsker;
  readonly file: UploadedFile;
  readonly decision: string;
}

async function send(services: Services, upload: Upload): Promise<AnswerOutcome> {
  const { call, asker, file } = upload;
  const { policy, conversation } = asker;
  const { watch, incoming, client } = call;
  const candidate = hostOf(services);
  const { type, body } = writeForm(file);
  watch.asked();
  const answer = await askOne(services, {
    policy,
    conversation,
    candidate,
    path: filesPath,
    incoming,
    method: 'POST',
    body,
    type,
    // A client that leaves now must not leave a file behind that is nobody's.
    signal: AbortSignal.timeout(uploadMs),
  });
  watch.answered(answer.status);
  if (answer.status < 400) return await keep(services, upload, answer);
  await record(services, upload, answer);
  await client.pass(answer.status, returnedHeaders(answer.headers), answer.body);
  return 'refused';
}

async function keep(services: Services, upload: Upload, answer: Served): Promise<AnswerOutcome> {
  const { call, asker } = upload;
  const whole = await readWhole(answer);
  if (answer.status !== 200)
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', `status ${answer.status}`);
  const { id, body } = readFileStatus(whole);
  const createdMs = services.now();
  const stored = { id, ...asker.owner, upstream: answer.upstream, createdMs };
  if ((await add(services, upload, stored)) !== 'added')
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', 'found a file that there was before');
  await record(services, upload, answer, id);
  call.client.send(200, returnedHeaders(answer.headers), body);
  return 'complete';
}

/** A file of which it cannot be stored whose it is could be named by nobody: it is deleted again. */
async function add(
  services: Services,
  { call, asker }: Upload,
  file: StoredFile,
): Promise<'added' | 'own' | 'taken'> {
  try {
    return await services.files.add(file);
  } catch (cause) {
    const isGone = await undo(services, { call, asker }, file);
    const what = isGone ? 'was deleted there again' : 'could not be deleted there again';
    const detail = `whose the file is could not be stored; the file ${what}`;
    throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', detail, cause);
  }
}

async function undo(
  services: Services,
  { call: { incoming }, asker: { policy, conversation } }: Pick<Upload, 'call' | 'asker'>,
  file: StoredFile,
): Promise<boolean> {
  const signal = AbortSignal.timeout(undoMs);
  try {
    const about = { policy, conversation, incoming, method: 'DELETE', signal } as const;
    const answer = await askAboutFile(services, { ...about, file });
    answer.discard();
    if (answer.status < 400) return true;
    services.report(
      gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', `the file ${file.id} is left`),
    );
  } catch (error) {
    services.report(error);
  }
  return false;
}

async function record(
  services: Services,
  { asker, decision }: Upload,
  { status, upstream }: Served,
  file?: string,
): Promise<void> {
  const outcome = { decision, action: 'file.upload', upstream, status } as const;
  await recordFileOutcome(services, asker, { ...outcome, ...(file === undefined ? {} : { file }) });
}
