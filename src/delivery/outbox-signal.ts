/** Rung when a message was put into the outbox; whoever delivers listens. */
export type OutboxSignal = {
  readonly notify: () => void;
  /** Answers what ends the listening. */
  readonly subscribe: (listener: () => void) => () => void;
};

export function createOutboxSignal(): OutboxSignal {
  const listeners = new Set<() => void>();
  return {
    notify: () => {
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
