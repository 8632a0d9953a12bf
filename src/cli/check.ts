import { type Config, isSqliteFile, type Secrets } from '../config.ts';
import { warningsAbout } from '../config-warnings.ts';
import type { Core } from '../core/core.ts';
import { chains, getHistoryStatus } from '../core/history/status.ts';
import { verifyHistory } from '../core/history/verification.ts';
import { type WrongCount, wrongCounts } from '../core/listing/kept-counts.ts';
import { type DeadLetter, getOutboxStatus } from '../core/outbox/queue.ts';
import { listProjects } from '../core/projects/projects.ts';
import { counted } from '../core/text.ts';
import { readTemplates } from '../delivery/templates.ts';
import { type Opened, open } from '../open.ts';
import { diskProblem, lowDisk } from './disk.ts';
import { type Output, print } from './output.ts';

const DEAD_LISTED = 5;
/** A part that is done sooner is not worth a line. */
const REPORT_AFTER_MS = 1_000;

type Input = { readonly isQuick: boolean };

type Settings = { readonly config: Config; readonly secrets: Secrets };

/** What a check found, for programs and for people. */
export type Checked = {
  readonly ok: boolean;
  readonly document: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
};

/**
 * Validates settings, schema, disk and integrity. Changes nothing in the database. The quick check reads the structure
 * of the database only; otherwise also every row and the history. Returns whether nothing is wrong.
 */
export async function checkCommand(settings: Settings, output: Output, input: Input): Promise<boolean> {
  await readTemplates(settings.config.mailTemplates);
  await using opened = await open(settings.config, settings.secrets, { migrate: false });
  const { ok, document, lines } = await examine(settings, { opened, output, ...input });
  print(output, document, lines);
  return ok;
}

type Examined = Input & { readonly opened: Opened; readonly output: Output };

/** The same without a word about it. Standard error says what part is being checked. */
export async function examine(
  { config, secrets }: Settings,
  { opened, output, isQuick }: Examined,
): Promise<Checked> {
  const { engine, core } = opened;
  const report = progressReport(output);
  const disk = isSqliteFile(config) ? diskProblem(config) : undefined;
  const damage = [...(await engine.integrity({ isQuick, report }))];
  if (!isQuick) damage.push(...(await historyProblems(core, report)));
  const counts = isQuick ? [] : (await wrongCounts(core.read)).map(sentenceOn);
  const projects = (await listProjects(core)).length;
  const messages = await getOutboxStatus(core, DEAD_LISTED);
  const history = await getHistoryStatus(core);
  const { withoutSubstrings } = opened;
  const warnings = [
    ...warningsAbout(config, secrets),
    ...(withoutSubstrings === undefined ? [] : [withoutSubstrings]),
    ...(await engine.advice()),
    ...(isSqliteFile(config) ? diskWarnings(config) : []),
  ];
  const problems = [...(disk === undefined ? [] : [disk]), ...damage, ...counts];
  const ok = problems.length === 0;
  return {
    ok,
    document: {
      ok,
      quick: isQuick,
      engine: engine.name,
      version: engine.version,
      projects,
      messages: { ...messages, latest: messages.latest.map(viewOf) },
      history,
      problems,
      warnings,
    },
    lines: [
      `Settings are valid, the sealing key is correct.`,
      `${engine.name === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${engine.version}, schema up to date, ${counted(projects, 'project', 'projects')}.`,
      `History: ${counted(history.chained, 'entry', 'entries')} chained in ${counted(history.chains, 'chain', 'chains')}, ${history.signed} of them signed, ${history.waiting} waiting.`,
      ...linesOn(messages),
      ...warnings.map((warning) => `Warning: ${warning}`),
      ...(disk === undefined ? [] : [`Disk: ${disk}`]),
      ...damage.map((problem) => `Damage: ${problem}`),
      ...counts.map((problem) => `Count: ${problem}`),
      verdict({
        isQuick,
        hasDiskProblem: disk !== undefined,
        isDamaged: damage.length > 0,
        isMiscounted: counts.length > 0,
      }),
    ],
  };
}

type Found = Readonly<Record<'hasDiskProblem' | 'isDamaged' | 'isMiscounted', boolean>>;

function verdict({ isQuick, hasDiskProblem, isDamaged, isMiscounted }: Input & Found): string {
  if (isDamaged) return 'The database is damaged: restore a backup.';
  if (isMiscounted) return 'The rows are intact, but a count is wrong. To correct it, run: denizen migrate';
  if (hasDiskProblem) return 'The database is intact as far as it can be read, but the disk has a problem.';
  return isQuick
    ? 'No problems found. Rows were not compared: leave out --quick for that.'
    : 'No problems found.';
}

function diskWarnings(config: Config): readonly string[] {
  const free = lowDisk(config);
  return free === undefined
    ? []
    : [
        `The disk of ${config.dataFolder} has ${free} MB left, less than DENIZEN_DISK_MIN_FREE_MB: servers are not ready.`,
      ];
}

/** The rows of the history have no second copy: their chain shows what was changed. */
async function historyProblems(core: Core, report: Report): Promise<readonly string[]> {
  const problems: string[] = [];
  report('history', 0);
  for await (const project of chains(core)) {
    const { findings } = await verifyHistory(core, project);
    const isWrong = findings.some(({ kind }) => kind !== 'unchained');
    if (isWrong) problems.push(`the history of ${project === '' ? 'the server' : project}: see audit verify`);
  }
  report('history', 1);
  return problems;
}

type Report = (part: string, share: number) => void;

/** Prints to standard error which part is being checked, once it takes long, at each hundredth. */
function progressReport({ json }: Output): Report {
  const begun = performance.now();
  let last = '';
  return (part, share) => {
    const percent = Math.floor(share * 100);
    const line = json ? JSON.stringify({ part, share: percent / 100 }) : `Checking ${part}: ${percent} %`;
    if (line === last || performance.now() - begun < REPORT_AFTER_MS) return;
    last = line;
    process.stderr.write(`${line}\n`);
  };
}

function sentenceOn({ project, counted, kept, rows }: WrongCount): string {
  return `the project ${project} has ${rows} ${counted} and counts ${kept}: run denizen migrate`;
}

/** Without recipient and content. */
function viewOf({ purpose, kind, deadAt, tries, error }: DeadLetter) {
  return { purpose: purpose ?? null, kind, at: new Date(deadAt).toISOString(), tries, error };
}

/** Returns no lines for an empty outbox. */
function linesOn({ waiting, dead, latest }: Awaited<ReturnType<typeof getOutboxStatus>>): readonly string[] {
  const listed = latest.map(viewOf).map(({ purpose, kind, at, tries, error }) => {
    const often = `${tries} ${tries === 1 ? 'try' : 'tries'}`;
    return `  ${at}  ${purpose ?? kind}, ${often}: ${error}`;
  });
  return [
    ...(waiting + dead === 0 ? [] : [`Messages: ${waiting} waiting, ${dead} given up in the last 30 days.`]),
    ...listed,
  ];
}
