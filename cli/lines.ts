const lineFeed = 0x0a;

/**
 * Splits a stream of bytes at line feeds; the last line needs none. A line longer than `bytesMax`
 * is handed out cut, one byte over the cap, so that its reader can refuse it with its number.
 */
export async function* linesOf(
  input: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<Uint8Array> {
  let open: Uint8Array[] = [];
  let length = 0;
  const keep = (piece: Uint8Array) => {
    const room = bytesMax + 1 - length;
    if (room > 0) open.push(piece.subarray(0, room));
    length += piece.length;
  };
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      keep(chunk.subarray(start, end));
      yield Buffer.concat(open);
      open = [];
      length = 0;
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) yield Buffer.concat(open);
}
