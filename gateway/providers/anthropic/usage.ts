import type { JsonValue } from '../../json/value.ts';

/** Tokens of one message. `input` excludes what was read from or written to the cache. */
export interface Usage {
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
}

/** What is known of a message before the provider has said anything. */
export const unknownUsage: Usage = {
  input: undefined,
  output: undefined,
  cacheRead: undefined,
  cacheWrite: undefined,
};

/** `usage` as the provider states it now: its figures are cumulative, so they replace. */
export function updateUsage(usage: Usage, stated: JsonValue | undefined): Usage {
  return {
    input: stated?.get('input_tokens')?.number ?? usage.input,
    output: stated?.get('output_tokens')?.number ?? usage.output,
    cacheRead: stated?.get('cache_read_input_tokens')?.number ?? usage.cacheRead,
    cacheWrite: stated?.get('cache_creation_input_tokens')?.number ?? usage.cacheWrite,
  };
}
