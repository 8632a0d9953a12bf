import type { Config, Secrets } from '../config.ts';
import { inInstallation } from '../core/admins/installation.ts';
import type { Core } from '../core/core.ts';
import { runTarget, type TargetReport } from '../core/exports/run-target.ts';
import { counted, withCommas } from '../core/text.ts';
import { storedHashOf } from '../exports/hashes/parse.ts';
import { ExportRefused, exportFields, type Target } from '../exports/target.ts';
import { targets } from '../exports/targets.ts';
import { freeMemoryAsItGrows } from '../maintenance/memory.ts';
import { inMemory, open, openEnd, systemActor } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type LockOptions, lockOf } from './age-options.ts';
import { ExportFiles } from './export-files.ts';
import { namedOptionsOf } from './import-options.ts';
import { confirm } from './input.ts';
import { projectNamed } from './keys.ts';
import { type Output, print, printable, table } from './output.ts';
import { CommandError, UsageError } from './refusal.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };
export type ExportTargetInput = {
  readonly target: string;
  /** A file, or a folder with a slash at its end; standard output without. */
  readonly to: string | undefined;
  readonly lost: string | undefined;
  readonly withSecrets: boolean;
  /** As they are typed: `NAME=VALUE`. */
  readonly option: readonly string[];
  readonly lock: LockOptions;
  readonly yes: boolean;
};

const LINES_SHOWN = 25;
/** A look at the memory takes as long as a user. */
const USERS_BETWEEN_LOOKS = 1_000;

/** Writes the users of a project as another system reads them. Servers may run. */
export async function exportTargetCommand(
  settings: Settings,
  output: Output,
  input: ExportTargetInput,
): Promise<void> {
  try {
    await exportTo(targetNamed(input.target), settings, output, input);
  } catch (error) {
    throw error instanceof ExportRefused ? new CommandError(`${error.message.replace(/\.$/, '')}.`) : error;
  }
}

async function exportTo(
  target: Target,
  { config, secrets }: Settings,
  output: Output,
  input: ExportTargetInput,
): Promise<void> {
  const { to, lost, withSecrets } = input;
  if (inMemory(config)) throw new ConfigError('A database in memory cannot be exported.');
  const options = namedOptionsOf(input.option, target);
  const lock = await lockOf(input.lock);
  if (to === undefined && (withSecrets || lock !== undefined))
    throw new CommandError('Name a file that only you can read: --to FILE.');
  if (withSecrets) await confirmSecrets(lock !== undefined, input);
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  const project = await projectNamed(core, config.project);
  await note(core, { project: project.id, withSecrets, target });
  await using files = await ExportFiles.create({ to, lost, lock, target: target.name });
  const end = await openEnd(config, secrets, { isAlone: false });
  let report: TargetReport;
  try {
    const reading = { end, seal: core.seal, project: project.id, withSecrets, storedHashOf };
    const running = { target, project, options, exportedAt: core.clock.now() };
    const freeMemory = freeMemoryAsItGrows();
    const onUser = (users: number) => {
      if (users % USERS_BETWEEN_LOOKS === 0) freeMemory();
    };
    const destination = { file: files.file, lost: files.lost, onUser };
    report = await end.snapshot(() => runTarget(reading, running, destination));
  } finally {
    await end.close();
  }
  await files.finish();
  if (!output.json) for (const line of reportLines(target, report)) process.stderr.write(`${line}\n`);
  await confirm(`Write ${counted(report.users, 'user', 'users')}?`, input);
  await files.place(output);
  const written = { files: files.names, lostFile: files.lostName ?? null };
  // Standard output is the export, unless it went into files.
  const write = to === undefined ? (text: string) => void process.stderr.write(text) : output.write;
  print({ ...output, write }, viewOf(target, report, written), endLines(report, written));
}

function targetNamed(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (found) return found;
  const list = 'The targets: denizen export --list';
  if (name === '') throw new UsageError(`Name what to export to. ${list}`);
  throw new CommandError(`${printable(name)} is no target. ${list}`);
}

