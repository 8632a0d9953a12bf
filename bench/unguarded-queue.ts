/** As a server without the guard queues: first come, first served, and refused when the queue is full. */
export function fairQueue(atOnce: number, waiting: number, refusal: () => Error) {
  const queue: (() => void)[] = [];
  let running = 0;
  const enter = (): Promise<void> => {
    if (running < atOnce) {
      running++;
      return Promise.resolve();
    }
    if (queue.length >= waiting) return Promise.reject(refusal());
    return new Promise((resolve) => queue.push(resolve));
  };
  return async <T>(_from: unknown, work: () => Promise<T>): Promise<T> => {
    await enter();
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
