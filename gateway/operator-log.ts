import { SentrelyError } from '../compiler/bundle/errors.ts';

/** One line of the operator's log: a fixed event name and plain facts, never a secret. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where the gateway tells its operator what it does. */
export interface OperatorLog {
  info(event: string, facts?: LogFacts): void;
  /** For failures: code and message, causes joined by a colon; a stack only for our own bugs. */
  error(event: string, error: unknown): void;
}

/** Writes JSON lines. `write` gets whole lines; `now` is milliseconds since 1970. */
export function jsonLog(write: (line: string) => void, now: () => number): OperatorLog {
  const line = (level: string, event: string, facts: object): void => {
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...facts })}\n`);
  };
  return {
    info: (event, facts = {}) => line('info', event, facts),
    error: (event, error) => line('error', event, describe(error)),
  };
}

function describe(error: unknown): object {
  if (error instanceof SentrelyError)
    return { code: error.code, message: messageChain(error), help: error.help };
  return { code: 'SENTRELY_ERR_INTERNAL', message: messageChain(error), stack: stackOf(error) };
}

/** Deep chains are a bug of a library; the first few say enough. */
const causesMax = 4;

function messageChain(error: unknown): string {
  const messages: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < causesMax && at instanceof Error; depth++) {
    messages.push(at.message);
    at = at.cause;
  }
  return messages.length > 0 ? messages.join(': ') : String(error).slice(0, 200);
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
