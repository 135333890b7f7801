import { quote } from '../../../compiler/bundle/quote.ts';
import type { JsonValue } from '../../json/value.ts';
import { isGiven } from '../request-body.ts';
import { unreadable } from '../stream-event.ts';

/** Members of a choice that are more than a scalar and hold no call. */
const choiceMembers: ReadonlySet<string> = new Set([
  'logprobs',
  'content_filter_results',
  'content_filter_result',
  'content_filter_offsets',
  'token_ids',
]);

/** The same of a message, or a part of one: what providers of this dialect are known to send. */
const messageMembers: ReadonlySet<string> = new Set([
  'content',
  'refusal',
  'audio',
  'annotations',
  'images',
  'reasoning',
  'reasoning_details',
  'thinking_blocks',
  'provider_specific_fields',
  'extra_content',
]);

/**
 * The entries of `tool_calls` in a choice, whose message is its member `carrier`. Any other member
 * that could hold a call is SENTRELY_ERR_UPSTREAM_UNREADABLE: nobody would judge it.
 */
export function callsOf(choice: JsonValue, carrier: 'delta' | 'message'): readonly JsonValue[] {
  refuseUnknown(choice, choiceMembers, carrier);
  const message = choice.get(carrier);
  if (!isGiven(message)) return [];
  if (message.kind !== 'object') throw unreadable(`a \`${carrier}\` that is no object`);
  refuseUnknown(message, messageMembers, 'tool_calls');
  const calls = message.get('tool_calls');
  if (!isGiven(calls)) return [];
  if (calls.kind !== 'array') throw unreadable('`tool_calls` that are no list');
  return calls.items;
}

function refuseUnknown(value: JsonValue, known: ReadonlySet<string>, own: string): void {
  if (value.kind !== 'object') throw unreadable('a choice that is no object');
  const found = value.members.find(
    ({ key, value: { kind } }) =>
      key !== own && !known.has(key) && (kind === 'object' || kind === 'array'),
  );
  if (found !== undefined) throw unreadable(`an unknown member ${quote(found.key)} of a choice`);
}
