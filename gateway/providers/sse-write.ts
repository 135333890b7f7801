/** Line ends to some readers of event streams; JSON allows them in its strings as they are. */
const unicodeLineEnds = /[\u0085\u2028\u2029]/g;

/** JSON text of one line that no reader takes for several. */
export function escapeLineEnds(json: string): string {
  return json.replace(
    unicodeLineEnds,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An event of our own. `json` is one line of JSON whose `type` is `type`. */
export function writeEvent(type: string, json: string): string {
  return `event: ${type}\ndata: ${escapeLineEnds(json)}\n\n`;
}
