import { assert } from '../../../compiler/bundle/assert.ts';
import { reservedPrefix } from '../../enforce/tombstone.ts';
import type { Splice } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import { isGiven } from '../request-body.ts';

// What is common to tool_use blocks wherever they stand: streamed, in a JSON answer, in a history.

/** Why a block cannot be judged by its name and arguments alone; null when it can. */
export function callDefect(block: JsonValue): string | null {
  const caller = block.get('caller');
  if (isGiven(caller) && caller.get('type')?.text !== 'direct')
    return 'the call was not made by the model but by code that the provider runs';
  if (isGiven(block.get('toolset_name')))
    return 'the call is of a toolset, whose tools have no names of their own';
  if (block.get('name')?.text?.toLowerCase().startsWith(reservedPrefix) === true)
    return 'the name of the tool is reserved';
  return null;
}

/** Splices that give a block another name and input (JSON text); its other members stay. */
export function rewriteCall(
  block: JsonValue,
  call: { readonly name: string; readonly input: string },
): readonly Splice[] {
  const name = block.get('name');
  const input = block.get('input');
  assert(name !== undefined, 'a call without a name is never rewritten');
  const nameText = JSON.stringify(call.name);
  if (input === undefined) return [name.replacedBy(`${nameText},"input":${call.input}`)];
  return [name.replacedBy(nameText), input.replacedBy(call.input)];
}
