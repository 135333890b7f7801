import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { type GatewayErrorCode, gatewayError, gatewayErrors } from '../errors.ts';

/** A failure as it travels between threads and processes, where classes are lost. */
export interface StatedFailure {
  /** Null for what our code did not expect. */
  readonly code: GatewayErrorCode | null;
  readonly detail: string;
}

/** States a failure for the other side. */
export function stateFailure(error: unknown): StatedFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof SentrelyError) || !isCode(error.code))
    return { code: null, detail: message };
  const opening = `${gatewayErrors[error.code].title}: `;
  const detail = message.startsWith(opening) ? message.slice(opening.length) : message;
  return { code: error.code, detail };
}

/** Makes the failure an error again, under `fallback` when it has no code of its own. */
export function errorOf(stated: StatedFailure, fallback: GatewayErrorCode): SentrelyError {
  return gatewayError(stated.code ?? fallback, stated.detail);
}

/** Reads a failure that was stated as JSON; undefined when it is something else. */
export function parseFailure(text: string): StatedFailure | undefined {
  try {
    const { code, detail } = JSON.parse(text) as { code: unknown; detail: unknown };
    if (typeof detail !== 'string') return undefined;
    return { code: typeof code === 'string' && isCode(code) ? code : null, detail };
  } catch {
    return undefined;
  }
}

function isCode(code: string): code is GatewayErrorCode {
  return Object.hasOwn(gatewayErrors, code);
}
