import type { File, Item } from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parse } from './parse.ts';
import { isShortCommand } from './print/command.ts';
import { putItem } from './print/item.ts';
import { Layout } from './print/layout.ts';
import type { Source } from './source.ts';

/**
 * The canonical text of a tree: two spaces of indentation, at most 100 columns where there is a
 * choice, clauses in one order, the author's paragraphs kept. Every comment is kept: at its line, at
 * its argument of a call, or, from inside what is printed as one piece, on a line of its own above it. Printing
 * the parsed result gives the same text.
 */
export function print(file: File): string {
  const layout = new Layout(file);
  const { edition, items } = file;
  if (edition !== undefined) {
    layout.line(0, { text: `edition ${edition.value}`, span: edition.span });
  }
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    const isClose = before !== undefined && isShort(item) && isShort(before);
    if (!isClose || item.kind !== before.kind) layout.blank();
    putItem(layout, item);
  }
  return layout.finish();
}

/** Items of one line, which may stand close together. */
function isShort(item: Item): boolean {
  if (item.kind === 'command') return isShortCommand(item);
  return ['import', 'let', 'tool', 'action'].includes(item.kind);
}

/** The canonical text of a source; absent when the source has errors. */
export interface Formatted {
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Lays out a source anew. A source with errors is left alone: what was not read would be lost. */
export function format(source: Source): Formatted {
  const { file, diagnostics } = parse(source);
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  return hasErrors ? { diagnostics } : { text: print(file), diagnostics };
}
