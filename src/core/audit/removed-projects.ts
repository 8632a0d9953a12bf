import type { Core } from '../core.ts';
import { type Checkpoint, checkpointOf, signatures } from '../history/checkpoints.ts';
import type { Instant } from '../instant.ts';
import { type ProjectId, serverItself } from '../projects/project.ts';
import { findEntries } from './search-store.ts';

const ENTRIES_AT_ONCE = 100;

/** The end of the history of a deleted project, as the history of the server has it. */
export type ProjectRemoval = {
  /** Of the entry in the history of the server. */
  readonly entry: string;
  readonly position: number | null;
  readonly at: Instant;
  /** The end of the history of the project, signed. */
  readonly checkpoint: Checkpoint;
};

/**
 * Returns how the project was removed whose history had the checkpoint: the first removal that comes after it, with an
 * end that a known key has signed. A project that has the id since then is another one.
 */
export async function findProjectRemoval(
  core: Pick<Core, 'read' | 'seal'>,
  since: Checkpoint,
): Promise<ProjectRemoval | undefined> {
  const isSigned = signatures(core);
  let found: ProjectRemoval | undefined;
  for (let before: string | undefined, more = true; more; ) {
    const { rows, reached }: Awaited<ReturnType<typeof findEntries>> = await findEntries(
      core.read,
      serverItself.id,
      {
        filter: { acts: ['project.remove'] },
        ...{ before, limit: ENTRIES_AT_ONCE, most: ENTRIES_AT_ONCE },
      },
    );
    for (const { id, position, at, details } of rows) {
      const checkpoint = endIn(details);
      const isOfProject = checkpoint?.project === since.project && checkpoint.at >= since.at;
      // Cast: validated on write.
      if (isOfProject && isSigned(checkpoint)) found = { entry: id, position, at: at as Instant, checkpoint };
    }
    before = reached;
    more = reached !== undefined;
  }
  return found;
}

function endIn(details: string): Checkpoint | undefined {
  const { projectId, position, hash, at, signature, heads } = JSON.parse(details) as Readonly<
    Record<string, unknown>
  >;
  const isWhole =
    [projectId, hash, signature].every((each) => typeof each === 'string') &&
    [position, at].every((each) => Number.isSafeInteger(each));
  if (!isWhole) return undefined;
  // Casts: tested above.
  return checkpointOf({
    project_id: projectId as ProjectId,
    ...{ position: position as number, hash: hash as string, at: at as number },
    ...{ signature: signature as string, heads: typeof heads === 'string' ? heads : null },
  });
}
