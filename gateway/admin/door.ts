import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { Operator, OperatorAct } from '../enforce/kill-events.ts';
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

/** Lets operators in, and nobody else. */
export interface Door {
  /** Guards every route of a scope, known or not, before its body is read. */
  guard(scope: FastifyInstance, may: (key: string) => Operator | undefined): void;
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
        const key = bearerOf(request);
        const operator = key === undefined ? undefined : may(key);
        if (operator === undefined) throw await turnAway(parts, strikes, request);
        inside.set(request, operator);
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

/** The key of a request: a bearer token, and in no other place. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^bearer +([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '')?.[1];
}

async function turnAway(
  { now, record }: DoorParts,
  strikes: Strikes,
  request: FastifyRequest,
): Promise<SentrelyError> {
  if (strikes.add(request.ip, now())) return gatewayError('SENTRELY_ERR_ADMIN_THROTTLED');
  const target = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
  await record({ by: 'unknown', act: 'refused', target, detail: { address: request.ip } });
  return gatewayError('SENTRELY_ERR_ADMIN_CREDENTIAL');
}

function failureOf(error: unknown): SentrelyError {
  const { statusCode } = error as { readonly statusCode?: unknown };
  const isClients = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  const failure = toSentrelyError(error);
  if (failure.code === 'SENTRELY_ERR_INTERNAL' && isClients)
    return gatewayError('SENTRELY_ERR_ADMIN_REQUEST');
  return failure;
}
