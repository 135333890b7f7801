import { suggest } from '../../dsl/suggest.ts';
import { type Mender, replace, textAt } from './place.ts';

/** What the help of a finding asks about: ``did you mean `x`?``. */
export const wordMeant: Mender = (place) => {
  const meant = /^did you mean `([^`]+)`\?$/.exec(place.finding.help ?? '')?.[1];
  return meant === undefined ? undefined : replace(place, meant);
};

/** One of some words, by another word for it, by its beginning or because it is spelled nearly so. */
export function oneOf(
  words: readonly string[],
  synonyms: Readonly<Record<string, string>>,
): Mender {
  const meanings = new Map(Object.entries(synonyms));
  return (place) => {
    const found = textAt(place, place.finding.span);
    const begun = words.find((word) => found.toLowerCase().startsWith(word.toLowerCase()));
    const word = meanings.get(found.toLowerCase()) ?? begun ?? suggest(found, words);
    return word === undefined ? undefined : replace(place, word);
  };
}
