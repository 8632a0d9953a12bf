import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { placeAuthenticator } from '../factors/authenticators-store.ts';
import { codeHash } from '../factors/recovery-codes.ts';
import { insertCode, listCodes } from '../factors/store.ts';
import { freshId } from '../id.ts';
import { identifierOf } from '../identities/identity.ts';
import { insertIdentity } from '../identities/store.ts';
import { createdAt } from '../instant.ts';
import { newMembership } from '../memberships/membership.ts';
import { insertMembership } from '../memberships/store.ts';
import { endOwned } from '../owned.ts';
import { growTeams } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import { assignUsername } from '../usernames/store.ts';
import { moveAddress } from '../users/addresses.ts';
import { noPassword } from '../users/checked-password.ts';
import { writeMetadata } from '../users/keep-metadata.ts';
import { applyNewPassword } from '../users/new-password.ts';
import { sealed, unsealed } from '../users/sealed-password.ts';
import type { User, UserChange } from '../users/user.ts';
import { changeUserIn } from '../users/users.ts';
import type { Candidate } from './candidate.ts';
import { type Existing, keyOf } from './existing-store.ts';
import { lockTeamsOfImport } from './lock-teams.ts';

/** What a merge needs to know beside the row and the user. */
export type Merging = {
  readonly core: Core;
  readonly actor: Actor;
  readonly teams: ReadonlyMap<string, string>;
  readonly existing: Existing;
  /** The state in which an earlier import left the user, if one created it: see `stampOfImport`. */
  readonly stamp: string | null;
};

/** The state in which an import leaves a user. It differs once the user signs in or is changed. */
export function stampOfImport({ updatedAt, accessedAt }: Pick<User, 'updatedAt' | 'accessedAt'>): string {
  return `${updatedAt}.${accessedAt ?? ''}`;
}

/**
 * Returns what the row would change of the user here. What the source says replaces what is here; labels and fields of
 * preferences are added. A password is replaced where the user has none, the source's is newer, or no one used the
 * user since an import created it. Addresses are added, and replaced only in the last case.
 */
export function changesOf(merging: Merging, candidate: Candidate, user: User): UserChange {
  const { core, stamp } = merging;
  const isUntouched = stamp !== null && stamp === stampOfImport(user);
  const changes: { -readonly [K in keyof UserChange]: UserChange[K] } = {};
  if (candidate.name !== undefined && candidate.name !== '' && candidate.name !== user.name)
    changes.name = candidate.name;
  if (candidate.email !== null && candidate.email !== user.email && (user.email === null || isUntouched))
    changes.email = candidate.email;
  if (candidate.phone !== null && candidate.phone !== user.phone && (user.phone === null || isUntouched))
    changes.phone = candidate.phone;
  const email = changes.email ?? user.email;
  const emailVerifiedAt = changes.email === undefined ? user.emailVerifiedAt : null;
  if (candidate.email === email && candidate.emailVerifiedAt !== null && emailVerifiedAt === null)
    changes.emailVerifiedAt = candidate.emailVerifiedAt;
  const phone = changes.phone ?? user.phone;
  const phoneVerifiedAt = changes.phone === undefined ? user.phoneVerifiedAt : null;
  if (candidate.phone === phone && candidate.phoneVerifiedAt !== null && phoneVerifiedAt === null)
    changes.phoneVerifiedAt = candidate.phoneVerifiedAt;
  if (candidate.blocked !== undefined && candidate.blocked !== (user.blockedAt !== null))
    changes.blockedAt = candidate.blocked ? core.clock.now() : null;
  if (candidate.accessedAt !== null && candidate.accessedAt > (user.accessedAt ?? 0))
    changes.accessedAt = candidate.accessedAt;
  const labels = [...new Set([...user.labels, ...(candidate.labels ?? [])])];
  if (labels.length > user.labels.length) changes.labels = labels;
  const prefs = { ...user.prefs, ...candidate.prefs };
  if (JSON.stringify(prefs) !== JSON.stringify(user.prefs)) changes.prefs = prefs;
  const password = passwordChange(merging, candidate, { user, isUntouched });
  return password === undefined ? changes : { ...changes, password };
}

function passwordChange(
  { core }: Merging,
  { password, passwordUpdatedAt }: Candidate,
  { user, isUntouched }: { readonly user: User; readonly isUntouched: boolean },
): string | undefined {
  if (typeof password !== 'string' || unsealed(core, user).password === password) return undefined;
  const isNewer = passwordUpdatedAt !== null && passwordUpdatedAt > (user.passwordUpdatedAt ?? 0);
  return user.password === null || isUntouched || isNewer ? password : undefined;
}

