import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '../core/actor.ts';
import type { FailureData } from '../core/failure.ts';
import type { TraceContext } from '../core/tracing/trace-context.ts';

/** What a handler reads of a request. Fastify's requests have it, and those that `direct.ts` serves. */
export type HttpRequest = {
  /** Unique; sent back as `X-Request-Id`. */
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: unknown;
  readonly params: unknown;
  readonly body: unknown;
  readonly raw: IncomingMessage;
  readonly protocol: string;
  readonly host: string;
  /** The matched route; without a path if there was none. */
  readonly routeOptions: { readonly url?: string | undefined; readonly config: object };
  /** The caller's address in its one form; `undefined` once the connection is gone. */
  clientAddress: string | undefined;
  /** What the caller itself forwards: the address of the visitor on whose behalf it asks. */
  forwardedAddress: string | undefined;
  /** Whether an address was forwarded that is not believed. */
  isUnbelieved: boolean;
  /** Who calls, once a protocol knows. */
  caller: Caller | undefined;
  /** Why it was refused: the code of a failure, or the protocol's own. */
  refusal: Refused | undefined;
  /** The trace that it belongs to, if there is one. */
  trace: TraceContext | undefined;
};

/** A caller as logs name it. */
export type Caller = Pick<Actor, 'kind' | 'id' | 'impersonatorId'> & {
  readonly project: Pick<Actor['project'], 'id'>;
};

/** A refusal: its code, out of a closed list, and the failure behind it, if it is one of the core. */
export type Refused = { readonly code: string; readonly failure?: FailureData };

type Header = number | string | readonly string[];

/** How a handler replies. */
export type HttpReply = {
  readonly raw: ServerResponse;
  readonly statusCode: number;
  readonly code: (status: number) => HttpReply;
  /** Sets a header. A further `Set-Cookie` is added to the earlier ones. */
  readonly header: (name: string, value: Header) => HttpReply;
  readonly headers: (headers: Readonly<Record<string, string>>) => HttpReply;
  readonly getHeader: (name: string) => number | string | readonly string[] | undefined;
  readonly type: (contentType: string) => HttpReply;
  readonly send: (body?: unknown) => HttpReply;
};

/** A request and its reply. */
export type Exchange = { readonly request: HttpRequest; readonly reply: HttpReply };
