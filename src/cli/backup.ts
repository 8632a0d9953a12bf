import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, Secrets } from '../config.ts';
import { counted } from '../core/text.ts';
import { backupName } from '../maintenance/backups.ts';
import { inMemory, open, systemActor } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type LockOptions, lockOf } from './age-options.ts';
import { writeBackup } from './backup-file.ts';
import { BACKUP_PURPOSE, noteBackup } from './backup-note.ts';
import { type Output, print, progressReport } from './output.ts';
import { CommandError } from './refusal.ts';
import { refuseTaken } from './sealed-file.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };
type Input = { readonly to: string; readonly lock: LockOptions };

/** Writes a backup of the database into a file, or into a new file of a folder. Servers may run. */
export async function backupCommand(settings: Settings, output: Output, input: Input): Promise<void> {
  const { config, secrets } = settings;
  if (inMemory(config)) throw new ConfigError('A database in memory cannot be backed up.');
  const path = pathOf(input.to);
  refuseTaken(path);
  const lock = await lockOf(input.lock);
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  await noteBackup(core, systemActor('cli'));
  const report = progressReport(output);
  const made = await writeBackup(
    { config, secrets, path, lock, proofKey: core.seal.derive(BACKUP_PURPOSE) },
    (table, rows) => report(`backing up ${table}`, rows),
  );
  const { id, at, bytes, rows, tables, keys } = made;
  const isEncrypted = lock !== undefined;
  print(output, { ok: true, file: path, id, at, bytes, rows, keys, encrypted: isEncrypted, tables }, [
    `${counted(rows, 'row is', 'rows are')} in ${path}, ${counted(bytes, 'byte', 'bytes')}, as of ${at}.`,
    `It needs the sealing key ${keys.join(' and ')}, which is not in it: keep that in another place.`,
    isEncrypted
      ? 'It is encrypted.'
      : 'It is not encrypted: it holds addresses and password hashes. Only this user can read the file.',
    `To see whether it is whole, run: denizen check ${path}`,
  ]);
}

function pathOf(to: string): string {
  if (to === '') throw new CommandError('Name the file to write, or a folder for it.');
  return statSync(to, { throwIfNoEntry: false })?.isDirectory() ? join(to, backupName(Date.now())) : to;
}
