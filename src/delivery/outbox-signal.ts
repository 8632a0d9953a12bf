import { outsideTrace } from '../core/tracing/tracer.ts';

/** Signals that the outbox has a new message. */
export type OutboxSignal = {
  readonly notify: () => void;
  /** Returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
};

export function createOutboxSignal(): OutboxSignal {
  const listeners = new Set<() => void>();
  return {
    // What is delivered then is that of many requests.
    notify: () =>
      outsideTrace(() => {
        for (const listener of listeners) listener();
      }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
