import { assert } from '../assert.ts';
import type { IToken, TokenType } from '../tokens.ts';
import { type Sequence, productions } from './productions.ts';

/** One entry into a rule of the grammar, and the entry that it was made from. */
export interface Call {
  readonly rule: string;
  readonly parent: Call | undefined;
}

/** A token that was read, and in which call; the list goes back to the first one. */
export interface Trace {
  readonly token: IToken;
  readonly call: Call;
  readonly before: Trace | undefined;
}

/** A type of token, by name, that may stand at the cursor, in which call, and what was read before. */
export interface Expectation {
  readonly type: string;
  readonly call: Call;
  readonly trace: Trace | undefined;
}

/** A place in the grammar: in a sequence, and where to go on behind it. */
interface Place {
  readonly sequence: Sequence;
  readonly at: number;
  readonly call: Call;
  readonly behind: Place | undefined;
}

/** An expectation, and where to go on once it is met. */
interface Waiting extends Expectation {
  readonly next: Place;
}

/**
 * What may follow some tokens, read from the start of a rule. Chevrotain no longer says this, and its
 * parser could not, since the text ends in the middle. All ways to read the tokens are followed at
 * once; the grammar needs two tokens to choose, so there are never many. A token that nothing waits
 * for ends whatever encloses it and does not wait for it either; if all do, it is passed by.
 */
export function expectationsAfter(tokens: readonly IToken[], rule: string): readonly Expectation[] {
  let waiting = [...waitingAt(entry(rule, undefined, undefined), undefined)];
  for (const token of tokens) {
    const met = meet(waiting, token);
    const places = met.length > 0 ? met : meetOutside(waiting, token);
    if (places.length === 0) continue;
    waiting = places.flatMap(({ next, call, trace }) => [
      ...waitingAt(next, { token, call, before: trace }),
    ]);
  }
  return waiting;
}

function meet(waiting: readonly Waiting[], { tokenType }: IToken): readonly Waiting[] {
  return waiting.filter(({ type }) => isOf(tokenType, type));
}

/** Whether a type of token is the named one, or belongs to it. */
function isOf(type: TokenType, name: string): boolean {
  return type.name === name || (type.CATEGORIES ?? []).some((category) => isOf(category, name));
}

/** The innermost places around those that wait, at which a token may come. */
function meetOutside(waiting: readonly Waiting[], token: IToken): readonly Waiting[] {
  let level = new Map(waiting.map(({ next, trace }) => [next.behind, trace]));
  while (level.size > 0) {
    const met = meet(
      [...level].flatMap(([place, trace]) => [...waitingAt(place, trace)]),
      token,
    );
    if (met.length > 0) return met;
    level = new Map([...level].flatMap(([place, trace]) => (place ? [[place.behind, trace]] : [])));
  }
  return [];
}

function entry(rule: string, parent: Call | undefined, behind: Place | undefined): Place {
  const sequence = productions.get(rule);
  assert(sequence !== undefined, 'the grammar has every rule that it names');
  return { sequence, at: 0, call: { rule, parent }, behind };
}

/** Every token that may come next at a place. */
function* waitingAt(place: Place | undefined, trace: Trace | undefined): Generator<Waiting> {
  if (place === undefined) return;
  const { sequence, at, call, behind } = place;
  const production = sequence[at];
  if (production === undefined) {
    yield* waitingAt(behind, trace);
    return;
  }
  const next = { ...place, at: at + 1 };
  switch (production.kind) {
    case 'token':
      yield { type: production.type, call, trace, next };
      break;
    case 'rule':
      yield* waitingAt(entry(production.name, call, next), trace);
      break;
    case 'choice':
      for (const each of production.among) {
        yield* waitingAt({ sequence: each, at: 0, call, behind: next }, trace);
      }
      break;
    default: {
      const again = production.kind === 'repeated' ? place : next;
      const inner = { sequence: production.sequence, at: 0, call, behind: again };
      yield* waitingAt(inner, trace);
      yield* waitingAt(next, trace);
    }
  }
}
