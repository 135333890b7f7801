import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { editorToolchain } from '../../../cli/editor-toolchain.ts';
import { codeActions } from '../../../dsl/editor/code-actions.ts';
import { codeLenses } from '../../../dsl/editor/code-lenses.ts';
import { completionsAt } from '../../../dsl/editor/completion.ts';
import { cursorAt } from '../../../dsl/editor/cursor.ts';
import { definitionsAt } from '../../../dsl/editor/definition.ts';
import { diagnosticsOf } from '../../../dsl/editor/diagnostics.ts';
import { documentSymbols } from '../../../dsl/editor/document-symbols.ts';
import { foldingRanges } from '../../../dsl/editor/folding.ts';
import { formattingEdits } from '../../../dsl/editor/formatting.ts';
import { hoverAt } from '../../../dsl/editor/hover.ts';
import { inlayHints } from '../../../dsl/editor/inlay-hints.ts';
import { referencesAt } from '../../../dsl/editor/references.ts';
import { rename } from '../../../dsl/editor/rename.ts';
import { semanticTokens } from '../../../dsl/editor/semantic-tokens.ts';
import { type Place, Workspace } from '../../../dsl/editor/workspace.ts';
import { workspaceSymbols } from '../../../dsl/editor/workspace-symbols.ts';
import { strays } from '../faults.ts';
import { declarations } from './cursor.ts';

const edits = 2000;
const names = ['a.sentrely', 'b.sentrely', 'sub/c.sentrely'];
const uriOf = (name: string): string => `file:///p/${name}`;

/** Numbers in [0, below), the same in every run (Lehmer, "Mathematical methods", 1951). */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % below;
  };
}

const pieces = [
  ...strays,
  '\r\n',
  '\r',
  '\n',
  '"',
  '//',
  '\u{1f600}',
  '\ud83d',
  '\u202e',
  '\ufeff',
  'é',
];

function newWorkspace(disk: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace({
    toolchain: editorToolchain(),
    read: () => Object.entries(disk).map(([file, text]) => ({ file, text })),
    onUnreadable: (message) => expect.fail(message),
  });
  workspace.setRoots(['file:///p']);
  return workspace;
}

/** Everything that can be asked at a place, as one value. */
function answers({ program, file }: Place, at: { line: number; character: number }): unknown {
  const cursor = cursorAt(program, file, at);
  const range = { start: { line: 0, character: 0 }, end: at };
  return [
    diagnosticsOf(program, file),
    completionsAt(cursor, true),
    hoverAt(cursor),
    definitionsAt(cursor),
    referencesAt(cursor, { includeDeclaration: true }),
    rename(cursor, 'fresh'),
    documentSymbols(file),
    workspaceSymbols(program, 'e'),
    semanticTokens(file),
    foldingRanges(file),
    formattingEdits(file),
    codeActions(program, file, range, undefined),
    inlayHints(program, file, range),
    codeLenses(file, undefined),
  ];
}

test(`after each of ${edits} random edits nothing throws, and it is as if read anew`, () => {
  const roll = dice(20_261_124);
  const disk = { 'b.sentrely': declarations };
  const workspace = newWorkspace(disk);
  const documents = new Map(
    names.map((name) => [name, TextDocument.create(uriOf(name), 'sentrely', 0, declarations)]),
  );
  for (let step = 0; step < edits; step++) {
    const name = names[roll(names.length)] ?? '';
    const document = documents.get(name);
    if (document === undefined) throw new Error('every name has a document');
    const position = () => document.positionAt(roll(document.getText().length + 1));
    const start = position();
    const end = document.positionAt(document.offsetAt(start) + roll(12));
    const text = ` ${pieces[roll(pieces.length)]}`.slice(roll(2));
    // Now and then all is typed anew, so that the text does not only decay.
    const change = roll(40) === 0 ? { text: declarations } : { range: { start, end }, text };
    documents.set(name, TextDocument.update(document, [change], step));
    if (roll(25) === 0) workspace.close(uriOf(name));
    else workspace.open(uriOf(name), document.getText());
    const place = workspace.find(uriOf(name));
    const at = position();
    // Everything is asked often enough; to ask it always would take half a minute.
    const asked =
      place && (step % 5 === 0 ? answers(place, at) : diagnosticsOf(place.program, place.file));
    expect(asked === undefined).toBe(place === undefined);
    if (step % 100 !== 0) continue;
    const fresh = newWorkspace(disk);
    for (const each of names) {
      const open = workspace.find(uriOf(each));
      if (open !== undefined) fresh.open(uriOf(each), open.file.source.text);
    }
    for (const each of names) {
      const at = { line: roll(40), character: roll(60) };
      const [known, anew] = [workspace.find(uriOf(each)), fresh.find(uriOf(each))];
      expect(known && answers(known, at)).toEqual(anew && answers(anew, at));
    }
  }
}, 120_000);
