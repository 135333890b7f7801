import { quote } from '../../dsl/escape.ts';
import { isToolName, readToolName } from '../bundle/tool-name.ts';

/** A name that a declaration can hold, or why there is none: what was found and expected. */
export type NameReading =
  | { readonly ok: true; readonly server: string | undefined; readonly name: string }
  | { readonly ok: false; readonly message: string };

/**
 * The name of a tool as a declaration writes it. `mcp__server__tool` is taken apart; another name is
 * a tool of `server`, or a client's own where that is undefined.
 */
export function readOfferedName(text: string, server: string | undefined): NameReading {
  const words = server === undefined ? [text] : [server, text];
  const illegal = words.find((word) => !isToolName(word));
  if (illegal !== undefined) {
    const expected = '1 to 128 ASCII letters, digits, `_`, `.` or `-`';
    return { ok: false, message: `found the name ${quote(illegal)}, expected ${expected}` };
  }
  if (server !== undefined) return { ok: true, server, name: text };
  const parts = readToolName(text);
  if (parts !== undefined && parts.server !== null) {
    return { ok: true, server: parts.server, name: parts.tool };
  }
  const isTaken = text.startsWith('mcp__') || text.startsWith('sentrely_');
  if (!isTaken) return { ok: true, server: undefined, name: text };
  const expected = text.startsWith('mcp__') ? '`mcp__SERVER__TOOL`' : 'none that we answer in';
  return { ok: false, message: `found the name ${quote(text)}, expected ${expected}` };
}
