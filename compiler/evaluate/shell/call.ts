import { textDepthMax } from './limits.ts';
import { joinTexts, type ExpandedWord } from './expanded-word.ts';
import { complain, type Draft, type NamedValue, type Place, type Reader } from './reader.ts';
import type { OpaqueCause, ShellWord } from './reading.ts';
import { both, type Flow, isReachable, type State } from './state.ts';
import { settle } from './redirection.ts';

/** A command whose program is known by its bare name. */
export interface Call {
  readonly reader: Reader;
  readonly draft: Draft;
  readonly state: State;
  readonly name: string;
}

/** Takes off a wrapper, or does what a command of the shell itself does to the shell. */
export type Handler = (call: Call) => Flow;

/** Reports a command as it stands. */
export function emit(reader: Reader, draft: Draft, state: State): void {
  const [program, ...rest] = draft.words.map(({ word }) => word);
  if (program === undefined) return;
  const { input, inputText, via, environment } = draft.place;
  const words: readonly [ShellWord, ...ShellWord[]] = [program, ...rest];
  reader.findings.commands.push({
    words,
    environment: [...environment, ...draft.environment],
    redirections: draft.redirections,
    input,
    inputText,
    directories: isReachable(state) ? state.directories : null,
    via,
  });
}

/** Reports a command that does nothing to the shell. */
export function keep({ reader, draft, state }: Call): Flow {
  emit(reader, draft, state);
  return both(state);
}

/** Reports a command and says that it cannot be read. */
export function refuse(call: Call, reason: string, cause?: OpaqueCause): Flow {
  complain(call.reader, reason, cause);
  return keep(call);
}

/** What changes where a wrapper is taken off. */
export interface Unwrapping {
  readonly environment?: readonly NamedValue[];
  readonly redirections?: Draft['redirections'];
  readonly place?: Partial<Place>;
  /** Whether the command is still the shell's own, as behind `command`. */
  readonly isInShell?: boolean;
  readonly skipsFunctions?: boolean;
}

/** The command inside a wrapper. */
export function inside(
  { draft, name }: Call,
  words: readonly ExpandedWord[],
  change: Unwrapping = {},
): Draft {
  const { place } = draft;
  return {
    words,
    environment: [...draft.environment, ...(change.environment ?? [])],
    redirections: [...draft.redirections, ...(change.redirections ?? [])],
    place: { ...place, via: [...place.via, name], depth: place.depth + 1, ...change.place },
    isInShell: change.isInShell === true && draft.isInShell,
    skipsFunctions: change.skipsFunctions === true || draft.skipsFunctions,
  };
}

/** Runs the command inside a wrapper; what it does to its own process does not come back. */
export function runInside(call: Call, inner: Draft, state: State = call.state): Flow {
  if (inner.place.depth > textDepthMax)
    return refuse(call, 'Commands stand in commands too deep to be read.');
  if (inner.words.length === 0) return keep(call);
  const flow = call.reader.runDraft(inner, state);
  return inner.isInShell ? flow : both(call.state);
}

/** Walks a text that a wrapper hands to a shell, in that shell's state. */
export function walkInside(call: Call, text: string, inner: Draft, state: State): Flow {
  const { reader } = call;
  if (inner.place.depth > textDepthMax)
    return refuse(call, 'Texts stand in texts too deep to be read.');
  reader.findings.redirections.push(...settle(inner.redirections, call.state));
  const environment = [...inner.place.environment, ...inner.environment];
  return reader.walkText(text, state, { ...inner.place, environment });
}

/** The text that words make when they are joined; refuses what is not literal. */
export function literalText(words: readonly ExpandedWord[]): string | null {
  return words.length === 0 ? null : joinTexts(words);
}
