import { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { gatewayError } from '../../errors.ts';

/** What the libraries that fetch credentials throw, so far as it tells who is at fault. */
interface FetchFailure {
  readonly status?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/** Codes of a connection that did not come about, of Node and of the HTTP clients. */
const connectionCode =
  /^(?:E(?:CONN|HOST|NET|PIPE|AI_|TIMEDOUT)[A-Z_]*|UND_ERR_[A-Z_]+|ENOTFOUND)$/;

/** Errors are wrapped in others; none so deep. */
const causesMax = 5;

/**
 * A credential that could not be fetched: SENTRELY_ERR_UPSTREAM_UNREACHABLE where another attempt may
 * succeed (no connection, status 429 or 5xx), else SENTRELY_ERR_UPSTREAM_CREDENTIAL. The library's
 * text, which may name accounts and files, is only the cause.
 */
export function credentialFailure(error: unknown): SentrelyError {
  if (error instanceof SentrelyError) return error;
  if (causesOf(error).some(isPassing))
    return gatewayError(
      'SENTRELY_ERR_UPSTREAM_UNREACHABLE',
      'no credential could be fetched',
      error,
    );
  return gatewayError(
    'SENTRELY_ERR_UPSTREAM_CREDENTIAL',
    'none was found, or it is refused',
    error,
  );
}

function causesOf(error: unknown): readonly FetchFailure[] {
  const causes: FetchFailure[] = [];
  for (let at = error; causes.length < causesMax && typeof at === 'object' && at !== null; ) {
    causes.push(at);
    at = (at as FetchFailure).cause;
  }
  return causes;
}

function isPassing({ status, code, $metadata }: FetchFailure): boolean {
  const answered = $metadata?.httpStatusCode ?? status;
  if (typeof answered === 'number') return answered === 429 || answered >= 500;
  return typeof code === 'string' && connectionCode.test(code);
}
