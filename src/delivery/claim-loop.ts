type Batch<Claimed> = {
  /** How many were due, also those that another server claimed first. */
  readonly found: number;
  readonly claimed: readonly Claimed[];
};

type ClaimLoopParts<Claimed> = {
  /** Claims what is due; `undefined` while as much is in progress as may be. */
  readonly claim: (inProgress: readonly Claimed[]) => Promise<Batch<Claimed> | undefined>;
  /** Delivers one and records the outcome. */
  readonly deliver: (claimed: Claimed) => Promise<void>;
  /** Called after every poll with the error of the database, or nothing. */
  readonly report: (error?: unknown) => void;
};

export type ClaimLoop = {
  /** Looks for what is due. */
  readonly poll: () => void;
  /** Claims no more, and resolves when everything claimed is settled. */
  readonly finish: () => Promise<void>;
};

/** Claims and delivers what is due, on each poll and after each delivery, until nothing is left. */
export function startClaimLoop<Claimed>({ claim, deliver, report }: ClaimLoopParts<Claimed>): ClaimLoop {
  const inProgress = new Map<Promise<void>, Claimed>();
  let pollRequested = false;
  let finished = false;
  let polling: Promise<void> | undefined;

  const poll = (): void => {
    pollRequested = true;
    polling ??= claimAll();
  };

  const claimAll = async (): Promise<void> => {
    try {
      while (pollRequested && !finished) {
        pollRequested = false;
        // Every completed delivery polls again.
        const batch = await claim([...inProgress.values()]);
        for (const claimed of batch?.claimed ?? []) start(claimed);
        // After a batch there may be more.
        if (batch && batch.found > 0) pollRequested = true;
      }
      report();
    } catch (error) {
      report(error);
    } finally {
      // In the same turn in which the loop ended: a later poll starts another one.
      polling = undefined;
    }
  };

  const start = (claimed: Claimed): void => {
    const delivery = deliver(claimed)
      .catch(report)
      .finally(() => {
        inProgress.delete(delivery);
        poll();
      });
    inProgress.set(delivery, claimed);
  };

  const finish = async (): Promise<void> => {
    finished = true;
    await polling;
    await Promise.all(inProgress.keys());
  };

  return { poll, finish };
}
