const blockBytes = 64 * 1024;

/**
 * The same bytes in blocks of one size, the last one shorter. A client may send each byte by itself, and
 * every piece costs whoever reads and keeps it a hundred times as much. `take` is told of each piece
 * before it is kept, and refuses by throwing.
 */
export async function* inBlocks(
  pieces: AsyncIterable<Uint8Array>,
  take: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  let block = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  for await (const piece of pieces) {
    take(piece.length);
    for (let from = 0; from < piece.length; ) {
      const part = piece.subarray(from, from + blockBytes - filled);
      block.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < blockBytes) continue;
      yield block;
      block = Buffer.allocUnsafeSlow(blockBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
