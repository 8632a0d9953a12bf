/** The origin of waiting work. The share is a network, or the key of a server. */
export type Requester = {
  readonly share: string;
  /** Whether the user of this work has signed in on this device before. */
  readonly known: boolean;
};

type Waiter = { readonly start: () => void; readonly drop: () => void };

/**
 * Runs work, at most `atOnce` items at a time. Waiting work takes turns: known devices and others alternate, and
 * within each group the shares alternate, so that no share exceeds its part while others wait. At most `waiting`
 * items of each group wait. Beyond that, the newest item of the share with the most waiting items fails with the
 * result of `refusal`.
 */
export function fairQueue(atOnce: number, waiting: number, refusal: () => Error) {
  const known = createLane();
  const others = createLane();
  let running = 0;
  let isKnownNext = true;
  const takeNext = (): Waiter | undefined => {
    const [first, second] = isKnownNext ? [known, others] : [others, known];
    isKnownNext = !isKnownNext;
    return first.take() ?? second.take();
  };
  const enter = (from: Requester): Promise<void> => {
    if (running < atOnce) {
      running++;
      return Promise.resolve();
    }
    const lane = from.known ? known : others;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    lane.add(from.share, { start: resolve, drop: () => reject(refusal()) });
    if (lane.size() > waiting) lane.dropOne();
    return promise;
  };
  // A free place goes to the next in turn, so that no later arrival takes it.
  const leave = (): void => {
    const next = takeNext();
    if (next) next.start();
    else running--;
  };
  return async <T>(from: Requester, work: () => Promise<T>): Promise<T> => {
    await enter(from);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}

/** Waiting work by share. A share that was served goes behind the others: a `Map` keeps the order of insertion. */
function createLane() {
  const shares = new Map<string, Waiter[]>();
  let size = 0;
  return {
    size: () => size,
    add: (share: string, waiter: Waiter): void => {
      size++;
      const queue = shares.get(share);
      if (queue) queue.push(waiter);
      else shares.set(share, [waiter]);
    },
    take: (): Waiter | undefined => {
      for (const [share, queue] of shares) {
        const waiter = queue.shift();
        shares.delete(share);
        if (queue.length > 0) shares.set(share, queue);
        if (waiter) size--;
        return waiter;
      }
      return undefined;
    },
    dropOne: (): void => {
      let longest: readonly [string, Waiter[]] | undefined;
      // Among equally long shares, the last in turn.
      for (const entry of shares) if (!longest || entry[1].length >= longest[1].length) longest = entry;
      if (!longest) return;
      const [share, queue] = longest;
      const waiter = queue.pop();
      if (queue.length === 0) shares.delete(share);
      size--;
      waiter?.drop();
    },
  };
}
