import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { AuditEvent } from '../audit/event.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Conversation } from '../enforce/conversation.ts';
import { clientKindOf } from './client-kind.ts';
import type { Arrival, Watch, Watcher } from './watch.ts';

/** Traces of one gateway, sent to a collector. */
export interface Tracing {
  readonly watch: Watcher;
  /** The log, adding decisions and tokens to the span of their request. */
  traced(audit: Pick<AuditLog, 'append'>): Pick<AuditLog, 'append'>;
  /** Sends what is left. Never rejects. */
  close(): Promise<void>;
}

/** What tracing needs. */
export interface TracingOptions {
  /** Where a collector takes OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** Names this gateway. */
  readonly gateway: string;
  readonly version: string;
  readonly report: (error: unknown) => void;
}

/** Longest wait for a collector when the gateway stops, in milliseconds. */
const closeMs = 3000;

/**
 * Opens it. Spans hold names, counts and times: no text of a prompt, an answer or an argument. This
 * module is imported only where traces are configured.
 */
export function openTracing({ url, gateway, version, report }: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: closeMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'sentrely',
      'service.version': version,
      'service.instance.id': gateway,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000 })],
  });
  const spans = new Spans(provider.getTracer('sentrely', version));
  return {
    watch: (arrival) => spans.begin(arrival),
    traced: (audit) => ({
      append: async (event) => {
        const appended = await audit.append(event);
        spans.tell(event, appended.eventId);
        return appended;
      },
    }),
    close: async () => {
      const late = new Promise<void>((resolve) => void setTimeout(resolve, closeMs).unref());
      await Promise.race([provider.shutdown().catch(report), late]);
    },
  };
}

/** A model's name is the client's word: only what looks like one is shown. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,99}$/;

function named(text: string | null | undefined): string {
  return typeof text === 'string' && namePattern.test(text) ? text : 'other';
}

/** Spans under way, by the events that later ones refer to. */
class Spans {
  readonly #tracer: Tracer;
  readonly #byEvent = new Map<string, Span>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  begin({ path, userAgent, traceparent }: Arrival): Watch {
    const span = this.#tracer.startSpan(
      `POST ${path === '' ? 'unknown' : path}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.route': path === '' ? 'unknown' : path,
          'gen_ai.operation.name': 'chat',
          'sentrely.client': clientKindOf(userAgent),
        },
      },
      remoteContext(traceparent),
    );
    const within = trace.setSpan(ROOT_CONTEXT, span);
    const events: string[] = [];
    let upstream: Span | undefined;
    return {
      identified: (conversation) => {
        events.push(conversation.requestEvent);
        this.#byEvent.set(conversation.requestEvent, span);
        span.setAttributes(attributesOf(conversation));
      },
      asked: () => {
        upstream = this.#tracer.startSpan('upstream', { kind: SpanKind.CLIENT }, within);
      },
      answered: (status) => {
        upstream?.setAttribute('http.response.status_code', status).end();
        upstream = undefined;
      },
      replied: () => void span.addEvent('sentrely.first_byte'),
      held: () => {
        const waiting = this.#tracer.startSpan('approval', {}, within);
        return () => waiting.end();
      },
      ended: (outcome, failure) => {
        upstream?.setStatus({ code: SpanStatusCode.ERROR }).end();
        span.setAttribute('sentrely.outcome', outcome ?? 'refused');
        if (failure !== undefined)
          span
            .setAttributes({ 'error.type': failure.code })
            .setStatus({ code: SpanStatusCode.ERROR });
        span.end();
        for (const [event, of] of this.#byEvent) if (of === span) this.#byEvent.delete(event);
      },
    };
  }

  /** Adds what an event says to the span of its request. */
  tell(event: AuditEvent, eventId: string): void {
    const span = this.#byEvent.get(event.ref_event_id ?? '');
    if (span === undefined) return;
    if (event.kind === 'tool.decision') {
      if (event.disposition === 'held') this.#byEvent.set(eventId, span);
      span.addEvent('sentrely.decision', {
        'sentrely.verdict': event.verdict ?? '',
        'sentrely.disposition': event.disposition ?? '',
        'sentrely.rule': event.rule_id ?? '',
      });
    }
    if (event.kind === 'llm.response')
      span.setAttributes({
        'http.response.status_code': event.status ?? 0,
        'gen_ai.response.model': named(event.model_served),
        'gen_ai.usage.input_tokens': event.input_tokens ?? 0,
        'gen_ai.usage.output_tokens': event.output_tokens ?? 0,
      });
  }
}

function attributesOf({ caller, session, provider, model }: Conversation) {
  return {
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': named(model),
    'gen_ai.agent.name': caller.agent,
    'gen_ai.conversation.id': session,
  };
}

/** The client's own trace goes on here. */
function remoteContext(traceparent: string | undefined): Context {
  const [, traceId, spanId] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, isRemote: true });
}
