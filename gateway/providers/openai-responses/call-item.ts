import { argumentsDefect } from '../../json/arguments.ts';
import type { ToolCall } from '../../enforce/gate.ts';
import { reservedPrefix, tombstoneKind, type Tombstone } from '../../enforce/tombstone.ts';
import type { Splice } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import type { PastCall } from '../dialect.ts';
import { isGiven } from '../request-body.ts';
import { unreadable } from '../stream-event.ts';
import { isServedType } from './served-item.ts';

// Output items of the Responses dialect that a client runs, wherever they stand: streamed, in a
// finished answer, in a history.

/** How one type of item spells a call. */
interface CallType {
  /** The member whose text is the model's own words, where the item has a name beside it. */
  readonly textMember: 'arguments' | 'input' | null;
  /** The tool that policies know it as, where the item has no name. */
  readonly tool: string | null;
  /** The arguments as JSON text; undefined where the item holds none. */
  readonly argumentsText: (item: JsonValue) => string | undefined;
}

function typed(tool: string, argumentsText: CallType['argumentsText']): CallType {
  return { textMember: null, tool, argumentsText };
}

const callTypes: ReadonlyMap<string, CallType> = new Map<string, CallType>([
  [
    'function_call',
    { textMember: 'arguments', tool: null, argumentsText: (item) => item.get('arguments')?.text },
  ],
  [
    'custom_tool_call',
    {
      textMember: 'input',
      tool: null,
      argumentsText: (item) => {
        const input = item.get('input')?.text;
        return input === undefined ? undefined : JSON.stringify({ input });
      },
    },
  ],
  ['local_shell_call', typed('local_shell', (item) => item.get('action')?.json)],
  ['shell_call', typed('shell', (item) => item.get('action')?.json)],
  ['apply_patch_call', typed('apply_patch', (item) => item.get('operation')?.json)],
  ['computer_call', typed('computer', computerArguments)],
  ['tool_search_call', typed('tool_search', (item) => item.get('arguments')?.json)],
]);

/** Items that pass unjudged. Every other type that is not a call must not pass. */
const passingTypes: ReadonlySet<string> = new Set(['message', 'reasoning', 'compaction']);

/**
 * What is to happen to an item of this type: `served` tells what the provider ran itself, `unknown` may
 * be a call that nobody would judge.
 */
export function itemRole(type: string): 'call' | 'served' | 'passing' | 'unknown' {
  if (callTypes.has(type)) return 'call';
  if (isServedType(type)) return 'served';
  return passingTypes.has(type) ? 'passing' : 'unknown';
}

/** The member that holds a call's text in the model's own words; null for calls without a name. */
export function textMemberOf(type: string): 'arguments' | 'input' | null {
  return callTypes.get(type)?.textMember ?? null;
}

/** A finished call with a name has a text, or nothing could stand in its place. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
export function refuseWithoutText(item: JsonValue): void {
  const member = textMemberOf(item.get('type')?.text ?? '');
  if (member !== null && item.get(member)?.text === undefined)
    throw unreadable(`a call without \`${member}\``);
}

/** The tool of an item as policies know it; undefined where the item names none. */
export function toolNameOf(item: JsonValue): string | undefined {
  const { tool = null } = callTypes.get(item.get('type')?.text ?? '') ?? {};
  return tool ?? namespaced(item.get('namespace')?.text, item.get('name')?.text);
}

/**
 * The name that policies know a tool of a namespace by: `mcp__github` and `create_issue` are the
 * tool of an MCP server, `mcp__github__create_issue`.
 */
export function namespaced(
  namespace: string | undefined,
  name: string | undefined,
): string | undefined {
  if (namespace === undefined || name === undefined) return name;
  return `${namespace}${namespace.endsWith('__') ? '' : '__'}${name}`;
}

/** What the item says it calls, in the form of a call to judge. */
export function readCall(item: JsonValue): ToolCall {
  const type = callTypes.get(item.get('type')?.text ?? '');
  const argumentsText = type?.argumentsText(item);
  return {
    id: item.get('call_id')?.text ?? '',
    name: toolNameOf(item) ?? '',
    argumentsText: argumentsText ?? '{}',
    defect:
      callDefect(item) ??
      (argumentsText === undefined ? 'the call has no arguments' : argumentsDefect(argumentsText)),
  };
}

