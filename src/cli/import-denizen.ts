import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { type Config, keyFile, type Secrets } from '../config.ts';
import { inInstallation } from '../core/admins/installation.ts';
import type { ExportHeader } from '../core/exports/format.ts';
import {
  checkExport,
  migrationsOfExport,
  type OpenExport,
  readExport,
  rowsOfExport,
} from '../core/exports/import.ts';
import { chains } from '../core/history/status.ts';
import { verifyHistory } from '../core/history/verification.ts';
import { correctCounts } from '../core/listing/kept-counts.ts';
import { boundedPasswords } from '../core/passwords.ts';
import { counted } from '../core/text.ts';
import type { AgeKey } from '../crypto/age.ts';
import { markingMigrations, refuseOther, restoreRows } from '../db/backup/restore.ts';
import type { End } from '../db/copy/end.ts';
import { finishTarget, restoreTriggers } from '../db/copy/target.ts';
import { DatabaseDamaged } from '../db/database.ts';
import type { Engine } from '../db/engine.ts';
import { type Migrations, migrations } from '../db/migrations/all.ts';
import { explainFullDisk } from '../full-disk.ts';
import { makeKeyFile } from '../key-file.ts';
import { inMemory, knownSeal, open, openEnd, openEngine, systemActor } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type KeyOptions, keyAsker } from './age-options.ts';
import { type Output, print, progressReport } from './output.ts';
import { CommandError } from './refusal.ts';
import { readSealedFile } from './sealed-file.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };
type Input = {
  readonly file: string;
  readonly key: KeyOptions;
  /** The migrations of the program, unless a test has others. */
  readonly known?: Migrations;
};
type Job = {
  readonly settings: Settings;
  readonly file: string;
  readonly key: () => Promise<AgeKey>;
  readonly report: (step: string, rows?: number) => void;
};
type Checked = { readonly header: ExportHeader; readonly rows: number; readonly sha256: string };

const LETTERS_AT_MOST = 268_435_456;

/**
 * Fills a new database from an export of Denizen, of either engine. Goes on with an import that was interrupted. Nothing is
 * written before the whole file was read and found to be right.
 */
export async function importDenizenCommand(
  settings: Settings,
  output: Output,
  { file, key, known = migrations }: Input,
): Promise<void> {
  const { config, secrets } = settings;
  if (file === '') throw new CommandError('Name the file.');
  if (inMemory(config)) throw new ConfigError('A database in memory cannot be filled.');
  const job: Job = { settings, file, key: keyAsker(key), report: progressReport(output) };
  const export_ = await readExport(linesOf(readSealedFile(file, job.key)));
  const { header } = export_;
  const schema = migrationsOfExport(header, Object.keys(known));
  const checked = { header, ...(await checkExport(export_)) };
  // After the check, so that no key is left beside a database that is not there.
  if (secrets.seal === undefined && !existsSync(keyFile(config))) makeKeyFile(config);
  try {
    const engine = await openEngine(config, secrets, { hold: true });
    await using _engine = { [Symbol.asyncDispose]: () => engine.close() };
    const marked = { migrations: schema, id: checked.sha256 };
    if ((await engine.pending()).applied === 0)
      await engine.migrate(markingMigrations(marked, `the export ${basename(file)}`, Date.now()));
    const end = await openEnd(config, secrets, { isAlone: true });
    await using _end = { [Symbol.asyncDispose]: () => end.close() };
    if (!(await end.lock())) throw new CommandError('Another process fills this database just now.');
    await refuseOther(end, { id: checked.sha256 });
    await fill(job, { engine, end, schema, known }, checked);
  } catch (error) {
    throw explainFullDisk(config, error);
  }
  const { projects, secrets: withSecrets } = header;
  print(output, { ok: true, projects, rows: checked.rows, secrets: withSecrets }, [
    `${counted(checked.rows, 'row', 'rows')} of ${projects.join(', ')} ${checked.rows === 1 ? 'is' : 'are'} imported, and the history is verified.`,
    ...(withSecrets
      ? []
      : ['The export had no secrets: no user has a password, and keys and providers must be made again.']),
    'Administrators are not part of an export: denizen admins create makes one.',
  ]);
}

/** `schema` are the migrations of the export, `known` those of the program. */
type Target = {
  readonly engine: Engine;
  readonly end: End;
  readonly schema: readonly string[];
  readonly known: Migrations;
};

async function fill(
  { settings: { config, secrets }, file, key, report }: Job,
  { engine, end, schema, known }: Target,
  { header, sha256 }: Checked,
): Promise<void> {
  const keys = {
    seal: knownSeal(config, secrets),
    passwords: boundedPasswords(1, 1, config.passwordCost),
  };
  const again: OpenExport = await readExport(linesOf(readSealedFile(file, key)));
  // An import that was interrupted after the migrations has all rows, in tables that the export does not know.
  const { missing } = await engine.pending(known);
  const isMigrated = Object.keys(known).length > schema.length && missing.length === 0;
  if (!isMigrated) {
    const rows = rowsOfExport(again, { keys, tables: await end.tables(), migrations: schema, sha256 });
    await restoreRows(end, rows, { now: Date.now(), report });
  }
  await restoreTriggers(end);
  report('migrations');
  await engine.migrate(known);
  await engine.substrings.apply(config.substringIndex);
  report('statistics');
  await end.analyze();
  await using opened = await open(config, secrets, { migrate: false, copy: 'target' });
  const { core } = opened;
  await core.unaudited(correctCounts);
  for await (const project of chains(core)) {
    report(`history of ${project || 'the server'}`);
    const { findings } = await verifyHistory(core, project);
    const wrong = findings.find(({ kind }) => kind !== 'unchained');
    if (wrong)
      throw new DatabaseDamaged(
        `The history of ${project} in the export is not intact (${wrong.kind} at ${wrong.position}). Verify it where it comes from.`,
      );
  }
  const act = { act: 'project.import', details: { projects: header.projects } } as const;
  await core.write(inInstallation(systemActor('cli')), act, async () => {});
  await finishTarget(end, Date.now());
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + decoder.write(Buffer.from(chunk))).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LETTERS_AT_MOST)
      throw new DatabaseDamaged('The export is damaged: a line is too long.');
    yield* parts;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
