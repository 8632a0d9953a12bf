import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Read, Tx } from '../../db/database.ts';
import { ImportRefused } from '../../imports/source.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import type { IdentifierKind } from '../identifiers/store.ts';
import { identifierOf } from '../identities/identity.ts';
import type { Instant } from '../instant.ts';
import { changeCount } from '../listing/kept-counts.ts';
import { growTeams } from '../teams/store.ts';
import type { User } from '../users/user.ts';
import type { BatchRow, Candidate } from './candidate.ts';
import { decide } from './decide.ts';
import { type Existing, findExisting, findProviderEmails } from './existing-store.ts';
import type { Import, ImportPlan, JournalRow, Outcome } from './import.ts';
import { addJournalRows, findMade, lockImport, replaceImport } from './journal-store.ts';
import { lockTeamsOfImport } from './lock-teams.ts';
import { hasChanges, type Merging, mergeUser, stampOfImport } from './merge.ts';
import { inOrder, insertAll, type NewRows, noRows, teamsIn } from './new-rows-store.ts';
import { addNewUser } from './new-user.ts';

export type Running = {
  readonly core: Core;
  readonly actor: Actor;
  readonly plan: ImportPlan;
  readonly teams: ReadonlyMap<string, string>;
};

/** What became of the rows of a batch, in their order. */
export type Settled = {
  readonly row: BatchRow;
  readonly outcome: Outcome;
  readonly user?: string;
  readonly reason?: string;
  readonly stamp?: string;
};

/** Another write claimed something between the look and the insert. */
class Raced extends Error {
  override readonly name = 'Raced';
}

const TRIES = 5;
/** A turn of the event loop makes so many users, in some milliseconds. */
const ROWS_A_TURN = 256;

/** The rows of the new users of a batch, and what becomes of all of its rows. */
export type Made = { readonly rows: NewRows; readonly settled: readonly Settled[] };

/** A batch, perhaps with its rows as if all of its users were new. They are inserted once. */
export type Batch = { readonly batch: readonly BatchRow[]; readonly made?: Made | undefined };

/**
 * Writes a batch with its journal in one transaction: all of it or nothing. First as if no user here had anything of it,
 * unless `looks`; where one has, row by row. Returns the import behind the batch, and what became of the rows.
 */
export async function writeBatch(
  running: Running,
  current: Import,
  { batch, made }: Batch,
  looks: boolean,
): Promise<Written & { readonly looked: boolean }> {
  let looked = looks;
  let ahead = made;
  const take = () => {
    const taken = ahead ?? makeUsers(running, batch, () => undefined);
    ahead = undefined;
    return taken;
  };
  for (let tries = 0; ; tries++) {
    try {
      return { ...(await tryBatch(running, current, { batch, take, looks: looked })), looked };
    } catch (error) {
      if (!(error instanceof Raced) || tries >= TRIES) throw error;
      looked = true;
    }
  }
}

type Written = {
  readonly next: Import;
  readonly settled: readonly Settled[];
  /** How long the transaction took, in milliseconds, without the wait for its turn and for the disk. */
  readonly heldMs: number;
};

function tryBatch(
  running: Running,
  current: Import,
  {
    batch,
    take,
    looks,
  }: { readonly batch: readonly BatchRow[]; readonly take: () => Made; readonly looks: boolean },
): Promise<Written> {
  const { core, actor, plan } = running;
  return core.write<Written>(
    actor,
    ({ next, settled }) => actsOf(next, settled, plan),
    async (tx) => {
      const since = performance.now();
      const locked = await lockImport(tx, actor.project.id, { id: current.id });
      if (locked?.position !== current.position || locked.state !== 'running')
        throw new ImportRefused('Another process goes on with this import');
      const settled = looks
        ? await settleWithLook(running, tx, current, batch)
        : await settleUnseen(running, tx, { batch, take });
      const next = advanced(core, current, settled);
      await replaceImport(tx, actor.project.id, next);
      const journal = settled.map(journalRowOf);
      await addJournalRows(tx, { project: actor.project.id, id: current.id }, journal);
      return { next, settled, heldMs: performance.now() - since };
    },
  );
}

