import type { FormEntry, OptionEntry, ParamType, PositionalEntry } from '../bundle/rules.ts';
import { findMisplaced } from './order.ts';
import { type Piece, readPieces } from './pieces.ts';
import type { TemplateFault } from './template-fault.ts';
import { isOptionPair, type TemplateWord } from './template-word.ts';

/** A template as a rule set holds it, or the first thing that is wrong with it. */
export type ReadTemplate =
  | ({ readonly ok: true } & Pick<FormEntry, 'words' | 'positionals' | 'options'>)
  | { readonly ok: false; readonly fault: TemplateFault };

/**
 * Reads the template of a form: `push|p {remote?} {refspec...?: Refspec}`. Plain words come first and
 * may be spelt several ways. `--name {value}` behind them is an option that may stand anywhere; a word
 * with a dash that begins the template must stand there. Behind `--` no word is an option.
 */
export function readTemplate(text: string): ReadTemplate {
  const words: TemplateWord[] = [];
  for (const match of text.matchAll(wordOrPlaceholder)) {
    const read = readPieces(match[0], match.index);
    if (!read.ok) return read;
    words.push({ offset: match.index, text: match[0], pieces: read.pieces });
  }
  const fault = findMisplaced(words);
  return fault === undefined ? { ok: true, ...arrange(words) } : { ok: false, fault };
}

/** Blanks within braces do not end a word; an open brace runs to the end, where it is reported. */
const wordOrPlaceholder = /(?:\{[^}]*(?:\}|$)|[^\s{])+/g;

function arrange(
  from: readonly TemplateWord[],
): Pick<FormEntry, 'words' | 'positionals' | 'options'> {
  const options: OptionEntry[] = [];
  const operands: TemplateWord[] = [];
  for (let at = 0; at < from.length; at++) {
    const word = from[at];
    if (word === undefined) continue;
    if (isOptionPair(from, at)) options.push(optionOf(word.text, from[++at]?.pieces[0]));
    else operands.push(word);
  }
  const first = operands.findIndex((word) => !isLiteral(word));
  const split = first < 0 ? operands.length : first;
  return {
    words: operands.slice(0, split).map((word) => word.text.split('|')),
    positionals: operands.slice(split).map(positionalOf),
    options,
  };
}

function isLiteral({ pieces }: TemplateWord): boolean {
  return pieces.every(({ kind }) => kind === 'text');
}

function optionOf(name: string, piece: Piece | undefined): OptionEntry {
  const [type, variable] = piece?.kind === 'variable' ? [piece.type, piece.name] : [plain, null];
  return {
    names: name.split('|'),
    value: 'next',
    type,
    variable,
    role: 'plain',
    sets: [],
    does: [],
  };
}

const plain: ParamType = 'String';

function positionalOf({ pieces }: TemplateWord): PositionalEntry {
  const variables = pieces.filter((piece) => piece.kind === 'variable');
  return {
    pieces: pieces.map((piece) =>
      piece.kind === 'text'
        ? { kind: 'text', text: piece.text }
        : { kind: 'variable', name: piece.name, type: piece.type },
    ),
    optional: variables.some(({ optional }) => optional),
    repeats: variables.some(({ repeats }) => repeats),
  };
}
