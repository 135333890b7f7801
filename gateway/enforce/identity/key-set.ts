import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTHeaderParameters } from 'jose';
import { gatewayError } from '../../errors.ts';

/** A public key to verify with. */
export type VerifyKey = Awaited<ReturnType<ReturnType<typeof createLocalJWKSet>>>;

/** Reads the key set of an issuer. Rejects where it cannot be had. */
export type FetchKeys = (issuer: string) => Promise<JSONWebKeySet>;

/** The keys of one issuer. */
export interface KeySet {
  /**
   * The key that a token's header names. Rejects with SENTRELY_ERR_IDENTITY_TOKEN where there is none,
   * and SENTRELY_ERR_IDENTITY_ISSUER while keys cannot be had.
   */
  find(header: JWTHeaderParameters): Promise<VerifyKey>;
}

/** Keys younger than this are not asked for again, in milliseconds: so old can a withdrawn key be. */
export const keysFreshMs: number = 5 * 60_000;

/** While the issuer does not answer, keys are good for this long; then its tokens are refused. */
export const keysStaleMs: number = 60 * 60_000;

/**
 * An issuer is asked no more often than this, whatever tokens come: a made-up key id would otherwise
 * turn every request into one to the issuer.
 */
export const keysCooldownMs: number = 30_000;

interface Held {
  readonly resolve: ReturnType<typeof createLocalJWKSet>;
  readonly atMs: number;
}

/** Opens the key set of an issuer; nothing is asked before the first token. */
export function createKeySet(issuer: string, { fetch, now, report }: KeySetServices): KeySet {
  let held: Held | undefined;
  let attemptMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  const age = (): number => (held === undefined ? Infinity : now() - held.atMs);

  const load = async (): Promise<void> => {
    try {
      const keys = await fetch(issuer);
      held = { resolve: createLocalJWKSet(usable(keys)), atMs: now() };
    } catch (error) {
      report(gatewayError('SENTRELY_ERR_IDENTITY_ISSUER', `\`${issuer}\``, error));
    } finally {
      running = undefined;
    }
  };
  /** One request at a time, and none within the cooldown. */
  const refresh = async (): Promise<void> => {
    if (running === undefined && now() - attemptMs >= keysCooldownMs) {
      attemptMs = now();
      running = load();
    }
    await running;
  };
  const known = async (header: JWTHeaderParameters): Promise<VerifyKey | undefined> => {
    if (held === undefined || age() > keysStaleMs)
      throw gatewayError('SENTRELY_ERR_IDENTITY_ISSUER', `\`${issuer}\``);
    try {
      return await held.resolve(header);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      throw gatewayError(
        'SENTRELY_ERR_IDENTITY_TOKEN',
        'its key is not one that can be told',
        error,
      );
    }
  };
  return {
    find: async (header) => {
      if (age() > keysFreshMs) await refresh();
      let key = await known(header);
      if (key === undefined) {
        await refresh();
        key = await known(header);
      }
      if (key !== undefined) return key;
      throw gatewayError('SENTRELY_ERR_IDENTITY_TOKEN', 'the issuer has no such key');
    },
  };
}

/** What a key set needs. */
export interface KeySetServices {
  readonly fetch: FetchKeys;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Keys of one issuer at once: some have a dozen. */
const keysMax = 100;

/** Public keys for signatures; a secret among them would let everybody sign who can read it. */
function usable({ keys }: JSONWebKeySet): JSONWebKeySet {
  const kinds: ReadonlySet<unknown> = new Set(['RSA', 'EC', 'OKP']);
  return {
    keys: keys
      .slice(0, keysMax)
      .filter(({ kty, use }) => kinds.has(kty) && (use ?? 'sig') === 'sig'),
  };
}
