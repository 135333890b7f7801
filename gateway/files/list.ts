import { quote } from '../../compiler/bundle/quote.ts';
import type { ApiCall } from '../api-call.ts';
import { gatewayError } from '../errors.ts';
import { answerList } from '../owned-list.ts';
import { readFileStatus } from '../providers/anthropic/file-status.ts';
import { shapeError } from '../providers/request-body.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import type { StoredFile } from '../state/files.ts';
import { askAboutFile } from './ask.ts';
import { enterFiles, type FileAsker } from './enter.ts';
import { ownFiles } from './named.ts';

type Query = Readonly<Record<string, unknown>>;

/** Parameters that are read; another could choose what is listed. */
const known: ReadonlySet<string> = new Set(['limit', 'page', 'after_id', 'before_id', 'beta']);

/** `GET /v1/files`: the caller's own. Rejects as {@link answerList}. */
export async function listFiles(services: Services, call: ApiCall): Promise<AnswerOutcome> {
  const asker = await enterFiles(services, call);
  const { policy, owner } = asker;
  const { incoming, client } = call;
  return await answerList(client, queryOf(incoming.query as Query), {
    find: (id) => cursor(services, asker, id),
    list: (page) => services.files.list(owner, page, services.now()),
    ask: (file) =>
      askAboutFile(services, {
        policy,
        conversation: null,
        incoming,
        method: 'GET',
        file,
        signal: client.gone,
      }),
    read: readFileStatus,
    cursor: (hasMore, last) => ({ next_page: hasMore ? last : null }),
  });
}

/** Clients of today go on by `page`, those of before by `after_id`. Throws SENTRELY_ERR_REQUEST_SHAPE. */
function queryOf(query: Query): Query {
  const strange = Object.keys(query).find((key) => !known.has(key));
  if (strange !== undefined) throw shapeError(`the query has ${quote(strange.slice(0, 60))}`);
  const { page, after_id: after } = query;
  if (page === undefined) return query;
  if (after !== undefined) throw shapeError('both `page` and `after_id` are given');
  return { ...query, after_id: page };
}

/** Where a page ends may have been deleted since: whoever deletes what is listed goes on listing. */
async function cursor(services: Services, { caller }: FileAsker, id: string): Promise<StoredFile> {
  const file = (await ownFiles(services, caller, [id])).get(id);
  if (file === undefined) throw gatewayError('SENTRELY_ERR_FILE_UNKNOWN');
  return file;
}
