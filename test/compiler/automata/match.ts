import type { Automaton } from '../../../compiler/bundle/rules.ts';

/** Runs an automaton as its documentation in `rules.ts` says, without any table of our own. */
export function accepts(automaton: Automaton, text: string): boolean {
  let state = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const range = automaton.from.findLastIndex((start) => start <= unit);
    const column = automaton.class[range] ?? Number.NaN;
    state = automaton.next[state * automaton.classes + column] ?? Number.NaN;
  }
  return automaton.accept.includes(state);
}
