import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** A span as it came over the wire. */
export interface SeenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: ReadonlyMap<string, string>;
  readonly events: readonly {
    readonly name: string;
    readonly attributes: ReadonlyMap<string, string>;
  }[];
}

/** A collector of OTLP on loopback. */
export interface Collector {
  readonly url: string;
  /** Everything that came, as text. */
  text(): string;
  spans(): readonly SeenSpan[];
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface WireSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
  readonly events: readonly { readonly name: string; readonly attributes: readonly Attribute[] }[];
}

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const isPacked = request.headers['content-encoding'] === 'gzip';
      bodies.push((isPacked ? gunzipSync(raw) : raw).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    text: () => bodies.join('\n'),
    spans: () => bodies.flatMap(spansOf),
  };
}

function spansOf(body: string): readonly SeenSpan[] {
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: { scopeSpans: { spans: WireSpan[] }[] }[];
  };
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map((span) => ({
      ...span,
      parentSpanId: span.parentSpanId,
      attributes: mapOf(span.attributes),
      events: span.events.map(({ name, attributes }) => ({ name, attributes: mapOf(attributes) })),
    }));
}

function mapOf(attributes: readonly Attribute[]): ReadonlyMap<string, string> {
  return new Map(
    attributes.map(({ key, value }) => [key, textOf(Object.values(value)[0])] as const),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
