import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from './endpoint.ts';

/** A request, and the reply to it. */
export type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply };

export type Handler = (exchange: Exchange) => Promise<unknown>;

/** How a protocol serves its endpoints. */
export type Serving<E extends Endpoint> = {
  /** Called once for each endpoint, before the first request: what can be known by then is compiled here. */
  readonly handlerOf: (endpoint: E) => Handler;
  /** Below the protocol's prefix; the endpoint's path without it. */
  readonly pathsOf?: (endpoint: E) => readonly string[];
};

/** Adds the endpoints to the server. `request.routeOptions.config` names the operation. */
export function serveEndpoints<E extends Endpoint>(
  app: FastifyInstance,
  endpoints: readonly E[],
  { handlerOf, pathsOf = ({ path }) => [path] }: Serving<E>,
): void {
  for (const endpoint of endpoints) {
    const handle = handlerOf(endpoint);
    const { method, operation } = endpoint;
    for (const url of pathsOf(endpoint)) {
      app.route({
        method,
        url,
        config: { operation },
        handler: (request, reply) => handle({ request, reply }),
      });
    }
  }
}

/** The operation that a request was for; none where no endpoint was found. */
export function operationOf(request: FastifyRequest): string | undefined {
  const { operation } = request.routeOptions.config as { readonly operation?: string };
  return operation;
}
