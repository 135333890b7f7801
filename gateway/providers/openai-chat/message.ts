import { hash } from 'node:crypto';
import type { JsonValue } from '../../json/value.ts';
import type { PastCall, ToolResult } from '../dialect.ts';
import { typedTexts } from '../prompt-text.ts';
import { judgedCall, textMemberOf } from './tool-call.ts';
import { shapeError } from '../request-body.ts';

/** One message of a request. */
export interface Message {
  readonly role: string;
  readonly value: JsonValue;
}

/** The messages of a request. Throws SENTRELY_ERR_REQUEST_SHAPE. */
export function readMessages(root: JsonValue): readonly Message[] {
  const messages = root.get('messages');
  if (messages?.kind !== 'array') throw shapeError('`messages` is not a list');
  return messages.items.map((value) => {
    const role = value.get('role')?.text;
    if (role === undefined) throw shapeError('a message has no `role`');
    return { role, value };
  });
}

/** The texts of a message: its content itself, or the text of each part. */
function textsOf({ value }: Message): readonly JsonValue[] {
  const content = value.get('content');
  if (content?.kind === 'string') return [content];
  return (content?.items ?? []).flatMap((part) => {
    const text = part.get('text');
    return text?.kind === 'string' ? [text] : [];
  });
}

/** The texts of the last message that a person may have typed. */
export function promptTexts(messages: readonly Message[]): readonly string[] {
  const last = messages.at(-1);
  return last?.role === 'user' ? typedTexts(textsOf(last)) : [];
}

/** The texts that the conversation began with: what stands before the user's first, and that. */
export function openingTexts(messages: readonly Message[]): readonly JsonValue[] {
  const first = messages.findIndex(({ role }) => role === 'user');
  return messages.slice(0, first + 1).flatMap(textsOf);
}

/** The calls of a message. */
export function callsOf({ value }: Message): readonly PastCall[] {
  return (value.get('tool_calls')?.items ?? []).map((call) => {
    const id = call.get('id')?.text ?? '';
    const custom = call.get('custom');
    const kind = custom === undefined ? 'function' : 'custom';
    const made = custom ?? call.get('function');
    const name = made?.get('name')?.text ?? '';
    return judgedCall(kind, id, name, made?.get(textMemberOf(kind))?.text ?? '');
  });
}

const nothing = Buffer.alloc(0);

/** The results since the model last spoke. The dialect has no mark for a failed one. */
export function readResults(messages: readonly Message[]): readonly ToolResult[] {
  const spoken = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages.slice(spoken + 1).flatMap(({ role, value }) => {
    const toolUseId = value.get('tool_call_id')?.text;
    if (role !== 'tool' || toolUseId === undefined) return [];
    const content = value.get('content')?.bytes ?? nothing;
    return [
      {
        toolUseId,
        isError: false,
        bytes: content.length,
        sha256: hash('sha256', content, 'hex'),
        texts: () => textsOf({ role, value }).map(({ text = '' }) => text),
      },
    ];
  });
}
