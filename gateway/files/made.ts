import type { Caller } from '../enforce/identify.ts';
import type { Gate } from '../enforce/gate.ts';
import { gatewayError } from '../errors.ts';
import { ownerOf } from '../owner.ts';
import { isFileId } from '../providers/anthropic/file-status.ts';
import type { Services } from '../services.ts';

/**
 * Makes files that tools of the provider made those of who asked for the answer, see {@link Gate.made}.
 * An answer that names a file of somebody else cannot be right: SENTRELY_ERR_UPSTREAM_UNREADABLE. What is
 * no id in our spelling stays nobody's.
 */
export function madeFor(
  { files, now }: Pick<Services, 'files' | 'now'>,
  caller: Caller,
  upstream: string,
): NonNullable<Gate['made']> {
  return async (fileIds) => {
    const owner = ownerOf(caller);
    for (const id of fileIds.filter(isFileId)) {
      const added = await files.add({ id, ...owner, upstream, createdMs: now() });
      if (added === 'taken')
        throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', 'found a file of somebody else');
    }
  };
}
