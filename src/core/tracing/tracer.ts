import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from './trace-context.ts';

/** Names, numbers and codes. Never what a user has typed, or is called. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A span that has begun. */
export type Span = {
  readonly context: TraceContext;
  readonly end: (outcome?: SpanOutcome) => void;
};

export type SpanOutcome = {
  readonly name?: string;
  readonly attributes?: SpanAttributes;
  readonly isError?: boolean;
  /** In milliseconds of `performance.now()`; now if missing. */
  readonly endedAt?: number;
};

type SpanStart = {
  readonly kind?: SpanKind;
  /** Without one, a trace begins. */
  readonly parent?: TraceContext | undefined;
  readonly attributes?: SpanAttributes;
  /** In milliseconds of `performance.now()`; now if missing. */
  readonly startedAt?: number;
};

/** Begins spans, which are exported when they have ended. */
export type Tracer = { readonly start: (name: string, options?: SpanStart) => Span };

/** The context of the work that runs. Nothing enters it without a trace, so that requests without one pay nothing. */
const running = new AsyncLocalStorage<TraceContext>();

export function currentTrace(): TraceContext | undefined {
  return running.getStore();
}

/** Runs work whose requests and statements belong to the trace, if there is one. */
export function inTrace<T>(trace: TraceContext | undefined, work: () => T): T {
  return trace === undefined ? work() : running.run(trace, work);
}

/** Runs work that a request sets off, and which belongs to others as well. */
export function outsideTrace(work: () => void): void {
  if (running.getStore() === undefined) work();
  else running.exit(work);
}

/** Runs asynchronous work in a span of its own under the running trace, or under `parent`. */
export async function inSpan<T>(
  tracer: Tracer | undefined,
  { name, parent = currentTrace(), ...start }: SpanStart & { readonly name: string },
  work: () => Promise<T>,
): Promise<T> {
  const span = tracer?.start(name, { parent, ...start });
  if (!span) return inTrace(parent, work);
  let isError = true;
  try {
    const result = await inTrace(span.context, work);
    isError = false;
    return result;
  } finally {
    span.end({ isError });
  }
}
