import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import { getHistoryStatus, type HistoryStatus } from '../core/history/status.ts';
import type { Instant } from '../core/instant.ts';
import { getOldestWaitingAt, getOutboxStatus } from '../core/outbox/queue.ts';
import { listProjects } from '../core/projects/projects.ts';
import type { Model } from '../http/endpoint.ts';
import type { Readiness } from '../http/probes.ts';
import { isoOrNull, moment, momentOrNull } from './models.ts';
import { type AdminEndpoint, type BackupStatus, type Call, endpoint } from './route.ts';

type System = {
  readonly bytes: number;
  readonly projects: number;
  readonly readiness: Readiness;
  readonly history: HistoryStatus;
  readonly outbox: { readonly waiting: number; readonly dead: number };
  readonly oldestWaitingAt: Instant | null;
  readonly backups: BackupStatus | null;
};

const check = z.object({
  name: z.string(),
  isPassed: z.boolean(),
  text: z.string().nullable().describe('Why it does not pass, or a note.'),
});

const backupsSchema = z.object({
  folder: z.string().describe('On the machine of the server.'),
  everySeconds: z.int(),
  keep: z.int().describe('How many are kept.'),
  isRunning: z.boolean(),
  last: z
    .object({ file: z.string(), at: moment('When it was begun.'), bytes: z.int() })
    .nullable()
    .describe('The newest in the folder.'),
  seconds: z.number().nullable().describe('How long the last one of this server took.'),
  failures: z.int().describe('Since the server was started.'),
  error: z.string().nullable().describe('Why the last one failed; null when it did not.'),
});

const viewOfBackups = ({ everyMs, last, ...status }: BackupStatus) => ({
  ...status,
  everySeconds: everyMs / 1_000,
  last: last && { ...last, at: new Date(last.at).toISOString() },
});

const backupsModel: Model<BackupStatus, Call> = {
  name: 'backups',
  schema: backupsSchema,
  view: viewOfBackups,
};

const systemModel: Model<System, Call> = {
  name: 'system',
  schema: z.object({
    version: z.string(),
    database: z.object({
      engine: z.enum(['sqlite', 'postgres']),
      version: z.string(),
      bytes: z.int().describe('Of the file, or on the server of PostgreSQL.'),
    }),
    projects: z.int(),
    settings: z.array(
      z.object({
        name: z.string(),
        text: z.string(),
        value: z
          .string()
          .nullable()
          .describe('Null for a secret that is set. Users, passwords and queries in URLs are left out.'),
        default: z.string(),
        origin: z.enum(['flag', 'environment', 'file', 'config', 'default']),
      }),
    ),
    health: z.object({ isReady: z.boolean(), checks: z.array(check) }),
    processes: z.int().describe('How many processes the server has.'),
    process: z
      .object({
        worker: z.int(),
        uptimeSeconds: z.int(),
        memory: z.object({ rssBytes: z.int(), heapUsedBytes: z.int() }),
        node: z.string(),
      })
      .describe('The process that answered.'),
    history: z.object({
      chains: z.int(),
      chained: z.int(),
      signed: z.int(),
      waiting: z.int().describe('Entries that are not chained, up to 10,000 of a project.'),
    }),
    outbox: z.object({
      waiting: z.int().describe('Up to 10,000.'),
      failed: z.int().describe('Up to 10,000.'),
      oldestWaitingAt: momentOrNull('When the oldest that waits was queued.'),
    }),
    backups: backupsSchema.nullable().describe('The planned backups; null where none are.'),
  }),
  view: (
    { bytes, projects, readiness, history, outbox, oldestWaitingAt, backups },
    { parts: { version, system } },
  ) => ({
    version,
    database: { engine: system.engine, version: system.engineVersion, bytes },
    projects,
    settings: system.settings.map(({ name, text, value, fallback, origin }) => ({
      ...{ name, text, value, default: fallback, origin },
    })),
    health: {
      isReady: readiness.status === 'pass',
      checks: Object.entries(readiness.checks).map(([name, result]) => ({
        ...{ name, isPassed: result.status === 'pass' },
        text: (result.status === 'pass' ? result.note : result.reason) ?? null,
      })),
    },
    processes: system.processes,
    process: ownProcess(system.worker),
    history: {
      ...{ chains: history.chains, chained: history.chained },
      ...{ signed: history.signed, waiting: history.waiting },
    },
    outbox: {
      ...{ waiting: outbox.waiting, failed: outbox.dead },
      oldestWaitingAt: isoOrNull(oldestWaitingAt),
    },
    backups: backups && viewOfBackups(backups),
  }),
};

/** Endpoints of the server itself. */
export const systemRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/system', operation: 'getSystem', summary: 'Show the server itself' },
    ...{ tag: 'system', meta: { access: { permission: 'system.read' } }, input: {} },
    output: { status: 200, model: systemModel },
    run: async (core, { parts: { system } }): Promise<System> => {
      const [bytes, projects, readiness, history, outbox, oldestWaitingAt, backups] = await Promise.all([
        system.databaseBytes(),
        listProjects(core),
        system.readiness(),
        getHistoryStatus(core),
        getOutboxStatus(core, 0),
        getOldestWaitingAt(core),
        system.backups?.status() ?? null,
      ]);
      return { bytes, projects: projects.length, readiness, history, outbox, oldestWaitingAt, backups };
    },
  }),
  endpoint({
    ...{ method: 'POST', path: '/system/backups', operation: 'createBackup', summary: 'Make a backup now' },
    ...{ tag: 'system', meta: { access: { permission: 'system.backup' } }, input: {} },
    output: { status: 202, model: backupsModel },
    run: async (core, { actor, parts: { system } }) => {
      if (!system.backups) throw new Failure('backups_not_planned');
      await core.write(actor, { act: 'backup.create' }, async () => {});
      return system.backups.now();
    },
  }),
];

function ownProcess(worker: number) {
  const { rss, heapUsed } = process.memoryUsage();
  return {
    worker,
    uptimeSeconds: Math.round(process.uptime()),
    memory: { rssBytes: rss, heapUsedBytes: heapUsed },
    node: process.version,
  };
}
