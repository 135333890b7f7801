import { quote } from '../../compiler/bundle/quote.ts';
import { gatewayError } from '../errors.ts';
import { JsonError, scanJson } from '../json/scan.ts';
import type { JsonValue } from '../json/value.ts';
import type { Frame } from './sse.ts';

/** One event of an answer: what its JSON says it is. */
export interface StreamEvent {
  readonly type: string;
  readonly json: JsonValue;
}

/**
 * Reads a frame; null when it holds nothing for a client. The `type` in the JSON decides, because
 * some clients act on it and never look at the `event:` line. Throws
 * SENTRELY_ERR_UPSTREAM_UNREADABLE where two clients could see two different events.
 */
export function readEvent(frame: Frame): StreamEvent | null {
  if (frame.defect !== null) throw unreadable(frame.defect);
  if (frame.data === null) return null;
  const json = scanAnswer(frame.data);
  const type = json.get('type')?.text;
  if (type === undefined) throw unreadable('an event without a `type`');
  if (frame.event !== null && frame.event !== type)
    throw unreadable(`an event ${quote(type)} that is announced as ${quote(frame.event)}`);
  return { type, json };
}

/** Scans JSON of the provider's, as {@link scanJson}. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
export function scanAnswer(bytes: Buffer): JsonValue {
  try {
    return scanJson(bytes);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw unreadable(error.message, error);
  }
}

/** SENTRELY_ERR_UPSTREAM_UNREADABLE with what was found. */
export function unreadable(what: string, cause?: unknown): Error {
  return gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', `found ${what}`, cause);
}
