import type { Registry } from 'prom-client';

/** Upper bounds in seconds. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

type Labels = { readonly method: string; readonly route: string; readonly status: number };
type Value = {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
};
type Series = { readonly labels: Labels; readonly counts: number[]; sum: number; count: number };

/**
 * A histogram of the durations of requests. That of the metrics library copies and sorts the labels of each request,
 * which takes a microsecond.
 */
export class RequestDurations {
  readonly name: string;
  readonly #help: string;
  /** By route, then by method, then by status. */
  readonly #series = new Map<string, Map<string, Map<number, Series>>>();

  constructor(name: string, help: string, registry: Registry) {
    this.name = name;
    this.#help = help;
    // Cast: a registry reads nothing but the name and `get`.
    registry.registerMetric(this as unknown as Parameters<Registry['registerMetric']>[0]);
  }

  observe({ method, route, status }: Labels, seconds: number): void {
    const series = this.#series.get(route)?.get(method)?.get(status) ?? this.#add({ method, route, status });
    let at = 0;
    while (at < BOUNDS.length && seconds > (BOUNDS[at] as number)) at++;
    series.counts[at] = (series.counts[at] as number) + 1;
    series.sum += seconds;
    series.count++;
  }

  /** What the registry prints. */
  async get() {
    const every = [...this.#series.values()].flatMap((methods) =>
      [...methods.values()].flatMap((statuses) => [...statuses.values()]),
    );
    return {
      name: this.name,
      help: this.#help,
      type: 'histogram',
      aggregator: 'sum',
      values: every.flatMap((series) => this.#valuesOf(series)),
    };
  }

  #add(labels: Labels): Series {
    const methods = this.#series.get(labels.route) ?? new Map<string, Map<number, Series>>();
    this.#series.set(labels.route, methods);
    const statuses = methods.get(labels.method) ?? new Map<number, Series>();
    methods.set(labels.method, statuses);
    const series = { labels, counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0, count: 0 };
    statuses.set(labels.status, series);
    return series;
  }

  #valuesOf({ labels, counts, sum, count }: Series): readonly Value[] {
    let below = 0;
    const buckets = [...BOUNDS, '+Inf'].map((le, at) => {
      below += counts[at] ?? 0;
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: below };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}
