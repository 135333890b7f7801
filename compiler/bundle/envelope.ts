import { decodeBase64 } from './base64.ts';
import { bundleBytesMax } from './bundle.ts';
import { signaturesMax } from './limits.ts';
import type { Place } from './shape.ts';

/** A bundle file taken apart, nothing of it believed yet. */
export interface OpenedBundle {
  readonly format: string;
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly EnvelopeSignature[];
  readonly rules: Uint8Array;
}

/** One signature as the file states it. */
export interface EnvelopeSignature {
  readonly keyid: string;
  readonly sig: Uint8Array;
}

/** Format names and media types, in UTF-16 units. */
const typeUnitsMax = 256;

/** Takes a bundle file apart. */
export function openBundle(root: Place): OpenedBundle {
  const { format, dsse, rules } = root.members(['format', 'dsse', 'rules']);
  const { payloadType, payload, signatures } = dsse.members([
    'payloadType',
    'payload',
    'signatures',
  ]);
  return {
    format: format.name(typeUnitsMax),
    payloadType: payloadType.name(typeUnitsMax),
    payload: readBytes(payload),
    signatures: signatures.items(signaturesMax).map(readSignature),
    rules: readBytes(rules),
  };
}

/**
 * What a signature covers (DSSE 1.0, protocol.md): the type and the payload with their lengths in
 * bytes, so that neither can be moved into the other.
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  const head = `DSSEv1 ${type.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head, 'utf8'), payload]);
}

function readSignature(place: Place): EnvelopeSignature {
  const { keyid, sig } = place.members(['keyid', 'sig']);
  return { keyid: keyid.text(typeUnitsMax), sig: readBytes(sig) };
}

function readBytes(place: Place): Uint8Array {
  const bytes = decodeBase64(place.text(bundleBytesMax));
  return bytes ?? place.fail('expected canonical base64');
}
