import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ToolCall } from './gate.ts';

// A call that must not run is replaced in the answer by a call of a tool that nobody has: the loop
// of the agent goes on, and its client reports an unknown tool. The replacement carries the call it
// stands for, sealed, so that the next request can show the model what it really wrote.

/** Name on the wire of the tool that stands for a call, and so the kind of tombstone. */
const tombstoneNames = { denied: 'sentrely_denied', pending: 'sentrely_pending' } as const;
export type TombstoneKind = keyof typeof tombstoneNames;

/** What every name of ours on the wire begins with; no tool of a client may. */
export const reservedPrefix = 'sentrely_';

/**
 * Keys that seal tombstones, shared by all replicas. Old ones stay in `all`: conversations that
 * hold their seals may be resumed at any time.
 */
export interface SealKeys {
  readonly current: SealKey;
  /** Every key that may have sealed, by id, the current one included. */
  readonly all: ReadonlyMap<string, Buffer>;
}

/** `id` is letters, digits, `_` and `-`; `key` is 32 random bytes. */
interface SealKey {
  readonly id: string;
  readonly key: Buffer;
}

/** A call that is to be replaced. */
export interface SealedCall {
  /** Whom the conversation belongs to; a seal means nothing to anybody else. */
  readonly tenant: string;
  readonly callId: string;
  readonly name: string;
  /** The arguments' text exactly as the model wrote it. */
  readonly argumentsText: string;
  readonly kind: TombstoneKind;
  /** What the agent will read as the result. */
  readonly reason: string;
}

/** The replacement: a name and the JSON text of its input. */
export interface Tombstone {
  readonly name: string;
  readonly input: string;
}

/** Replaces a call for one tenant; what a dialect is given, so that it knows no keys. */
export type Sealer = (call: ToolCall, kind: TombstoneKind, reason: string) => Tombstone;

/** A tombstone as a client sends it back. The texts are undefined where it holds none. */
export interface ReturnedTombstone {
  readonly tenant: string;
  readonly callId: string;
  readonly kind: TombstoneKind;
  readonly original: string | undefined;
  readonly reason: string | undefined;
  readonly seal: string | undefined;
}

/** The kind that a name on the wire stands for; undefined for a tool of the client's own. */
export function tombstoneKind(name: string | undefined): TombstoneKind | undefined {
  if (name === tombstoneNames.denied) return 'denied';
  return name === tombstoneNames.pending ? 'pending' : undefined;
}

/**
 * Replaces a call. The input never holds the call's own arguments as keys: a client that runs tools
 * without looking at their names must find nothing to run.
 */
export function sealTombstone(keys: SealKeys, call: SealedCall): Tombstone {
  const original = `${call.name.length}:${call.name}${call.argumentsText}`;
  const seal = sealOf(keys.current, { ...call, original });
  return {
    name: tombstoneNames[call.kind],
    input: JSON.stringify({ reason: call.reason, tool: call.name, original, seal }),
  };
}

/**
 * The call that a tombstone stands for, and the result to show for it; `broken` unless one of our
 * keys sealed exactly this, for this tenant and this call.
 */
export function openTombstone(
  keys: SealKeys,
  { original, reason, seal, ...where }: ReturnedTombstone,
): Pick<SealedCall, 'name' | 'argumentsText' | 'reason'> | 'broken' {
  if (original === undefined || reason === undefined || seal === undefined) return 'broken';
  const id = seal.split('.', 2)[1] ?? '';
  const key = keys.all.get(id);
  if (key === undefined) return 'broken';
  const expected = Buffer.from(sealOf({ id, key }, { ...where, original, reason }));
  const found = Buffer.from(seal);
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) return 'broken';
  const colon = original.indexOf(':');
  const nameEnd = colon + 1 + Number(original.slice(0, colon));
  return {
    name: original.slice(colon + 1, nameEnd),
    argumentsText: original.slice(nameEnd),
    reason,
  };
}

interface Sealed {
  readonly tenant: string;
  readonly callId: string;
  readonly kind: TombstoneKind;
  readonly original: string;
  readonly reason: string;
}

/**
 * `v1.<key id>.<base64url>`: HMAC-SHA256 over the parts, each with its length before it, so that
 * none can borrow bytes from another.
 */
function sealOf({ id, key }: SealKey, sealed: Sealed): string {
  const mac = createHmac('sha256', key);
  const { tenant, callId, kind, original, reason } = sealed;
  for (const part of ['sentrely-seal/1', id, tenant, callId, kind, original, reason])
    mac.update(`${Buffer.byteLength(part)}:`).update(part);
  return `v1.${id}.${mac.digest('base64url')}`;
}
