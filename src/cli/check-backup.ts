import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, keyFile, type Secrets, withDatabase } from '../config.ts';
import { chains } from '../core/history/status.ts';
import { type Finding, verifyHistory } from '../core/history/verification.ts';
import { counted } from '../core/text.ts';
import { freshSecret } from '../crypto/tokens.ts';
import type { BackupHeader } from '../db/backup/format.ts';
import { isProven, type OpenBackup, readBackup, readWhole } from '../db/backup/read.ts';
import { migrationsOf, refuseNewer, restorePart } from '../db/backup/restore.ts';
import { DatabaseDamaged } from '../db/database.ts';
import { readKeyFiles } from '../key-file.ts';
import { knownSeal, open, openEnd, openEngine } from '../open.ts';
import { type KeyOptions, keyAsker } from './age-options.ts';
import { BACKUP_PURPOSE } from './backup-note.ts';
import { type Output, print, progressReport } from './output.ts';
import { readSealedFile } from './sealed-file.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };
type Input = { readonly file: string; readonly key: KeyOptions };

/** The tables that the verification of the history reads. */
const HISTORY = ['audit', 'history_heads', 'history_lanes', 'history_cuts', 'projects', 'project_removals'];
/** What only the holder of the key can verify. */
const SIGNED = ['history_checkpoints', 'seal_keys'];
/** What is found without the key, since signatures were left out. */
const OF_SIGNATURES: ReadonlySet<Finding['kind']> = new Set(['unsigned', 'cut-forged', 'unchained']);
const OF_TIME: ReadonlySet<Finding['kind']> = new Set(['unchained']);

/**
 * Says whether a backup is whole: its rows, their digests, its signature, and the history in it, for which a part of it is
 * restored into a temporary file. Without the sealing key of the backup, signatures are not verified. Returns whether
 * nothing is wrong.
 */
export async function checkBackupCommand(
  settings: Settings,
  output: Output,
  { file, key }: Input,
): Promise<boolean> {
  const report = progressReport(output);
  const folder = mkdtempSync(join(tmpdir(), 'denizen-check-'));
  try {
    const ask = keyAsker(key);
    const { header, end } = await readWhole(readSealedFile(file, ask), report);
    refuseNewer(header);
    const seal = ownSeal(settings, header);
    const backup = await readBackup(readSealedFile(file, ask));
    const { temporary, entries } = await restoreHistory(settings, { backup, folder, seal, report });
    const isChanged = seal !== undefined && !isProven(seal.proofKeys, end);
    const problems = [
      ...(isChanged ? ['it was changed after it was made: its signature is not that of the key'] : []),
      ...(await historyProblems(temporary, seal !== undefined)),
    ];
    const { rows } = end;
    printFound(output, { rows, entries, problems, file, header, isKeyKnown: seal !== undefined });
    return problems.length === 0;
  } catch (error) {
    if (!(error instanceof DatabaseDamaged)) throw error;
    print(output, { ok: false, file, problems: [error.message] }, [
      error.message,
      'The backup is of no use.',
    ]);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type OwnSeal = {
  readonly secret: string;
  readonly earlier: readonly string[];
  readonly proofKeys: readonly Buffer[];
};

/** The secrets of the settings or of the key file, if the backup was made with them. */
function ownSeal({ config, secrets }: Settings, { keys }: BackupHeader): OwnSeal | undefined {
  if (secrets.seal === undefined && !existsSync(keyFile(config))) return undefined;
  const seal = knownSeal(config, secrets);
  if (!keys.every((id) => seal.knows(id))) return undefined;
  const proofKeys = seal.deriveEach(BACKUP_PURPOSE);
  if (secrets.seal !== undefined) return { secret: secrets.seal, earlier: secrets.earlierSeals, proofKeys };
  const { secret, previous } = readKeyFiles(config);
  return { secret, earlier: previous === undefined ? secrets.earlierSeals : [previous], proofKeys };
}

type Found = { readonly rows: number; readonly entries: number; readonly problems: readonly string[] };
type Checking = {
  readonly backup: OpenBackup;
  readonly folder: string;
  readonly seal: OwnSeal | undefined;
  readonly report: (step: string, rows?: number) => void;
};

async function restoreHistory(
  { config, secrets }: Settings,
  { backup, folder, seal, report }: Checking,
): Promise<{ readonly temporary: Settings; readonly entries: number }> {
  const temporary = withDatabase(
    {
      config: { ...config, substringIndex: false },
      secrets: { ...secrets, seal: seal?.secret ?? freshSecret(), earlierSeals: seal?.earlier ?? [] },
    },
    `sqlite:${join(folder, 'check.db')}`,
  );
  const engine = await openEngine(temporary.config, temporary.secrets);
  await using _engine = { [Symbol.asyncDispose]: () => engine.close() };
  await engine.migrate(migrationsOf(backup.header));
  const end = await openEnd(temporary.config, temporary.secrets, { isAlone: true });
  await using _end = { [Symbol.asyncDispose]: () => end.close() };
  const wanted = new Set(seal === undefined ? HISTORY : [...HISTORY, ...SIGNED]);
  const tables = await end.tables();
  let entries = 0;
  for await (const part of backup.parts) {
    if (part.kind === 'end') continue;
    const { name } = part.table;
    if (part.kind === 'ended') {
      if (name === 'audit') entries = part.rows;
      continue;
    }
    report(`reading ${name}`);
    if (wanted.has(name)) await restorePart(end, tables, part);
  }
  return { temporary, entries };
}

async function historyProblems(
  { config, secrets }: Settings,
  isKeyKnown: boolean,
): Promise<readonly string[]> {
  await using opened = await open(config, secrets, { migrate: true });
  const { core } = opened;
  const ignored = isKeyKnown ? OF_TIME : OF_SIGNATURES;
  const problems: string[] = [];
  for await (const project of chains(core)) {
    const { findings } = await verifyHistory(core, project);
    const wrong = findings.find(({ kind }) => !ignored.has(kind));
    if (wrong)
      problems.push(
        `the history of ${project || 'the server'} is not intact: ${wrong.kind} at ${wrong.position}`,
      );
  }
  return problems;
}

function printFound(
  output: Output,
  {
    file,
    header,
    rows,
    entries,
    problems,
    isKeyKnown,
  }: Found & {
    readonly file: string;
    readonly header: BackupHeader;
    readonly isKeyKnown: boolean;
  },
): void {
  const { id, at, version, engine, keys } = header;
  const ok = problems.length === 0;
  const { size: bytes } = statSync(file);
  print(
    output,
    {
      ok,
      file,
      id,
      at,
      version,
      engine,
      bytes,
      rows,
      entries,
      keys,
      signaturesVerified: isKeyKnown,
      problems,
    },
    [
      `Backup of ${at}, by Denizen ${version} from ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}: ${counted(rows, 'row', 'rows')} of ${header.tables.length} tables, ${counted(entries, 'entry', 'entries')} of the history.`,
      `It needs the sealing key ${keys.join(' and ')}, which ${isKeyKnown ? 'this is' : 'is not here: signatures were not verified'}.`,
      ...problems.map((problem) => `Damage: ${problem}.`),
      ok ? 'The backup is whole.' : 'The backup is not whole.',
    ],
  );
}
