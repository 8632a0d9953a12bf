import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { freshId } from '../id.ts';
import { createdAt } from '../instant.ts';
import { endOwned } from '../owned.ts';
import { findSession } from '../sessions/store.ts';
import { moveAddress } from './addresses.ts';
import { lockUser, updateUser } from './store.ts';
import { newUser, type User, type UserChange, type UserId } from './user.ts';
import { addUser } from './users.ts';
import { requireRoom } from './users-limit.ts';

/**
 * The ways to prove an address. `enters`: the proof itself lets the prover in, who may be somebody else than whoever
 * made the account. `confirms`: whoever holds the account proves it, and keeps what they have. See decision 34.
 */
export const proofWays = {
  'magic-url': 'enters',
  'email-otp': 'enters',
  phone: 'enters',
  recovery: 'enters',
  invitation: 'enters',
  oauth2: 'enters',
  'email-verification': 'confirms',
  'phone-verification': 'confirms',
  'own-invitation': 'confirms',
  'own-identity': 'confirms',
} as const satisfies Readonly<Record<string, 'enters' | 'confirms'>>;

export type ProofWay = keyof typeof proofWays;
export type AddressKind = 'email' | 'phone';

/** Where a row says that somebody could come in. What merely waits, as codes that were sent, says nothing. */
const credentialTables: ReadonlySet<string> = new Set([
  'sessions',
  'device_grants',
  'recovery_codes',
  'authenticators',
  'identities',
  'user_keys',
]);

type Proof = {
  /** Who has the address, locked by the caller. */
  readonly user: User;
  readonly kind: AddressKind;
  readonly way: ProofWay;
};

export type ProvenAddress = {
  /** Whom the proof leads to, as it is written: the same user, or a new one if the address moved. */
  readonly user: User;
  /** What is to be recorded beside the act of the caller, before it. */
  readonly acts: readonly Act[];
  /** Whether the account was emptied of what it had before. */
  readonly isReset: boolean;
};

/**
 * Writes down that an address is proven: the only way in which one that belongs to a user becomes so, but for an
 * operator's word. Where the proof enters and nobody had proven the address, whatever is older than the proof does not
 * come along: the account is emptied, or the address moves to a new user if the account is somebody else's. Refuses
 * with `users_limit` when there is no room for a new user.
 */
export async function proveAddress(core: Core, actor: Actor, tx: Tx, proof: Proof): Promise<ProvenAddress> {
  const { user, kind, way } = proof;
  if (isProven(user, kind)) return { user, acts: [], isReset: false };
  if (proofWays[way] === 'confirms' || (await isHolder(core, actor, tx, user))) {
    const after = await write(core, actor, tx, user, provenNow(core, kind));
    return { user: after, acts: [], isReset: false };
  }
  return isOfSomebodyElse(user, kind)
    ? moveToNewUser(core, actor, tx, proof)
    : resetAccount(core, actor, tx, proof);
}

/**
 * Whether an account that claims the address without proof is likely not its prover's: it has another address that was
 * proven or, with a phone that was merely added, a password and the email that goes with it.
 */
export function isOfSomebodyElse(user: User, kind: AddressKind): boolean {
  if (kind === 'email') return user.phone !== null && user.phoneVerifiedAt !== null;
  return user.emailVerifiedAt !== null || (user.email !== null && user.password !== null);
}

function isProven(user: User, kind: AddressKind): boolean {
  return (kind === 'email' ? user.emailVerifiedAt : user.phoneVerifiedAt) !== null;
}

function provenNow(core: Core, kind: AddressKind): UserChange {
  const at = core.clock.now();
  return kind === 'email' ? { emailVerifiedAt: at } : { phoneVerifiedAt: at };
}

/** Whether the request carries a live session of the account that was opened with its password. */
async function isHolder(core: Core, actor: Actor, tx: Tx, user: User): Promise<boolean> {
  const { session } = actor;
  if (!session || session.userId !== user.id || !session.factors.includes('password')) return false;
  const of = { user: user.id, id: session.id, now: core.clock.now() };
  return (await findSession(tx, actor.project.id, of)) !== undefined;
}

/** The address leaves the account that claims it, which stays as it is, and a new user begins with it. */
async function moveToNewUser(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, kind, way }: Proof,
): Promise<ProvenAddress> {
  await requireRoom(tx, actor);
  const acts = await releaseClaim(core, actor, tx, { user, kind, way });
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const fresh: User = {
    ...newUser(freshId(sequence) as UserId, sequence, at),
    [kind]: user[kind],
    ...provenNow(core, kind),
    accessedAt: at,
  };
  const made = await addUser(core, actor, tx, fresh);
  return { user: made, acts: [...acts, { act: 'user.create', user: made.id }], isReset: false };
}

/** Takes a claimed address from the account, which is locked by the caller. Returns the act of it. */
export async function releaseClaim(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, kind, way }: Omit<Proof, 'way'> & { readonly way: ProofWay | 'refusal' },
): Promise<readonly Act[]> {
  const targets = await moveAddress(core, actor, tx, { user, kind, to: null });
  const without =
    kind === 'email' ? { email: null, emailVerifiedAt: null } : { phone: null, phoneVerifiedAt: null };
  await write(core, actor, tx, user, { ...without, targets });
  return [{ act: 'user.address.release', user: user.id, details: { address: kind, way } }];
}

/**
 * Takes from the account everything by which whoever made it could come in: password, sessions, what hangs on them, and
 * the other address.
 */
async function resetAccount(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, kind, way }: Proof,
): Promise<ProvenAddress> {
  const ended = await endOwned(core, tx, 'resetUnverifiedAccount', {
    project: actor.project,
    user: user.id,
  });
  // Targets of sessions have gone with them.
  const before = (await lockUser(tx, actor.project.id, user.id)) ?? user;
  const other = kind === 'email' ? 'phone' : 'email';
  const hasOther = user[other] !== null;
  const targets = hasOther
    ? await moveAddress(core, actor, tx, { user: before, kind: other, to: null })
    : before.targets;
  const removed = [
    ...(user.password === null ? [] : ['password']),
    ...(user.mfaEnabledAt === null ? [] : ['mfa']),
    ...(hasOther ? [other] : []),
    ...ended.filter((table) => credentialTables.has(table)),
  ];
  const isReset = removed.length > 0;
  const change: UserChange = {
    // A new moment voids the tokens that were signed for the user; one who had no credential has none.
    ...(isReset && { password: null, passwordUpdatedAt: core.clock.now(), mfaEnabledAt: null }),
    ...(other === 'phone' ? { phone: null, phoneVerifiedAt: null } : { email: null, emailVerifiedAt: null }),
    ...provenNow(core, kind),
    targets,
  };
  const after = await write(core, actor, tx, before, change);
  const details = { address: kind, way, removed };
  return { user: after, acts: isReset ? [{ act: 'user.reset', user: user.id, details }] : [], isReset };
}

async function write(core: Core, actor: Actor, tx: Tx, before: User, change: UserChange): Promise<User> {
  const after: User = { ...before, ...change, updatedAt: core.clock.now() };
  await updateUser(tx, actor.project.id, before, after);
  return after;
}
