import type { TextEdit } from 'vscode-languageserver';
import { format } from '../print.ts';
import type { PolicyFile } from './policy-file.ts';

/** The edit that gives a file its canonical layout; null where it has errors and is left alone. */
export function formattingEdits(file: PolicyFile): TextEdit[] | null {
  const { text } = format(file.source);
  if (text === undefined) return null;
  const old = file.source.text;
  if (text === old) return [];
  // Only the differing middle is replaced, so that cursors and marks elsewhere stay.
  const start = commonStart(old, text);
  const tail = commonEnd(old.slice(start), text.slice(start));
  const range = file.rangeOf({ start, end: old.length - tail });
  return [{ range, newText: text.slice(start, text.length - tail) }];
}

/** Whole lines, so that no character and no CRLF is cut in two. */
function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return a.lastIndexOf('\n', at - 1) + 1;
}

function commonEnd(a: string, b: string): number {
  let count = 0;
  while (count < a.length && count < b.length && a.at(-1 - count) === b.at(-1 - count)) count++;
  const line = a.indexOf('\n', a.length - count);
  return line < 0 ? 0 : a.length - line - 1;
}
