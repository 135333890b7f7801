import type { AuditSigner, AuditVerifier } from './keys.ts';

/** What a log commits to: the root over its first `size` leaves. */
export interface Checkpoint {
  /** `<key name>/<writer>`: one origin is one tree. */
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
}

/** Cap on one note: an honest one is about 200 bytes, with room for the lines of witnesses. */
const noteCharsMax = 16_384;

const sizeText = /^(0|[1-9][0-9]{0,15})$/;
const signatureLine = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;

/**
 * Signs a checkpoint: a C2SP tlog-checkpoint (origin, size, base64 root) in a C2SP signed note,
 * https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note. No extension lines.
 */
export function signCheckpoint(checkpoint: Checkpoint, signer: AuditSigner): string {
  const body = `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`;
  const signature = Buffer.concat([signer.keyId, signer.sign(Buffer.from(body))]);
  return `${body}\n— ${signer.name} ${signature.toString('base64')}\n`;
}

/**
 * Reads a note that the key signed. Undefined when it is not a checkpoint in exactly this form or
 * no line of the key verifies; lines of other keys are ignored, as the format asks.
 */
export function openCheckpoint(note: string, verifier: AuditVerifier): Checkpoint | undefined {
  if (note.length > noteCharsMax) return undefined;
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const body = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split('\n');
  if (!lines.some((line) => isSignedBy(verifier, line, body))) return undefined;
  return parseBody(body);
}

function parseBody(body: string): Checkpoint | undefined {
  const [origin, size, root, ...more] = body.slice(0, -1).split('\n');
  if (!origin || size === undefined || root === undefined || more.length > 0) return undefined;
  const bytes = Buffer.from(root, 'base64');
  if (!sizeText.test(size) || bytes.length !== 32 || bytes.toString('base64') !== root) {
    return undefined;
  }
  return Number.isSafeInteger(Number(size))
    ? { origin, size: Number(size), root: bytes }
    : undefined;
}

function isSignedBy(verifier: AuditVerifier, line: string, body: string): boolean {
  const [, name, text] = signatureLine.exec(line) ?? [];
  if (name !== verifier.name || text === undefined) return false;
  const bytes = Buffer.from(text, 'base64');
  if (!bytes.subarray(0, 4).equals(verifier.keyId)) return false;
  return verifier.verify(Buffer.from(body), bytes.subarray(4));
}
