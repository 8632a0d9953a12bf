import { readFile } from 'node:fs/promises';
import type { Config, Secrets } from '../config.ts';
import { type Checkpoint, signatures } from '../core/history/checkpoints.ts';
import { chains } from '../core/history/status.ts';
import { type Finding, type VerificationReport, verifyHistory } from '../core/history/verification.ts';
import type { ProjectId } from '../core/projects/project.ts';
import { getProject } from '../core/projects/projects.ts';
import { open } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type Output, print } from './output.ts';
import { CommandError } from './refusal.ts';

const sentences: Readonly<Record<Finding['kind'], string>> = {
  edited: 'was edited, or is not the one that was written there',
  reordered: 'stands at another place than where it was written',
  removed: 'was removed',
  cut: 'was removed with all that came after: the chain was longer once',
  head: 'is not where the chain ends: the head was changed',
  forged: 'has a checkpoint whose signature is of no key that is known',
  contradicted: 'is not the one whose hash was signed: the chain was written anew',
  unsigned: 'was signed, and its checkpoint is gone',
  unchained: 'waits to be chained for long: is no server running?',
};

type Input = { readonly fromCheckpoint: string | undefined };

/** Walks the chains of one project or all of them, and answers whether they hold. */
export async function auditVerify(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
  { fromCheckpoint }: Input,
): Promise<boolean> {
  const known = fromCheckpoint === undefined ? [] : await readCheckpoints(fromCheckpoint);
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  const isSigned = signatures(core);
  const { project } = config;
  // The settings are checked: what they name has the form of an id.
  const named = project === undefined ? undefined : [(await getProject(core, project as ProjectId)).id];
  const from = newestOf(known);
  if (from.some((checkpoint) => !isSigned(checkpoint))) {
    throw new ConfigError(
      'A checkpoint of the file is signed with no key that is known. Set DENIZEN_SECRET_PREVIOUS to the secret of that time.',
    );
  }
  const verdicts: VerificationReport[] = [];
  for await (const id of named ?? inFull(chains(core), from))
    verdicts.push(
      await verifyHistory(
        core,
        id,
        from.find((checkpoint) => checkpoint.project === id),
      ),
    );
  const ok = verdicts.every(({ findings }) => findings.length === 0);
  print(output, { ok, chains: verdicts }, [
    ...verdicts.flatMap(linesOn),
    ok ? 'The history holds.' : 'The history does not hold.',
  ]);
  return ok;
}

/** Those of which there is a checkpoint but no history any more come last. */
async function* inFull(found: AsyncIterable<string>, from: readonly Checkpoint[]): AsyncGenerator<string> {
  const seen = new Set<string>();
  for await (const id of found) {
    seen.add(id);
    yield id;
  }
  for (const { project } of from) if (!seen.has(project)) yield project;
}

/** The newest of each project. */
function newestOf(checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
  const newest = new Map<string, Checkpoint>();
  for (const checkpoint of checkpoints) {
    const other = newest.get(checkpoint.project);
    if (!other || other.position < checkpoint.position) newest.set(checkpoint.project, checkpoint);
  }
  return [...newest.values()];
}

/** From the log of a server, or a file of such lines: whatever else stands there is passed over. */
async function readCheckpoints(file: string): Promise<readonly Checkpoint[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new ConfigError(`The file of --from-checkpoint cannot be read: ${error.message}.`);
  });
  const found = text.split('\n').flatMap((line) => {
    const checkpoint = checkpointIn(line);
    return checkpoint ? [checkpoint] : [];
  });
  if (found.length > 0) return found;
  throw new CommandError(`There is no checkpoint in ${file}.`);
}

function checkpointIn(line: string): Checkpoint | undefined {
  if (!line.includes('"signature"')) return undefined;
  try {
    const parsed = JSON.parse(line) as { checkpoint?: Partial<Checkpoint> } & Partial<Checkpoint>;
    const { project, position, hash, at, signature } = parsed.checkpoint ?? parsed;
    if (typeof project !== 'string' || typeof hash !== 'string' || typeof signature !== 'string')
      return undefined;
    if (!Number.isSafeInteger(position) || !Number.isSafeInteger(at)) return undefined;
    return { project, position: position as number, hash, at: at as number, signature };
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
  findings,
}: VerificationReport): readonly string[] {
  const name = project === '' ? 'The server itself' : `Project ${project}`;
  return [
    `${name}: ${entries} entries up to ${position}, ${erased} of them erased, ${checkpoints} checkpoints.`,
    ...findings.map(({ kind, position: at, entry }) => {
      const which = [at === null ? '' : ` ${at}`, entry === null ? '' : ` (${entry})`].join('');
      return `  Entry${which} ${sentences[kind]}.`;
    }),
  ];
}