async function confirmSecrets(isEncrypted: boolean, { yes }: ExportTargetInput): Promise<void> {
  const how = isEncrypted ? 'encrypted' : 'in plain text: use --recipient or --passphrase to encrypt them';
  const what = 'password hashes, seeds of authenticator apps and recovery codes';
  await confirm(`The files will hold ${what}, ${how}. Go on?`, { yes });
}

/** Recorded in the history of the server, as an export of everything is. */
async function note(
  core: Core,
  {
    project,
    withSecrets,
    target,
  }: { readonly project: string; readonly withSecrets: boolean; readonly target: Target },
): Promise<void> {
  const details = { projects: [project], secrets: withSecrets, target: target.name };
  await core.write(inInstallation(systemActor('cli')), { act: 'project.export', details }, async () => {});
}

type Written = { readonly files: readonly string[]; readonly lostFile: string | null };

function viewOf({ name }: Target, report: TargetReport, written: Written) {
  return {
    ...{ ok: true, target: name, users: report.users, hashes: Object.fromEntries(report.hashes) },
    lost: Object.fromEntries(
      [...report.lost].map(([field, reasons]) => [field, Object.fromEntries(reasons)]),
    ),
    ...{ withoutPassword: report.withoutPassword, ...written, steps: report.steps },
  };
}

function reportLines(
  target: Target,
  { users, hashes, lost, withoutPassword }: TargetReport,
): readonly string[] {
  const losses = [...lost].flatMap(([field, reasons]) =>
    [...reasons].map(([why, count]) => ({ name: `${field}: ${why}`, count })),
  );
  return [
    `${target.title}: ${counted(users, 'user', 'users')}.`,
    ...tallyLines(
      'Password hashes',
      [...hashes].map(([name, count]) => ({ name, count })),
    ),
    ...tallyLines('Left out', losses),
    ...(withoutPassword === 0 ? [] : [withoutPasswordLine(target, withoutPassword)]),
  ];
}

function withoutPasswordLine({ title, asksAtFirstSignIn }: Target, count: number): string {
  const who = `${counted(count, 'user has', 'users have')} a password here and ${count === 1 ? 'comes' : 'come'} without it.`;
  return asksAtFirstSignIn
    ? `${who} ${title} can ask Denizen at the first sign-in: docs/guide/first-sign-in.md.`
    : `${who} A new one is needed there.`;
}

function tallyLines(
  title: string,
  counts: readonly { readonly name: string; readonly count: number }[],
): readonly string[] {
  if (counts.length === 0) return [];
  const most = counts.toSorted((a, b) => b.count - a.count);
  const rest = most.slice(LINES_SHOWN).reduce((sum, { count }) => sum + count, 0);
  return [
    `${title}:`,
    ...most.slice(0, LINES_SHOWN).map(({ name, count }) => `  ${printable(name)}: ${withCommas(count)}`),
    ...(rest > 0 ? [`  others: ${withCommas(rest)}`] : []),
  ];
}

function endLines({ lost, steps }: TargetReport, { files, lostFile }: Written): readonly string[] {
  const where =
    lostFile === null
      ? 'Add --lost FILE to list who loses what.'
      : `Who loses what is listed in ${printable(lostFile)}.`;
  return [
    ...files.slice(0, LINES_SHOWN).map((file) => `Written: ${printable(file)}`),
    ...(files.length > LINES_SHOWN ? [`and ${withCommas(files.length - LINES_SHOWN)} more`] : []),
    ...(lost.size === 0 ? [] : [where]),
    ...(steps.length === 0 ? [] : ['Next:', ...steps.map((line) => `  ${printable(line)}`)]),
  ];
}

/** Lists the targets with what they take. */
export function exportList(output: Output): void {
  const views = targets.map(({ name, title, files, takes, options = {}, asksAtFirstSignIn }) => ({
    ...{ name, title, files, takes, options, asksAtFirstSignIn },
  }));
  const taken = ({ takes }: (typeof views)[number]) =>
    takes.length === exportFields.length ? 'everything' : takes.join(', ');
  print(
    output,
    views,
    table(
      ['NAME', 'TARGET', 'FILES', 'TAKES'],
      views.map((view) => [view.name, view.title, view.files, taken(view)]),
    ),
  );
}
