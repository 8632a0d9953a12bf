import { readFile } from 'node:fs/promises';
import type { Config, Secrets } from '../config.ts';
import { findProjectRemoval } from '../core/audit/removed-projects.ts';
import type { Core } from '../core/core.ts';
import { type Checkpoint, isHeads, signatures } from '../core/history/checkpoints.ts';
import { chains } from '../core/history/status.ts';
import { type Finding, type VerificationReport, verifyHistory } from '../core/history/verification.ts';
import type { ProjectId } from '../core/projects/project.ts';
import { getProject } from '../core/projects/projects.ts';
import { counted } from '../core/text.ts';
import { open } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type Output, print } from './output.ts';
import { CommandError } from './refusal.ts';

const sentences: Readonly<Record<Finding['kind'], string>> = {
  edited: 'was edited or replaced',
  reordered: 'was moved to another position',
  removed: 'was removed',
  duplicate: 'has a position that another entry has',
  cut: 'was removed with all following entries: the chain was longer',
  head: 'is not the end of the chain: the head was changed',
  forged: 'has a checkpoint that no known key has signed',
  contradicted: 'does not match its signed hash: the chain was rewritten',
  unsigned: 'was signed, but its checkpoint is missing',
  'cut-forged': 'is where the history begins, but no known key has signed that the rest was removed',
  returned: 'was removed with all before it, and is there again',
  unchained: 'has not been chained for a long time: only a running server chains entries',
};

type Input = { readonly fromCheckpoint: string | undefined };

/** Verifies the chains of one project or of all, and returns whether they are intact. */
export async function auditVerify(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
  { fromCheckpoint }: Input,
): Promise<boolean> {
  const checkpoints = fromCheckpoint === undefined ? [] : await readCheckpoints(fromCheckpoint);
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  const isSigned = signatures(core);
  const { project } = config;
  const from = newestOf(checkpoints);
  if (from.some((checkpoint) => !isSigned(checkpoint))) {
    throw new ConfigError(
      'No known key has signed a checkpoint of the file. Set DENIZEN_SECRET_PREVIOUS to the secret of that time.',
    );
  }
  const isKnown = (id: string) => from.some((checkpoint) => checkpoint.project === id);
  // The settings are validated: the name has the form of an id. A deleted project has its checkpoints in the file.
  if (project !== undefined && !isKnown(project)) await getProject(core, project as ProjectId);
  const verdicts: Verdict[] = [];
  for await (const id of project === undefined ? allProjects(chains(core), from) : [project])
    verdicts.push(
      await verdictOn(
        core,
        id,
        from.find((checkpoint) => checkpoint.project === id),
      ),
    );
  const ok = verdicts.every(({ findings }) => findings.length === 0);
  print(output, { ok, chains: verdicts }, [
    ...verdicts.flatMap(linesOn),
    ok ? 'The history is intact.' : 'The history is not intact.',
  ]);
  return ok;
}

/** `deleted` is the project that had the checkpoint; the report is on one that has its id now, or on nothing. */
type Verdict = VerificationReport & {
  readonly deleted?: {
    /** Entries that it had. */
    readonly position: number;
    readonly at: number;
    /** The entry in the history of the server. */
    readonly entry: string;
    readonly entryPosition: number | null;
  };
};

async function verdictOn(core: Core, id: string, from: Checkpoint | undefined): Promise<Verdict> {
  const removal = from && (await findProjectRemoval(core, from));
  if (!removal) return verifyHistory(core, id, from);
  const { entry, at, position: entryPosition, checkpoint } = removal;
  const report = await verifyHistory(core, id);
  const { position } = checkpoint;
  const finding = contradictionOf(from, checkpoint);
  return {
    ...report,
    deleted: { position, at, entry, entryPosition },
    findings: [...(finding ? [finding] : []), ...report.findings],
  };
}

