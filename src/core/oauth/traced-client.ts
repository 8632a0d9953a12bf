import { traceHeaders } from '../tracing/trace-context.ts';
import { currentTrace, inTrace, type Tracer } from '../tracing/tracer.ts';
import type { HttpClient } from './http-client.ts';

/** Sends the running trace along with each request, and exports a span for it if there is a tracer. */
export function tracedClient(client: HttpClient, tracer?: Tracer): HttpClient {
  return async (request) => {
    const parent = currentTrace();
    // The host is in the settings of a provider or a webhook; a path or a query may hold a secret.
    const attributes = { 'http.request.method': request.method, 'server.address': request.url.hostname };
    const span = tracer?.start(`HTTP ${request.method}`, { kind: 'client', parent, attributes });
    const trace = span?.context ?? parent;
    const headers = trace ? { ...request.headers, ...traceHeaders(trace) } : request.headers;
    try {
      const response = await inTrace(trace, () => client({ ...request, headers }));
      span?.end({
        attributes: { 'http.response.status_code': response.status },
        isError: response.status >= 400,
      });
      return response;
    } catch (error) {
      span?.end({ isError: true });
      throw error;
    }
  };
}
