import { Counter, Gauge, type Registry } from 'prom-client';
import type { ActivityCount, ActivityName } from '../core/activity.ts';
import { DURATION_BOUNDS, type DurationCounts } from '../core/duration-counts.ts';
import type { Gauges } from '../core/overview/gauges.ts';
import type { PasswordMeters, Passwords } from '../core/passwords.ts';
import type { Metrics } from './metrics.ts';

type Labelled = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** A metric whose values are kept elsewhere and read when it is asked for. */
function shown(
  kind: typeof Counter | typeof Gauge,
  registry: Registry,
  {
    name,
    help,
    labelNames = [],
    aggregator,
    values,
  }: {
    readonly name: string;
    readonly help: string;
    readonly labelNames?: readonly string[];
    /** What the processes of a server say together; the sum if missing. */
    readonly aggregator?: 'max' | 'first';
    readonly values: () => readonly Labelled[] | Promise<readonly Labelled[]>;
  },
): void {
  new kind({
    ...{ name, help, labelNames: [...labelNames], registers: [registry] },
    ...(aggregator && { aggregator }),
    async collect() {
      const found = await values();
      this.reset();
      // A metric without labels would be 0 now.
      if (found.length === 0 && labelNames.length === 0) this.remove();
      for (const { labels, value } of found) this.inc(labels, value);
    },
  });
}

function alone(value: number | undefined): readonly Labelled[] {
  return value === undefined ? [] : [{ labels: {}, value }];
}

/** Shows the version, the runtime and the engine. */
export function showBuild(
  { registry }: Metrics,
  labels: { readonly version: string; readonly node: string; readonly engine: string },
): void {
  shown(Gauge, registry, {
    name: 'denizen_build_info',
    help: 'Version of the program, of its runtime, and the engine of the database; always 1',
    labelNames: ['version', 'node', 'engine'],
    aggregator: 'first',
    values: () => [{ labels, value: 1 }],
  });
}

const activityMetrics: Readonly<Record<ActivityName, { name: string; help: string; labelNames: string[] }>> =
  {
    acts: {
      name: 'denizen_acts_total',
      help: 'Entries of the history by act',
      labelNames: ['act'],
    },
    signIns: {
      name: 'denizen_sign_ins_total',
      help: 'Sign-ins by method, provider of an external account, and result',
      labelNames: ['method', 'provider', 'result'],
    },
    factors: {
      name: 'denizen_second_factors_total',
      help: 'Second factors by kind and by what was done with them',
      labelNames: ['factor', 'step'],
    },
    usersCreated: {
      name: 'denizen_users_created_total',
      help: 'Users that were created, by the kind of who created them',
      labelNames: ['by'],
    },
    usersDeleted: {
      name: 'denizen_users_deleted_total',
      help: 'Users that were deleted, by the kind of who deleted them',
      labelNames: ['by'],
    },
  };

/** Shows what the writes of the process have recorded. */
export function showActivity(
  { registry }: Metrics,
  counts: (of: ActivityName) => readonly Readonly<ActivityCount>[],
): void {
  // Cast: the keys of a record.
  for (const of of Object.keys(activityMetrics) as ActivityName[])
    shown(Counter, registry, {
      ...activityMetrics[of],
      values: () => counts(of).map(({ labels, count }) => ({ labels, value: count })),
    });
}

/** Shows the queue of password hashes. */
export function showPasswords(
  { registry }: Metrics,
  { waiting, meters }: Pick<Passwords, 'waiting' | 'meters'>,
): void {
  shown(Gauge, registry, {
    name: 'denizen_password_hashes_waiting',
    help: 'Password hashes that wait for their turn',
    values: () => alone(waiting().waiting),
  });
  if (meters) showHashing(registry, meters);
}

function showHashing(registry: Registry, meters: PasswordMeters): void {
  shown(Gauge, registry, {
    name: 'denizen_password_hashes_running',
    help: 'Password hashes that are computed now',
    values: () => alone(meters.running()),
  });
  shown(Counter, registry, {
    name: 'denizen_password_hashes_refused_total',
    help: 'Password hashes that were refused because too many waited',
    values: () => alone(meters.refused()),
  });
  showDurations(registry, {
    name: 'denizen_password_hash_wait_seconds',
    help: 'How long password hashes waited for their turn',
    counts: meters.waits,
  });
  showDurations(registry, {
    name: 'denizen_password_hash_duration_seconds',
    help: 'How long password hashes took, without the wait',
    counts: meters.work,
  });
}

