import { hash } from 'node:crypto';
import { gatewayError } from '../../errors.ts';
import type { JsonValue } from '../../json/value.ts';
import type { ToolResult } from '../dialect.ts';
import { isSummary, typedTexts } from '../prompt-text.ts';
import { isGiven, shapeError } from '../request-body.ts';

/** One item of a request's `input`. */
export interface InputItem {
  /** `message` where the item has a role and no type. */
  readonly type: string;
  readonly value: JsonValue;
}

/**
 * The items of `input`, none where it is one text. Throws SENTRELY_ERR_REQUEST_SHAPE, and
 * SENTRELY_ERR_SERVER_HISTORY for an item that only the provider has.
 */
export function readInput(input: JsonValue | undefined): readonly InputItem[] {
  if (!isGiven(input) || input.kind === 'string') return [];
  if (input.kind !== 'array') throw shapeError('`input` is neither a text nor a list');
  return input.items.map((value) => {
    const stated = value.get('type');
    const type = isGiven(stated) ? stated.text : 'message';
    if (type === undefined) throw shapeError('an input item has no `type`');
    if (type === 'item_reference')
      throw gatewayError('SENTRELY_ERR_SERVER_HISTORY', 'found an `item_reference`');
    if (type === 'image_generation_call' && !isGiven(value.get('result')))
      throw gatewayError(
        'SENTRELY_ERR_SERVER_HISTORY',
        'found an image that only the provider has',
      );
    return { type, value };
  });
}

/** The texts of a message: its content itself, or the text of each part. */
export function textsOf(message: JsonValue): readonly JsonValue[] {
  const content = message.get('content');
  if (content?.kind === 'string') return [content];
  return (content?.items ?? []).flatMap((part) => {
    const text = part.get('text');
    return text?.kind === 'string' ? [text] : [];
  });
}

/** Whether an item is a message of the user's role. */
export function isUserMessage({ type, value }: InputItem): boolean {
  return type === 'message' && value.get('role')?.text === 'user';
}

/** Whether an item is a message of whoever runs the client. */
function isOperatorMessage({ type, value }: InputItem): boolean {
  const role = value.get('role')?.text ?? '';
  return type === 'message' && (role === 'developer' || role === 'system');
}

/** The texts of the last item that a person may have typed; what a hook says may stand behind it. */
export function promptTexts(
  input: JsonValue | undefined,
  items: readonly InputItem[],
): readonly string[] {
  if (input?.kind === 'string') return typedTexts([input]);
  const last = items.findLast((item) => !isOperatorMessage(item));
  return last !== undefined && isUserMessage(last) ? typedTexts(textsOf(last.value)) : [];
}

/** Every type of item that brings the result of a call. */
const resultTypes: ReadonlySet<string> = new Set([
  'function_call_output',
  'custom_tool_call_output',
  'local_shell_call_output',
  'shell_call_output',
  'apply_patch_call_output',
  'computer_call_output',
  'tool_search_output',
]);

/** The id of the call that an item answers; undefined where it answers none. */
export function answeredCall({ type, value }: InputItem): string | undefined {
  if (!resultTypes.has(type)) return undefined;
  return value.get('call_id')?.text ?? value.get('id')?.text;
}

/** Items after which the results before them have been seen by the model. */
function isSpoken({ type, value }: InputItem): boolean {
  return type === 'reasoning' || (type === 'message' && value.get('role')?.text === 'assistant');
}

/** The results since the model last spoke: those that the provider has not seen before. */
export function readResults(items: readonly InputItem[]): readonly ToolResult[] {
  const last = items.findLastIndex(answeredCall);
  const spoken = items.slice(0, Math.max(last, 0)).findLastIndex(isSpoken);
  return items.slice(spoken + 1).flatMap((item) => {
    const toolUseId = answeredCall(item);
    return toolUseId === undefined ? [] : [resultOf(toolUseId, item.value)];
  });
}

const nothing = Buffer.alloc(0);

function resultOf(toolUseId: string, value: JsonValue): ToolResult {
  const output = value.get('output');
  const content = output?.bytes ?? nothing;
  return {
    toolUseId,
    isError: isFailed(value),
    bytes: content.length,
    sha256: hash('sha256', content, 'hex'),
    texts: () => outputTexts(output),
  };
}

/** An output is one text, or a list of parts. */
function outputTexts(output: JsonValue | undefined): readonly string[] {
  if (output?.kind === 'string') return [output.text ?? ''];
  return (output?.items ?? []).flatMap((part) => part.get('text')?.text ?? []);
}

/** Whether an item stands for a part of the conversation that is not there. */
export function isSummarised(item: InputItem): boolean {
  if (item.type.includes('compaction')) return true;
  return isUserMessage(item) && textsOf(item.value).some(({ text = '' }) => isSummary(text));
}

/**
 * Whether an item holds what only the provider that wrote it can read: reasoning, a compaction, a part
 * of a message that one agent of Codex has sent another.
 */
export function isSealed({ value }: InputItem): boolean {
  const parts = value.get('content')?.items ?? [];
  return [value, ...parts].some((part) => isGiven(part.get('encrypted_content')));
}

/** How Codex says in a result that a command failed. */
const exitStatement = /^Process exited with code [1-9][0-9]*$/m;

/** The dialect has no mark for failure; what clients say of it stands in the text or the status. */
function isFailed(value: JsonValue): boolean {
  const status = value.get('status')?.text;
  if (status === 'failed' || status === 'incomplete') return true;
  const text = value.get('output')?.text;
  return text !== undefined && exitStatement.test(text);
}