/** Reports whether the row has something that the user here has not. */
export function hasChanges(merging: Merging, candidate: Candidate, user: User): boolean {
  if (Object.keys(changesOf(merging, candidate, user)).length > 0) return true;
  const { owners } = merging.existing;
  const lacks = (kind: 'identity' | 'membership' | 'username', value: string) =>
    owners.get(keyOf(kind, value)) === undefined;
  if (candidate.username !== null && lacks('username', candidate.username)) return true;
  if (candidate.identities.some((identity) => lacks('identity', identifierOf(identity)))) return true;
  return candidate.teams.some(({ team }) => {
    const id = merging.teams.get(team);
    return id !== undefined && lacks('membership', `${id} ${user.id}`);
  });
}

/** Changes the user here as `changesOf` says, and adds what the user has not. Returns the user. */
export async function mergeUser(merging: Merging, tx: Tx, candidate: Candidate, into: User): Promise<User> {
  const { core, actor } = merging;
  const project = actor.project;
  const user = await changeUserIn(core, actor, tx, {
    id: into.id,
    change: async (now) => {
      const { email, phone, password, ...changes } = changesOf(merging, candidate, now);
      let change: UserChange = changes;
      for (const [kind, to] of [['email', email] as const, ['phone', phone] as const]) {
        if (typeof to !== 'string') continue;
        const targets = await moveAddress(core, actor, tx, { user: { ...now, ...change }, kind, to });
        const verifiedAt = kind === 'email' ? 'emailVerifiedAt' : 'phoneVerifiedAt';
        change = { ...change, targets, [kind]: to, [verifiedAt]: changes[verifiedAt] ?? null };
      }
      if (changes.blockedAt) await endOwned(core, tx, 'block', { project, user: now.id });
      if (typeof password !== 'string') return change;
      const set = { ...noPassword, password: sealed(core, password) };
      const replaced = await applyNewPassword(core, actor, tx, { user: now, password: set });
      return { ...change, ...replaced, passwordUpdatedAt: candidate.passwordUpdatedAt ?? core.clock.now() };
    },
  });
  await addMissing(merging, tx, candidate, user);
  return user;
}

async function addMissing(merging: Merging, tx: Tx, candidate: Candidate, user: User): Promise<void> {
  const { core, actor } = merging;
  const project = actor.project.id;
  const of = { user: user.id };
  if (candidate.username !== null) {
    const updatedAtMicros = core.clock.nextSequence();
    await assignUsername(tx, project, {
      user,
      username: candidate.username,
      emailPublicAt: null,
      updatedAtMicros,
    });
  }
  for (const identity of candidate.identities) {
    const sequence = core.clock.nextSequence();
    const at = createdAt(sequence);
    await insertIdentity(tx, project, {
      ...{ ...identity, id: freshId(sequence), userId: user.id, sequence, createdAt: at, updatedAt: at },
      ...{ emailVerifiedAt: null, foundByEmailAt: null, sealedTokens: { sealed: null, expiresAt: null } },
    });
  }
  await addToTeams(merging, tx, candidate, user);
  if (candidate.totp !== null) {
    const seed = { ...of, kind: 'totp', sealed: core.seal.seal(candidate.totp) } as const;
    await placeAuthenticator(tx, project, { ...seed, verifiedAt: core.clock.now() });
  }
  if (candidate.recoveryCodes.length > 0 && (await listCodes(tx, project, of)).length === 0)
    for (const [place, code] of candidate.recoveryCodes.entries()) {
      const row = { code_hash: codeHash(core, code), sealed: core.seal.seal(code), place };
      await insertCode(tx, project, { user_id: user.id, ...row });
    }
  const { readOnly, private: hidden } = candidate;
  if (readOnly !== undefined || hidden !== undefined)
    await writeMetadata(tx, project, { id: user.id, at: core.clock.now(), readOnly, private: hidden });
}

async function addToTeams(
  { core, actor, teams }: Merging,
  tx: Tx,
  candidate: Candidate,
  user: User,
): Promise<void> {
  const project = actor.project.id;
  const wanted = candidate.teams.flatMap(({ team, roles }) => {
    const id = teams.get(team);
    // Cast: a team of the import.
    return id === undefined ? [] : [{ id: id as TeamId, roles }];
  });
  const inOrder = wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await lockTeamsOfImport(
    tx,
    project,
    inOrder.map(({ id }) => id),
  );
  for (const { id, roles } of inOrder) {
    const membership = newMembership(core, { team: id, user: user.id, roles, joined: true });
    if (await insertMembership(tx, project, membership)) await growTeams(tx, project, [id], 1);
  }
}
