import type { Range } from 'vscode-languageserver';
import { type Position, TextDocument } from 'vscode-languageserver-textdocument';
import type { File } from '../ast.ts';
import { type Lexed, lex } from '../lex.ts';
import { type Parsed, parse } from '../parse.ts';
import type { Source, Span } from '../source.ts';
import { occurrencesIn } from './occurrences.ts';
import type { Occurrence } from './symbols.ts';

/**
 * One text of one file with everything derived from it, each derived once and on demand. A changed
 * text is another PolicyFile, so nothing here is ever stale.
 */
export class PolicyFile {
  readonly uri: string;
  readonly source: Source;
  readonly #lines: TextDocument;
  #parsed: Parsed | undefined;
  #lexed: Lexed | undefined;
  #occurrences: readonly Occurrence[] | undefined;

  constructor(uri: string, source: Source) {
    this.uri = uri;
    this.source = source;
    this.#lines = TextDocument.create(uri, 'sentrely', 0, source.text);
  }

  get parsed(): Parsed {
    this.#parsed ??= parse(this.source);
    return this.#parsed;
  }

  get tree(): File {
    return this.parsed.file;
  }

  get lexed(): Lexed {
    this.#lexed ??= lex(this.source);
    return this.#lexed;
  }

  get occurrences(): readonly Occurrence[] {
    this.#occurrences ??= occurrencesIn(this.tree, this.lexed.tokens);
    return this.#occurrences;
  }

  /** True if the text could not be read whole, so that names in it may have been missed. */
  get isBroken(): boolean {
    return this.parsed.diagnostics.some(({ severity }) => severity === 'error');
  }

  /** Lines from 0, characters in UTF-16 units, as the protocol counts. */
  rangeOf({ start, end }: Pick<Span, 'start' | 'end'>): Range {
    return { start: this.#lines.positionAt(start), end: this.#lines.positionAt(end) };
  }

  /** A position beyond its line is the end of the line; beyond the text, its end. */
  offsetAt(position: Position): number {
    return this.#lines.offsetAt(position);
  }

  /** True if only space is before an offset on its line. */
  beginsLine(offset: number): boolean {
    const { line } = this.#lines.positionAt(offset);
    const start = this.#lines.offsetAt({ line, character: 0 });
    return this.textOf({ start, end: offset }).trim() === '';
  }

  lineOf(offset: number): number {
    return this.#lines.positionAt(offset).line;
  }

  textOf({ start, end }: Pick<Span, 'start' | 'end'>): string {
    return this.source.text.slice(start, end);
  }
}
