import type { IncomingHttpHeaders } from 'node:http';
import type { JsonValue } from '../../json/value.ts';
import type { WireAnswer } from '../../upstreams/transport.ts';
import { anthropicError, errorTypeOfStatus, readJson } from '../cloud/anthropic-error.ts';

/** Anthropic's kind of error by Google's status. */
const errorTypes: ReadonlyMap<string, string> = new Map([
  ['INVALID_ARGUMENT', 'invalid_request_error'],
  ['FAILED_PRECONDITION', 'invalid_request_error'],
  ['OUT_OF_RANGE', 'invalid_request_error'],
  ['UNAUTHENTICATED', 'authentication_error'],
  ['PERMISSION_DENIED', 'permission_error'],
  ['NOT_FOUND', 'not_found_error'],
  ['RESOURCE_EXHAUSTED', 'rate_limit_error'],
  ['DEADLINE_EXCEEDED', 'timeout_error'],
  ['UNAVAILABLE', 'overloaded_error'],
]);

/**
 * An answer of Vertex AI as Anthropic's own API gives it. Answers of the model are Anthropic's already,
 * and so are most errors; those of Google's own are reworded.
 */
export async function vertexAnswer(answer: WireAnswer): Promise<WireAnswer> {
  const headers = headersOf(answer.headers);
  if (answer.status < 400) return { ...answer, headers };
  const root = await readJson(answer.body);
  // Where a stream was asked for, Google's error is the one item of a list.
  const error = (root?.kind === 'array' ? root.items[0] : root)?.get('error');
  const type = error?.get('type')?.text ?? typeOf(error, answer.status);
  const message =
    error?.get('message')?.text ?? `Vertex AI answered with the status ${answer.status}`;
  return anthropicError(headers, type, withoutProjects(message));
}

/** Google's other headers are about its own front ends. */
function headersOf(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = ['content-type', 'content-encoding', 'request-id', 'retry-after'] as const;
  const present = kept.filter((name) => headers[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, headers[name]]));
}

function typeOf(error: JsonValue | undefined, status: number): string {
  const stated = errorTypes.get(error?.get('status')?.text ?? '');
  return stated ?? errorTypeOfStatus(status);
}

const projects = /\bprojects\/[^\s'"`,)/]+/g;

/** A text of Google without names of projects: no agent's business. */
function withoutProjects(text: string): string {
  return text.replace(projects, 'projects/(hidden)');
}
