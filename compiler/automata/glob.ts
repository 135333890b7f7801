import type { Automaton } from '../bundle/rules.ts';
import { determinise } from './dfa.ts';
import { Nfa } from './nfa.ts';
import type { Pattern, PatternPart } from './pattern.ts';
import { unionOf } from './product.ts';
import { automatonOf, type TableCaps } from './table.ts';
import { anyUnit, highUnit, lowUnit, oneUnit, plainUnit, type UnitSet, without } from './units.ts';

/**
 * What the wildcards of a pattern stop at. On `path`, `key` and `ref` `*` and `?` stop at `/` and
 * `**` does not, `a/**` + `/b` also matches `a/b`, and a final `/**` also covers what stands before
 * it. On `host` `*` stays in a label and `**` is one or more labels. On `text` nothing stops.
 */
export type PatternKind = 'path' | 'key' | 'ref' | 'host' | 'text';

/**
 * Caps of one automaton: at most a few hundred kilobytes of the bundle, compiled well within 1 s.
 * The second caps states times classes of code units.
 */
const patternCaps: TableCaps = { statesMax: 4096, cellsMax: 262_144 };

/**
 * A set of patterns is split sooner: where patterns multiply each other's states, two automata are
 * far smaller than one.
 */
const setCaps: TableCaps = { statesMax: 1024, cellsMax: 65_536 };

/** The automaton of one pattern; undefined above the caps. */
export function compilePattern(kind: PatternKind, pattern: Pattern): Automaton | undefined {
  const builder = new Builder(kind);
  builder.add(pattern);
  const table = determinise(builder.nfa, patternCaps);
  return table === undefined ? undefined : automatonOf(table);
}

/** Automata that together accept what at least one of the given ones does: as few as fit the caps. */
export function uniteAutomata(automata: readonly Automaton[]): readonly Automaton[] {
  if (automata.length < 2) return automata;
  const middle = automata.length >> 1;
  const left = uniteAutomata(automata.slice(0, middle));
  const right = uniteAutomata(automata.slice(middle));
  const [one, other] = [left[0], right[0]];
  if (left.length > 1 || right.length > 1 || !one || !other) return [...left, ...right];
  const union = unionOf(one, other, setCaps);
  return union === undefined ? [one, other] : [union];
}

/**
 * Where the reader of a pattern may stand, as states of the automaton. Separators and `**` work
 * together, so a position remembers what was just read:
 * `boundary` at the start of a segment, `inside` anywhere else, `skipped` after a `**` that stands
 * for nothing and so takes the next separator with it, `elided` after a separator that is dropped
 * together with a final `**`, `closed` after that `**`.
 */
interface Front {
  readonly boundary?: number | undefined;
  readonly inside?: number | undefined;
  readonly skipped?: number | undefined;
  readonly elided?: number | undefined;
  readonly closed?: number | undefined;
}

const places = ['boundary', 'inside', 'skipped', 'elided', 'closed'] as const;

const separators = { path: '/', key: '/', ref: '/', host: '.', text: undefined } as const;

class Builder {
  readonly nfa = new Nfa();
  readonly #kind: PatternKind;
  readonly #separator: string | undefined;
  readonly #literals = new Map<number, UnitSet>();
  /** What `*` reads, unit by unit. */
  readonly #run: UnitSet;
  /** What `?` reads where it is not a surrogate pair. */
  readonly #one: UnitSet;

  constructor(kind: PatternKind) {
    this.#kind = kind;
    this.#separator = separators[kind];
    const unit = this.#separator?.charCodeAt(0);
    this.#run = unit === undefined ? anyUnit : without(anyUnit, unit);
    this.#one = unit === undefined ? plainUnit : without(plainUnit, unit);
  }

  add(pattern: Pattern): void {
    const start = this.nfa.state();
    this.nfa.jump(0, start);
    const end = this.#sequence({ boundary: start }, pattern);
    for (const place of [end.boundary, end.inside, end.closed]) {
      if (place !== undefined) this.nfa.accept(place);
    }
  }

  #sequence(front: Front, pattern: Pattern): Front {
    return pattern.reduce((at, part) => this.#part(at, part), front);
  }

  #part(front: Front, part: PatternPart): Front {
    if (part.kind === 'text') {
      let at = front;
      for (let index = 0; index < part.text.length; index++) {
        at = this.#unit(at, part.text.charCodeAt(index));
      }
      return at;
    }
    if (part.kind === 'choice') {
      return this.#join(part.options.map((option) => this.#sequence(front, option)));
    }
    if (part.kind === 'one') return this.#character(front);
    if (part.kind === 'run') return { inside: this.#loop(front, this.#run) };
    return this.#deep(front);
  }

  /** One literal code unit. */
  #unit(front: Front, unit: number): Front {
    const hasSegments = this.#separator === '/';
    if (hasSegments && unit === 47) return this.#slash(front);
    return { inside: this.#step(front, this.#literal(unit)) };
  }

  #slash(front: Front): Front {
    const boundary = this.#step(front, this.#literal(47)) ?? this.nfa.state();
    if (front.skipped !== undefined) this.nfa.jump(front.skipped, boundary);
    const elided = this.#merge([front.boundary, front.inside, front.closed]);
    return { boundary, elided };
  }

  #character(front: Front): Front {
    const end = this.#step(front, this.#one);
    if (end === undefined) return {};
    const half = this.#step(front, highUnit);
    if (half !== undefined) this.nfa.edge(half, lowUnit, end);
    return { inside: end };
  }

  #deep(front: Front): Front {
    if (this.#kind === 'host') return { inside: this.#labels(front) };
    if (this.#kind === 'text') return { inside: this.#loop(front, anyUnit) };
    return {
      inside: this.#loop(front, anyUnit),
      skipped: this.#merge([front.boundary]),
      closed: this.#merge([front.elided]),
    };
  }

  /** One or more labels: no label is empty. */
  #labels(front: Front): number | undefined {
    const label = this.#step(front, this.#run);
    if (label === undefined) return undefined;
    const dot = this.nfa.state();
    this.nfa.edge(label, this.#run, label);
    this.nfa.edge(label, this.#literal(46), dot);
    this.nfa.edge(dot, this.#run, label);
    return label;
  }

  /** Reads one unit of the set from wherever ordinary text may continue. */
  #step(front: Front, on: UnitSet): number | undefined {
    const from = this.#merge([front.boundary, front.inside]);
    if (from === undefined) return undefined;
    const to = this.nfa.state();
    this.nfa.edge(from, on, to);
    return to;
  }

  /** Reads any number of units of the set. */
  #loop(front: Front, on: UnitSet): number | undefined {
    const state = this.#merge([front.boundary, front.inside]);
    if (state !== undefined) this.nfa.edge(state, on, state);
    return state;
  }

  /** A fresh state that stands for all of the given ones. */
  #merge(states: readonly (number | undefined)[]): number | undefined {
    const known = states.filter((state) => state !== undefined);
    if (known.length === 0) return undefined;
    const merged = this.nfa.state();
    for (const state of known) this.nfa.jump(state, merged);
    return merged;
  }

  #join(fronts: readonly Front[]): Front {
    return Object.fromEntries(
      places.map((place) => [place, this.#merge(fronts.map((front) => front[place]))]),
    );
  }

  #literal(unit: number): UnitSet {
    const known = this.#literals.get(unit);
    const set = known ?? oneUnit(unit);
    this.#literals.set(unit, set);
    return set;
  }
}
