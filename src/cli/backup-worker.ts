import { parentPort, workerData } from 'node:worker_threads';
import { type BackupTask, writeBackup } from './backup-file.ts';

export type BackupAnswer = { readonly bytes: number; readonly rows: number } | { readonly error: string };

async function answer(): Promise<BackupAnswer> {
  try {
    // Cast: given by `backups.ts`.
    const { bytes, rows } = await writeBackup(workerData as BackupTask);
    return { bytes, rows };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

// Not awaited at the top: bundles are CommonJS, which has no such thing.
void answer().then((result) => parentPort?.postMessage(result));
