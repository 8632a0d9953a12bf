import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { type Config, keyFile, type Secrets } from '../config.ts';
import type { Core } from '../core/core.ts';
import { chainHistory } from '../core/history/chain.ts';
import { signHistory } from '../core/history/checkpoints.ts';
import { chains } from '../core/history/status.ts';
import { verifyHistory } from '../core/history/verification.ts';
import { counted } from '../core/text.ts';
import type { AgeKey } from '../crypto/age.ts';
import type { Seal } from '../crypto/seal.ts';
import type { BackupHeader } from '../db/backup/format.ts';
import { isProven, readBackup, readWhole } from '../db/backup/read.ts';
import { markingMigrations, refuseNewer, refuseOther, restoreRows } from '../db/backup/restore.ts';
import type { End } from '../db/copy/end.ts';
import { finishTarget, restoreTriggers } from '../db/copy/target.ts';
import { DatabaseDamaged } from '../db/database.ts';
import type { Engine } from '../db/engine.ts';
import { explainFullDisk } from '../full-disk.ts';
import { inMemory, knownSeal, open, openEnd, openEngine, systemActor } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type KeyOptions, keyAsker } from './age-options.ts';
import { BACKUP_PURPOSE } from './backup-note.ts';
import { type Output, print, progressReport } from './output.ts';
import { CommandError } from './refusal.ts';
import { readSealedFile } from './sealed-file.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };
type Input = { readonly from: string; readonly key: KeyOptions };
type Job = {
  readonly settings: Settings;
  readonly file: string;
  readonly key: () => Promise<AgeKey>;
  readonly seal: Seal;
  readonly report: (step: string, rows?: number) => void;
};

const ENTRIES_AT_ONCE = 250;

/**
 * Fills an empty database from a backup, of this engine or the other. Goes on with a restore that was interrupted. Nothing
 * is written before the whole file was read and found to be right.
 */
export async function restoreCommand(settings: Settings, output: Output, input: Input): Promise<void> {
  const { config, secrets } = settings;
  if (input.from === '') throw new CommandError('Name the backup.');
  if (inMemory(config)) throw new ConfigError('A database in memory cannot be restored to.');
  const seal = sealOf(settings);
  const job: Job = {
    ...{ settings, file: input.from, key: keyAsker(input.key), seal },
    report: progressReport(output),
  };
  const header = await checkFile(job);
  try {
    const engine = await openEngine(config, secrets, { hold: true });
    await using _engine = { [Symbol.asyncDispose]: () => engine.close() };
    await prepare(engine, header, input.from);
    const end = await openEnd(config, secrets, { isAlone: true });
    await using _end = { [Symbol.asyncDispose]: () => end.close() };
    if (!(await end.lock())) throw new CommandError('Another process fills this database just now.');
    await refuseOther(end, header);
    const { rows, warnings } = await fill(job, { engine, end, header });
    print(output, { ok: true, id: header.id, at: header.at, rows, warnings }, [
      `${counted(rows, 'row is restored as it was', 'rows are restored as they were')} at ${header.at}, each compared with the backup. The history is verified.`,
      ...warnings.map((warning) => `Warning: ${warning}`),
      'Start the server now, with the same settings: denizen serve',
    ]);
  } catch (error) {
    throw explainFullDisk(config, error);
  }
}

/** Reads the whole file. Fails for one that is damaged, that no known key has signed, or that needs another key. */
async function checkFile({ file, key, seal, report }: Job): Promise<BackupHeader> {
  const { header, end } = await readWhole(readSealedFile(file, key), report);
  refuseNewer(header);
  const unknown = header.keys.filter((id) => !seal.knows(id));
  if (unknown.length > 0) {
    throw new ConfigError(
      `The backup needs the sealing key ${unknown.join(' and ')}, and this one is ${seal.keyId}. Use the key file or the DENIZEN_SECRET of that time.`,
    );
  }
  if (isProven(seal.deriveEach(BACKUP_PURPOSE), end)) return header;
  throw new DatabaseDamaged(
    'The backup was changed after it was made: its signature is not that of the key.',
  );
}

/** Brings an empty database to the schema of the backup, and marks it as unfinished in the same transaction. */
async function prepare(engine: Engine, header: BackupHeader, file: string): Promise<void> {
  if ((await engine.pending()).applied > 0) return;
  const source = `the backup ${basename(file)} of ${header.at}`;
  await engine.migrate(markingMigrations(header, source, Date.now()));
}

type Target = { readonly engine: Engine; readonly end: End; readonly header: BackupHeader };

async function fill(
  job: Job,
  { engine, end, header }: Target,
): Promise<{ readonly rows: number; readonly warnings: readonly string[] }> {
  const { settings, report } = job;
  const { config, secrets } = settings;
  const backup = await readBackup(readSealedFile(job.file, job.key));
  if (backup.header.id !== header.id) throw new CommandError('The backup was replaced while it was read.');
  const rows = await restoreRows(end, backup, { now: Date.now(), report });
  await restoreTriggers(end);
  report('migrations and indexes');
  await engine.migrate();
  const withoutParts = await engine.substrings.apply(config.substringIndex);
  report('statistics');
  await end.analyze();
  await using opened = await open(config, secrets, { migrate: false, copy: 'target' });
  const warnings = await verify(opened.core, report);
  await note(opened.core, header);
  await finishTarget(end, Date.now());
  return { rows, warnings: [...(withoutParts === undefined ? [] : [withoutParts]), ...warnings] };
}

/** A history that was not intact is restored as it was. */
async function verify(core: Core, report: Job['report']): Promise<readonly string[]> {
  const warnings: string[] = [];
  for await (const project of chains(core)) {
    report(`history of ${project || 'the server'}`);
    const { findings } = await verifyHistory(core, project);
    if (findings.every(({ kind }) => kind === 'unchained')) continue;
    warnings.push(
      `The history of ${project || 'the server'} is not intact, as in the backup: see audit verify.`,
    );
  }
  return warnings;
}

/** Records the restore, and chains and signs what waited when the backup was made. */
async function note(core: Core, { id, at }: BackupHeader): Promise<void> {
  const act = { act: 'backup.restore', details: { backupId: id, at } } as const;
  await core.write(systemActor('cli'), act, async () => {});
  while ((await chainHistory(core, { most: ENTRIES_AT_ONCE })) > 0);
  await signHistory(core, { entries: 1, milliseconds: 0 });
}

function sealOf({ config, secrets }: Settings): Seal {
  if (secrets.seal === undefined && !existsSync(keyFile(config))) {
    throw new ConfigError(
      `The backup needs the sealing key of its database, which is not in it. Put the key file at ${keyFile(config)}, or set DENIZEN_SECRET.`,
    );
  }
  return knownSeal(config, secrets);
}
