import { matchesModel } from './model-name.ts';
import type { Headers, Transport } from './transport.ts';

/**
 * A transport for an upstream that refuses requests for betas it does not know: those that fit one of
 * the patterns are not asked for. The others keep their order; a header with none left is left out.
 */
export function withoutBetas(transport: Transport, denied: readonly string[]): Transport {
  if (denied.length === 0) return transport;
  return {
    ...transport,
    request: (asked, signal) =>
      transport.request({ ...asked, headers: remaining(asked.headers, denied) }, signal),
  };
}

function remaining(headers: Headers, denied: readonly string[]): Headers {
  const { 'anthropic-beta': stated, ...others } = headers;
  if (stated === undefined) return headers;
  const betas = String(stated)
    .split(',')
    .map((beta) => beta.trim())
    .filter((beta) => beta !== '' && !denied.some((pattern) => matchesModel(pattern, beta)));
  return betas.length === 0 ? others : { ...others, 'anthropic-beta': betas.join(',') };
}
