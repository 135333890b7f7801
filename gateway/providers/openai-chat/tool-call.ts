import type { ToolCall } from '../../enforce/gate.ts';
import { reservedPrefix, type Tombstone } from '../../enforce/tombstone.ts';
import { argumentsDefect } from '../../json/arguments.ts';
import type { Splice } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import { isGiven } from '../request-body.ts';
import { unreadable } from '../stream-event.ts';

// An entry of `tool_calls`, wherever it stands: in a chunk, in a finished message, in a history.

/** Where an entry holds its name and its text. */
export interface CallBody {
  readonly kind: 'function' | 'custom';
  /** The object with `name` and the text. */
  readonly value: JsonValue;
}

/** The member of a body that holds the model's own words. */
export function textMemberOf(kind: CallBody['kind']): 'arguments' | 'input' {
  return kind === 'function' ? 'arguments' : 'input';
}

/**
 * The body of an entry; undefined where it has none. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE where
 * two clients could read two calls in it.
 */
export function bodyOf(entry: JsonValue): CallBody | undefined {
  const [fn, custom] = [entry.get('function'), entry.get('custom')];
  if (isGiven(fn) && isGiven(custom)) throw unreadable('a call of two kinds');
  const type = entry.get('type');
  const kind = isGiven(custom) ? 'custom' : 'function';
  if (isGiven(type) && type.text !== kind) throw unreadable('a call of an unknown type');
  const value = kind === 'custom' ? custom : fn;
  return isGiven(value) ? { kind, value } : undefined;
}

/** A complete call in the form that is judged. */
export function judgedCall(
  kind: CallBody['kind'],
  id: string,
  name: string,
  text: string,
): ToolCall {
  const argumentsText = kind === 'function' ? text : JSON.stringify({ input: text });
  const isReserved = name.toLowerCase().startsWith(reservedPrefix);
  return {
    id,
    name,
    argumentsText,
    defect: isReserved ? 'the name of the tool is reserved' : argumentsDefect(argumentsText),
  };
}

/** Splices that give a body another name and text; `undefined` leaves the name. */
export function rewriteBody(
  { kind, value }: CallBody,
  { name, input }: { readonly name: string | undefined; readonly input: string },
): readonly Splice[] {
  const member = textMemberOf(kind);
  const [nameValue, textValue] = [value.get('name'), value.get(member)];
  const [nameText, textText] = [JSON.stringify(name), JSON.stringify(input)];
  const isTextMissing = textValue === undefined;
  if (name === undefined || nameValue === undefined)
    return isTextMissing ? [] : [textValue.replacedBy(textText)];
  if (isTextMissing) return [nameValue.replacedBy(`${nameText},"${member}":${textText}`)];
  return [nameValue.replacedBy(nameText), textValue.replacedBy(textText)];
}

/** Splices that put a tombstone in the place of a whole call. */
export function replaceCall(body: CallBody, { name, input }: Tombstone): readonly Splice[] {
  return rewriteBody(body, { name, input });
}
