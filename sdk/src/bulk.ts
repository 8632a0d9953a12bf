const AT_ONCE = 8;

/**
 * What became of one of many.
 *
 * @example
 * ```ts
 * const [outcome] = await bulk(['ann'], (userId) => users.get(userId));
 * if (outcome?.ok) console.log(outcome.value.name);
 * else console.error(outcome?.item, outcome?.error);
 * ```
 */
export type Outcome<T, R> = {
  /** What the work was given. */
  readonly item: T;
} & (
  | {
      /** It was done. */
      readonly ok: true;
      /** What the work answered. */
      readonly value: R;
    }
  | {
      /** It failed. */
      readonly ok: false;
      /** What the work threw. */
      readonly error: unknown;
    }
);

/**
 * How far a bulk has come.
 *
 * @example
 * ```ts
 * const onProgress = ({ done, failed }: Progress) => console.log(`${done} done, ${failed} failed`);
 * await bulk(users.iterate(), ({ $id }) => users.updateLabels($id, ['vip']), { onProgress });
 * ```
 */
export type Progress = {
  /** How many are over, also those that failed. */
  readonly done: number;
  /** How many of them failed. */
  readonly failed: number;
};

/**
 * What a bulk may be told.
 *
 * @example
 * ```ts
 * const options: BulkOptions = { concurrency: 2, signal: AbortSignal.timeout(60_000) };
 * await bulk(users.iterate(), ({ $id }) => users.deleteSessions($id), options);
 * ```
 */
export type BulkOptions = {
  /** How many are worked on at the same time at most; 8 without it. */
  readonly concurrency?: number | undefined;
  /**
   * Is told after each.
   *
   * @param progress - How many are over, and how many of them failed.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Begins no more when it is aborted; what has begun is finished. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Does the same to many, some at a time. One that fails does not stop the others.
 *
 * @param items - Also an iteration that is still being read, as `users.iterate()`: it is read as fast as the work goes.
 * @param work - What is done to each.
 * @param options - How many at the same time, and who is told.
 * @returns What became of each that was begun, in the order of the items.
 * @throws What `items` throws, once what has begun is finished.
 *
 * @example
 * ```ts
 * const outcomes = await bulk(people, ({ email }) => users.create({ userId: ID.unique(), email }), {
 *   concurrency: 4,
 *   onProgress: ({ done, failed }) => console.log(done, failed),
 * });
 * const failed = outcomes.filter(({ ok }) => !ok);
 * ```
 */
export async function bulk<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  { concurrency = AT_ONCE, onProgress, signal }: BulkOptions = {},
): Promise<readonly Outcome<T, R>[]> {
  const outcomes: Outcome<T, R>[] = [];
  const running = new Set<Promise<void>>();
  let at = 0;
  let done = 0;
  let failed = 0;
  const doOne = async (item: T, place: number) => {
    const outcome = await outcomeOf(item, work);
    outcomes[place] = outcome;
    done += 1;
    if (!outcome.ok) failed += 1;
    onProgress?.({ done, failed });
  };
  try {
    if (signal?.aborted) return outcomes;
    for await (const item of items) {
      const one: Promise<void> = doOne(item, at++).finally(() => running.delete(one));
      running.add(one);
      if (running.size >= concurrency) await Promise.race(running);
      if (signal?.aborted) break;
    }
  } finally {
    await Promise.all(running);
  }
  return outcomes;
}

async function outcomeOf<T, R>(item: T, work: (item: T) => Promise<R>): Promise<Outcome<T, R>> {
  try {
    return { item, ok: true, value: await work(item) };
  } catch (error) {
    return { item, ok: false, error };
  }
}
