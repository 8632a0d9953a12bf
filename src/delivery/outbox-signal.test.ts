import assert from 'node:assert/strict';
import { it } from 'node:test';
import { currentTrace, inTrace } from '../core/tracing/tracer.ts';
import { createOutboxSignal } from './outbox-signal.ts';

it('deliveries that a request sets off do not belong to its trace, since those of others are among them', () => {
  const signal = createOutboxSignal();
  const seen: unknown[] = [];
  signal.subscribe(() => seen.push(currentTrace()));
  const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled: true };
  inTrace(trace, () => {
    signal.notify();
    seen.push(currentTrace());
  });
  assert.deepEqual(seen, [undefined, trace]);
});