async function settleUnseen(
  running: Running,
  tx: Tx,
  { batch, take }: { readonly batch: readonly BatchRow[]; readonly take: () => Made },
): Promise<readonly Settled[]> {
  const { actor } = running;
  const emails = batch.flatMap((row) => ('candidate' in row ? (row.candidate.email ?? []) : []));
  if ((await findProviderEmails(tx, actor.project.id, emails)).size > 0) throw new Raced();
  return insertNew(running, tx, take());
}

async function settleWithLook(
  running: Running,
  tx: Tx,
  current: Import,
  batch: readonly BatchRow[],
): Promise<readonly Settled[]> {
  const { core, actor, plan, teams } = running;
  const seen = await lookAt(running, tx, current.system, batch);
  const outcomes = new Map<BatchRow, Settled>();
  for (const row of batch) {
    if (!('candidate' in row)) continue;
    const { candidate } = row;
    const decision = decide(candidate, seen.existing, { plan, made: seen.made });
    if (decision.does === 'create') continue;
    if (decision.does === 'conflict') {
      if (plan.onConflict === 'fail') throw new ImportRefused(conflictText(candidate, decision));
      outcomes.set(row, { row, outcome: 'conflict', reason: decision.reason });
      continue;
    }
    const stamp = seen.made.get(decision.into.id)?.stamp ?? null;
    const merging: Merging = { core, actor, teams, existing: seen.existing, stamp };
    outcomes.set(row, await settleMerge(merging, tx, { row, candidate, plan, into: decision.into }));
  }
  return insertNew(
    running,
    tx,
    makeUsers(running, batch, (row) => outcomes.get(row)),
  );
}

async function settleMerge(
  merging: Merging,
  tx: Tx,
  {
    row,
    candidate,
    plan,
    into,
  }: {
    readonly row: BatchRow;
    readonly candidate: Candidate;
    readonly plan: ImportPlan;
    readonly into: User;
  },
): Promise<Settled> {
  const outcome = mergeOutcome(merging, candidate, { plan, into });
  if (outcome !== 'update') return { row, ...conflictOrSame(outcome), user: into.id };
  const user = await mergeUser(merging, tx, candidate, into);
  return { row, outcome, user: user.id, stamp: stampOfImport(user) };
}

/** What a row becomes whose user is here. */
export function mergeOutcome(
  merging: Merging,
  candidate: Candidate,
  { plan, into }: { readonly plan: ImportPlan; readonly into: User },
): 'same' | 'update' | 'conflict' {
  if (!hasChanges(merging, candidate, into)) return 'same';
  // Rows become one user with those of the same files, not with users who are here.
  const isMerged = plan.mergesEmails && merging.stamp !== null;
  return plan.onConflict === 'update' || isMerged ? 'update' : 'conflict';
}

export function conflictOrSame(outcome: 'same' | 'conflict'): Pick<Settled, 'outcome' | 'reason'> {
  return outcome === 'same' ? { outcome } : { outcome, reason: 'its user here differs' };
}

function conflictText({ file, row }: Candidate, { reason }: { readonly reason: string }): string {
  return `${file}, row ${row}: ${reason}`;
}

/** Makes the users of the rows about which nothing is settled. */
function makeUsers(
  running: Running,
  batch: readonly BatchRow[],
  settledOf: (row: BatchRow) => Settled | undefined,
): Made {
  const rows = noRows();
  const at = running.core.clock.now();
  const settled = batch.map((row) => settledOf(row) ?? makeUser(running, row, { rows, at }));
  return { rows: inOrder(rows), settled };
}

/**
 * Makes the users of a batch before its transaction, as if no user here had anything of it, while the server writes the batch
 * before. By turns, since that one's statements and the requests of others go on.
 */
export async function makeAhead(running: Running, batch: readonly BatchRow[]): Promise<Made> {
  const rows = noRows();
  const at = running.core.clock.now();
  const settled: Settled[] = [];
  for (const [place, row] of batch.entries()) {
    if (place % ROWS_A_TURN === 0) await setImmediate();
    settled.push(makeUser(running, row, { rows, at }));
  }
  return { rows: inOrder(rows), settled };
}

