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
import { countPersonal, findDeletion, isErasureWaiting } from '../history/erasure-store.ts';
import { listLastCheckpoints } from '../history/store.ts';
import { type Instant, instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from './user.ts';
import { removeUser } from './users.ts';

const ENTRIES_AT_ONCE = 250;
/** Another server may hold what is to be erased for a moment. */
const TRIES_AT_MOST = 100;
const RETRY_MS = 100;

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
    while ((await chainHistory(core, { most: ENTRIES_AT_ONCE })) > 0);
    while ((await eraseHistory(core, { most: ENTRIES_AT_ONCE })) > 0);
    const { receipt } = await getErasure(core, actor, user);
    if (receipt) return receipt;
    if (tries < TRIES_AT_MOST) await wait(RETRY_MS);
  }
  throw new Failure({ code: 'unavailable', retryAfterSeconds: 1 });
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

async function receiptOf(
  core: Core,
  {
    project,
    user,
    id,
    at,
  }: Pick<ErasureReceipt, 'project' | 'user'> & { readonly id: string; readonly at: number },
): Promise<ErasureReceipt> {
  await signHistory(core, { entries: 1, milliseconds: 0 });
  // Cast: of the caller, whose project exists.
  const [row] = await listLastCheckpoints(core.read, project as ProjectId);
  if (!row) throw new Failure({ code: 'internal' });
  const receipt = {
    ...({ denizen: 'erasure', project, user, entry: id } as const),
    deletedAt: new Date(at).toISOString(),
    erasedAt: new Date(core.clock.now()).toISOString(),
    checkpoint: checkpointOf(row),
  };
  return { ...receipt, signature: proofOf(core.seal, fieldsOf(receipt)) };
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
