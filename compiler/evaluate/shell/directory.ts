import { type ExpandedWord, textOf } from './expanded-word.ts';
import type { Draft } from './reader.ts';
import { type Flow, moveTo, type State } from './state.ts';

/** Where `cd`, `pushd` and `popd` lead: on success there, on failure nowhere else. */
export function changeDirectory({ words }: Draft, state: State): Flow {
  const [program, ...rest] = words;
  const target = textOf(program) === 'popd' ? null : targetOf(rest);
  return { success: moveTo(state, target === null ? null : goTo(state, target)), failure: state };
}

/** The literal directory that is named; null for another, for none, and for those of a stack. */
function targetOf(words: readonly ExpandedWord[]): string | null {
  const texts = words.map(textOf);
  const start = texts.findIndex((text) => text === null || !/^-[LPqs]+$/.test(text));
  const operands = start < 0 ? [] : texts.slice(start);
  const [target, more] = operands[0] === '--' ? operands.slice(1) : operands;
  if (target === undefined || target === null || more !== undefined) return null;
  return /^(?:[-+~]|$)/.test(target) ? null : target;
}

/**
 * The directories that a path leads to from those of a state, unfolded: `/app/src/..`. A set of
 * files or a link that is not seen from here is no part of it.
 */
export function goTo({ directories }: State, target: string): readonly string[] | null {
  if (target.startsWith('/')) return [target];
  if (target.startsWith('~')) return null;
  return (
    directories?.map((entry) =>
      target === '.' ? entry : `${entry.replace(/\/$/, '')}/${target}`,
    ) ?? null
  );
}
