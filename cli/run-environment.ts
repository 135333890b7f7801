/** What a program needs to know to go through the gateway. */
export interface RunFacts {
  readonly url: string;
  readonly key: string;
  readonly session: string;
  /** Providers whose credential the gateway holds. */
  readonly holds: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a program that goes through the gateway. Nothing of Sentrely's own reaches it but
 * the key of its run; the user's key of a provider is left out where the gateway holds one.
 */
export function runEnvironment(env: Environment, run: RunFacts): Environment {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('SENTRELY_'));
  return {
    ...Object.fromEntries(kept),
    SENTRELY_KEY: run.key,
    ANTHROPIC_BASE_URL: run.url,
    OPENAI_BASE_URL: `${run.url}/v1`,
    ANTHROPIC_CUSTOM_HEADERS: customHeaders(env['ANTHROPIC_CUSTOM_HEADERS'], run),
    // Its fallback may run a tool twice.
    CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: '1',
    ...(run.holds.includes('anthropic')
      ? { ANTHROPIC_API_KEY: undefined, ANTHROPIC_AUTH_TOKEN: run.key }
      : {}),
    ...(run.holds.includes('openai') ? { OPENAI_API_KEY: run.key } : {}),
  };
}

/** One header a line, as Claude Code reads them; what was there stays, except ours. */
function customHeaders(before: string | undefined, { key, session }: RunFacts): string {
  const others = (before ?? '').split('\n').filter((line) => {
    const name = line.trim().toLowerCase();
    return name !== '' && !name.startsWith('x-sentrely-');
  });
  return [...others, `X-Sentrely-Key: ${key}`, `X-Sentrely-Session: ${session}`].join('\n');
}
