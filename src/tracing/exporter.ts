import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { HttpClient } from '../core/oauth/http-client.ts';
import type { TraceContext } from '../core/tracing/trace-context.ts';
import type { Span, Tracer } from '../core/tracing/tracer.ts';
import type { TracingSettings } from './settings.ts';

/** Spans that wait to be exported. More are dropped: a receiver that is slow holds up nothing. */
const QUEUE_AT_MOST = 2_048;
const BATCH = 512;
const EVERY_MS = 2_000;
const EXPORT_WITHIN_MS = 10_000;
/** Failures are logged once in this time. */
const TOLD_EVERY_MS = 60_000;
/** A step of the wall clock that is not the drift of a clock that is being set right. */
const CLOCK_STEP_MS = 50;

/** How many spans were exported, and how many were lost because the receiver did not take them. */
export type SpanCounts = { exported: number; failed: number };

export type Tracing = {
  readonly tracer: Tracer;
  readonly counts: Readonly<SpanCounts>;
  /** Exports what waits, for a bounded time, and ends. */
  readonly stop: (withinMs: number) => Promise<void>;
};

type Parts = {
  readonly settings: TracingSettings;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly version: string;
  readonly client: HttpClient;
  readonly log: { readonly warn: (fields: object, message: string) => void };
};

/** Exports spans to a receiver of OTLP over HTTP, as JSON. */
export function createTracing({ settings, version, ...sending }: Parts): Tracing {
  const counts: SpanCounts = { exported: 0, failed: 0 };
  const stopping = new AbortController();
  const exporter = exporterTo({ settings, counts, signal: stopping.signal, ...sending });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      ...settings.resource,
      'service.name': settings.serviceName,
      'service.version': version,
    }),
    sampler: samplerOf(settings),
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        maxQueueSize: QUEUE_AT_MOST,
        maxExportBatchSize: BATCH,
        scheduledDelayMillis: EVERY_MS,
        exportTimeoutMillis: EXPORT_WITHIN_MS,
      }),
    ],
  });
  const tracer = tracerOver(provider.getTracer('denizen', version));
  let isStopped = false;
  const stop = async (withinMs: number): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([provider.shutdown().catch(() => {}), late.promise]);
    clearTimeout(timer);
    stopping.abort();
  };
  return { tracer, counts, stop };
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

function tracerOver(library: ReturnType<BasicTracerProvider['getTracer']>): Tracer {
  const wallTime = wallClock();
  return {
    start: (name, { kind = 'internal', parent, attributes = {}, startedAt = performance.now() } = {}) => {
      const options = { kind: kinds[kind], attributes, startTime: wallTime(startedAt) };
      const span = library.startSpan(name, options, parent ? contextOf(parent) : ROOT_CONTEXT);
      const { traceId, spanId, traceFlags } = span.spanContext();
      const isSampled = (traceFlags & TraceFlags.SAMPLED) === TraceFlags.SAMPLED;
      const context: TraceContext = {
        ...{ traceId, spanId, isSampled },
        ...(parent?.state !== undefined && { state: parent.state }),
      };
      const end: Span['end'] = ({
        name: known,
        attributes: more,
        isError,
        endedAt = performance.now(),
      } = {}) => {
        if (known !== undefined) span.updateName(known);
        if (more) span.setAttributes(more);
        if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end(wallTime(endedAt));
      };
      return { context, end };
    },
  };
}

/** Returns a function from `performance.now()` to milliseconds of the epoch, whose differences are exact. */
function wallClock(): (at: number) => number {
  let base = Date.now() - performance.now();
  return (at) => {
    const current = Date.now() - performance.now();
    if (Math.abs(current - base) > CLOCK_STEP_MS) base = current;
    return base + at;
  };
}

function contextOf({ traceId, spanId, isSampled, state }: TraceContext) {
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId, isRemote: true },
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    ...(state !== undefined && { traceState: createTraceState(state) }),
  });
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  const base = sampler.replace('parentbased_', '');
  const root =
    base === 'always_on'
      ? new AlwaysOnSampler()
      : base === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return sampler === base ? root : new ParentBasedSampler({ root });
}

type ExporterParts = Omit<Parts, 'version'> & { readonly counts: SpanCounts; readonly signal: AbortSignal };

/**
 * Sends spans by our own client, which the end of the process can abort. A batch that is not taken is lost: the next one
 * tells more.
 */
function exporterTo({ settings, headers, client, log, counts, signal }: ExporterParts): SpanExporter {
  const url = new URL(`${settings.endpoint}/v1/traces`);
  let toldAt = Number.NEGATIVE_INFINITY;
  const send = async (spans: ReadableSpan[]): Promise<void> => {
    const body = Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? []).toString();
    const { status } = await client({
      ...{ url, method: 'POST', body, signal, allowPrivate: true, ignoresBody: true },
      headers: { ...headers, 'Content-Type': 'application/json' },
    });
    if (status < 200 || status > 299) throw new Error(`the receiver answered with ${status}`);
  };
  const fail = (error: unknown, lost: number): void => {
    counts.failed += lost;
    if (signal.aborted || performance.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = performance.now();
    // Of our own client and of the line above: neither has a header or a body in it.
    log.warn(
      { error: error instanceof Error ? error.message : String(error), spans: lost },
      'spans were not exported',
    );
  };
  return {
    export: (spans, done) => {
      send(spans).then(
        () => {
          counts.exported += spans.length;
          done({ code: 0 });
        },
        (error) => {
          fail(error, spans.length);
          // Said as a success, since the library would log failures to its own console.
          done({ code: 0 });
        },
      );
    },
    shutdown: async () => {},
  };
}
