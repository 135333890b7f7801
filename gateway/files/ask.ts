import { askOne, type OneQuestion } from '../ask-one.ts';
import { gatewayError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Served } from '../upstreams/asked.ts';
import type { Candidate } from '../upstreams/route.ts';

/** The path of files; what is about one of them is below. */
export const filesPath = '/v1/files';

/** A request about a file that an upstream has. */
export interface FileQuestion
  extends Omit<OneQuestion, 'path' | 'candidate' | 'type' | 'body' | 'method'> {
  readonly method: 'GET' | 'DELETE';
  readonly file: { readonly id: string; readonly upstream: string };
  /** Path below the id. */
  readonly below?: string;
}

/** As {@link askOne}; rejects with SENTRELY_ERR_FILE_UPSTREAM where the upstream is not there any more. */
export async function askAboutFile(
  services: Services,
  { file: { id, upstream }, below = '', ...question }: FileQuestion,
): Promise<Served> {
  const candidate = hosts(services).find((each) => each.upstream.name === upstream);
  if (candidate === undefined)
    throw gatewayError('SENTRELY_ERR_FILE_UPSTREAM', `\`${upstream}\` is not configured`);
  const path = `${filesPath}/${id}${below}`;
  return await askOne(services, { ...question, body: null, candidate, path });
}

/** Where a new file goes: the first upstream that has files and is known to answer, where there is one. */
export function hostOf(services: Services): Candidate {
  const all = hosts(services);
  const ready = all.find(({ upstream }) => upstream.breaker.isReady) ?? all[0];
  if (ready === undefined) throw gatewayError('SENTRELY_ERR_UPSTREAM_PATH', `\`${filesPath}\``);
  return ready;
}

/** Throws SENTRELY_ERR_UPSTREAM_PATH where there is none: clouds have no files. */
function hosts({ upstreams }: Services): readonly Candidate[] {
  return upstreams.candidates({ provider: 'anthropic', path: filesPath, model: '', session: '' });
}
