import type { JsonValue } from '../../json/value.ts';
import { isGiven, shapeError } from '../request-body.ts';

/** One message of a request. */
export interface Message {
  readonly role: string;
  /** A string or an array of blocks; undefined where there is none. */
  readonly content: JsonValue | undefined;
  /** Empty when the content is a string. */
  readonly blocks: readonly Block[];
}

/** One content block, of a request or of an answer. */
export interface Block {
  readonly type: string;
  readonly value: JsonValue;
}

/** The messages of a request. Throws SENTRELY_ERR_REQUEST_SHAPE. */
export function readMessages(root: JsonValue): readonly Message[] {
  const messages = root.get('messages');
  if (messages?.kind !== 'array') throw shapeError('`messages` is not a list');
  return messages.items.map((message) => {
    const role = message.get('role')?.text;
    if (role === undefined) throw shapeError('a message has no `role`');
    const content = message.get('content');
    return { role, content, blocks: isGiven(content) ? readBlocks(content) : [] };
  });
}

function readBlocks(content: JsonValue): readonly Block[] {
  if (content.kind === 'string') return [];
  if (content.kind !== 'array') throw shapeError('a `content` is neither a string nor a list');
  return content.items.map((value) => {
    const type = value.get('type')?.text;
    if (type === undefined) throw shapeError('a content block has no `type`');
    return { type, value };
  });
}

/** The texts in a `content` or `system`: the string itself, or the text of each text block. */
export function textsOf(content: JsonValue | undefined): readonly JsonValue[] {
  if (content?.kind === 'string') return [content];
  return (content?.items ?? []).flatMap((block) => {
    const text = block.get('text');
    return text?.kind === 'string' ? [text] : [];
  });
}
