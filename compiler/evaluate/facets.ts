import type { ActionEntry } from '../bundle/rules.ts';
import { CallFacts, type Place } from './call-facts.ts';
import type { Cell } from './cell.ts';
import type { Facet, History, Mark } from './decision.ts';
import type { EffectFacet } from './effect-facet.ts';
import { countMarks, FacetHistory, joinMarks } from './history.ts';
import { type Answer, judgeFacet, marksOf } from './judge.ts';
import type { Known } from './known.ts';
import type { JudgedFacet } from './outcome.ts';
import { showPieces } from './sets/piece.ts';

/** One facet of a call or a request, before it is judged. */
export interface OpenFacet {
  readonly cell: Cell;
  readonly facts: CallFacts;
  readonly needsGrant: boolean;
  /** What has several facets and happens once, such as a tool with its domains: they stand together. */
  readonly thing?: object;
  /** What it is to people, once its verdict is known. */
  readonly show: (verdict: Answer['verdict']) => Facet;
}

/** A facet that is one of the actions. */
export function openEffect(
  effect: EffectFacet,
  cell: Cell,
  place: Place,
  needsGrant = true,
): OpenFacet {
  return {
    cell,
    facts: CallFacts.ofEffect(effect, place),
    needsGrant,
    show: (verdict) => showEffect(cell.name, effect, verdict),
  };
}

/** All facets of one call: each sees earlier calls, and that the others happen with it. */
export function judgeFacets(
  open: readonly OpenFacet[],
  earlier: History | undefined,
): { readonly judged: readonly JudgedFacet[]; readonly marks: readonly Mark[] } {
  const marks = marksOfThings(open);
  const beside = countMarks(marks.filter((each, at) => each !== marks[at - 1]));
  const judged: JudgedFacet[] = [];
  for (const { cell, facts, needsGrant, show } of open) {
    facts.history = new FacetHistory(earlier, beside, marks[judged.length] ?? []);
    const answer = judgeFacet(cell, facts, needsGrant);
    judged.push({ facet: show(answer.verdict), answer });
  }
  return { judged, marks: joinMarks(marks) };
}

/** The marks of each facet; facets of one thing have one list of marks. */
function marksOfThings(open: readonly OpenFacet[]): readonly (readonly Mark[])[] {
  const marks = open.map(({ cell, facts }) => marksOf(cell, facts));
  if (open.every(({ thing }) => thing === undefined)) return marks;
  const things = Map.groupBy(open.keys(), (at) => open[at]?.thing ?? at);
  const joined = [...marks];
  for (const places of things.values()) {
    const shared = joinMarks(places.map((at) => marks[at] ?? []));
    for (const at of places) joined[at] = shared;
  }
  return joined;
}

function showEffect(
  name: ActionEntry['name'],
  { args, command, why }: EffectFacet,
  verdict: Answer['verdict'],
): Facet {
  const values = [...args].map(([param, known]) => [param, showKnown(known)] as const);
  return {
    kind: 'action',
    name,
    ...(values.length === 0 ? {} : { values: Object.fromEntries(values) }),
    ...(command === null ? {} : { command }),
    ...(why === undefined ? {} : { why: cut(why) }),
    verdict,
  };
}

/** Longest value that is shown, in UTF-16 units; the call itself is recorded whole. */
const shownUnitsMax = 500;

function showKnown(known: Known): string {
  switch (known.kind) {
    case 'one':
      return cut(String(known.value));
    case 'set':
      return cut(showPieces(known.pieces));
    case 'hosts':
      return cut(`**.${known.below}`);
    case 'json':
      return showJson(known.value);
    default:
      return '?';
  }
}

/** What was shown of lists and records: one may be in hundreds of facets of a call. */
const shownJson = new WeakMap<object, string>();

/** JSON that is nested too deep for a text is not shown. */
function showJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return cut(JSON.stringify(value) ?? '?');
  const known = shownJson.get(value) ?? cut(textOf(value));
  shownJson.set(value, known);
  return known;
}

function textOf(value: object): string {
  try {
    return JSON.stringify(value) ?? '?';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return '?';
  }
}

function cut(text: string): string {
  return text.length > shownUnitsMax ? `${text.slice(0, shownUnitsMax)}…` : text;
}
