import type { ShellWord } from './reading.ts';

/** A word while its command is taken apart. */
export interface ExpandedWord {
  readonly word: ShellWord;
  /** How it begins for certain. */
  readonly start: string;
  /** Whether braces made it: a program that is written so is not taken for literal. */
  readonly isFromBraces: boolean;
  /** Whether it holds no expansion of its own, so that arithmetic may read it: digits, mostly. */
  readonly isPlain: boolean;
}

/** A word that says what it is. */
export function literalWord(text: string): ExpandedWord {
  return { word: { kind: 'text', text }, start: text, isFromBraces: false, isPlain: true };
}

/** A word of which nothing is known. */
export function unknownWord(maySplit: boolean): ExpandedWord {
  return { word: { kind: 'unknown', maySplit }, start: '', isFromBraces: false, isPlain: false };
}

/** The text of a word that is literal; null of another. */
export function textOf(word: ExpandedWord | undefined): string | null {
  return word?.word.kind === 'text' ? word.word.text : null;
}

/** The texts of words joined by a space, as `eval` does; null when one is not literal. */
export function joinTexts(words: readonly ExpandedWord[]): string | null {
  const texts = words.map(textOf);
  return texts.includes(null) ? null : texts.join(' ');
}

/** Whether it may be no word, or several. A set with an expansion in quotes is one word. */
export function mayBeSeveral({ word }: ExpandedWord): boolean {
  if (word.kind === 'unknown') return word.maySplit;
  return word.kind === 'set' && word.pieces.some(({ kind }) => kind !== 'text' && kind !== 'any');
}
