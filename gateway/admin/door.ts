import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { Operator, OperatorAct } from '../enforce/kill-events.ts';
import { tokenCharactersMax } from '../enforce/identity/token.ts';
import { gatewayError, toSentrelyError } from '../errors.ts';
import { isOwnHost } from './host-check.ts';
import type { Operators } from './operators.ts';
import { Strikes } from './strikes.ts';

/** What the door of the admin API is made of. */
export interface DoorParts {
  readonly operators: Operators;
  /** Further names that the listener is reached by. */
  readonly hosts: readonly string[];
  readonly now: () => number;
  /** Records what was tried; never rejects. */
  readonly record: (act: OperatorAct) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/**
 * Who may come in by a key, if anybody may. What it rejects with is told to who is turned away: why a
 * token was not taken.
 */
export type Admittance = (
  key: string,
  request: FastifyRequest,
) => Operator | undefined | Promise<Operator | undefined>;

/** Lets operators in, and nobody else. */
export interface Door {
  /** Guards every route of a scope, known or not, before its body is read. */
  guard(scope: FastifyInstance, may: Admittance): void;
  /** Who makes a request that was let in. */
  operatorOf(request: FastifyRequest): Operator;
}

/** Opens the door. */
export function createDoor(parts: DoorParts): Door {
  const inside = new WeakMap<FastifyRequest, Operator>();
  const strikes = new Strikes();
  return {
    guard: (scope, may) => {
      scope.addHook('onRequest', async (request) => {
        if (!isOwnHost(request.headers, parts.hosts)) throw gatewayError('SENTRELY_ERR_ADMIN_HOST');
        const found = await admitted(may, request);
        if (typeof found === 'string') inside.set(request, found);
        else throw await turnAway(parts, strikes, request, found);
      });
      scope.addHook('onSend', async (_request, reply) => {
        reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
      });
      scope.setErrorHandler((error, _request, reply) => {
        const failure = failureOf(error);
        if (failure.status >= 500) parts.report(error);
        const { code, message, help, status } = failure;
        void reply.code(status).send({ error: { code, message, help } });
      });
    },
    operatorOf: (request) => {
      const operator = inside.get(request);
      if (operator === undefined) throw gatewayError('SENTRELY_ERR_ADMIN_CREDENTIAL');
      return operator;
    },
  };
}

/** The key or token of a request: a bearer token, and in no other place. */
function bearerOf({ headers }: FastifyRequest): string | undefined {
  const [, key] = /^bearer +([\x21-\x7e]+)$/i.exec(headers.authorization ?? '') ?? [];
  return key === undefined || key.length > tokenCharactersMax ? undefined : key;
}

/** Who comes in, or why nobody does. */
async function admitted(
  may: Admittance,
  request: FastifyRequest,
): Promise<Operator | SentrelyError> {
  const key = bearerOf(request);
  try {
    const operator = key === undefined ? undefined : await may(key, request);
    return operator ?? gatewayError('SENTRELY_ERR_ADMIN_CREDENTIAL');
  } catch (error) {
    return toSentrelyError(error);
  }
}

async function turnAway(
  { now, record }: DoorParts,
  strikes: Strikes,
  request: FastifyRequest,
  why: SentrelyError,
): Promise<SentrelyError> {
  // That something here does not work is nobody's guess at a key.
  if (why.status >= 500) return why;
  if (strikes.add(request.ip, now())) return gatewayError('SENTRELY_ERR_ADMIN_THROTTLED');
  const target = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
  await record({ by: 'unknown', act: 'refused', target, detail: { address: request.ip } });
  return why;
}

function failureOf(error: unknown): SentrelyError {
  const { statusCode } = error as { readonly statusCode?: unknown };
  const isClients = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  const failure = toSentrelyError(error);
  if (failure.code === 'SENTRELY_ERR_INTERNAL' && isClients)
    return gatewayError('SENTRELY_ERR_ADMIN_REQUEST');
  return failure;
}
