import type { Piece } from './piece.ts';

/** How much of a set a language holds. */
export type Share = 'all' | 'some' | 'none';

/** A deterministic automaton as sets are run through it. States are numbers of its own. */
export interface Machine {
  readonly start: number;
  /** The state after a text. */
  read(state: number, text: string): number;
  /** Every state after one character of a kind; a character beyond 16 bits counts as one. */
  after(state: number, kind: CharacterKind): readonly number[];
  accepts(state: number): boolean;
}

/** Any but `/`; any but `/` and `.`; any beyond ASCII; any of a label of a host. */
export type CharacterKind = 'unit' | 'letter' | 'wide' | 'label';

type States = ReadonlySet<number>;

/** How much of a set an automaton accepts: exact, by the states that its members lead to. */
export function shareOf(machine: Machine, pieces: readonly Piece[]): Share {
  let states: States = new Set([machine.start]);
  for (const [at, piece] of pieces.entries()) states = pass(machine, states, piece, at === 0);
  let accepted = 0;
  for (const state of states) if (machine.accepts(state)) accepted++;
  if (accepted === 0) return 'none';
  return accepted === states.size ? 'all' : 'some';
}

function pass(machine: Machine, states: States, piece: Piece, isFirst: boolean): States {
  switch (piece.kind) {
    case 'text':
      return new Set([...states].map((state) => machine.read(state, piece.text)));
    case 'letter':
      return new Set([
        ...[...states].map((state) => machine.read(state, piece.text)),
        ...step(machine, states, 'wide'),
      ]);
    case 'labels':
      return isFirst ? firstLabels(machine) : labels(machine, states);
    case 'unit':
      return step(machine, states, 'unit');
    case 'few':
      return upToThree(machine, states);
    case 'run':
      return closure(machine, states, false);
    case 'any':
      return closure(machine, states, true);
    case 'name':
      return walk(machine, states, { first: 'start', descends: false, skipsHidden: false });
    default:
      return walk(machine, states, {
        first: isFirst ? 'begin' : 'top',
        descends: true,
        skipsHidden: piece.skipsHidden,
      });
  }
}

function step(machine: Machine, states: States, kind: CharacterKind): States {
  return new Set([...states].flatMap((state) => machine.after(state, kind)));
}

function upToThree(machine: Machine, states: States): States {
  const all = new Set(states);
  let last = states;
  for (let count = 0; count < 3; count++) {
    last = step(machine, last, 'unit');
    for (const state of last) all.add(state);
  }
  return all;
}

function closure(machine: Machine, states: States, descends: boolean): States {
  const found = new Set(states);
  for (const state of found) {
    for (const next of machine.after(state, 'unit')) found.add(next);
    if (descends) found.add(machine.read(state, '/'));
  }
  return found;
}

/** By the machine: a list of domains asks for the same states again and again. */
const rememberedLabels = new WeakMap<Machine, States>();

function firstLabels(machine: Machine): States {
  const known = rememberedLabels.get(machine) ?? labels(machine, new Set([machine.start]));
  rememberedLabels.set(machine, known);
  return known;
}

/** Every state within a label, of one or more with dots between them. */
function labels(machine: Machine, states: States): States {
  const within = new Set<number>();
  const starts = new Set(states);
  for (const start of starts) {
    const entered = [...machine.after(start, 'label')].filter((state) => !within.has(state));
    for (const state of entered) within.add(state);
    for (const state of entered) {
      starts.add(machine.read(state, '.'));
      for (const next of machine.after(state, 'label')) {
        if (within.has(next)) continue;
        within.add(next);
        entered.push(next);
      }
    }
  }
  return within;
}

/**
 * Where a walk through segments stands: before anything, where nothing or a name may follow; behind
 * a whole text, where only `/` may; at the start of a segment; behind its one or two dots; within it.
 */
type Stand = 'begin' | 'top' | 'start' | 'dot' | 'dots' | 'within';

interface Walk {
  readonly first: Stand;
  readonly descends: boolean;
  readonly skipsHidden: boolean;
}

/** Every state after segments that are no dots: one, or with `descends` any number of them. */
function walk(machine: Machine, states: States, way: Walk): States {
  const found = new Map<Stand, Set<number>>();
  const queue: (readonly [Stand, number])[] = [];
  const visit = (stand: Stand, state: number): void => {
    const known = found.get(stand) ?? new Set();
    if (known.has(state)) return;
    found.set(stand, known.add(state));
    queue.push([stand, state]);
  };
  for (const state of states) visit(way.first, state);
  for (const [stand, state] of queue) {
    for (const next of movesFrom(stand, way)) {
      for (const reached of next.over(machine, state)) visit(next.stand, reached);
    }
  }
  const ends: readonly Stand[] = ['begin', 'top', 'within'];
  return new Set(ends.flatMap((stand) => [...(found.get(stand) ?? [])]));
}

/** A move to where a walk stands next, over some characters. */
interface Move {
  readonly stand: Stand;
  readonly over: (machine: Machine, state: number) => readonly number[];
}

const overSlash: Move['over'] = (machine, state) => [machine.read(state, '/')];
const overDot: Move['over'] = (machine, state) => [machine.read(state, '.')];
const overLetter: Move['over'] = (machine, state) => machine.after(state, 'letter');

function movesFrom(stand: Stand, { descends, skipsHidden }: Walk): readonly Move[] {
  const down: readonly Move[] = descends ? [{ stand: 'start', over: overSlash }] : [];
  const on: Move = { stand: 'within', over: overLetter };
  switch (stand) {
    case 'top':
      return down;
    case 'begin':
    case 'start':
      return skipsHidden ? [on] : [on, { stand: 'dot', over: overDot }];
    case 'dot':
      return [on, { stand: 'dots', over: overDot }];
    case 'dots':
      return [on, { stand: 'within', over: overDot }];
    default:
      return [...down, on, { stand: 'within', over: overDot }];
  }
}
