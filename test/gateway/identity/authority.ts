import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A certificate and its key, as files. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of a test. */
export interface Authority {
  readonly ca: string;
  /** `names` as OpenSSL writes them: `DNS:a.example,URI:spiffe://a`. */
  issue(subject: string, names: string, days?: number): Issued;
}

/** Makes an authority with OpenSSL, since Node itself makes no certificates. */
export function newAuthority(name = 'CN=test authority'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-ca-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const key = join(folder, 'ca.key');
  const ca = join(folder, 'ca.pem');
  const run = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  run('req', '-x509', ...ec, '-keyout', key, '-out', ca, '-subj', `/${name}`, '-days', '2');
  let count = 0;
  return {
    ca,
    issue: (subject, names, days = 2) => {
      count += 1;
      const own = join(folder, `${count}.key`);
      const request = join(folder, `${count}.csr`);
      const cert = join(folder, `${count}.pem`);
      const extensions = join(folder, `${count}.ext`);
      writeFileSync(extensions, names === '' ? '' : `subjectAltName=${names}\n`);
      run('req', ...ec, '-keyout', own, '-out', request, '-subj', `/${subject}`);
      const signing = ['x509', '-req', '-in', request, '-CA', ca, '-CAkey', key, '-CAcreateserial'];
      run(...signing, '-out', cert, '-days', String(days), '-extfile', extensions);
      return { cert, key: own };
    },
  };
}

/** The text of a PEM file. */
export function pem(path: string): string {
  return readFileSync(path, 'utf8');
}
