import { assert } from '../bundle/assert.ts';
import type { ParamEntry, Part } from '../bundle/rules.ts';
import type { CallFacts, Scalar, Slot } from './call-facts.ts';
import { type EmailFact, readEmail } from './facts/email.ts';
import { foldCase } from './facts/fold.ts';
import { readHost } from './facts/host.ts';
import { type PathFact, readPath } from './facts/path.ts';
import { readText } from './facts/text.ts';
import { readUrl, type UrlFact } from './facts/url.ts';

/** Reads one field of a call. */
export type Reader = (facts: CallFacts) => Scalar;

/** A parameter and its position in the tool, which numbers its slots. */
export interface Parameter {
  readonly entry: ParamEntry;
  readonly position: number;
}

/** A path and its two forms in folded case. */
export interface FoldedPath {
  readonly absolute: string | null;
  readonly relative: string | null;
}

/** Slots of one parameter: its fact, and its folded fact. */
const slotsPerParameter = 2;

/** A reader of a field that is not a path. A part that the type does not have is unknown. */
export function scalarReader({ entry, position }: Parameter, part: Part | null): Reader {
  assert(entry.type !== 'Path' && entry.type !== 'Json', 'only scalar types are compared');
  const index = position * slotsPerParameter;
  if (entry.type === 'Url') {
    const slot = { index, read: (facts: CallFacts) => readUrl(textOf(facts, entry.name)) };
    return (facts) => urlPart(facts.get(slot), part);
  }
  if (entry.type === 'Email') {
    const slot = { index, read: (facts: CallFacts) => readEmail(textOf(facts, entry.name)) };
    return (facts) => emailPart(facts.get(slot), part);
  }
  const slot = { index, read: wholeReader(entry) };
  return part === null ? (facts) => facts.get(slot) : () => null;
}

/** Where the path of a parameter is kept. */
export function pathSlot({ entry, position }: Parameter): Slot<PathFact> {
  assert(entry.type === 'Path', 'only a Path has forms');
  return {
    index: position * slotsPerParameter,
    read: (facts) => readPath(textOf(facts, entry.name), facts.workspace),
  };
}

/** Where the same path in folded case is kept. */
export function foldedPathSlot(parameter: Parameter): Slot<FoldedPath> {
  const path = pathSlot(parameter);
  return { index: path.index + 1, read: (facts) => foldPath(facts.get(path)) };
}

function foldPath({ absolute, relative }: PathFact): FoldedPath {
  return {
    absolute: absolute === null ? null : foldCase(absolute),
    relative: relative === null ? null : foldCase(relative),
  };
}

/** The argument, or the empty text, which every typed reader takes for unknown. */
function textOf(facts: CallFacts, param: string): string {
  const value = facts.argument(param);
  return typeof value === 'string' ? value : '';
}

function wholeReader({ name, type }: ParamEntry): Reader {
  if (type === 'Host') return (facts) => readHost(textOf(facts, name));
  return (facts) => {
    const value = facts.argument(name);
    if (typeof value === 'string') return readText(value);
    return typeof value === 'boolean' || Number.isSafeInteger(value) ? (value as Scalar) : null;
  };
}

function urlPart(fact: UrlFact, part: Part | null): Scalar {
  if (part === null) return fact.whole;
  return part === 'local' || part === 'domain' ? null : fact[part];
}

function emailPart(fact: EmailFact, part: Part | null): Scalar {
  if (part === null) return fact.whole;
  return part === 'local' || part === 'domain' ? fact[part] : null;
}
