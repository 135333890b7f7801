import type { Splice } from '../../json/splice.ts';
import type { JsonValue } from '../../json/value.ts';
import { shapeError } from '../request-body.ts';

/** Whether a stream is to tell its usage, and what makes it. */
export interface UsageOption {
  readonly isWanted: boolean;
  /** What to change in the request so that the provider tells it. */
  readonly splices: readonly Splice[];
}

/**
 * Reads `stream_options`. A stream that does not tell its usage could not be counted, so the provider
 * is asked for it in any case. Throws SENTRELY_ERR_REQUEST_SHAPE.
 */
export function readUsageOption(root: JsonValue, isStream: boolean): UsageOption {
  const options = root.get('stream_options');
  if (!isStream) return { isWanted: true, splices: [] };
  if (options === undefined)
    return unwanted(added(root, '"stream_options":{"include_usage":true}'));
  if (options.kind === 'null') return unwanted(options.replacedBy('{"include_usage":true}'));
  if (options.kind !== 'object') throw shapeError('`stream_options` is not an object');
  const stated = options.get('include_usage');
  if (stated?.boolean === true) return { isWanted: true, splices: [] };
  if (stated !== undefined) return unwanted(stated.replacedBy('true'));
  return unwanted(added(options, '"include_usage":true'));
}

function unwanted(splice: Splice): UsageOption {
  return { isWanted: false, splices: [splice] };
}

function added(object: JsonValue, member: string): Splice {
  const at = object.endInside;
  return { start: at, end: at, text: object.isEmpty ? member : `,${member}` };
}
