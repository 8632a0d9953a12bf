import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { TraceContext } from '../tracing/trace-context.ts';
import { currentTrace, inTrace, type Tracer } from '../tracing/tracer.ts';
import type { HttpRequest } from './http-client.ts';
import { tracedClient } from './traced-client.ts';

const trace: TraceContext = {
  ...{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', isSampled: true },
  state: 'vendor=one',
};
const request: HttpRequest = {
  ...{ url: new URL('https://id.example.com/token?code=canary'), method: 'POST', allowPrivate: false },
  headers: { Accept: 'application/json' },
};

it('requests to others carry the trace that runs, and nothing without one', async () => {
  const sent: Readonly<Record<string, string>>[] = [];
  const client = tracedClient(async ({ headers }) => {
    sent.push(headers);
    return { status: 200, headers: {}, body: '' };
  });
  await client(request);
  await inTrace(trace, () => client(request));
  assert.deepEqual(sent, [
    { Accept: 'application/json' },
    {
      Accept: 'application/json',
      traceparent: `00-${trace.traceId}-${trace.spanId}-01`,
      tracestate: 'vendor=one',
    },
  ]);
});

it('requests to others have a span of their own, without what the address holds', async () => {
  const told: unknown[] = [];
  const tracer: Tracer = {
    start: (name, options) => {
      told.push([name, options]);
      const context = { ...trace, spanId: '1111111111111111' };
      return { context, end: (outcome) => told.push(outcome) };
    },
  };
  const seen: (string | undefined)[] = [];
  const answering = tracedClient(async ({ headers }) => {
    seen.push(headers.traceparent, currentTrace()?.spanId);
    return { status: 503, headers: {}, body: '' };
  }, tracer);
  await inTrace(trace, () => answering(request));
  await assert.rejects(tracedClient(() => Promise.reject(new Error('no')), tracer)(request), /no/);
  const attributes = { 'http.request.method': 'POST', 'server.address': 'id.example.com' };
  assert.deepEqual(seen, [`00-${trace.traceId}-1111111111111111-01`, '1111111111111111']);
  assert.deepEqual(told, [
    ['HTTP POST', { kind: 'client', parent: trace, attributes }],
    { attributes: { 'http.response.status_code': 503 }, isError: true },
    ['HTTP POST', { kind: 'client', parent: undefined, attributes }],
    { isError: true },
  ]);
});
