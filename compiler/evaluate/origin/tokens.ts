/** Tokens that one value may be made of: a name, a sentence of a subject line. */
const tokensMax = 12;

/** Signs after a word that may or may not be of it: the time a text takes must stay in its length. */
const signsMax = 8;

/** What stands around a word in a sentence and is no part of it. */
const opening = /^[("'`<[{«„“‘]+/u;
const closing: ReadonlySet<string> = new Set(')"\'`>]}»“”’.,;:!?');

/** A word of a text: where it may begin and end, with what stands around it and without. */
interface Token {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * Every piece of a text that is whole tokens: what stands between blanks, and the same without the
 * quotes, brackets and full stops around it. A value that is one of these was written there as a
 * whole; one that is part of a longer word was not.
 */
export function* tokenRuns(text: string): Generator<string> {
  const tokens = tokensOf(text);
  for (let words = 1; words <= tokensMax; words++) yield* runsOf(text, tokens, words);
}

/** The pieces of so many words; none where a value has more than any may have. */
export function* tokenRunsOf(text: string, words: number): Generator<string> {
  if (words <= tokensMax) yield* runsOf(text, tokensOf(text), words);
}

/** How many words a text has. */
export function wordsIn(text: string): number {
  return text.match(/\S+/gu)?.length ?? 0;
}

function* runsOf(text: string, tokens: readonly Token[], words: number): Generator<string> {
  for (let at = 0; at + words <= tokens.length; at++) {
    const ends = tokens[at + words - 1]?.ends ?? [];
    for (const start of tokens[at]?.starts ?? []) {
      for (const end of ends) if (end > start) yield text.slice(start, end);
    }
  }
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(/\S+/gu)].map(tokenOf);
}

function tokenOf({ 0: word, index }: RegExpMatchArray & { index: number }): Token {
  const before = opening.exec(word)?.[0].length ?? 0;
  const after = closedBy(word);
  const end = index + word.length;
  return {
    starts: [...new Set([index, index + before])],
    // One sign after another: `a.b.` may end in a stop or be one.
    ends: Array.from({ length: after + 1 }, (_, off) => end - off),
  };
}

/** How many signs at the end of a word may be no part of it. */
function closedBy(word: string): number {
  let signs = 0;
  while (signs < signsMax && closing.has(word.charAt(word.length - 1 - signs))) signs++;
  return signs;
}
