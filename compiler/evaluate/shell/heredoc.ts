import type { HereDoc } from './syntax.ts';

/** The text of a here-document as its command reads it; null with expansions or without an end. */
export function hereDocumentText({ body, closing, delimiter, operator }: HereDoc): string | null {
  if (closing === undefined || delimiter === undefined) return null;
  const text = operator === '<<-' ? body.text.replace(/^\t+/gm, '') : body.text;
  if (delimiter.quoted) return text;
  if (body.parts?.some(({ type }) => type !== 'Literal') === true) return null;
  return text.replace(/\\([$`\\]|\n)/g, (_, sign: string) => (sign === '\n' ? '' : sign));
}
