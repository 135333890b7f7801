import type { Range, WorkspaceEdit } from 'vscode-languageserver';
import type { Edit } from '../diagnostic.ts';
import { quote, stringLiteral } from '../escape.ts';
import { nameText } from '../print/text.ts';
import { isReserved } from '../tokens.ts';
import { type Cursor, occurrenceAt } from './cursor.ts';
import type { PlacedOccurrence, Program } from './program.ts';
import { type Occurrence, type PolicySymbol, symbolKey } from './symbols.ts';

/** A rename, or one line that says why it is not made. */
export type Renaming = { readonly edit: WorkspaceEdit } | { readonly refusal: string };

const bareName = /^[A-Za-z_][A-Za-z0-9_-]*$/;
/** The kernel's law for tools and servers: see docs/reference/language.md. */
const toolName = /^[A-Za-z0-9_.-]{1,128}$/;

/** What would be renamed, and how it is called now; null where nothing has a name. */
export function renameTarget(
  cursor: Cursor,
): { readonly range: Range; readonly placeholder: string } | null {
  const occurrence = occurrenceAt(cursor);
  const name = occurrence?.symbols[0]?.name;
  if (occurrence === undefined || name === undefined) return null;
  return { range: cursor.file.rangeOf(occurrence.span), placeholder: name };
}

/**
 * Renames the thing under the cursor in every file. Refused where the program would come to say
 * something else: the name is taken, a pattern would stop or begin to match, or a file cannot be
 * read whole, so that a place may have been missed.
 */
export function rename(cursor: Cursor, name: string): Renaming | null {
  const occurrence = occurrenceAt(cursor);
  if (occurrence === undefined) return null;
  const { program } = cursor;
  const symbols = together(program, occurrence.symbols);
  const places = program.occurrencesOf(symbols);
  const refusal =
    brokenFile(program) ??
    builtIn(program, places) ??
    fromLibrary(program, places) ??
    illegal(symbols, places, name) ??
    taken(program, symbols, name) ??
    matchedAnew(program, symbols, name);
  if (refusal !== undefined) return { refusal };
  const edits = places.map(({ span, spelling }): Edit => ({ span, text: spell(name, spelling) }));
  return { edit: { changes: program.changesOf(edits) } };
}

/** A field of two tools ties their arguments: one cannot be renamed without the other. */
function together(program: Program, symbols: readonly PolicySymbol[]): readonly PolicySymbol[] {
  const found = new Map(symbols.map((symbol) => [symbolKey(symbol), symbol]));
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const { symbols: tied } of program.occurrencesOf([...found.values()])) {
      for (const symbol of tied) found.set(symbolKey(symbol), symbol);
    }
  }
  return [...found.values()];
}

function brokenFile({ files }: Program): string | undefined {
  const broken = files.find(({ isBroken }) => isBroken);
  if (broken === undefined) return undefined;
  return `mend the syntax of ${quote(broken.source.file)} first: names in it may be missed`;
}

function builtIn(program: Program, places: readonly PlacedOccurrence[]): string | undefined {
  const isBuiltIn = places.some(({ file }) => program.isBuiltIn(file));
  return isBuiltIn ? 'it is part of the language, and cannot be changed' : undefined;
}

function fromLibrary(
  { libraries }: Program,
  places: readonly PlacedOccurrence[],
): string | undefined {
  const library = places.find(({ file }) => libraries.includes(file))?.file;
  return library && `it is declared in ${quote(library.source.file)}, which cannot be changed`;
}

function illegal(
  symbols: readonly PolicySymbol[],
  places: readonly Occurrence[],
  name: string,
): string | undefined {
  const isTool = symbols.some(({ kind }) => kind === 'tool' || kind === 'server');
  if (isTool && !toolName.test(name)) {
    return `found ${quote(name)}, expected up to 128 ASCII letters, digits, \`_\`, \`-\` and \`.\``;
  }
  const mustBeBare = places.some(({ spelling }) => spelling === 'name' || spelling === 'bare');
  if (mustBeBare && !bareName.test(name)) {
    return `found ${quote(name)}, expected ASCII letters, digits, \`_\` and \`-\` after a letter`;
  }
  const mustBeFree = places.some(({ spelling }) => spelling === 'name');
  if (mustBeFree && isReserved(name)) return `${quote(name)} is a word of the language`;
  return name === '' || !name.isWellFormed() ? `found ${quote(name)}, expected a name` : undefined;
}

function taken(
  program: Program,
  symbols: readonly PolicySymbol[],
  name: string,
): string | undefined {
  const renamed = symbols.map((symbol) => ({ ...symbol, name }));
  const others = program.occurrencesOf(renamed.filter((_, at) => symbols[at]?.name !== name));
  const [first] = others;
  if (first === undefined) return undefined;
  const line = first.file.lineOf(first.span.start) + 1;
  return `${quote(name)} is already named at ${quote(`${first.file.source.file}:${line}`)}`;
}

/** An agent that a pattern no longer matches would silently fall out of a policy or a guard. */
function matchedAnew(
  { layers, toolchain }: Program,
  [symbol]: readonly PolicySymbol[],
  name: string,
): string | undefined {
  if (symbol?.kind !== 'agent') return undefined;
  const patterns = layers.flatMap(({ agents = [] }) => agents.filter(({ isPattern }) => isPattern));
  const changed = patterns.find(
    ({ text }) => toolchain.matches(text, symbol.name) !== toolchain.matches(text, name),
  );
  if (changed === undefined) return undefined;
  return `the pattern ${quote(changed.text)} matches only one of the names: a block would change whom it is for`;
}

function spell(name: string, spelling: PlacedOccurrence['spelling']): string {
  if (spelling === 'word') return nameText(name);
  return bareName.test(name) ? name : stringLiteral(name);
}
