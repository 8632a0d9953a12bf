import type { Config, Secrets } from '../config.ts';
import { inInstallation } from '../core/admins/installation.ts';
import type { Core } from '../core/core.ts';
import { exportPieces, type LeftOutCounts } from '../core/exports/export.ts';
import type { ExportOptions } from '../core/exports/format.ts';
import { chainHistory } from '../core/history/chain.ts';
import { signHistory } from '../core/history/checkpoints.ts';
import { listProjects } from '../core/projects/projects.ts';
import { counted } from '../core/text.ts';
import { newestMigration } from '../db/migrations/names.ts';
import { freeMemoryAsItGrows } from '../maintenance/memory.ts';
import { inMemory, open, openEnd, systemActor } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type LockOptions, lockOf } from './age-options.ts';
import { confirm } from './input.ts';
import { projectNamed } from './keys.ts';
import type { Output } from './output.ts';
import { CommandError } from './refusal.ts';
import { refuseTaken, writeSealedFile } from './sealed-file.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };
type Input = ExportOptions & {
  readonly allProjects: boolean;
  /** The file to write; standard output without. */
  readonly to: string | undefined;
  readonly lock: LockOptions;
  readonly yes: boolean;
};

const ENTRIES_AT_ONCE = 250;

/** Writes everything of a project, or of all, to a file or to standard output. Servers may run. */
export async function exportDenizenCommand(settings: Settings, output: Output, input: Input): Promise<void> {
  const { config, secrets } = settings;
  const { to, withSecrets, withSessions } = input;
  if (inMemory(config)) throw new ConfigError('A database in memory cannot be exported.');
  if (withSessions && !withSecrets) throw new CommandError('--sessions needs --with-secrets.');
  const lock = await lockOf(input.lock);
  if (to === undefined && (withSecrets || lock !== undefined))
    throw new CommandError('Name a file that only you can read: --to FILE.');
  if (to !== undefined) refuseTaken(to);
  if (withSecrets) await confirmSecrets(lock !== undefined, input);
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  const projects = input.allProjects
    ? (await listProjects(core)).map(({ id }) => id).toSorted()
    : [(await projectNamed(core, config.project)).id];
  await note(core, { projects, withSecrets });
  const leftOut: LeftOutCounts = new Map();
  const end = await openEnd(config, secrets, { isAlone: false });
  try {
    const options = { withSecrets, withSessions };
    const pieces = freeingMemory(
      exportPieces({ end, seal: core.seal, options, leftOut }, { projects, schema: newestMigration }),
    );
    await end.snapshot(async () => {
      if (to === undefined) await writeOut(output, pieces);
      else await writeSealedFile(to, lock, pieces, { isZipped: false });
    });
  } finally {
    await end.close();
  }
  report(output, leftOut, input);
}

/** Collects the garbage of what was written before the next piece is read. */
async function* freeingMemory(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const freeMemory = freeMemoryAsItGrows();
  for await (const piece of pieces) {
    yield piece;
    freeMemory();
  }
}

async function confirmSecrets(isEncrypted: boolean, { yes }: Input): Promise<void> {
  const how = isEncrypted ? 'encrypted' : 'in plain text: use --recipient or --passphrase to encrypt it';
  await confirm(
    `The file will hold password hashes, seeds of second factors and secrets of providers, ${how}. Go on?`,
    {
      yes,
    },
  );
}

/** Recorded in the history of the server, so that the histories of the projects are exported as they are. */
async function note(
  core: Core,
  { projects, withSecrets }: { readonly projects: readonly string[]; readonly withSecrets: boolean },
): Promise<void> {
  const details = { projects, secrets: withSecrets, target: 'denizen' };
  const act = { act: 'project.export', details } as const;
  await core.write(inInstallation(systemActor('cli')), act, async () => {});
  while ((await chainHistory(core, { most: ENTRIES_AT_ONCE })) > 0);
  await signHistory(core, { entries: 1, milliseconds: 0 });
}

async function writeOut(output: Output, pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) {
    output.write(piece);
    if (!(await output.drained()))
      throw new CommandError('The reader of the export has gone: it is not complete.');
  }
}

/** To standard error: standard output may be the export. */
function report({ json }: Output, leftOut: LeftOutCounts, { to }: Input): void {
  const counts = Object.fromEntries([...leftOut].filter(([, { rows, fields }]) => rows + fields > 0));
  if (json) {
    process.stderr.write(`${JSON.stringify({ ok: true, file: to ?? null, leftOut: counts })}\n`);
    return;
  }
  for (const [table, { rows, fields }] of Object.entries(counts)) {
    const parts = [
      ...(rows > 0 ? [counted(rows, 'row', 'rows')] : []),
      ...(fields > 0 ? [counted(fields, 'field', 'fields')] : []),
    ];
    process.stderr.write(`Left out of ${table}: ${parts.join(' and ')}, which are secrets.\n`);
  }
}
