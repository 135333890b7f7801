/** Line ends to some readers of event streams; JSON allows them in its strings as they are. */
const unicodeLineEnds = /[\u0085\u2028\u2029]/g;

/** An event of our own. `json` is one line of JSON whose `type` is `type`. */
export function writeEvent(type: string, json: string): string {
  const line = json.replace(
    unicodeLineEnds,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `event: ${type}\ndata: ${line}\n\n`;
}

/** Keeps a client waiting: clients count events, not comments. */
export const ping: Buffer = Buffer.from(writeEvent('ping', '{"type": "ping"}'));
