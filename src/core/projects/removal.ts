import type { Tx } from '../../db/database.ts';
import type { ProjectRemovalRow } from '../../db/schema-history.ts';
import type { Actor } from '../actor.ts';
import { deleteGrantsIn } from '../admins/grants-store.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { chainHistory } from '../history/chain.ts';
import { type Checkpoint, checkpointOf, signProject } from '../history/checkpoints.ts';
import { countWaitingEntries, listLastCheckpoints } from '../history/store.ts';
import { CLOCK_TOLERANCE_MS, minutes } from '../instant.ts';
import { type ProjectId, serverItself } from './project.ts';
import {
  deleteProject,
  deleteSomeRows,
  endRemoval,
  endRows,
  hasRemoval,
  historyTables,
  insertRemoval,
  listRemovals,
  lockRemoval,
  moveRemoval,
  type RemovedTable,
  rowsOfProjects,
} from './removal-store.ts';
import { lockProject } from './store.ts';

/** Longer than any request that began before the project was deleted, and may still write. */
export const REQUESTS_END_MS = minutes(1);
const REMOVALS_AT_ONCE = 100;
const WAIT_MS = 250;

// Cast: the keys of an object whose keys the type lists.
const tables = Object.keys(rowsOfProjects) as RemovedTable[];
const isOfHistory = (table: RemovedTable) => historyTables.some((each) => each === table);
const parts = { rows: tables.filter((table) => !isOfHistory(table)), history: historyTables };

const remover: Actor = { kind: 'system', project: serverItself, scopes: new Set() };

/** A deleted project of which rows are left. */
export type DeletedProject = { readonly id: string; readonly name: string; readonly deletedAt: number };

/**
 * Deletes a project: from the commit on, every request to it is refused as one to an unknown project. Its rows are
 * removed in steps by `removeDeletedProjects`. Recorded in the history of the server, since that of the project goes
 * too. Fails with `project_not_found`.
 */
export async function removeProject(core: Core, actor: Actor, id: ProjectId): Promise<void> {
  const acting = { ...actor, project: serverItself };
  const act = ({ name }: { readonly name: string }): Act => ({
    act: 'project.delete',
    details: { projectId: id, name },
  });
  await core.write(acting, act, async (tx) => {
    const row = await lockProject(tx, id);
    if (!row) throw new Failure({ code: 'project_not_found', project: id });
    const now = core.clock.now();
    const removal = { name: row.name, deleted_at: now, pass_at: now, part: '', recorded_at: null };
    if (!(await insertRemoval(tx, id, removal)))
      throw new Failure({ code: 'project_being_deleted', project: id });
    await deleteGrantsIn(tx, id);
    await deleteProject(tx, id);
    return row;
  });
}

/** Deleted projects of which rows are left, at most 100. */
export async function listDeletedProjects({ read }: Pick<Core, 'read'>): Promise<readonly DeletedProject[]> {
  const rows = await listRemovals(read, REMOVALS_AT_ONCE);
  return rows.map((row) => ({ id: row.project_id, name: row.name, deletedAt: row.deleted_at }));
}

type Pace = {
  /** Rows removed in a transaction. */
  readonly most: number;
  /** Called with the last checkpoint of a project, for a copy outside the database. */
  readonly onSigned?: (checkpoint: Checkpoint) => void;
};

/**
 * Removes rows of deleted projects: `most` in one transaction of each. Several servers may run this at once; a project
 * that another works on is skipped. A process that ends is continued by the next. Returns the number of transactions
 * that removed something; 0 when nothing is left, or must be waited for.
 */
export async function removeDeletedProjects(core: Core, pace: Pace): Promise<number> {
  let steps = 0;
  for (const { project_id: id } of await listRemovals(core.read, REMOVALS_AT_ONCE)) {
    if (await removeSome(core, id as ProjectId, pace)) steps++;
  }
  return steps;
}

/** Removes all rows of a deleted project, whose id a server needs before it can start. Takes a minute at least. */
export async function finishRemoval(core: Core, id: ProjectId, pace: Pace): Promise<void> {
  while (await hasRemoval(core.read, id)) {
    await chainHistory(core, pace);
    if (!(await removeSome(core, id, pace))) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

type Step = {
  /** Whether there is more to do at once. */
  readonly hasMore: boolean;
  readonly act?: Act;
  readonly signed?: Checkpoint | undefined;
};

const wait: Step = { hasMore: false };
const goOn: Step = { hasMore: true };

async function removeSome(core: Core, id: ProjectId, { most, onSigned }: Pace): Promise<boolean> {
  const { hasMore, signed } = await core.write(
    remover,
    ({ act }: Step) => act ?? [],
    async (tx) => {
      const removal = await lockRemoval(tx, id);
      if (!removal) return wait;
      return removal.recorded_at === null
        ? removeRows(core, tx, removal, most)
        : removeHistory(tx, removal, most);
    },
  );
  if (signed) onSigned?.(signed);
  return hasMore;
}

/** Requests that were running may have written behind a pass: the last one begins after their end. */
async function removeRows(core: Core, tx: Tx, removal: ProjectRemovalRow, most: number): Promise<Step> {
  const { project_id: project, pass_at, deleted_at } = removal;
  const next = await removePart(tx, removal, { tables: parts.rows, most });
  const passAt = core.clock.now();
  if (next !== undefined) {
    await moveRemoval(tx, project, { part: next, passAt: pass_at });
    return goOn;
  }
  // A moment that lies ahead was stored while the clock was.
  const isLast = pass_at - deleted_at >= REQUESTS_END_MS || pass_at > passAt + CLOCK_TOLERANCE_MS;
  if (isLast) return recordEnd(core, tx, project);
  await moveRemoval(tx, project, { part: '', passAt });
  return wait;
}

/** Signs the end of the history once it is chained, and records it in the history of the server. */
async function recordEnd(core: Core, tx: Tx, project: string): Promise<Step> {
  if ((await countWaitingEntries(tx, project, 1)) > 0) return wait;
  const signing = await signProject(core, tx, project);
  if (signing === 'locked') return wait;
  const [row] = await listLastCheckpoints(tx, project);
  const last = row && checkpointOf(row);
  await endRows(tx, project, { part: '', now: core.clock.now() });
  const details = {
    projectId: project,
    position: last?.position ?? 0,
    hash: last?.hash ?? null,
    at: last?.at ?? null,
    signature: last?.signature ?? null,
    heads: row?.heads ?? null,
  };
  return { hasMore: true, act: { act: 'project.remove', details }, signed: signing };
}

async function removeHistory(tx: Tx, removal: ProjectRemovalRow, most: number): Promise<Step> {
  const { project_id: project, pass_at: passAt } = removal;
  const next = await removePart(tx, removal, { tables: parts.history, most });
  if (next !== undefined) {
    await moveRemoval(tx, project, { part: next, passAt });
    return goOn;
  }
  await endRemoval(tx, project);
  return goOn;
}

/** Removes rows of the first table that has some. Returns its name, or nothing when no table has any. */
async function removePart(
  tx: Tx,
  { project_id: project, part }: ProjectRemovalRow,
  { tables, most }: { readonly tables: readonly RemovedTable[]; readonly most: number },
): Promise<RemovedTable | undefined> {
  const from = (tables as readonly string[]).indexOf(part);
  for (const table of tables.slice(Math.max(from, 0))) {
    if ((await deleteSomeRows(tx, table, { project, most })) > 0) return table;
  }
  return undefined;
}
