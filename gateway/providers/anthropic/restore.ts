import { openTombstone, type SealKeys } from '../../enforce/tombstone.ts';
import { argumentsDefect } from '../../json/arguments.ts';
import { type Splice, spliceBytes } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import type { RestoredRequest } from '../dialect.ts';
import { rewriteCall } from './call-block.ts';
import type { MessagesRequest } from './request.ts';
import type { TombstonePlace } from './tombstone-places.ts';

/**
 * Puts back the calls that tombstones stand for, and the reason as their failed result. Every other
 * byte stays as it came, so that the provider sees the history that it wrote: its caches and the
 * signatures of thinking depend on that. The same request always gives the same bytes.
 */
export function restoreRequest(
  body: Buffer,
  request: MessagesRequest,
  keys: SealKeys,
  tenant: string,
): RestoredRequest {
  const splices: Splice[] = [];
  let restored = 0;
  for (const place of request.tombstones) {
    const call = open(place, keys, tenant);
    if (call === 'broken') continue;
    restored++;
    const { name, argumentsText, reason } = call;
    // Arguments with a defect may break the whole request; a client would have sent none for them.
    const input = argumentsDefect(argumentsText) === null ? argumentsText : '{}';
    splices.push(...rewriteCall(place.block, { name, input }));
    splices.push(...place.results.flatMap((result) => failedResult(result, reason)));
  }
  const broken = request.tombstones.length - restored;
  return { body: spliceBytes(body, splices), restored, broken };
}

function open(
  { callId, kind, block }: TombstonePlace,
  keys: SealKeys,
  tenant: string,
): ReturnType<typeof openTombstone> {
  const input = block.get('input');
  const [original, reason, seal] = ['original', 'reason', 'seal'].map(
    (key) => input?.get(key)?.text,
  );
  return openTombstone(keys, { tenant, callId, kind, original, reason, seal });
}

function failedResult(result: JsonValue, reason: string): readonly Splice[] {
  const content = result.get('content');
  const isError = result.get('is_error');
  const text = JSON.stringify(reason);
  const added = [
    ...(content === undefined ? [`"content":${text}`] : []),
    ...(isError === undefined ? ['"is_error":true'] : []),
  ];
  return [
    ...(content === undefined ? [] : [content.replacedBy(text)]),
    ...(isError === undefined ? [] : [isError.replacedBy('true')]),
    { start: result.endInside, end: result.endInside, text: added.map((x) => `,${x}`).join('') },
  ];
}
