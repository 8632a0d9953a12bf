import {
  AggregatorRegistry,
  type MetricObjectWithValues,
  type MetricValue,
  type Registry,
} from 'prom-client';

/** What `Registry.getMetricsAsJSON` returns, and another process sends. */
export type Snapshot = readonly MetricObjectWithValues<MetricValue<string>>[];

/** Metrics that only rise. */
const RISING: ReadonlySet<string> = new Set(['counter', 'histogram']);

/**
 * The metrics of the processes of a server as one. What only rises goes on from the last snapshot of a process that has
 * ended, so that sums do not fall: a reader would take that for a restart of the server.
 */
export class WorkerMetrics {
  readonly #last = new Map<number, Snapshot>();
  #ended: Snapshot = [];
  /** One after the other, since each adds to what the one before has left. */
  #ending: Promise<void> = Promise.resolve();

  /** Takes the latest snapshot of a process. */
  note(process: number, snapshot: Snapshot): void {
    this.#last.set(process, snapshot);
  }

  end(process: number): Promise<void> {
    const rising = (this.#last.get(process) ?? []).filter(({ type }) => RISING.has(String(type)));
    this.#last.delete(process);
    this.#ending = this.#ending.then(async () => {
      if (rising.length > 0) this.#ended = await merged([this.#ended, rising]).getMetricsAsJSON();
    });
    return this.#ending;
  }

  /** Returns the sum of `own`, of the last snapshots, and of what ended, as text. */
  async text(own: Registry): Promise<string> {
    const mine = await own.getMetricsAsJSON();
    // Last: what a process that ends meanwhile has counted is then in one of the two, and in no other moment in none.
    await this.#ending;
    const all = [mine, ...this.#last.values(), this.#ended];
    return merged(all).metrics();
  }
}

function merged(snapshots: readonly Snapshot[]): Registry {
  // Cast: the library takes the metrics of several registries as lists.
  return AggregatorRegistry.aggregate(
    snapshots as unknown as Parameters<typeof AggregatorRegistry.aggregate>[0],
  );
}
