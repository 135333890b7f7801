import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { chunks } from './frames.ts';
import { type Signatory, signatureProblem } from './sigv4.ts';

// Bedrock on loopback: takes only what is authorised, reads only what Bedrock has, answers by script.

/** A request that was taken. */
export interface BedrockRequest {
  readonly model: string;
  readonly operation: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The text of the body, and what it says. */
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers one request. */
export type BedrockScript = (request: BedrockRequest, reply: ServerResponse) => void;

/** A Bedrock that listens. */
export interface BedrockServer {
  readonly url: string;
  readonly requests: readonly BedrockRequest[];
  /** Why requests were refused. */
  readonly refusals: readonly string[];
  close(): Promise<void>;
}

/** Who may ask: by a signature or by a bearer token. */
export interface BedrockGuests {
  readonly signatory: Signatory;
  readonly apiKey?: string;
}

export const signatory: Signatory = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'secret/of+the=example',
  region: 'eu-west-1',
  service: 'bedrock',
};

/** Members that Bedrock refuses, as "extraneous". */
const extraneous = ['model', 'stream', 'thread', 'tags'];

const operations = ['invoke', 'invoke-with-response-stream', 'count-tokens'];

export async function startBedrock(
  script: BedrockScript,
  { signatory: signer, apiKey }: BedrockGuests = { signatory },
): Promise<BedrockServer> {
  const requests: BedrockRequest[] = [];
  const refusals: string[] = [];
  const server = createServer(async (incoming, reply) => {
    const body = await buffer(incoming);
    const target = incoming.url ?? '';
    const arrived = { method: incoming.method ?? '', target, headers: incoming.headers, body };
    const isKnown = apiKey !== undefined && incoming.headers.authorization === `Bearer ${apiKey}`;
    const problem = isKnown ? null : signatureProblem(arrived, signer);
    if (problem !== null) {
      refusals.push(problem);
      return refuse(reply, 403, 'InvalidSignatureException', problem);
    }
    const [, encoded = '', operation = ''] = /^\/model\/([^/]+)\/([a-z-]+)$/.exec(target) ?? [];
    if (!operations.includes(operation))
      return refuse(reply, 404, 'UnknownOperationException', target);
    const text = body.toString();
    const json = JSON.parse(text) as Record<string, unknown>;
    const unknown = extraneous.find((key) => json[key] !== undefined);
    const asked = {
      model: decodeURIComponent(encoded),
      operation,
      target,
      headers: incoming.headers,
      text,
      body: json,
    };
    if (
      operation !== 'count-tokens' &&
      (unknown !== undefined || json['anthropic_version'] === undefined)
    )
      return refuse(
        reply,
        400,
        'ValidationException',
        `extraneous key [${unknown}] is not permitted`,
      );
    requests.push(asked);
    script(asked, reply);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    refusals,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error as AWS tells one. */
export function refuse(reply: ServerResponse, status: number, name: string, message: string): void {
  reply.writeHead(status, {
    'content-type': 'application/json',
    'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
    'x-amzn-requestid': 'aws-1',
  });
  reply.end(JSON.stringify({ message }));
}

/** A stream of messages, written one by one. */
export function streamFrames(reply: ServerResponse, frames: readonly Buffer[]): void {
  reply.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-requestid': 'aws-1',
    'x-amzn-bedrock-content-type': 'application/json',
  });
  for (const one of frames) reply.write(one);
  reply.end();
}

/** An event stream of Anthropic's as Bedrock sends it, its metrics in the last event. */
export function streamEvents(reply: ServerResponse, sse: string): void {
  const metrics =
    '{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":12}}';
  streamFrames(reply, chunks(sse.replace('{"type":"message_stop"}', metrics)));
}

/** A message in one piece. */
export function sendJson(reply: ServerResponse, json: string): void {
  reply.writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'aws-1' });
  reply.end(json);
}
