import { fetch } from 'undici';
import { isToken, tokenCharactersMax } from '../gateway/enforce/identity/token.ts';
import { cliError } from './errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a job of GitHub Actions gets its tokens, and by which secret. */
const variables = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'] as const;

const answerMs = 30_000;

/**
 * A fresh token that says which job of GitHub Actions this is, made for a gateway that calls itself so.
 * Rejects with SENTRELY_ERR_CLI_JOB_TOKEN.
 */
export async function fetchJobToken(env: Environment, audience: string): Promise<string> {
  const [address, secret] = variables.map((name) => env[name] ?? '');
  if (!address || !secret)
    throw cliError('SENTRELY_ERR_CLI_JOB_TOKEN', `\`${variables.join('` and `')}\` are not set`);
  let token: unknown;
  try {
    const url = new URL(address);
    url.searchParams.set('audience', audience);
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${secret}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(answerMs),
    });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    token = ((await answer.json()) as { readonly value?: unknown }).value;
  } catch (cause) {
    throw cliError('SENTRELY_ERR_CLI_JOB_TOKEN', 'GitHub Actions gave none', cause);
  }
  if (typeof token === 'string' && token.length <= tokenCharactersMax && isToken(token))
    return token;
  throw cliError('SENTRELY_ERR_CLI_JOB_TOKEN', 'what GitHub Actions gave is no token');
}

/** The variables of a job without the means to prove that one is it. */
export function withoutJobTokens(env: Environment): Environment {
  const names: readonly string[] = variables;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}
