import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, isSqliteFile, keyFile, type Secrets, withDatabase } from '../config.ts';
import { hasPassword } from '../config-warnings.ts';
import type { Core } from '../core/core.ts';
import type { Checkpoint } from '../core/history/checkpoints.ts';
import { chains } from '../core/history/status.ts';
import { type VerificationReport, verifyHistory } from '../core/history/verification.ts';
import { counted } from '../core/text.ts';
import {
  beginCopy,
  type CopiedTable,
  type Copying,
  copyRows,
  finishCopy,
  followSource,
  switchSource,
  takeBack,
  verifyRows,
} from '../db/copy/copy.ts';
import type { End } from '../db/copy/end.ts';
import { abandonSource, endNotes, findSource, noteMoved } from '../db/copy/source.ts';
import { getCopyState } from '../db/copy/state.ts';
import { DatabaseDamaged, DatabaseRefused } from '../db/database.ts';
import type { Engine } from '../db/engine.ts';
import { explainFullDisk, freeBytes } from '../full-disk.ts';
import { makeKeyFile, readKeyFiles } from '../key-file.ts';
import { inMemory, type Opened, open, openEnd, openEngine } from '../open.ts';
import { readSecretFile } from '../setting-texts.ts';
import { ConfigError } from '../setting-values.ts';
import { type Output, print, progressReport } from './output.ts';
import { CommandError } from './refusal.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };
type Input = {
  readonly source: string;
  readonly target: string;
  /** Copy while the source serves, and make it read-only at the end only. */
  readonly follow: boolean;
  /** Let the source take writes again at the end. */
  readonly keepSource: boolean;
};

/** What a copy has open. */
type Job = {
  readonly settings: { readonly source: Settings; readonly target: Settings };
  readonly source: Opened;
  readonly target: Engine;
  readonly ends: { readonly source: End; readonly target: End };
  readonly report: (step: string, rows?: number) => void;
};

/** Copies a database with everything in it into an empty one. Goes on with a copy that was interrupted. */
export async function copyCommand(settings: Settings, output: Output, input: Input): Promise<void> {
  if (input.target === '') throw new CommandError('Name the database to fill, after the one to copy.');
  const source = withDatabase(settings, addressOf(input.source));
  const target = withDatabase(settings, addressOf(input.target));
  if (inMemory(source.config) || inMemory(target.config))
    throw new ConfigError('A database in memory can be neither copied nor filled.');
  if (nameOf(source.config) === nameOf(target.config))
    throw new CommandError('Source and target are the same database.');
  await using opened = await openSource(source, input);
  await using engine = disposable(await openEngine(target.config, target.secrets, { hold: true }));
  await prepare(engine.it);
  const isAlone = !input.follow;
  await using from = disposable(await openEnd(source.config, source.secrets, { isAlone }));
  await using to = disposable(await openEnd(target.config, target.secrets, { isAlone: true }));
  const job: Job = {
    settings: { source, target },
    source: opened,
    target: engine.it,
    ends: { source: from.it, target: to.it },
    report: progressReport(output),
  };
  try {
    printCopied(output, job, input, await copyAll(job, input));
  } catch (error) {
    throw explainFull([target.config, source.config], error);
  }
}

/** Names the disk that is full, if one is: that of the file with the least space. */
function explainFull(configs: readonly Config[], error: unknown): unknown {
  const space = ({ dataFolder }: Config) => freeBytes(dataFolder) ?? Number.POSITIVE_INFINITY;
  const [fullest] = configs.filter(isSqliteFile).sort((one, other) => space(one) - space(other));
  return fullest === undefined ? error : explainFullDisk(fullest, error);
}

/** Returns a sentence for addresses with a password, which every user of the machine sees in the list of processes. */
export function warningsAboutAddresses(addresses: readonly string[]): readonly string[] {
  if (!addresses.some(hasPassword)) return [];
  return [
    'Others on this machine can read the password in the list of processes: put the address into a file and pass @FILE instead.',
  ];
}

