/** Longest piece of user text in a message, in characters after escaping: it must fit a terminal line. */
const quotedLengthMax = 60;

/**
 * Characters that show nothing, look like a space or reorder what is shown: controls, format
 * characters (bidirectional controls, the byte order mark), separators, lone surrogates, code points
 * that are no characters (U+FFFE, U+FFFF), whatever
 * Unicode lets a program ignore (zero-width spaces, fillers, tags, selectors), and spaces other than
 * the ASCII one and the wide one of East Asian scripts.
 */
const hidden = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|(?![ \u3000])\p{Zs}`;
const everyHidden = new RegExp(hidden, 'gu');

/**
 * What policy text must not hold: all of these but tab, LF, CRLF, and behind a character beyond ASCII
 * the joiners and selectors without which some scripts and emoji cannot be written. Not a bare CR:
 * editors disagree whether it ends a comment.
 */
const joiner = String.raw`(?<=[^\0-\x7f])[\u200c\u200d\ufe0e\ufe0f]`;
const refused = new RegExp(String.raw`\r(?!\n)|(?![\t\r\n]|${joiner})(?:${hidden})`, 'gu');

/** A character and its offset in UTF-16 units. */
export interface FoundCharacter {
  readonly at: number;
  readonly character: string;
}

/** Every character that policy text must not hold, in order. A byte order mark may stand first. */
export function* refusedCharacters(text: string): Generator<FoundCharacter> {
  for (const match of text.matchAll(refused)) {
    if (match.index > 0 || match[0] !== '\ufeff') yield { at: match.index, character: match[0] };
  }
}

/** True if a piece from within policy text holds such a character. */
export function hasRefused(text: string): boolean {
  return text.search(refused) >= 0;
}

/** One character as `\u{202e}`. */
function codePointEscape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Text with every character that a reader could not see written as `\u{...}`. */
export function escapeHidden(text: string): string {
  return text.replace(everyHidden, codePointEscape);
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  // A backtick would end the quotation, in a terminal for the eye and in Markdown for good.
  if (character === '`') return codePointEscape(character);
  return escapeHidden(character);
}

/**
 * User text for a message: in backticks, escaped, cut at 60 characters with an ellipsis. Every
 * message of every folder that shows text of a policy or of a call uses this.
 */
export function quote(text: string): string {
  let shown = '';
  for (const character of text) {
    const next = escapeCharacter(character);
    if (shown.length + next.length > quotedLengthMax) return `\`${shown}…\``;
    shown += next;
  }
  return `\`${shown}\``;
}

function escapeInString(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  return codePointEscape(character);
}

const special = /["\\\t\r\n]/g;
const specialOrHidden = new RegExp(`${special.source}|${hidden}`, 'gu');

/** Well-formed text as a string literal of the language, which reads back as the same text. */
export function stringLiteral(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`; // Most are plain, and this is quick.
  // Joiners stay readable, unless something else has to be escaped beside them.
  const escaped = hasRefused(text) ? specialOrHidden : special;
  return `"${text.replace(escaped, escapeInString)}"`;
}
