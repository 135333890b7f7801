/** What a comment can order. Only `approve` and `deny` are carried out in this version. */
export type Verb = 'approve' | 'deny' | 'pause' | 'break-glass';

/** A command, read from the first line of a comment. */
export interface Command {
  readonly verb: Verb;
  readonly request: string;
  /** 12 to 64 lower-case hex digits. */
  readonly digestPrefix: string;
  /** What stood after the digest; stored, never interpreted. */
  readonly reason: string;
}

const grammar =
  /^\/sentrely (approve|deny|pause|break-glass) (a_[0-9a-z]{26}) ([0-9a-f]{12,64})(?: (.{0,500}))?$/;

/** What a reader cannot see may not be part of an order: controls, zero width, direction marks. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The command of a comment, or undefined when it is only text. The first line counts, from its
 * first column; it ends at the first CRLF or LF (the web editor of GitHub stores CRLF). Quotes, code
 * and whatever follows need no Markdown parser: they are not that line.
 */
export function parseCommand(body: string): Command | undefined {
  const [line = ''] = body.split(/\r\n|\n/, 1);
  if (unseen.test(line)) return undefined;
  const [, verb, request, digestPrefix, reason] = grammar.exec(line) ?? [];
  if (verb === undefined || request === undefined || digestPrefix === undefined) return undefined;
  return { verb: verb as Verb, request, digestPrefix, reason: reason ?? '' };
}
