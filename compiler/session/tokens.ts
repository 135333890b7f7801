/** Tokens that one value may be made of: a name, a sentence of a subject line. */
const tokensMax = 12;

/** What stands around a word in a sentence and is no part of it. */
const opening = /^[("'`<[{«„“‘]+/u;
const closing = /[)"'`>\]}»“”’.,;:!?]+$/u;

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
  const tokens = [...text.matchAll(/\S+/gu)].map(tokenOf);
  for (const [at, { starts }] of tokens.entries()) {
    for (const { ends } of tokens.slice(at, at + tokensMax)) {
      for (const start of starts) {
        for (const end of ends) if (end > start) yield text.slice(start, end);
      }
    }
  }
}

function tokenOf({ 0: word, index }: RegExpMatchArray & { index: number }): Token {
  const before = opening.exec(word)?.[0].length ?? 0;
  const after = closing.exec(word)?.[0].length ?? 0;
  const end = index + word.length;
  return {
    starts: [...new Set([index, index + before])],
    // One sign after another: `a.b.` may end in a stop or be one.
    ends: Array.from({ length: after + 1 }, (_, off) => end - off),
  };
}
