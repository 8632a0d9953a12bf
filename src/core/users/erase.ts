import type { Actor } from '../actor.ts';
import { ERASED_AFTER_MS } from '../audit/store.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { chainHistory } from '../history/chain.ts';
import {
  type Checkpoint,
  checkpointOf,
  proofOf,
  signatures,
  signerOfProof,
  signHistory,
} from '../history/checkpoints.ts';
import { eraseHistory } from '../history/erasure.ts';
import {
  countPersonal,
  findDeletion,
  isAnyErasureWaiting,
  isErasureWaiting,
  listDeletions,
} from '../history/erasure-store.ts';
import { listLastCheckpoints } from '../history/store.ts';
import { type Instant, instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from './user.ts';
import { removeUser } from './users.ts';

const ENTRIES_AT_ONCE = 250;
/** Another server may hold what is to be erased for a moment. */
const TRIES_AT_MOST = 100;
const RETRY_MS = 100;
/** By how much the clock of the server that deleted a user may be ahead. */
const CLOCKS_DIFFER_MS = 10_000;

/** What says that a user was deleted, with everything personal in the history. Moments in ISO 8601. */
export type ErasureReceipt = {
  readonly denizen: 'erasure';
  readonly project: string;
  readonly user: string;
  /** The entry of the deletion. */
  readonly entry: string;
  readonly deletedAt: string;
  readonly erasedAt: string;
  /** The signed state of the history after it. */
  readonly checkpoint: Checkpoint;
  /** HMAC-SHA-256 over the rest, by a key of the sealing secret, in hex. */
  readonly signature: string;
};

/**
 * Deletes a user, waits until no request can still write about the user, erases the personal fields of the history, and returns
 * a signed receipt. Fails with `user_not_found`; with `unavailable` when other servers are in the way, which then erase it.
 */
export async function eraseUser(
  core: Core,
  actor: Actor,
  { user, wait }: { readonly user: UserId; readonly wait: (milliseconds: number) => Promise<unknown> },
): Promise<ErasureReceipt> {
  await removeUser(core, actor, user);
  await wait(ERASED_AFTER_MS);
  for (let tries = 0; tries <= TRIES_AT_MOST; tries++) {
    await eraseDue(core);
    const { receipt } = await getErasure(core, actor, user);
    if (receipt) return receipt;
    if (tries < TRIES_AT_MOST) await wait(RETRY_MS);
  }
  throw new Failure({ code: 'unavailable', retryAfterSeconds: 1 });
}

/** Erases from the history what is due, of all projects, as far as no other server is at it. */
export async function eraseDue(core: Core): Promise<void> {
  while ((await chainHistory(core, { most: ENTRIES_AT_ONCE })) > 0);
  while ((await eraseHistory(core, { most: ENTRIES_AT_ONCE })) > 0);
}

/** The erasure of a deleted user: without a receipt while a server still has to erase the history. */
export type Erasure = {
  readonly user: string;
  readonly deletedAt: Instant;
  /** Not before this moment. */
  readonly dueAt: Instant;
  readonly receipt: ErasureReceipt | null;
};

/** Returns how far the erasure of the last user of this id is. Fails with `user_not_found` unless one was deleted. */
export async function getErasure(core: Core, actor: Actor, user: UserId): Promise<Erasure> {
  const project = actor.project.id;
  const deletion = await findDeletion(core.read, project, user);
  if (!deletion) throw new Failure('user_not_found');
  const deletedAt = instantOf(deletion.at);
  const erasure = { user, deletedAt, dueAt: instantOf(deletion.at + ERASED_AFTER_MS) };
  const isWaiting = await isErasureWaiting(core.read, project, { user, deletion: deletion.id });
  return { ...erasure, receipt: isWaiting ? null : await receiptOf(core, { project, user, ...deletion }) };
}

async function receiptOf(core: Core, { project, user, id, at }: Deletion): Promise<ErasureReceipt> {
  const erased = { at: core.clock.now(), checkpoint: await signedNow(core, project) };
  return signedReceipt(core, { project, user, id, at }, erased);
}

async function signedNow(core: Core, project: string): Promise<Checkpoint> {
  await signHistory(core, { entries: 1, milliseconds: 0 });
  // Cast: of the caller, whose project exists.
  const [row] = await listLastCheckpoints(core.read, project as ProjectId);
  if (!row) throw new Failure({ code: 'internal' });
  return checkpointOf(row);
}

type Deletion = { readonly project: string; readonly user: string; readonly id: string; readonly at: number };

function signedReceipt(
  { seal }: Pick<Core, 'seal'>,
  { project, user, id, at }: Deletion,
  erased: { readonly at: Instant; readonly checkpoint: Checkpoint },
): ErasureReceipt {
  const receipt = {
    ...({ denizen: 'erasure', project, user, entry: id } as const),
    deletedAt: new Date(at).toISOString(),
    erasedAt: new Date(erased.at).toISOString(),
    checkpoint: erased.checkpoint,
  };
  return { ...receipt, signature: proofOf(seal, fieldsOf(receipt)) };
}

/** A user whose deletion is in the history no more, since entries of its age were removed. */
export type LostReceipt = { readonly user: string; readonly receipt: null };

/**
 * Returns a function that makes the receipts of users who were deleted by one request until `until`, some at a time and
 * in their order, all from the same signed state. Fails with `unavailable` while a server still has to erase something
 * of that age.
 */
export async function receiptsOf(
  core: Core,
  actor: Actor,
  { request, until }: { readonly request: string; readonly until: Instant },
): Promise<(users: readonly string[]) => Promise<readonly (ErasureReceipt | LostReceipt)[]>> {
  const project = actor.project.id;
  const due = until + ERASED_AFTER_MS;
  const now = core.clock.now();
  if (await isAnyErasureWaiting(core.read, project, due + CLOCKS_DIFFER_MS)) {
    const seconds = Math.max(1, Math.ceil((due - now) / 1_000));
    throw new Failure({ code: 'unavailable', retryAfterSeconds: seconds });
  }
  const erased = { at: now, checkpoint: await signedNow(core, project) };
  return async (users) => {
    const rows = await listDeletions(core.read, project, { users, request });
    const byUser = new Map(rows.map((row) => [row.user_id, row]));
    return users.map((user) => {
      const row = byUser.get(user);
      return row
        ? signedReceipt(core, { project, user, id: row.id, at: row.at }, erased)
        : { user, receipt: null };
    });
  };
}

/** Reports whether a known key has signed the receipt and its checkpoint. */
export function isSignedReceipt(core: Pick<Core, 'seal'>, receipt: ErasureReceipt): boolean {
  return (
    signerOfProof(core.seal, fieldsOf(receipt), receipt.signature) && signatures(core)(receipt.checkpoint)
  );
}

/** Returns how many entries up to the deletion still hold personal fields of the user. */
export function countLeft(
  { read }: Pick<Core, 'read'>,
  { project, user, entry }: ErasureReceipt,
): Promise<number> {
  return countPersonal(read, project, { user, through: entry });
}

function fieldsOf(receipt: Omit<ErasureReceipt, 'signature'>): readonly (string | number)[] {
  const { project, user, entry, deletedAt, erasedAt, checkpoint } = receipt;
  return ['denizen erasure 1', project, user, entry, deletedAt, erasedAt, checkpoint.signature];
}