type Named = { readonly name: string; readonly help: string };

function showDurations(
  registry: Registry,
  { name, help, counts }: Named & { readonly counts: DurationCounts },
): void {
  showHistogram(registry, {
    ...{ name, help },
    values: () => ({ ...counts, bounds: DURATION_BOUNDS }),
  });
}

type Buckets = {
  readonly bounds: readonly number[];
  /** By the first bound that is not exceeded; what is beyond all bounds comes last. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
};

function showHistogram(
  registry: Registry,
  { name, help, values }: Named & { readonly values: () => Buckets },
) {
  const metric = {
    name,
    get: async () => {
      const { bounds, counts, sum, count } = values();
      let below = 0;
      const buckets = bounds.map((le, at) => {
        below += counts[at] ?? 0;
        return { metricName: `${name}_bucket`, labels: { le }, value: below };
      });
      const rest = [
        { metricName: `${name}_bucket`, labels: { le: '+Inf' }, value: count },
        { metricName: `${name}_sum`, labels: {}, value: sum },
        { metricName: `${name}_count`, labels: {}, value: count },
      ];
      return { name, help, type: 'histogram', aggregator: 'sum', values: [...buckets, ...rest] };
    },
  };
  // Cast: a registry reads nothing but the name and `get`.
  registry.registerMetric(metric as unknown as Parameters<Registry['registerMetric']>[0]);
}

/** What an engine of the database counts: see `db/meters.ts`. */
type DatabaseMeters = {
  readonly statements: {
    readonly all: () => readonly {
      readonly operation: string;
      readonly table: string;
      readonly count: number;
      readonly seconds: number;
      readonly errors: number;
    }[];
  };
  readonly pools: () => readonly {
    readonly pool: string;
    readonly used: number;
    readonly idle: number;
    readonly waiting: number;
    readonly most: number;
  }[];
  readonly groups?:
    | {
        readonly bounds: readonly number[];
        readonly counts: readonly number[];
        readonly groups: number;
        readonly writes: number;
      }
    | undefined;
  readonly logBytes: () => number | undefined;
  readonly cache: () =>
    | { readonly hits: number; readonly misses: number; readonly bytes: number }
    | undefined;
};

type Database = {
  readonly meters: DatabaseMeters;
  readonly waitingWrites: () => { readonly waiting: number };
  readonly waits: { readonly writes: { readonly queueDelay: () => number } };
};

/** Shows the work of the database: statements, connections, groups of writes, the log, and what is remembered. */
export function showDatabase({ registry }: Metrics, database: Database): void {
  const { meters } = database;
  showStatements(registry, meters);
  showPools(registry, meters);
  shown(Gauge, registry, {
    name: 'denizen_database_writes_waiting',
    help: 'Writes that wait for a transaction',
    values: () => alone(database.waitingWrites().waiting),
  });
  shown(Gauge, registry, {
    name: 'denizen_database_queue_delay_seconds',
    help: 'How long statements and writes wait for their turn now',
    aggregator: 'max',
    values: () => alone(database.waits.writes.queueDelay() / 1_000),
  });
  const { groups } = meters;
  if (groups)
    showHistogram(registry, {
      name: 'denizen_database_write_group_size',
      help: 'Writes that were committed together, on SQLite',
      values: () => ({
        bounds: groups.bounds,
        counts: groups.counts,
        sum: groups.writes,
        count: groups.groups,
      }),
    });
  shown(Gauge, registry, {
    name: 'denizen_database_wal_size_bytes',
    help: 'Size of the write-ahead log of the SQLite file',
    aggregator: 'max',
    values: () => alone(meters.logBytes()),
  });
  showCache(registry, meters);
}

function showStatements(registry: Registry, { statements }: DatabaseMeters): void {
  const labelNames = ['operation', 'table'] as const;
  const each = (of: 'count' | 'seconds' | 'errors') => () =>
    statements
      .all()
      .map(({ operation, table, ...totals }) => ({ labels: { operation, table }, value: totals[of] }));
  shown(Counter, registry, {
    name: 'denizen_database_statements_total',
    help: 'Statements by command and table',
    ...{ labelNames, values: each('count') },
  });
  shown(Counter, registry, {
    name: 'denizen_database_statement_seconds_total',
    help: 'Time of statements by command and table',
    ...{ labelNames, values: each('seconds') },
  });
  shown(Counter, registry, {
    name: 'denizen_database_statement_errors_total',
    help: 'Statements that failed, by command and table',
    ...{ labelNames, values: each('errors') },
  });
}

function showPools(registry: Registry, { pools }: DatabaseMeters): void {
  const states = ['used', 'idle', 'waiting', 'most'] as const;
  shown(Gauge, registry, {
    name: 'denizen_database_pool_connections',
    help: 'Connections to PostgreSQL by pool and state: used, idle, the most there may be; and callers that wait for one',
    labelNames: ['pool', 'state'],
    values: () =>
      pools().flatMap((pool) =>
        states.map((state) => ({ labels: { pool: pool.pool, state }, value: pool[state] })),
      ),
  });
}

function showCache(registry: Registry, { cache }: DatabaseMeters): void {
  shown(Counter, registry, {
    name: 'denizen_cache_requests_total',
    help: 'Rows that were asked of the memory of the process, by whether it had them',
    labelNames: ['result'],
    values: () => {
      const state = cache();
      if (!state) return [];
      return [
        { labels: { result: 'hit' }, value: state.hits },
        { labels: { result: 'miss' }, value: state.misses },
      ];
    },
  });
  shown(Gauge, registry, {
    name: 'denizen_cache_size_bytes',
    help: 'Estimated size of the rows that the process remembers',
    values: () => alone(cache()?.bytes),
  });
}

/** Shows figures of the database, which are those of all processes: one of them shows them. */
export function showGauges({ registry }: Metrics, gauges: () => Promise<Gauges | undefined>): void {
  const gauge = (
    name: string,
    help: string,
    { labelNames = [], of }: { labelNames?: readonly string[]; of: (gauges: Gauges) => readonly Labelled[] },
  ) =>
    shown(Gauge, registry, {
      ...{ name, help, labelNames },
      values: async () => {
        const current = await gauges();
        return current ? of(current) : [];
      },
    });
  shown(Gauge, registry, {
    name: 'denizen_gauges_readable',
    help: 'Whether the figures of the database could be read in time, 1 or 0; without them, they are missing',
    values: async () => alone((await gauges()) ? 1 : 0),
  });
  gauge('denizen_users', 'Users of all projects', { of: ({ users }) => alone(users) });
  gauge('denizen_sessions_live', 'Sessions that have not ended, up to 100,000', {
    of: ({ sessions }) => alone(sessions),
  });
  gauge(
    'denizen_history_entries_unchained',
    'Entries of the history that are not chained yet, up to 10,000',
    {
      of: ({ unchained }) => alone(unchained),
    },
  );
  gauge('denizen_history_entries_unsigned', 'Chained entries that no signed checkpoint covers yet', {
    of: ({ unsigned }) => alone(unsigned),
  });
  for (const [name, help, of] of queueMetrics)
    gauge(name, help, {
      labelNames: ['channel'],
      of: ({ queues }) => queues.map((queue) => ({ labels: { channel: queue.channel }, value: queue[of] })),
    });
  for (const table of ['jobs', 'imports'] as const)
    gauge(`denizen_${table}`, `How many ${table} there are, by state, up to 10,000`, {
      labelNames: ['state'],
      of: (all) => all[table].map(({ state, count }) => ({ labels: { state }, value: count })),
    });
}

const queueMetrics = [
  ['denizen_outbox_waiting', 'Messages and events that wait to be delivered, up to 10,000', 'waiting'],
  [
    'denizen_outbox_dead',
    'Messages and events that were given up and are kept for 30 days, up to 10,000',
    'dead',
  ],
  ['denizen_outbox_oldest_seconds', 'Age of the oldest message or event that waits', 'oldestSeconds'],
] as const;

/** Shows how many spans were exported, and how many the receiver did not take. */
export function showSpans(
  { registry }: Metrics,
  counts: { readonly exported: number; readonly failed: number },
): void {
  shown(Counter, registry, {
    name: 'denizen_trace_spans_total',
    help: 'Spans that were sent to the receiver, by whether it took them',
    labelNames: ['result'],
    values: () =>
      (['exported', 'failed'] as const).map((result) => ({ labels: { result }, value: counts[result] })),
  });
}
