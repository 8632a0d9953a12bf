const AT_ONCE = 8;

/**
 * The outcome of one item.
 *
 * @example
 * ```ts
 * const [outcome] = await bulk(['ann'], (userId) => users.get(userId));
 * if (outcome?.ok) console.log(outcome.value.name);
 * else console.error(outcome?.item, outcome?.error);
 * ```
 */
export type Outcome<T, R> = {
  /** The item. */
  readonly item: T;
} & (
  | {
      /** The work succeeded. */
      readonly ok: true;
      /** The result of the work. */
      readonly value: R;
    }
  | {
      /** The work failed. */
      readonly ok: false;
      /** The error of the work. */
      readonly error: unknown;
    }
);

/**
 * The progress of a bulk.
 *
 * @example
 * ```ts
 * const onProgress = ({ done, failed }: Progress) => console.log(`${done} done, ${failed} failed`);
 * await bulk(users.iterate(), ({ $id }) => users.updateLabels($id, ['vip']), { onProgress });
 * ```
 */
export type Progress = {
  /** Number of finished items, including failed ones. */
  readonly done: number;
  /** Number of failed items. */
  readonly failed: number;
};

/**
 * Options of a bulk.
 *
 * @example
 * ```ts
 * const options: BulkOptions = { concurrency: 2, signal: AbortSignal.timeout(60_000) };
 * await bulk(users.iterate(), ({ $id }) => users.deleteSessions($id), options);
 * ```
 */
export type BulkOptions = {
  /** Maximum number of concurrent items. Default: 8. */
  readonly concurrency?: number | undefined;
  /**
   * Called after each item.
   *
   * @param progress - Numbers of finished and failed items.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Stops starting items when aborted; started items finish. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Applies a function to many items with bounded concurrency. A failure does not stop the others.
 *
 * @param items - A list or an iteration such as `users.iterate()`, which is read at the speed of the work.
 * @param work - Called with each item.
 * @param options - Concurrency, progress and signal.
 * @returns The outcome of each started item, in the order of the items.
 * @throws The errors of `items`, after started items finish.
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
