import type { Config, Secrets } from '../config.ts';
import type { AgeLock } from '../crypto/age.ts';
import { backupPieces, type Written } from '../db/backup/write.ts';
import { openEnd } from '../open.ts';
import { VERSION } from '../version.ts';
import { writeSealedFile } from './sealed-file.ts';

export type BackupTask = {
  readonly config: Pick<Config, 'database'>;
  readonly secrets: Pick<Secrets, 'databasePassword'>;
  readonly path: string;
  readonly lock: AgeLock | undefined;
  readonly proofKey: Uint8Array;
};

export type BackupMade = Written & { readonly bytes: number };

/** Writes a backup of the database, which may be in use. The rows are those of the moment of the call. */
export async function writeBackup(
  { config, secrets, path, lock, proofKey }: BackupTask,
  report?: (step: string, rows: number) => void,
): Promise<BackupMade> {
  const end = await openEnd(config, secrets, { isAlone: false });
  try {
    let written: Written | undefined;
    const parts = { version: VERSION, proofKey, now: Date.now, ...(report && { report }) };
    const bytes = await end.snapshot(() =>
      writeSealedFile(
        path,
        lock,
        backupPieces(end, parts, (all) => {
          written = all;
        }),
      ),
    );
    if (!written) throw new Error('a backup was written and not ended');
    return { ...written, bytes };
  } finally {
    await end.close();
  }
}
