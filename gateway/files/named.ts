import { quote } from '../../compiler/bundle/quote.ts';
import type { Caller } from '../enforce/identify.ts';
import { gatewayError } from '../errors.ts';
import { ownerOf } from '../owner.ts';
import { isFileId } from '../providers/anthropic/file-status.ts';
import type { Services } from '../services.ts';
import { fileIdsMax, type StoredFile } from '../state/files.ts';
import type { Candidate } from '../upstreams/route.ts';

/** The files of one caller's that requests name, by id. */
export type NamedFiles = ReadonlyMap<string, StoredFile>;

/**
 * Those of the ids that are files of the caller's own; after some that are not, no more are looked up.
 * Costs nothing where there are no ids.
 */
export async function ownFiles(
  { files, now }: Pick<Services, 'files' | 'now'>,
  caller: Caller,
  ids: readonly string[],
): Promise<NamedFiles> {
  const own = new Map<string, StoredFile>();
  const asked = ids.filter(isFileId);
  for (let from = 0; from < asked.length; from += fileIdsMax) {
    const some = asked.slice(from, from + fileIdsMax);
    const found = await files.named(ownerOf(caller), some, now());
    for (const file of found) own.set(file.id, file);
    if (found.length < some.length) break;
  }
  return own;
}

/**
 * Throws SENTRELY_ERR_FILE_UNKNOWN for an id that is not among the own ones: that of a file of somebody
 * else and that of none are told alike.
 */
export function expectOwn(own: NamedFiles, ids: readonly string[]): void {
  const strange = ids.find((id) => !own.has(id));
  if (strange === undefined) return;
  throw gatewayError('SENTRELY_ERR_FILE_UNKNOWN', `found ${quote(strange.slice(0, 100))}`);
}

/**
 * The candidates at which a request that names files can be served: only one upstream knows a file.
 * Throws SENTRELY_ERR_FILE_UPSTREAM where none of them has all.
 */
export function havingFiles(
  candidates: readonly Candidate[],
  files: NamedFiles,
): readonly Candidate[] {
  if (files.size === 0) return candidates;
  const places = [...new Set(Array.from(files.values(), ({ upstream }) => upstream))];
  const able = candidates.filter(({ upstream }) => places.every((name) => name === upstream.name));
  if (able.length > 0) return able;
  const named = places.map((name) => `\`${name}\``).join(', ');
  throw gatewayError('SENTRELY_ERR_FILE_UPSTREAM', `they are at ${named}`);
}