function makeUser(
  { core, actor, teams }: Running,
  row: BatchRow,
  { rows, at }: { readonly rows: NewRows; readonly at: Instant },
): Settled {
  if (!('candidate' in row)) return { row, outcome: row.outcome, reason: row.reason };
  const user = addNewUser({ core, actor, teams, at }, row.candidate, rows);
  return { row, outcome: 'new', user: user.id, stamp: stampOfImport(user) };
}

/** Inserts all new users with the same statements. */
async function insertNew({ actor }: Running, tx: Tx, { rows, settled }: Made): Promise<readonly Settled[]> {
  const members = new Map<string, number>();
  for (const team of teamsIn(rows)) members.set(team, (members.get(team) ?? 0) + 1);
  const ids = [...members.keys()].sort();
  await lockTeamsOfImport(tx, actor.project.id, ids);
  const created = rows.users.length;
  if (!(await insertAll(tx, rows))) throw new Raced();
  for (const id of ids) await growTeams(tx, actor.project.id, [id], members.get(id) ?? 0);
  if (created > 0) changeCount(tx, actor.project.id, 'users', created);
  return settled;
}

/** Finds what users here have of what the rows want. */
export async function lookAt(
  { actor, teams }: Pick<Running, 'actor' | 'teams'>,
  read: Read,
  system: string,
  batch: readonly BatchRow[],
): Promise<{ readonly existing: Existing; readonly made: Awaited<ReturnType<typeof findMade>> }> {
  const wanted = new Map<IdentifierKind, string[]>();
  const want = (kind: IdentifierKind, value: string | null) => {
    if (value === null) return;
    const values = wanted.get(kind);
    if (values) values.push(value);
    else wanted.set(kind, [value]);
  };
  const ids: string[] = [];
  for (const row of batch) {
    if (!('candidate' in row)) continue;
    const { candidate } = row;
    ids.push(candidate.id);
    want('email', candidate.email);
    want('mailbox', candidate.mailbox);
    want('phone', candidate.phone);
    want('username', candidate.username);
    for (const each of [candidate.email, candidate.phone, ...candidate.extraEmails]) want('target', each);
    for (const identity of candidate.identities) want('identity', identifierOf(identity));
    for (const { team } of candidate.teams) {
      const id = teams.get(team);
      if (id !== undefined) want('membership', `${id} ${candidate.id}`);
    }
  }
  const project = actor.project.id;
  const existing = await findExisting(read, project, { ids, wanted });
  const made = await findMade(read, project, {
    system,
    users: [...existing.users.keys()],
  });
  return { existing, made };
}

function advanced(core: Core, current: Import, settled: readonly Settled[]): Import {
  const counts: Record<Outcome, number> = { ...current.counts };
  for (const { outcome } of settled) counts[outcome]++;
  const position = current.position + settled.length;
  return { ...current, position, counts, updatedAt: core.clock.now() };
}

function journalRowOf({ row, outcome, user, reason, stamp }: Settled): JournalRow {
  const { position, sourceId } = 'candidate' in row ? row.candidate : row;
  return {
    ...{ position, kind: 'user', outcome: reason === undefined ? outcome : `${outcome}: ${reason}` },
    sourceId: sourceId === user ? null : sourceId,
    madeId: user ?? null,
    stamp: stamp ?? null,
  };
}

function actsOf(next: Import, settled: readonly Settled[], plan: ImportPlan): readonly Act[] {
  const importId = next.id;
  const created = settled.filter(({ outcome }) => outcome === 'new');
  const updated = settled.filter(({ outcome }) => outcome === 'update');
  const each: Act[] = updated.map(({ user = '' }) => ({ act: 'user.import', user, details: { importId } }));
  if (plan.history === 'user')
    each.push(...created.map(({ user = '' }) => ({ act: 'user.create', user }) as const));
  if (created.length === 0) return each;
  const digest = createHash('sha256')
    .update(JSON.stringify(created.map(({ user }) => user)))
    .digest('hex');
  const last = next.position;
  const first = last - settled.length + 1;
  return [
    { act: 'import.batch', details: { importId, digest, users: created.length, first, last } },
    ...each,
  ];
}
