/** Rung when a message was put into the outbox; whoever delivers listens. */
export type Bell = {
  readonly ring: () => void;
  /** Answers what ends the listening. */
  readonly listen: (hear: () => void) => () => void;
};

export function createBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring: () => {
      for (const hear of listeners) hear();
    },
    listen: (hear) => {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
  };
}
