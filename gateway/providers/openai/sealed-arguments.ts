import { openTombstone, type SealKeys, type TombstoneKind } from '../../enforce/tombstone.ts';
import { JsonError, scanJson } from '../../json/scan.ts';
import type { JsonValue } from '../../json/value.ts';

/** A tombstone in a history whose arguments are JSON inside a string. */
export interface SealedPlace {
  readonly callId: string;
  readonly kind: TombstoneKind;
  /** The decoded string, or undefined where there is none. */
  readonly argumentsText: string | undefined;
}

/** The call that a tombstone stands for; `broken` unless it is ours, for this tenant and this call. */
export function openSealed(
  { callId, kind, argumentsText }: SealedPlace,
  keys: SealKeys,
  tenant: string,
): ReturnType<typeof openTombstone> {
  const sealed = argumentsText === undefined ? undefined : scanned(argumentsText);
  const [original, reason, seal] = ['original', 'reason', 'seal'].map(
    (key) => sealed?.get(key)?.text,
  );
  return openTombstone(keys, { tenant, callId, kind, original, reason, seal });
}

function scanned(text: string): JsonValue | undefined {
  try {
    return scanJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return undefined;
  }
}
