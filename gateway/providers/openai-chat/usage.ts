import type { JsonValue } from '../../json/value.ts';
import type { Usage } from '../dialect.ts';

/** `usage` of a completion. The provider counts what it read from its cache as input too; here it is apart. */
export function readUsage(usage: JsonValue | undefined): Usage {
  const details = usage?.get('prompt_tokens_details');
  const cacheRead = details?.get('cached_tokens')?.number;
  const cacheWrite = details?.get('cache_write_tokens')?.number;
  const input = usage?.get('prompt_tokens')?.number;
  return {
    input:
      input === undefined ? undefined : Math.max(0, input - (cacheRead ?? 0) - (cacheWrite ?? 0)),
    output: usage?.get('completion_tokens')?.number,
    cacheRead,
    cacheWrite,
  };
}
