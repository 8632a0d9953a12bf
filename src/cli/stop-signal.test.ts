import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { signalToStop } from './stop-signal.ts';

describe('the signal to stop', () => {
  it('is one when it comes twice at once, as npm makes of one', async () => {
    const { send, ended, reason } = told();
    send('SIGINT', 0);
    send('SIGINT', 499);
    assert.deepEqual([await reason, ended], ['SIGINT', []]);
  });

  it('ends the process when it comes again later, or another one does at any time', async () => {
    for (const [signal, afterMs] of [
      ['SIGINT', 500],
      ['SIGTERM', 0],
    ] as const) {
      const { send, ended, reason } = told();
      send('SIGINT', 0);
      send(signal, afterMs);
      assert.deepEqual([await reason, ended], ['SIGINT', [signal]]);
    }
  });
});

/** A process that gets signals at moments of its own clock, and by which it was ended. */
function told() {
  const emitter = new EventEmitter();
  const ended: string[] = [];
  let at = 0;
  const reason = signalToStop(['SIGTERM', 'SIGINT'], {
    on: (signal, listener) => emitter.on(signal, listener),
    off: (signal, listener) => emitter.off(signal, listener),
    end: (signal) => ended.push(signal),
    now: () => at,
  });
  const send = (signal: NodeJS.Signals, afterMs: number) => {
    at += afterMs;
    emitter.emit(signal, signal);
  };
  return { send, ended, reason };
}
