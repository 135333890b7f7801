import type { ApiCall } from '../api-call.ts';
import { newEventId } from '../audit/event-id.ts';
import type { Conversation } from '../enforce/conversation.ts';
import { sessionOf } from '../enforce/session.ts';
import { gatewayError } from '../errors.ts';
import { type Asker, askerOf, conversationOf } from '../owner.ts';
import { isFileId } from '../providers/anthropic/file-status.ts';
import { refusedPath } from '../refused-paths.ts';
import { isAnthropicClient } from '../request.ts';
import type { Services } from '../services.ts';
import type { Owner } from '../state/owned.ts';
import type { StoredFile } from '../state/files.ts';

/** Who asks about files, in which session. */
export interface FileAsker extends Asker {
  readonly conversation: Conversation;
}

/**
 * Who asks about files. Rejects with SENTRELY_ERR_ROUTE_UNKNOWN for a client of OpenAI's, which has the
 * same path, and for whoever is not known or was stopped.
 */
export async function enterFiles(services: Services, call: ApiCall): Promise<FileAsker> {
  const { headers, method, url } = call.incoming;
  if (!isAnthropicClient(headers))
    throw gatewayError('SENTRELY_ERR_ROUTE_UNKNOWN', refusedPath(method, url));
  const asker = await askerOf(services, call);
  const session = sessionOf(headers, asker.caller, null, () => '');
  const requestEvent = newEventId(services.now());
  const conversation = conversationOf(services, call, asker.caller, { session, requestEvent });
  await services.fileLimits?.enter(conversation);
  return { ...asker, conversation };
}

/** A file of an owner's. Rejects alike for one of somebody else and for none: SENTRELY_ERR_FILE_UNKNOWN. */
export async function findFile(
  { files, now }: Services,
  owner: Owner,
  id: string,
): Promise<StoredFile> {
  const found = isFileId(id) ? await files.find(owner, id, now()) : undefined;
  if (found === undefined) throw gatewayError('SENTRELY_ERR_FILE_UNKNOWN');
  return found;
}
