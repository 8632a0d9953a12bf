import type { FastifyInstance } from 'fastify';
import { type Aggregator, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { authenticateKey } from '../core/keys/keys.ts';
import { projectIdOf } from '../core/projects/project.ts';
import type { SweepReport } from '../core/sweeping.ts';
import { isLocal } from './address.ts';
import { RequestDurations } from './durations.ts';
import type { HttpRequest, Refused } from './exchange.ts';

export type Metrics = {
  readonly registry: Registry;
  readonly requests: RequestDurations;
  /** Requests that were refused because of an overload, which `requests` does not count. */
  readonly shed: Counter;
  /** Counts a refused request, by protocol and reason. */
  readonly countRefusal: (protocol: string, refusal: Refused) => void;
  /** Returns the text of the metrics of all processes of the server, if there are several. */
  readonly ofAll?: () => Promise<string>;
};

/** Creates a registry per server, so that two servers in one process do not share metrics. */
export function createMetrics({ ofAll }: Pick<Metrics, 'ofAll'> = {}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  fitDefaults(registry);
  const requests = new RequestDurations(
    'denizen_http_request_duration_seconds',
    'Time from the first byte of a request to the last of its answer',
    registry,
  );
  const shed = new Counter({
    name: 'denizen_http_requests_shed_total',
    help: 'Requests refused with 503 because too many were waiting',
    registers: [registry],
  });
  const countRefusal = refusalCounter(registry);
  return { registry, requests, shed, countRefusal, ...(ofAll && { ofAll }) };
}

/** Gauges of the library that are named like counters, which promtool refuses. The same is in those without the ending. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Of several processes, the one whose event loop is held up longest is the one that callers notice. */
function fitDefaults(registry: Registry): void {
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  for (const { name } of registry.getMetricsAsArray()) {
    const metric = registry.getSingleMetric(name);
    // Cast: a field of each metric, which the types leave out.
    if (name.startsWith('nodejs_eventloop_lag_')) Object.assign(metric as object, { aggregator: 'max' });
  }
}

function refusalCounter(registry: Registry): Metrics['countRefusal'] {
  const refusals = new Counter({
    name: 'denizen_refusals_total',
    help: 'Requests that were refused, by protocol and reason',
    labelNames: ['protocol', 'reason'],
    registers: [registry],
  });
  const limits = new Counter({
    name: 'denizen_rate_limit_refusals_total',
    help: 'Requests that a limit refused: requests of a route, or attempts at a secret',
    labelNames: ['protocol', 'limit'],
    registers: [registry],
  });
  return (protocol, { code: reason, failure }) => {
    refusals.inc({ protocol, reason });
    if (reason !== 'rate_limited') return;
    const limit = failure?.code === 'rate_limited' ? failure.limit : 'requests';
    limits.inc({ protocol, limit });
  };
}

/** Shows how many findings of damage there are, and how far the check of all rows in the background is. */
export function showDamage(
  { registry }: Metrics,
  damage: { readonly findings: () => readonly string[] },
  progress: () => { readonly share: number; readonly finishedAt: number | undefined },
): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      // Of all processes of a server.
      aggregator: 'max',
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge(
    'denizen_database_damage_findings',
    'Findings of damage in the database',
    () => damage.findings().length,
  );
  gauge(
    'denizen_database_check_progress_ratio',
    'Share of the check of all rows that is done, 0 to 1',
    () => progress().share,
  );
  gauge(
    'denizen_database_check_finished_timestamp_seconds',
    'When the last check of all rows ended, 0 before that',
    () => (progress().finishedAt ?? 0) / 1000,
  );
}

type BackupStatus = {
  readonly last: { readonly at: number; readonly bytes: number } | null;
  readonly seconds: number | null;
  readonly failures: number;
};

/** Shows the age and size of the newest planned backup, how long the last one took, and how many failed. */
export function showBackups({ registry }: Metrics, status: () => BackupStatus, now: () => number): void {
  const gauge = (name: string, help: string, value: (status: BackupStatus) => number | null) =>
    new Gauge({
      ...{ name, help, registers: [registry] },
      collect() {
        const current = value(status());
        if (current !== null) this.set(current);
      },
    });
  gauge('denizen_backup_age_seconds', 'Age of the newest backup', ({ last }) =>
    last === null ? null : (now() - last.at) / 1_000,
  );
  gauge('denizen_backup_size_bytes', 'Size of the newest backup', ({ last }) => last?.bytes ?? null);
  gauge(
    'denizen_backup_duration_seconds',
    'How long the last backup of this server took',
    ({ seconds }) => seconds,
  );
  new Counter({
    name: 'denizen_backup_failures_total',
    help: 'Backups of this server that failed',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(status().failures);
    },
  });
}

