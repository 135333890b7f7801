import type { EffectArgumentEntry, ParamEntry, ParamType, Part } from '../../bundle/rules.ts';
import { readEmail } from '../facts/email.ts';
import { readUrl } from '../facts/url.ts';
import type { Known } from '../known.ts';
import { refspecPart, shortRef } from './refspec.ts';
import { type Held, unknownValue, type Variables } from './variable.ts';

/** Every value that one argument of an effect may have; at least one. */
export function argumentValues(
  entry: EffectArgumentEntry,
  param: ParamEntry,
  variables: Variables,
): readonly Known[] {
  const values = plainValues(entry, param, variables);
  return entry.under ? values.map((value) => below(value, entry.skipsHidden)) : values;
}

function plainValues(
  { variable, part, constant }: EffectArgumentEntry,
  param: ParamEntry,
  variables: Variables,
): readonly Known[] {
  const fallback: Known =
    constant === null
      ? { kind: 'unknown', maybeAbsent: param.optional }
      : { kind: 'one', value: constant };
  if (variable === null) return [fallback];
  const held = variables.get(variable);
  if (held === undefined || held.values.length === 0) return [fallback];
  const values = held.values.map((value) => partOf(held, value, part));
  return held.mayBeAbsent ? [...values, fallback] : values;
}

function partOf({ type }: Held, value: Known, part: Part | null): Known {
  if (part === null) return ofType(type, value);
  if (value.kind !== 'one' || typeof value.value !== 'string') return unknownValue;
  const read = readPart(type, value.value, part);
  return read === null ? unknownValue : read;
}

function readPart(type: ParamType, text: string, part: Part): Known | null {
  if (type === 'Refspec' && (part === 'branch' || part === 'source' || part === 'force')) {
    return refspecPart(text, part);
  }
  if (
    type === 'Url' &&
    (part === 'scheme' || part === 'host' || part === 'port' || part === 'path')
  ) {
    return one(readUrl(text)[part]);
  }
  if (type === 'Email' && (part === 'local' || part === 'domain'))
    return one(readEmail(text)[part]);
  return null;
}

function one(value: string | number | null): Known | null {
  return value === null ? null : { kind: 'one', value };
}

/** A word as a value of the type its variable is declared with. */
function ofType(type: ParamType, value: Known): Known {
  if (value.kind !== 'one' || typeof value.value !== 'string') return value;
  const text = value.value;
  switch (type) {
    case 'Int':
      return /^[+-]?\d{1,15}$/.test(text) ? { kind: 'one', value: Number(text) } : unknownValue;
    case 'Bool':
      return text === 'true' || text === 'false'
        ? { kind: 'one', value: text === 'true' }
        : unknownValue;
    case 'Ref':
      return { kind: 'one', value: shortRef(text) };
    default:
      return value;
  }
}

/** A place and everything beneath it. */
function below(value: Known, skipsHidden: boolean): Known {
  const piece = { kind: 'below', skipsHidden } as const;
  if (value.kind === 'one' && typeof value.value === 'string') {
    return { kind: 'set', pieces: [{ kind: 'text', text: value.value }, piece] };
  }
  if (value.kind !== 'set') return value;
  const last = value.pieces.at(-1);
  if (last?.kind !== 'below') return { kind: 'set', pieces: [...value.pieces, piece] };
  if (!last.skipsHidden || skipsHidden) return value;
  return { kind: 'set', pieces: [...value.pieces.slice(0, -1), piece] };
}
