import type { Piece } from './pieces.ts';

/** A word between blanks. */
export interface TemplateWord {
  readonly offset: number;
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** True of `--bucket {bucket}`, unless it begins the template. */
export function isOptionPair(words: readonly TemplateWord[], at: number): boolean {
  const [name, value] = [words[at], words[at + 1]];
  const isName = at > 0 && name !== undefined && /^-{1,2}[^-{}]/.test(name.text);
  return isName && value?.pieces.length === 1 && value.pieces[0]?.kind === 'variable';
}