/** Ends a copy at its source, which can be written again. Does not touch the target. */
export async function copyAbandon(settings: Settings, output: Output, address: string): Promise<void> {
  const { config, secrets } = withDatabase(settings, addressOf(address));
  await using opened = await open(config, secrets, { migrate: false, copy: 'source' });
  await using end = disposable(await openEnd(config, secrets, { isAlone: false }));
  const target = (await findSource(end.it))?.target;
  const wasThere = await abandonSource(end.it);
  print(output, { abandoned: wasThere, target: target ?? null }, [
    wasThere
      ? `The copy${target === undefined ? '' : ` to ${target}`} is abandoned; ${opened.engine.name === 'sqlite' ? 'the file' : 'the database'} can be written again. What was copied so far is of no use: remove it.`
      : 'No copy was begun.',
  ]);
}

type Copied = {
  readonly tables: readonly CopiedTable[] | undefined;
  readonly readOnlyMs: number | undefined;
  readonly warnings: readonly string[];
  readonly entries: number;
};

async function copyAll(job: Job, { follow, keepSource }: Input): Promise<Copied> {
  const { ends, report, settings } = job;
  if (!(await ends.target.lock())) throw new CommandError('Another copy fills this database just now.');
  const names = { source: nameOf(settings.source.config), target: nameOf(settings.target.config) };
  const copying = await beginCopy({ ...ends, names, report, now: Date.now }, follow);
  if (!copying) {
    await leaveSource(job, keepSource);
    return { tables: undefined, readOnlyMs: undefined, warnings: [], entries: 0 };
  }
  placeKey(settings);
  await copyRows(copying);
  await verifyRows(copying);
  report('index of parts of words');
  const withoutParts = await job.target.substrings.apply(settings.target.config.substringIndex);
  report('statistics');
  await ends.target.analyze();
  await using target = await open(settings.target.config, settings.target.secrets, {
    migrate: false,
    copy: 'target',
  });
  const switched = await switchOver(copying, { job, core: target.core, keepSource });
  return {
    ...switched,
    warnings: [...(withoutParts === undefined ? [] : [withoutParts]), ...switched.warnings],
  };
}

type Switching = { readonly job: Job; readonly core: Core; readonly keepSource: boolean };

/** Copies what changed meanwhile. The source is read-only from the last round on, and the target is ready at the end. */
async function switchOver(
  copying: Copying,
  { job, core, keepSource }: Switching,
): Promise<Omit<Copied, 'tables'> & { readonly tables: readonly CopiedTable[] }> {
  const { report } = job;
  // Most of the history is verified while the source serves, so that little is left for the switch.
  const verified = new Map<string, VerificationReport>();
  for await (const project of chains(core)) {
    report(`history of ${project || 'the server'}`);
    verified.set(project, await verifyHistory(core, project));
  }
  await followSource(copying);
  const began = performance.now();
  const warnings: string[] = [];
  const switched = async () => {
    await switchSource(copying);
    for await (const project of chains(core)) {
      report(`history of ${project || 'the server'}`);
      const found = await verifyHistory(core, project, startOf(verified.get(project)));
      warnings.push(...(await historyWarnings(job, found)));
    }
    return finishCopy(copying);
  };
  const tables = await switched().catch(async (error: unknown) => {
    // What is wrong matters more than a source that cannot be reached either.
    await takeBack(copying).catch(() => {});
    throw error;
  });
  const readOnlyMs = Math.round(performance.now() - began);
  await leaveSource(job, keepSource);
  const entries = tables.find(({ name }) => name === 'audit')?.rows ?? 0;
  return { tables, readOnlyMs, warnings, entries };
}

/**
 * Where the first look ended. It may have seen a later head than entries, or the other way round; the second look compares
 * both. Entries that change afterwards are compared with those of the source.
 */
function startOf(report: VerificationReport | undefined): Checkpoint | undefined {
  if (report === undefined || report.position === 0) return undefined;
  const { project, position, hash, heads } = report;
  // Not signed: it does not leave this process.
  return { project, position, hash, at: 0, signature: '', ...(heads && { heads }) };
}

/** A history that was not intact in the source is copied as it is. Anything else is a fault of the copy. */
async function historyWarnings(
  { source }: Job,
  { project, findings }: VerificationReport,
): Promise<readonly string[]> {
  const wrong = findings.filter(({ kind }) => kind !== 'unchained');
  if (wrong.length === 0) return [];
  const name = project === '' ? 'the server' : project;
  const before = (await verifyHistory(source.core, project)).findings;
  const isOld = wrong.every((finding) =>
    before.some((other) => other.kind === finding.kind && other.position === finding.position),
  );
  if (isOld) return [`The history of ${name} is not intact, and was not in the source: see audit verify.`];
  throw new DatabaseDamaged(
    `The history of ${name} is intact in the source and not in the target. Look for the reason, empty the target and begin again.`,
  );
}

