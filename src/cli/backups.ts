import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Config, Secrets } from '../config.ts';
import type { Core } from '../core/core.ts';
import { type Metrics, showBackups } from '../http/metrics.ts';
import { type Backups, startBackups } from '../maintenance/backups.ts';
import { systemActor } from '../open.ts';
import type { ProcessParts } from './admin-parts.ts';
import type { BackupTask } from './backup-file.ts';
import { BACKUP_PURPOSE, noteBackup } from './backup-note.ts';
import type { BackupAnswer } from './backup-worker.ts';

type Log = Parameters<typeof startBackups>[0]['log'];
type Settings = { readonly config: Config; readonly secrets: Secrets };

/** The planned backups as the parts of a server need them. All of it is empty where none are planned. */
export type PlannedBackups = AsyncDisposable & {
  readonly parts: Pick<ProcessParts, 'backups'>;
  /** What other processes of the server ask for. */
  readonly asked: Readonly<Record<'backups' | 'backupNow', () => Promise<unknown>>>;
  readonly show: (metrics: Metrics) => void;
  readonly stop: () => Promise<void>;
};

/** Makes the backups of DENIZEN_BACKUP in a thread, if it is set. */
export function startPlannedBackups(settings: Settings, core: Core, log: Log): PlannedBackups {
  const backups = started(settings, core, log);
  const stop = async () => backups?.stop();
  return {
    parts: backups
      ? { backups: { status: async () => backups.status(), now: async () => backups.now() } }
      : {},
    asked: { backups: async () => backups?.status(), backupNow: async () => backups?.now() },
    show: (metrics) => {
      if (backups) showBackups(metrics, backups.status, core.clock.now);
    },
    ...{ stop, [Symbol.asyncDispose]: stop },
  };
}

function started({ config, secrets }: Settings, core: Core, log: Log): Backups | undefined {
  const { backup } = config;
  if (!backup) return undefined;
  const { recipients, ...plan } = backup;
  const task = {
    config: { database: config.database },
    secrets: { databasePassword: secrets.databasePassword },
    lock: recipients.length > 0 ? { recipients } : undefined,
    proofKey: core.seal.derive(BACKUP_PURPOSE),
  };
  return startBackups({
    ...{ core, log, plan },
    make: async (path, { isNoted, signal }) => {
      await noteBackup(core, isNoted ? undefined : systemActor('system'));
      return inThread({ ...task, path }, signal);
    },
  });
}

/** The event loop of a server has no time to read a database. */
async function inThread(task: BackupTask, signal: AbortSignal): Promise<{ bytes: number; rows: number }> {
  const file = new URL(`./backup-worker${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(file, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 },
  });
  try {
    // Cast: what the thread sends.
    const [answer] = (await once(worker, 'message', { signal })) as [BackupAnswer];
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  } finally {
    await worker.terminate();
  }
}
