import { parseTrust } from '../compiler/bundle/trust.ts';
import type { VerifiedBundle } from '../compiler/bundle/verified-bundle.ts';
import { verifyBundle } from '../compiler/bundle/verify.ts';
import { gatewayVersion } from '../gateway/version.ts';
import { readBytes, readText } from './files.ts';
import type { Terminal } from './terminal.ts';

/**
 * A bundle from disk, verified against a trust file by the clock of this machine. The command line
 * remembers no revision, so it cannot see that a bundle is an old one; a gateway does.
 */
export function loadBundle(terminal: Terminal, bundle: string, trust: string): VerifiedBundle {
  return verifyBundle(readBytes(terminal.folder, bundle), {
    trust: parseTrust(readText(terminal.folder, trust)),
    nowMs: Date.now(),
    floor: undefined,
    version: gatewayVersion,
  });
}