/** Shows how questions to old systems at first sign-ins ended. */
export function showOldSystems({ registry }: Metrics, counts: () => ReadonlyMap<string, number>): void {
  new Counter({
    name: 'denizen_old_system_answers_total',
    help: 'Questions to old systems at first sign-ins, by how they ended',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [result, count] of counts()) this.inc({ result }, count);
    },
  });
}

type ReplicaStatus = {
  readonly name: string;
  readonly refusal: string | undefined;
  readonly lagBytes: number | undefined;
};

/** Shows the state of each replica of the database, and who answers the reads that a replica may answer. */
export function showReplicas(
  { registry }: Metrics,
  status: () => readonly ReplicaStatus[],
  reads: () => Readonly<Record<'replica' | 'primary', number>>,
): void {
  const gauge = (
    name: string,
    help: string,
    {
      aggregator,
      value,
    }: {
      /** What the processes of a server say together. */
      readonly aggregator: Aggregator;
      readonly value: (status: ReplicaStatus) => number | undefined;
    },
  ) =>
    new Gauge({
      ...{ name, help, aggregator },
      labelNames: ['replica'],
      registers: [registry],
      collect() {
        for (const each of status()) {
          const current = value(each);
          if (current !== undefined) this.set({ replica: each.name }, current);
        }
      },
    });
  gauge(
    'denizen_database_replica_lag_bytes',
    'Bytes of the write-ahead log that a replica has not replayed, as of the last look',
    { aggregator: 'max', value: ({ lagBytes }) => lagBytes },
  );
  gauge('denizen_database_replica_used', 'Whether a replica answers reads, 1 or 0', {
    aggregator: 'min',
    value: ({ refusal }) => (refusal === undefined ? 1 : 0),
  });
  new Counter({
    name: 'denizen_database_replicable_reads_total',
    help: 'Statements that a replica may answer, by who answered them',
    labelNames: ['by'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [by, count] of Object.entries(reads())) this.inc({ by }, count);
    },
  });
}

/** Returns a function that shows the result of a sweep: the last one for what waits, the sum of all for the rest. */
export function showSweeps({ registry }: Metrics): (report: SweepReport) => void {
  const parts = { labelNames: ['table'] as const, registers: [registry] };
  const waiting = new Gauge({
    name: 'denizen_expired_rows',
    help: 'Rows that have expired and were not deleted by the last sweep of this server, up to 10,000',
    ...parts,
  });
  const swept = new Counter({
    name: 'denizen_expired_rows_deleted_total',
    help: 'Expired rows that this server deleted',
    ...parts,
  });
  return (report) => {
    for (const [table, found] of Object.entries(report)) {
      if (found.waiting !== undefined) waiting.set({ table }, found.waiting);
      swept.inc({ table }, found.swept);
    }
  };
}

/** Counts requests by route pattern, never by path, since paths contain ids. */
export function countRequest(
  metrics: Metrics,
  { method, routeOptions: { url: route = 'none' } }: HttpRequest,
  { status, ms }: { readonly status: number; readonly ms: number },
): void {
  metrics.requests.observe({ method, route, status }, ms / 1000);
}

/**
 * Serves `/metrics` to callers on this machine, and to keys with the scope `metrics.read`, sent as a bearer token with
 * the project as `?project=`.
 */
export function serveMetrics(app: FastifyInstance, core: Core, metrics: Metrics): void {
  app.get('/metrics', async (request, reply) => {
    const isOpen = isLocal(request, core.urls.publicUrl) || (await holdsScope(core, request));
    if (!isOpen) throw new Failure('route_not_found');
    const text = metrics.ofAll?.() ?? metrics.registry.metrics();
    return reply.type(metrics.registry.contentType).send(await text);
  });
}

async function holdsScope(core: Core, request: HttpRequest): Promise<boolean> {
  const secret = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const { project } = request.query as { project?: unknown };
  const id = typeof project === 'string' ? projectIdOf(project) : undefined;
  if (!secret || !id) return false;
  const caller = await authenticateKey(core, id, secret);
  return caller.scopes.has('metrics.read');
}
