import { type Splice, spliceBytes } from '../../json/splice.ts';
import type { Frame } from '../sse.ts';
import { escapeLineEnds, writeEvent } from '../sse-write.ts';

const nothing = Buffer.alloc(0);

/**
 * A frame with parts of its JSON replaced; the frame as it came when there is nothing to replace.
 * `type` is the event's name, null where the dialect's events have none.
 */
export function rewriteFrame(
  { bytes, data }: Frame,
  type: string | null,
  splices: readonly Splice[],
): Buffer {
  if (splices.length === 0) return bytes;
  // A line feed in the data is JSON space: it joined two `data` lines.
  const json = spliceBytes(data ?? nothing, splices)
    .toString()
    .replaceAll('\n', ' ');
  return Buffer.from(type === null ? `data: ${escapeLineEnds(json)}\n\n` : writeEvent(type, json));
}
