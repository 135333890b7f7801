import { lex } from '../../dsl/lex.ts';
import { strays } from '../dsl/faults.ts';
import type { Chance } from './chance.ts';

/** Longest text that is made: longer ones are cut, so that one input cannot take the whole time. */
const inputLengthMax = 40_000;

/** Characters that readers of text stumble over. */
const awkward: readonly [string, ...string[]] = [
  '\0',
  '\r',
  '\u2028',
  '\u202e',
  '\ufeff',
  '\ud800',
  '\uffff',
  '"',
  '\\',
  '{',
  '(',
  '[',
  '//',
  '\t',
  'ё',
  '𝒜',
  '9'.repeat(40),
  '**/'.repeat(12),
];

/** Makes endless texts near to legal ones, and some that are near to nothing. */
export function inputFrom(chance: Chance, corpus: readonly [string, ...string[]]): string {
  let text = chance.of(corpus);
  const steps = 1 + chance.below(6);
  for (let step = 0; step < steps; step++) text = change(text, chance, corpus);
  return text.slice(0, inputLengthMax);
}

function change(text: string, chance: Chance, corpus: readonly [string, ...string[]]): string {
  const from = chance.below(text.length + 1);
  const to = Math.min(text.length, from + chance.below(60));
  switch (chance.below(9)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, from) + chance.of(awkward) + text.slice(from);
    case 2:
      return text.slice(0, to) + text.slice(from);
    case 3:
      return (
        text.slice(0, from) + text.slice(from, to).repeat(1 + chance.below(200)) + text.slice(to)
      );
    case 4: {
      const other = chance.of(corpus);
      return text.slice(0, from) + other.slice(chance.below(other.length + 1));
    }
    case 5:
      return `${text}\n${chance.of(corpus)}`;
    case 6:
      return nest(text, from, chance);
    default:
      return changeToken(text, chance);
  }
}

/** Brackets in brackets: what makes parsers run out of stack. */
function nest(text: string, at: number, chance: Chance): string {
  const depth = 1 + chance.below(3000);
  const [open, close] = chance.of([
    ['(', ')'],
    ['[', ']'],
    ['{ ', ' }'],
    ['not ', ''],
    ['not (', ')'],
    ['.a.', ''],
  ]);
  return text.slice(0, at) + open.repeat(depth) + close.repeat(depth) + text.slice(at);
}

/** One word is lost, doubled, replaced by another, or takes the place of its neighbour. */
function changeToken(text: string, chance: Chance): string {
  const { tokens } = lex({ file: 'fuzz', text });
  const token = tokens[chance.below(tokens.length)];
  if (token === undefined) return text;
  const end = token.startOffset + token.image.length;
  const other = tokens[chance.below(tokens.length)]?.image ?? '';
  const stray = strays[chance.below(strays.length)] ?? '';
  const middle = chance.of([
    '',
    stray,
    other,
    `${token.image} ${stray}`,
    `${stray} ${token.image}`,
  ]);
  return `${text.slice(0, token.startOffset)}${middle} ${text.slice(end)}`;
}
