import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, signCheckpoint } from '../../../gateway/audit/checkpoint.ts';
import { openSigner, parsePublicKey } from '../../../gateway/audit/keys.ts';
import { makeFolders } from '../../../gateway/audit/layout.ts';
import { splitNotes } from '../../../gateway/audit/notes.ts';
import { temporaryFolder } from './harness.ts';

function newSigner(name = 'acme/gateway') {
  const folder = temporaryFolder();
  makeFolders(folder);
  return { folder, signer: openSigner(folder, name) };
}

const root = Buffer.alloc(32, 7);
const checkpoint = { origin: 'acme/gateway/w-000000000000', size: 1234, root };
const keyError = expect.objectContaining({ code: 'SENTRELY_ERR_AUDIT_KEY' });

describe('the audit key', () => {
  it('is made once, for its owner alone', () => {
    const { folder, signer } = newSigner();
    expect(statSync(join(folder, 'keys', 'audit.key')).mode & 0o777).toBe(0o600);
    expect(openSigner(folder, 'acme/gateway').publicKey).toBe(signer.publicKey);
    expect(readFileSync(join(folder, 'keys', 'audit.pub'), 'utf8')).toBe(`${signer.publicKey}\n`);
  });

  it('writes its public half again after a crash between the two', () => {
    const { folder, signer } = newSigner();
    rmSync(join(folder, 'keys', 'audit.pub'));
    expect(openSigner(folder, 'acme/gateway').publicKey).toBe(signer.publicKey);
  });

  it('is never replaced quietly', () => {
    const { folder } = newSigner();
    expect(() => openSigner(folder, 'acme/other')).toThrow(keyError);
    rmSync(join(folder, 'keys', 'audit.key'));
    expect(() => openSigner(folder, 'acme/gateway')).toThrow(keyError);
    writeFileSync(join(folder, 'keys', 'audit.key'), 'damaged');
    expect(() => openSigner(folder, 'acme/gateway')).toThrow(keyError);
  });

  it('is not made anew for a log that began with another', () => {
    const { folder } = newSigner();
    rmSync(join(folder, 'keys'), { recursive: true });
    makeFolders(folder);
    mkdirSync(join(folder, 'wal', 'w-000000000000'));
    expect(() => openSigner(folder, 'acme/gateway')).toThrow(keyError);
  });

  it('reads the example key of the Go note package, and verifies its example note', () => {
    const key = parsePublicKey(
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    );
    const body =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const signature = Buffer.from(
      'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
      'base64',
    );
    expect(signature.subarray(0, 4)).toEqual(key.keyId);
    expect(key.verify(Buffer.from(body), signature.subarray(4))).toBe(true);
  });

  it.each([
    '',
    'acme',
    'acme+12345678+AAAA',
    'acme gateway+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNewman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  ])('refuses the public key %j', (text) => {
    expect(() => parsePublicKey(text)).toThrow(keyError);
  });
});

describe('a checkpoint', () => {
  it('is a signed note of about 200 bytes that opens again', () => {
    const { signer } = newSigner();
    const note = signCheckpoint(checkpoint, signer);
    expect(note.split('\n').slice(0, 4)).toEqual([
      checkpoint.origin,
      '1234',
      root.toString('base64'),
      '',
    ]);
    expect(note).toMatch(/\n— acme\/gateway [A-Za-z0-9+/]{91}=\n$/);
    expect(openCheckpoint(note, parsePublicKey(signer.publicKey))).toEqual(checkpoint);
  });

  it('opens beside signatures of others, in any order', () => {
    const { signer } = newSigner();
    const witness = newSigner('witness').signer;
    const [body = '', own = ''] = signCheckpoint(checkpoint, signer).split('\n\n');
    const [, other = ''] = signCheckpoint(checkpoint, witness).split('\n\n');
    expect(openCheckpoint(`${body}\n\n${other}${own}`, signer)).toEqual(checkpoint);
    expect(openCheckpoint(`${body}\n\n${own}${other}`, signer)).toEqual(checkpoint);
    expect(openCheckpoint(`${body}\n\n${other}`, signer)).toBeUndefined();
  });

  it('does not open under a key of the same name', () => {
    const note = signCheckpoint(checkpoint, newSigner().signer);
    expect(openCheckpoint(note, newSigner().signer)).toBeUndefined();
  });

  it('does not open when any character of it is changed', () => {
    const { signer } = newSigner();
    const note = signCheckpoint(checkpoint, signer);
    for (let at = 0; at < note.length; at++) {
      for (const character of ['A', 'B', '0', '\n', ' ', '=']) {
        const changed = note.slice(0, at) + character + note.slice(at + 1);
        if (changed !== note)
          expect([changed, openCheckpoint(changed, signer)]).toEqual([changed, undefined]);
      }
    }
  });

  it.each([
    ['an extension line', 'o\n1\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\nmore\n'],
    ['a size with a leading zero', 'o\n01\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n'],
    ['a negative size', 'o\n-1\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n'],
    [
      'a size beyond exact numbers',
      'o\n9999999999999999\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n',
    ],
    ['a short root', 'o\n1\nBwcH\n'],
    ['no origin', '\n1\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n'],
  ])('is refused with %s although it is signed', (_, body) => {
    const { signer } = newSigner();
    const signature = Buffer.concat([signer.keyId, signer.sign(Buffer.from(body))]);
    const note = `${body}\n— ${signer.name} ${signature.toString('base64')}\n`;
    expect(openCheckpoint(note, signer)).toBeUndefined();
  });

  it('stands in a file of notes, of which a torn last one is left out', () => {
    const { signer } = newSigner();
    const notes = [1, 2, 3].map((size) => signCheckpoint({ ...checkpoint, size }, signer));
    expect(splitNotes(notes.join(''))).toEqual(notes);
    expect(splitNotes(notes.join('').slice(0, -5))).toEqual(notes.slice(0, 2));
  });
});
