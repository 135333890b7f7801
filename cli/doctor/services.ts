import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { quote } from '../../dsl/escape.ts';
import type { GatewayConfig } from '../../gateway/config.ts';
import { type AdminAddress, askAt } from '../admin-connection.ts';
import { loadBundle } from '../bundle.ts';
import type { Terminal } from '../terminal.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** A bundle that ends sooner than this is worth a word. */
const expirySoonMs = 7 * 24 * 60 * 60 * 1000;

/** Whether the configured bundle would be taken by a gateway. */
export function checkBundle(terminal: Terminal, config: GatewayConfig, nowMs: number): Check {
  const { path, trust } = config.bundle;
  try {
    const { predicate } = loadBundle(terminal, path, trust);
    const found = `revision ${predicate.revision} of ${quote(path)}, until ${predicate.expires}`;
    const left = Date.parse(predicate.expires) - nowMs;
    if (left > expirySoonMs) return ok('bundle', found);
    return warn(
      'bundle',
      found,
      'Sign and publish a new revision: without one everything is denied.',
    );
  } catch (error) {
    if (!(error instanceof SentrelyError)) throw error;
    return fail('bundle', error.message, error.help);
  }
}

const probeMs = 5000;

/** Whether something answers at an address as a gateway does. */
export async function checkListener(
  name: string,
  address: AdminAddress,
  path: string,
): Promise<Check> {
  const { url } = address;
  try {
    const answer = await askAt(address)(path, { signal: AbortSignal.timeout(probeMs) });
    await answer.body?.cancel();
    if (answer.status < 500) return ok(name, `answers at ${quote(url)}`);
    const remedy = 'Look at /readyz of the admin listener: it says what is wrong.';
    return fail(name, `${quote(url)} answers ${answer.status}`, remedy);
  } catch {
    const remedy = 'Start the gateway: `sentrely gateway run`.';
    return fail(name, `nobody answers at ${quote(url)}`, remedy);
  }
}

/** Whether the gateway has a policy in force, as its admin listener says. */
export async function checkReady(admin: AdminAddress): Promise<Check> {
  try {
    const answer = await askAt(admin)('/readyz', { signal: AbortSignal.timeout(probeMs) });
    const body = (await answer.json()) as {
      readonly ready?: boolean;
      readonly bundle?: { readonly lastError?: { readonly message?: string } | null };
    };
    const error = body.bundle?.lastError?.message;
    if (body.ready !== true)
      return fail('policy', error ?? 'none is in force', 'Publish a bundle that verifies.');
    if (error === undefined) return ok('policy', 'in force');
    return warn('policy', `an older one is in force: ${error}`, 'Publish a bundle that verifies.');
  } catch {
    return fail('policy', 'not known: the admin listener does not answer', 'Start the gateway.');
  }
}

/** Whether a provider can be reached, and what time it is there. */
export async function checkProvider(
  url: string,
): Promise<{ readonly check: Check; readonly timeMs: number | undefined }> {
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(probeMs),
    });
    const timeMs = Date.parse(answer.headers.get('date') ?? '');
    return {
      check: ok('provider', `${quote(url)} answers`),
      timeMs: Number.isNaN(timeMs) ? undefined : timeMs,
    };
  } catch {
    const remedy =
      'Check its address in the configuration, the network and any proxy of this machine.';
    return { check: fail('provider', `${quote(url)} does not answer`, remedy), timeMs: undefined };
  }
}

/** An address that this machine can be asked at, for one that is listened on. */
export function reachable(listen: string): string {
  const { hostname, port } = new URL(`http://${listen}`);
  const host = hostname === '0.0.0.0' ? '127.0.0.1' : hostname === '[::]' ? '[::1]' : hostname;
  return `http://${host}:${port === '' ? '80' : port}`;
}
