import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { freshId } from '../id.ts';
import { createdAt } from '../instant.ts';
import { endOwned } from '../owned.ts';
import { findSession } from '../sessions/store.ts';
import { moveAddress } from './addresses.ts';
import { noPassword } from './checked-password.ts';
import { lockUser, updateUser } from './store.ts';
import { newUser, nextUpdate, type User, type UserChange, type UserId } from './user.ts';
import { addUser } from './users.ts';
import { requireRoom } from './users-limit.ts';

/**
 * The ways to prove an address. `enters`: the proof itself signs the prover in, who may not be the creator of the
 * account. `confirms`: the holder of the account proves the address, and keeps everything in it. See decision 34.
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

/** Tables whose rows give access to an account. Pending secrets, such as sent codes, do not count. */
const credentialTables: ReadonlySet<string> = new Set([
  'sessions',
  'device_grants',
  'recovery_codes',
  'authenticators',
  'identities',
  'user_keys',
]);

type Proof = {
  /** The user who has the address, locked by the caller. */
  readonly user: User;
  readonly kind: AddressKind;
  readonly way: ProofWay;
};

export type ProvenAddress = {
  /** The user after the write: the same one, or a new one if the address moved. */
  readonly user: User;
  /** Acts to record before the caller's own. */
  readonly acts: readonly Act[];
  /** Whether the earlier content of the account was removed. */
  readonly isReset: boolean;
};

/**
 * Records that an address is proven. Apart from an operator's word, no other function verifies an address that a user
 * has. When the way is `enters` and the address was unproven, nothing older than the proof is kept: the account is
 * reset, or the address moves to a new user if the account likely belongs to another person. Fails with `users_limit`
 * when the project has no room for a new user.
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
 * Reports whether an account that claims the address without proof likely belongs to another person than its prover:
 * it has another proven address or, for a phone that was merely added, a password and its email.
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

/** Reports whether the request carries a live session of the account that was opened with its password. */
async function isHolder(core: Core, actor: Actor, tx: Tx, user: User): Promise<boolean> {
  const { session } = actor;
  if (!session || session.userId !== user.id || !session.factors.includes('password')) return false;
  const of = { user: user.id, id: session.id, now: core.clock.now() };
  return (await findSession(tx, actor.project.id, of)) !== undefined;
}

/** Moves the address to a new user. The account that claimed it otherwise stays as it is. */
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

/** Removes a claimed address from the account, which the caller has locked. Returns the act. */
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
 * Removes everything by which the creator of the account could sign in: the password, the sessions and what depends
 * on them, and the other address.
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
  // Targets of sessions were removed with them.
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
    // A new time voids the tokens signed for the user; a user without credentials has none.
    ...(isReset && { ...noPassword, passwordUpdatedAt: core.clock.now(), mfaEnabledAt: null }),
    ...(other === 'phone' ? { phone: null, phoneVerifiedAt: null } : { email: null, emailVerifiedAt: null }),
    ...provenNow(core, kind),
    targets,
  };
  const after = await write(core, actor, tx, before, change);
  const details = { address: kind, way, removed };
  return { user: after, acts: isReset ? [{ act: 'user.reset', user: user.id, details }] : [], isReset };
}

async function write(core: Core, actor: Actor, tx: Tx, before: User, change: UserChange): Promise<User> {
  const after: User = { ...before, ...change, updatedAt: nextUpdate(before, core.clock) };
  await updateUser(tx, actor.project.id, before, after);
  return after;
}
