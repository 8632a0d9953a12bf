import type { FastifyInstance } from 'fastify';
import type { Endpoint, Method } from './endpoint.ts';
import type { Exchange, HttpRequest } from './exchange.ts';

export type Handler = (exchange: Exchange) => Promise<unknown>;

/** How a protocol serves its endpoints. */
export type Serving<E extends Endpoint> = {
  /** Compiles the handler of an endpoint; called once, before the first request. */
  readonly handlerOf: (endpoint: E) => Handler;
  /** Paths below the protocol's prefix. Default: the path of the endpoint. */
  readonly pathsOf?: (endpoint: E) => readonly string[];
  /** Whether requests may skip the framework, as `direct.ts` says: not if the handler needs more of it than an `Exchange`. */
  readonly isDirect?: (endpoint: E) => boolean;
  /** Methods that it answers. Default: the method of the endpoint. */
  readonly methodsOf?: (endpoint: E) => readonly Method[];
};

/** Adds the endpoints to the server. `request.routeOptions.config` has the operation. */
export function serveEndpoints<E extends Endpoint>(
  app: FastifyInstance,
  endpoints: readonly E[],
  {
    handlerOf,
    pathsOf = ({ path }) => [path],
    methodsOf = ({ method }) => [method],
    isDirect = () => false,
  }: Serving<E>,
): void {
  for (const endpoint of endpoints) {
    const handle = handlerOf(endpoint);
    const { operation } = endpoint;
    const method = [...methodsOf(endpoint)];
    for (const url of pathsOf(endpoint)) {
      app.route({
        method,
        url,
        config: { operation, ...(isDirect(endpoint) && { direct: handle }) },
        handler: (request, reply) => handle({ request, reply }),
      });
    }
  }
}

/** Returns the operation of a request; `undefined` if no endpoint matched. */
export function operationOf(request: HttpRequest): string | undefined {
  const { operation } = request.routeOptions.config as { readonly operation?: string };
  return operation;
}