/** A history that ended before the checkpoint was cut before it was removed; another hash means that it was rewritten. */
function contradictionOf(from: Checkpoint, end: Checkpoint): Finding | undefined {
  const found = { position: from.position, entry: null };
  if (from.position > end.position) return { kind: 'cut', ...found };
  if (from.position === end.position && from.hash !== end.hash) return { kind: 'contradicted', ...found };
  return undefined;
}

/** Yields all projects with a chain, then those that only have a checkpoint. */
async function* allProjects(
  found: AsyncIterable<string>,
  from: readonly Checkpoint[],
): AsyncGenerator<string> {
  const seen = new Set<string>();
  for await (const id of found) {
    seen.add(id);
    yield id;
  }
  for (const { project } of from) if (!seen.has(project)) yield project;
}

/** Returns the newest checkpoint of each project. */
function newestOf(checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
  const newest = new Map<string, Checkpoint>();
  for (const checkpoint of checkpoints) {
    const other = newest.get(checkpoint.project);
    if (!other || other.position < checkpoint.position) newest.set(checkpoint.project, checkpoint);
  }
  return [...newest.values()];
}

/** Reads the checkpoints in the log of a server, or in a file of such lines. Ignores all other lines. */
async function readCheckpoints(file: string): Promise<readonly Checkpoint[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new ConfigError(`The file of --from-checkpoint cannot be read: ${error.message}.`);
  });
  const found = text.split('\n').flatMap((line) => {
    const checkpoint = checkpointIn(line);
    return checkpoint ? [checkpoint] : [];
  });
  if (found.length > 0) return found;
  throw new CommandError(`No checkpoint found in ${file}.`);
}

function checkpointIn(line: string): Checkpoint | undefined {
  if (!line.includes('"signature"')) return undefined;
  try {
    const parsed = JSON.parse(line) as { checkpoint?: Partial<Checkpoint> } & Partial<Checkpoint>;
    const { project, position, hash, at, signature, heads } = parsed.checkpoint ?? parsed;
    if (typeof project !== 'string' || typeof hash !== 'string' || typeof signature !== 'string')
      return undefined;
    if (!Number.isSafeInteger(position) || !Number.isSafeInteger(at)) return undefined;
    if (heads !== undefined && !isHeads(heads)) return undefined;
    const checkpoint = { project, position: position as number, hash, at: at as number, signature };
    return heads ? { ...checkpoint, heads } : checkpoint;
  } catch {
    return undefined;
  }
}

function linesOn({
  project,
  entries,
  position,
  erased,
  checkpoints,
  removed,
  deleted,
  findings,
}: Verdict): readonly string[] {
  const name = project === '' ? 'The server itself' : `Project ${project}`;
  return [
    ...(deleted ? [`${name} was deleted on ${dayOf(deleted.at)}, ${signedEndOf(deleted)}.`] : []),
    ...(deleted && position === 0
      ? []
      : [
          `${name}: ${counted(entries, 'entry', 'entries')} up to ${position}, ${erased} of them erased, ${counted(checkpoints, 'checkpoint', 'checkpoints')}.`,
        ]),
    ...(removed ? [beginningOf(removed)] : []),
    ...findings.map(({ kind, position: at, entry, lane }) => {
      const parts = [at === null ? '' : ` ${at}`, lane === undefined ? '' : ` of lane ${lane}`];
      const which = [...parts, entry === null ? '' : ` (${entry})`].join('');
      return `  Entry${which} ${sentences[kind]}.`;
    }),
  ];
}

function beginningOf({ position, kind, at }: NonNullable<VerificationReport['removed']>): string {
  const why = kind === 'archive' ? 'were archived' : 'were too old and deleted';
  return `  It begins after entry ${position}: those up to it ${why} on ${dayOf(at)}, which is signed.`;
}

function signedEndOf({ position, entry, entryPosition }: NonNullable<Verdict['deleted']>): string {
  const where = entryPosition === null ? entry : `${entryPosition} (${entry})`;
  return `with ${counted(position, 'entry', 'entries')}, which is signed: entry ${where} of the history of the server`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
