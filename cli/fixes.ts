import type { Edit, Finding } from '../dsl/diagnostic.ts';
import { format } from '../dsl/print.ts';
import type { Source } from '../dsl/source.ts';

/** Sources with all safe fixes made that do not touch each other, and how many these were. */
export function applyFixes(
  findings: readonly Finding[],
  sources: readonly Source[],
): { readonly changed: readonly Source[]; readonly count: number } {
  const changed: Source[] = [];
  let count = 0;
  for (const source of sources) {
    const fixes = findings.flatMap(({ fix }) =>
      fix?.safe === true && fix.edits.every(({ span }) => span.file === source.file) ? [fix] : [],
    );
    const edits: Edit[] = [];
    for (const fix of fixes) {
      if (fix.edits.some((edit) => edits.some((other) => isTouching(edit, other)))) continue;
      edits.push(...fix.edits);
      count++;
    }
    if (edits.length > 0) changed.push({ ...source, text: laidOut(source, edited(source, edits)) });
  }
  return { changed, count };
}

function isTouching({ span: one }: Edit, { span: other }: Edit): boolean {
  return one.start <= other.end && other.start <= one.end;
}

function edited({ text }: Source, edits: readonly Edit[]): string {
  const backwards = edits.toSorted((one, other) => other.span.start - one.span.start);
  return backwards.reduce(
    (left, { span, text: piece }) => left.slice(0, span.start) + piece + left.slice(span.end),
    text,
  );
}

/** A file that had the canonical layout keeps it. */
function laidOut(before: Source, text: string): string {
  if (format(before).text !== before.text) return text;
  return format({ ...before, text }).text ?? text;
}
