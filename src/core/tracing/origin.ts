import type { TraceContext } from './trace-context.ts';

/** The request behind what is delivered later, so that the delivery belongs to its trace. */
export type Origin = { readonly requestId?: string; readonly trace?: TraceContext };

/** Returns the request of an actor; nothing for one who sends none. */
export function originOf({ requestId, trace }: Origin): Origin | undefined {
  if (requestId === undefined && trace === undefined) return undefined;
  return { ...(requestId !== undefined && { requestId }), ...(trace && { trace }) };
}

/** The fields of log lines that name the request. */
export function originFields(origin: Origin | undefined): {
  readonly reqId?: string;
  readonly traceId?: string;
} {
  return {
    ...(origin?.requestId !== undefined && { reqId: origin.requestId }),
    ...(origin?.trace && { traceId: origin.trace.traceId }),
  };
}