async function leaveSource({ ends }: Job, keepSource: boolean): Promise<void> {
  if (keepSource) {
    await abandonSource(ends.source);
    return;
  }
  await noteMoved(ends.source, Date.now());
  await endNotes(ends.source, await ends.source.tables());
}

/** Without `follow`, no server may have the file: it would not notice before its first write that it is read-only. */
async function openSource({ config, secrets }: Settings, { follow }: Input): Promise<Opened> {
  const options = { migrate: false, copy: 'source' } as const;
  if (follow) return open(config, secrets, options);
  try {
    return await open(config, secrets, { ...options, hold: true });
  } catch (error) {
    if (!(error instanceof DatabaseRefused) || config.database.engine === 'postgres') throw error;
    const opened = await open(config, secrets, options);
    if ((await getCopyState(opened.engine.read)).readOnly) return opened;
    await opened[Symbol.asyncDispose]();
    throw new CommandError(`${error.message} Or copy while it serves: --follow.`);
  }
}

/** Brings an empty target to the schema of this program. */
async function prepare(engine: Engine): Promise<void> {
  const { applied, missing } = await engine.pending();
  if (applied === 0) await engine.migrate();
  else if (missing.length > 0)
    throw new DatabaseRefused('The target is a database of an earlier version. Name an empty one.');
}

/** Without a secret in the settings, the target needs the key file of the source. */
function placeKey({ source, target }: Job['settings']): void {
  if (source.secrets.seal !== undefined) return;
  const { secret } = readKeyFiles(source.config);
  if (!existsSync(keyFile(target.config))) makeKeyFile(target.config, secret);
  if (readKeyFiles(target.config).secret === secret) return;
  throw new ConfigError(
    `The key file ${keyFile(target.config)} is not that of the source, ${keyFile(source.config)}. Move it away, or set DENIZEN_SECRET to the secret of the source.`,
  );
}

/** An address, or the file that contains it after an `@`: the list of processes shows passwords. */
function addressOf(argument: string): string {
  if (!argument.startsWith('@')) return argument;
  try {
    return readSecretFile(argument.slice(1)).trim();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${argument.slice(1)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** How a database is named to people and to the other side: without user and password. */
function nameOf({ database }: Config): string {
  if (database.engine === 'sqlite') return `sqlite:${resolve(database.path)}`;
  const { host, pathname } = new URL(database.url);
  return `postgres://${host}${pathname}`;
}

function disposable<T extends { readonly close: () => Promise<void> }>(it: T): AsyncDisposable & { it: T } {
  return { it, [Symbol.asyncDispose]: () => it.close() };
}

function printCopied(output: Output, { settings }: Job, input: Input, copied: Copied): void {
  const { tables, readOnlyMs, warnings } = copied;
  const names = { source: nameOf(settings.source.config), target: nameOf(settings.target.config) };
  if (!tables) {
    print(output, { ok: true, ...names, tables: null, warnings }, ['The copy was complete before.']);
    return;
  }
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const { seal } = settings.source.secrets;
  print(output, { ok: true, ...names, rows, readOnlyMs, tables, warnings }, [
    ...tables
      .filter((table) => table.rows > 0)
      .map(
        (table) =>
          `  ${table.name}: ${counted(table.rows, 'row', 'rows')}, digest ${table.digest.slice(0, 16)}`,
      ),
    `${counted(rows, 'row is', 'rows are')} in ${names.target}, each compared with what was read. The history is verified: ${counted(copied.entries, 'entry', 'entries')}.`,
    `The target opens with ${seal === undefined ? `the key file ${keyFile(settings.target.config)}, a copy of the source's` : 'the same DENIZEN_SECRET'}.`,
    ...warnings.map((warning) => `Warning: ${warning}`),
    input.follow
      ? `The source was read-only for ${readOnlyMs} ms before the target was ready.`
      : 'The source was read-only all the time.',
    input.keepSource
      ? 'The source can be written again: what is written there is not in the target.'
      : 'The source stays read-only. Serve the target now.',
  ]);
}
