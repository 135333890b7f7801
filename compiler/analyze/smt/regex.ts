import type { Automaton } from '../../bundle/rules.ts';

/** Longest regular expression that is written; a longer one helps no solver. */
const lengthMax = 100_000;

/** No text: what a path that is not there reads. */
const none = 're.none';
const empty = '(str.to_re "")';

/**
 * The language of an automaton as a regular expression of SMT-LIB, over code units: states are taken
 * out one by one. Undefined where it would be too long.
 */
export function regexOf(automaton: Automaton): string | undefined {
  const { next, classes, accept } = automaton;
  const states = next.length / classes;
  const end = states + 1;
  const edges = new Map<number, Map<number, string>>();
  const add = (from: number, to: number, by: string) => {
    const row = edges.get(from) ?? new Map<number, string>();
    row.set(to, either(row.get(to) ?? none, by));
    edges.set(from, row);
  };
  // One state in front and one behind, so that all others can be taken out.
  add(states, 0, empty);
  for (const state of accept) add(state, end, empty);
  const ranges = rangesOf(automaton);
  for (let state = 0; state < states; state += 1) {
    const columns = Map.groupBy(ranges, ({ column }) => next[state * classes + column] ?? 0);
    for (const [to, found] of columns) {
      const units = found.map(({ first, last }) => `(re.range ${unit(first)} ${unit(last)})`);
      add(state, to, units.reduce(either, none));
    }
  }
  const left = new Set(Array.from({ length: states }, (_, state) => state));
  while (left.size > 0) {
    const state = lightest(edges, left);
    left.delete(state);
    if (!takeOut(edges, state, add)) return undefined;
  }
  return edges.get(states)?.get(end) ?? none;
}

/** The state that most briefly comes out: of the ways through it, the length of all. */
function lightest(
  edges: ReadonlyMap<number, ReadonlyMap<number, string>>,
  states: ReadonlySet<number>,
): number {
  const weightOf = (state: number): number => {
    const others = [...(edges.get(state) ?? [])].filter(([to]) => to !== state);
    const behind = others.reduce((sum, [, by]) => sum + by.length, 0);
    const loop = edges.get(state)?.get(state)?.length ?? 0;
    const into = [...edges].flatMap(([from, row]) => {
      const by = from === state ? undefined : row.get(state);
      return by === undefined ? [] : [by.length];
    });
    const before = into.reduce((sum, length) => sum + length, 0);
    return before * others.length + into.length * (behind + loop * others.length);
  };
  const [first, ...more] = [...states].map((state) => ({ state, weight: weightOf(state) }));
  return (
    more.reduce((best, each) => (each.weight < (best?.weight ?? 0) ? each : best), first)?.state ??
    0
  );
}

/** Joins the ways into a state with those out of it; false where they become too long. */
function takeOut(
  edges: Map<number, Map<number, string>>,
  state: number,
  add: (from: number, to: number, by: string) => void,
): boolean {
  const out = edges.get(state) ?? new Map<number, string>();
  const loop = out.get(state);
  edges.delete(state);
  for (const [from, row] of edges) {
    const into = row.get(state);
    if (into === undefined) continue;
    row.delete(state);
    for (const [to, by] of out) {
      if (to === state) continue;
      const around = loop === undefined ? empty : `(re.* ${loop})`;
      const way = [into, around, by].reduce(then, empty);
      if (way.length > lengthMax) return false;
      add(from, to, way);
    }
  }
  return true;
}

function either(left: string, right: string): string {
  if (left === none) return right;
  return right === none || left === right ? left : `(re.union ${left} ${right})`;
}

function then(left: string, right: string): string {
  if (left === empty) return right;
  return right === empty ? left : `(re.++ ${left} ${right})`;
}

function rangesOf({ from, class: classOf }: Automaton) {
  return from.map((first, at) => {
    return { first, last: (from[at + 1] ?? 0x10000) - 1, column: classOf[at] ?? 0 };
  });
}

/** One code unit as a text of SMT-LIB. */
function unit(code: number): string {
  return `"\\u{${code.toString(16)}}"`;
}

/** A text as SMT-LIB writes it, code unit by code unit. */
export function textOf(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const shown = units.map((code) => {
    const isPlain = code >= 0x20 && code < 0x7f && code !== 0x22 && code !== 0x5c;
    return isPlain ? String.fromCharCode(code) : `\\u{${code.toString(16)}}`;
  });
  return `"${shown.join('')}"`;
}
