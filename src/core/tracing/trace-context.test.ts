import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { traceHeaders, traceOf } from './trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const VALID = `00-${TRACE}-${SPAN}-01`;

describe('trace context', () => {
  it('reads what W3C says, and writes it on', () => {
    const trace = traceOf({ traceparent: VALID, tracestate: ' vendor=one , tenant@sys=t%61 ' });
    assert.deepEqual(trace, {
      traceId: TRACE,
      spanId: SPAN,
      isSampled: true,
      state: 'vendor=one,tenant@sys=t%61',
    });
    assert.deepEqual(trace && traceHeaders(trace), {
      traceparent: VALID,
      tracestate: 'vendor=one,tenant@sys=t%61',
    });
  });

  it('keeps whether the caller samples, and takes later versions by their beginning', () => {
    const sampled = (traceparent: string) => traceOf({ traceparent })?.isSampled;
    assert.equal(sampled(`00-${TRACE}-${SPAN}-00`), false);
    assert.equal(sampled(`00-${TRACE}-${SPAN}-03`), true);
    assert.equal(sampled(`cc-${TRACE}-${SPAN}-01-what-comes`), true);
  });

  it('ignores what is malformed', () => {
    const malformed = [
      '',
      'x',
      `ff-${TRACE}-${SPAN}-01`,
      `00-${TRACE}-${SPAN}`,
      `00-${TRACE}-${SPAN}-1`,
      `00-${TRACE}-${SPAN}-01-more`,
      `00-${TRACE}-${SPAN}-01-`,
      `00-${TRACE.toUpperCase()}-${SPAN}-01`,
      `00-${'0'.repeat(32)}-${SPAN}-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
      ` ${VALID}`,
      `${VALID}, ${VALID}`,
      `cc-${TRACE}-${SPAN}-01-${'x'.repeat(500)}`,
    ];
    assert.deepEqual(
      malformed.filter((traceparent) => traceOf({ traceparent }) !== undefined),
      [],
    );
  });

  it('drops a tracestate that is malformed or too long, and keeps the trace', () => {
    const states = [
      'novalue',
      'Upper=1',
      'a=1,a=2',
      'a=b=c',
      'a=\u0000',
      'a=ü',
      `a=${'x'.repeat(600)}`,
      ['a', 'b', 'c'].map((name) => `${name}=${'x'.repeat(200)}`).join(','),
      Array.from({ length: 33 }, (_, at) => `k${at}=1`).join(','),
    ];
    for (const tracestate of states) {
      const trace = traceOf({ traceparent: VALID, tracestate });
      assert.deepEqual([trace?.traceId, trace?.state], [TRACE, undefined], tracestate);
    }
  });
});
