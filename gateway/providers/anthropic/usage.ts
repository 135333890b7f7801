import type { JsonValue } from '../../json/value.ts';
import type { Usage } from '../dialect.ts';

/** `usage` as the provider states it now: its figures are cumulative, so they replace. */
export function updateUsage(usage: Usage, stated: JsonValue | undefined): Usage {
  return {
    input: stated?.get('input_tokens')?.number ?? usage.input,
    output: stated?.get('output_tokens')?.number ?? usage.output,
    cacheRead: stated?.get('cache_read_input_tokens')?.number ?? usage.cacheRead,
    cacheWrite: stated?.get('cache_creation_input_tokens')?.number ?? usage.cacheWrite,
  };
}