/** An item of a history as the call that it states; none where it is no call. */
export function pastCall(item: JsonValue): readonly PastCall[] {
  if (itemRole(item.get('type')?.text ?? '') !== 'call') return [];
  const { id, name, argumentsText } = readCall(item);
  // A tombstone keeps the namespace of the call that it stands for.
  const own = item.get('name')?.text ?? '';
  return [{ id, name: tombstoneKind(own) === undefined ? name : own, argumentsText }];
}

/** Before the type of an item that is sealed whole; no tool can be called so. */
const wholeItemMark = 'item:';

/** The type of a sealed item, or undefined where the seal names a tool. */
export function sealedItemType(name: string): string | undefined {
  return name.startsWith(wholeItemMark) ? name.slice(wholeItemMark.length) : undefined;
}

/** The item as a tombstone seals it: its name and text, or the whole item where it has no name. */
export function sealedCall(item: JsonValue): ToolCall {
  const type = item.get('type')?.text ?? '';
  const id = item.get('call_id')?.text ?? '';
  const member = textMemberOf(type);
  if (member === null)
    return { id, name: `${wholeItemMark}${type}`, argumentsText: item.json, defect: null };
  const name = item.get('name')?.text ?? '';
  return { id, name, argumentsText: item.get(member)?.text ?? '', defect: null };
}

function runsAtProvider(item: JsonValue): boolean {
  const [environment, execution] = [item.get('environment'), item.get('execution')];
  if (isGiven(environment) && environment.get('type')?.text !== 'local') return true;
  return isGiven(execution) && execution.text !== 'client';
}

/** Why an item cannot be judged by its name and arguments alone; null when it can. */
function callDefect(item: JsonValue): string | null {
  const caller = item.get('caller');
  if (isGiven(caller) && caller.get('type')?.text !== 'direct')
    return 'the call was not made by the model but by code that the provider runs';
  const namespace = item.get('namespace');
  if (isGiven(namespace) && namespace.text === undefined) return 'the namespace is not a name';
  if (runsAtProvider(item)) return 'the provider runs the call itself';
  if (item.get('status')?.text === 'incomplete') return 'the call is not complete';
  if (item.get('name')?.text?.toLowerCase().startsWith(reservedPrefix) === true)
    return 'the name of the tool is reserved';
  return null;
}

/**
 * Splices that put a tombstone in the place of an item. An item with a name keeps its other members;
 * one without becomes a function call of the same ids, since a client would run it by its type.
 * `text` is the text it has at this place: empty where its parts are still to come.
 */
export function replaceItem(item: JsonValue, { name }: Tombstone, text: string): readonly Splice[] {
  const type = item.get('type')?.text ?? '';
  const member = textMemberOf(type);
  if (member === null) return [item.replacedBy(functionCall(item, name, text))];
  const nameValue = item.get('name');
  const textValue = item.get(member);
  const [nameText, textText] = [JSON.stringify(name), JSON.stringify(text)];
  return [
    ...(nameValue === undefined ? [] : [nameValue.replacedBy(nameText)]),
    ...(textValue === undefined ? [] : [textValue.replacedBy(textText)]),
  ];
}

function functionCall(item: JsonValue, name: string, text: string): string {
  const [id, callId, status] = ['id', 'call_id', 'status'].map((key) => item.get(key)?.text);
  return JSON.stringify({
    id,
    type: 'function_call',
    status: status ?? 'completed',
    arguments: text,
    call_id: callId,
    name,
  });
}

/** One action, or a list of them, under the name that the item uses. */
function computerArguments(item: JsonValue): string | undefined {
  const members = ['action', 'actions'].filter((key) => isGiven(item.get(key)));
  if (members.length === 0) return undefined;
  return `{${members.map((key) => `"${key}":${item.get(key)?.json}`).join(',')}}`;
}
