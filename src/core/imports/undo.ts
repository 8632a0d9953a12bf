import type { Tx } from '../../db/database.ts';
import { ImportRefused } from '../../imports/source.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { dropImportSecrets } from '../import-secrets/import-secrets.ts';
import { hasSession } from '../sessions/store.ts';
import { deleteTeam, lockTeam } from '../teams/store.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { removeUserIn } from '../users/users.ts';
import type { Import, JournalRow } from './import.ts';
import { findImport, findLastStamps, listCreated, lockImport, replaceImport } from './journal-store.ts';
import { stampOfImport } from './merge.ts';

const ROWS_AT_ONCE = 200;
/** Before every position: those of teams are below 0. */
const FIRST = -1_000_000_000;

export type Undone = { readonly deleted: number; readonly kept: number };

/**
 * Deletes the users and teams that an import created and that are unused since: no sign-in, no change, no member.
 * Users that the import updated stay as they are. Can be interrupted and repeated. Fails with `ImportRefused`.
 */
export async function undoImport(
  core: Core,
  actor: Actor,
  id: string,
  onProgress: (undone: Undone) => void = () => {},
): Promise<Undone> {
  const project = actor.project.id;
  const known = await findImport(core.read, project, { id });
  if (!known) throw new ImportRefused('There is no import with this id');
  if (known.state === 'undone') throw new ImportRefused('This import is undone already');
  let undone: Undone = { deleted: 0, kept: 0 };
  for (const kind of ['user', 'team'] as const) {
    for (let after = FIRST; ; ) {
      const rows = await listCreated(core.read, project, { id, after, most: ROWS_AT_ONCE });
      const last = rows.at(-1);
      if (!last) break;
      after = last.position;
      const some = rows.filter((row) => row.kind === kind);
      const deleted = await undoRows(core, actor, { id, rows: some });
      undone = { deleted: undone.deleted + deleted, kept: undone.kept + some.length - deleted };
      onProgress(undone);
    }
  }
  await endUndo(core, actor, known, undone);
  return undone;
}

async function undoRows(
  core: Core,
  actor: Actor,
  { id, rows }: { readonly id: string; readonly rows: readonly JournalRow[] },
): Promise<number> {
  if (rows.length === 0) return 0;
  const acts = await core.write(
    actor,
    (done: readonly Act[]) => done,
    async (tx) => {
      const done: Act[] = [];
      const users = rows.flatMap(({ kind, madeId }) => (kind === 'user' && madeId !== null ? [madeId] : []));
      const stamps = await findLastStamps(tx, actor.project.id, { id, users });
      for (const row of rows) {
        const act =
          row.kind === 'user'
            ? await undoUser(core, actor, tx, { row, stamps })
            : await undoTeam(actor, tx, row);
        if (act) done.push(act);
      }
      return done;
    },
  );
  return acts.length;
}

async function undoUser(
  core: Core,
  actor: Actor,
  tx: Tx,
  { row, stamps }: { readonly row: JournalRow; readonly stamps: ReadonlyMap<string, string> },
): Promise<Act | undefined> {
  // Cast: written by the import.
  const id = row.madeId as UserId | null;
  const user = id === null ? undefined : await lockUser(tx, actor.project.id, id);
  if (!user || stampOfImport(user) !== stamps.get(user.id)) return undefined;
  if (await hasSession(tx, actor.project.id, { user: user.id, now: core.clock.now() })) return undefined;
  await removeUserIn(core, actor, tx, user.id);
  return { act: 'user.delete', user: user.id };
}

async function undoTeam(actor: Actor, tx: Tx, row: JournalRow): Promise<Act | undefined> {
  const team = row.madeId === null ? undefined : await lockTeam(tx, actor.project.id, { id: row.madeId });
  if (!team || String(team.updatedAt) !== row.stamp || team.total > 0) return undefined;
  await deleteTeam(tx, actor.project.id, team);
  return { act: 'team.delete', details: { teamId: team.id } };
}

async function endUndo(core: Core, actor: Actor, { id }: Import, undone: Undone): Promise<void> {
  const details = { importId: id, deleted: undone.deleted, kept: undone.kept };
  await core.write(actor, { act: 'import.undo', details }, async (tx) => {
    const locked = await lockImport(tx, actor.project.id, { id });
    if (!locked) throw new ImportRefused('There is no import with this id');
    const at = core.clock.now();
    // Whoever is left may still sign in with a hash that needs them.
    if (undone.kept === 0) await dropImportSecrets(tx, { project: actor.project.id, importId: id });
    await replaceImport(tx, actor.project.id, { ...locked, state: 'undone', updatedAt: at, endedAt: at });
  });
}
