import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver';
import type { Diagnostic, Edit } from '../diagnostic.ts';
import { protocolDiagnostic } from './diagnostics.ts';
import type { PolicyFile } from './policy-file.ts';
import type { Program } from './program.ts';

/** Our kind of "fix all": only changes that are safe. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.sentrely`;

/** The changes that would mend what is found in a range, and one that makes all safe ones. */
export function codeActions(
  program: Program,
  file: PolicyFile,
  range: Range,
  only: readonly string[] | undefined,
): CodeAction[] {
  const found = program.findings.filter(({ span }) => span.file === file.source.file);
  const [start, end] = [file.offsetAt(range.start), file.offsetAt(range.end)];
  const touched = found.filter(({ span }) => span.start <= end && span.end >= start);
  const actions = [
    ...touched.flatMap((diagnostic) => quickFix(program, diagnostic)),
    ...fixAll(program, found),
  ];
  return actions.filter(({ kind = '' }) => wants(only, kind));
}

/** Kinds form a tree: who asks for `source` is given `source.fixAll` too. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  return only?.some((asked) => kind === asked || kind.startsWith(`${asked}.`)) ?? true;
}

function quickFix(program: Program, diagnostic: Diagnostic): readonly CodeAction[] {
  const { fix } = diagnostic;
  if (fix === undefined) return [];
  return [
    {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [protocolDiagnostic(program, diagnostic)],
      isPreferred: fix.safe,
      edit: { changes: program.changesOf(fix.edits) },
    },
  ];
}

function fixAll(program: Program, found: readonly Diagnostic[]): readonly CodeAction[] {
  const fixes = found.flatMap(({ fix }) => (fix?.safe === true ? [fix.edits] : []));
  const edits: Edit[] = [];
  for (const group of fixes) if (!group.some((edit) => clashes(edit, edits))) edits.push(...group);
  if (edits.length === 0) return [];
  const title = 'Apply every safe fix in this file';
  return [{ title, kind: fixAllKind, edit: { changes: program.changesOf(edits) } }];
}

function clashes({ span }: Edit, others: readonly Edit[]): boolean {
  return others.some(
    ({ span: other }) =>
      other.file === span.file && other.start <= span.end && span.start <= other.end,
  );
}
