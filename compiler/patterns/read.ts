import { parsePattern } from '../automata/pattern.ts';
import type { Part } from '../bundle/rules.ts';
import type { ValueType } from '../value-type.ts';
import { readEmailPattern } from './email.ts';
import { readHostPattern } from './host.ts';
import { readPathPattern } from './path.ts';
import { faultAt, matching, onPart, type Reading } from './pattern-terms.ts';
import { readUrlPathPattern, readUrlPattern } from './url.ts';

/** A pattern for values of a type, on a whole argument or on the given part of one. */
export function readPattern(type: ValueType, part: Part | null, text: string): Reading {
  const reading = text === '' ? faultAt(0, 'found nothing, expected a pattern') : read(type, text);
  return part === null ? reading : onPart(part, reading);
}

function read(type: ValueType, text: string): Reading {
  if (type === 'Path') return readPathPattern(text);
  if (type === 'Url') return readUrlPattern(text);
  if (type === 'UrlPath') return readUrlPathPattern(text);
  if (type === 'Host') return readHostPattern(text);
  if (type === 'Email') return readEmailPattern(text);
  const parsed = parsePattern(text);
  if (!parsed.ok) return parsed;
  if (type === 'Key') return matching('key', parsed.pattern);
  return matching(type === 'Ref' ? 'ref' : 'text', parsed.pattern);
}
