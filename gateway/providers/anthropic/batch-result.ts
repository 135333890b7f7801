import { quote } from '../../../compiler/bundle/quote.ts';
import type { JsonValue } from '../../json/value.ts';
import { scanAnswer, unreadable } from '../stream-event.ts';

/** How a request of a batch ended. Only what succeeded has a message, and only that is charged. */
export type BatchEnd = 'succeeded' | 'errored' | 'canceled' | 'expired';

/** One line of the results of a batch. */
export interface BatchResult {
  readonly customId: string;
  readonly end: BatchEnd;
  /** The message, where it lies in the line; null unless the request succeeded. */
  readonly message: JsonValue | null;
}

/** What may stand in the result of each end: every other list or object could be a message. */
const members: ReadonlyMap<string, readonly string[]> = new Map([
  ['succeeded', ['message']],
  ['errored', ['error']],
  ['canceled', []],
  ['expired', []],
]);

const carriageReturn = 0x0d;

/**
 * Reads a line without its line end. Only what is a result in one way is one: members that are not
 * known may hold no list and no object, and within a line there is no carriage return, at which some
 * clients would begin another line. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE.
 */
export function readResult(line: Buffer): BatchResult {
  if (line.includes(carriageReturn)) throw unreadable('a carriage return within a line');
  const root = scanAnswer(line);
  const customId = root.get('custom_id')?.text;
  const result = root.get('result');
  const end = result?.get('type')?.text ?? '';
  const known = members.get(end);
  if (customId === undefined || result === undefined)
    throw unreadable('a line that is not the result of a request');
  if (known === undefined) throw unreadable(`a result of the type ${quote(end)}`);
  expectScalars(root, ['custom_id', 'result']);
  expectScalars(result, ['type', ...known]);
  const message = result.get('message') ?? null;
  if (end === 'succeeded' && message?.kind !== 'object')
    throw unreadable('a request that succeeded without a message');
  return { customId, end: end as BatchEnd, message: end === 'succeeded' ? message : null };
}

function expectScalars(object: JsonValue, known: readonly string[]): void {
  const carrier = object.members.find(
    ({ key, value }) => !known.includes(key) && (value.kind === 'object' || value.kind === 'array'),
  );
  if (carrier !== undefined) throw unreadable(`a member ${quote(carrier.key)} that is not known`);
}
