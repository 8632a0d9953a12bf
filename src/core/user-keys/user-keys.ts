import { digest, freshSecret, sameText } from '../../crypto/tokens.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import type { Instant } from '../instant.ts';
import { findMemberOf } from '../memberships/store.ts';
import { keyRoleOf, outranks } from '../organizations/role.ts';
import type { ProjectId } from '../projects/project.ts';
import { lockTeam } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { isStanding } from './standing.ts';
import {
  findActiveKey,
  findKeyBySecret,
  insertKey,
  listActiveKeys,
  recordUse,
  revokeKey,
  revokeOwnedKeys,
  trimKeys,
} from './store.ts';
import {
  covers,
  isActive,
  type KeyMaker,
  type KeyOwner,
  type KeyParent,
  type Permission,
  permissionText,
  type UserKey,
} from './user-key.ts';

export type { KeyOwner, Permission, UserKey } from './user-key.ts';

const SECRET_BYTES = 16;
const KEYS_AT_MOST = 500;
/** Revoked keys that are kept, to distinguish them from unknown ones. */
const REVOKED_KEPT = 500;
const NAME_LETTERS = 255;
const NAME = /^[^\p{Cc}\p{Cs}]{1,255}$/u;
const PERMISSIONS_AT_MOST = 100;
const AGENT_KEPT = 255;

export type NewUserKey = {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly revokeAt: Instant | null;
  /** The credential that makes it; an operator makes it if absent. */
  readonly parent?: KeyParent;
};

/**
 * Creates a key. Returns it with its secret, 32 hex digits that are shown only once. A taken name becomes `name-2`,
 * `name-3` and so on. Its permissions and lifetime cannot exceed those of its parent, and it ends with its parent.
 * Fails with `user_not_found`, `team_not_found`, `user_keys_limit` when the owner has 500, `argument_invalid` for an
 * invalid name or permission, `scope_missing` for permissions that the parent lacks, and `not_allowed` for a member
 * who may no longer write in the team, or may do less than the key that makes another.
 */
export async function createUserKey(
  core: Core,
  actor: Actor,
  owner: KeyOwner,
  input: NewUserKey,
): Promise<{ readonly key: UserKey; readonly secret: string }> {
  requireStorable(input);
  const { parent } = input;
  if (parent?.permissions && !input.permissions.every((each) => covers(parent.permissions ?? [], each)))
    throw new Failure('scope_missing');
  const project = actor.project.id;
  const sequence = core.clock.nextSequence();
  const secret = freshSecret(SECRET_BYTES);
  const permissions = input.permissions.map(({ domain, resource }) => ({ domain, resource }));
  const newKey: UserKey = {
    id: freshId(sequence),
    owner,
    revokedAt: null,
    lastUse: null,
    name: input.name,
    permissions,
    revokeAt: earlier(input.revokeAt, parent?.revokeAt ?? null),
    createdAtMicros: sequence,
    updatedAtMicros: sequence,
    factors: parent?.factors ?? [],
    lineage: parent?.lineage ?? [],
    grantId: parent?.grantId ?? null,
    maker: null,
  };
  const key = await core.write(actor, keyAct('user-key.create'), async (tx) => {
    await lockOwner(tx, project, owner);
    const now = core.clock.now();
    await trimKeys(tx, project, { owner, now, sequence, kept: REVOKED_KEPT });
    const others = await listActiveKeys(tx, project, { owner, now, most: KEYS_AT_MOST });
    if (others.length >= KEYS_AT_MOST) throw new Failure('user_keys_limit');
    const name = freeName(newKey.name, new Set(others.map(({ name }) => name)));
    const key = { ...newKey, name, maker: await makerIn(tx, project, owner, parent) };
    if (!(await insertKey(tx, project, { key, secretHash: digest(secret) }))) throw new Failure('internal');
    return key;
  });
  return { key, secret };
}

/** Returns the active keys, by name, 500 at most. */
export function listUserKeys(core: Core, project: ProjectId, owner: KeyOwner): Promise<readonly UserKey[]> {
  return listActiveKeys(core.read, project, { owner, now: core.clock.now(), most: KEYS_AT_MOST });
}

/** Returns the active key of the name. */
export async function findUserKey(
  core: Core,
  project: ProjectId,
  owner: KeyOwner,
  name: string,
): Promise<UserKey | undefined> {
  if (!NAME.test(name)) return undefined;
  return findActiveKey(core.read, project, { owner, name, now: core.clock.now() });
}

/** Revokes the key from the next request on. Fails with `key_not_found`. */
export async function revokeUserKey(
  core: Core,
  actor: Actor,
  owner: KeyOwner,
  name: string,
): Promise<UserKey> {
  const known = await findUserKey(core, actor.project.id, owner, name);
  if (!known) throw new Failure({ code: 'key_not_found', key: name });
  return core.write(actor, keyAct('user-key.revoke'), async (tx) => {
    const at = { owner, now: core.clock.now(), sequence: core.clock.nextSequence() };
    const revoked = await revokeKey(tx, actor.project.id, { id: known.id, ...at });
    if (!revoked) throw new Failure({ code: 'key_not_found', key: name });
    return revoked;
  });
}

/** Revokes every key of the owner, each with its audit entry, and returns those that were active. */
export async function revokeUserKeys(core: Core, actor: Actor, owner: KeyOwner): Promise<readonly UserKey[]> {
  const all = { act: 'user-keys.revoke', ...ofUser(owner), details: { owner: ownerText(owner) } } as const;
  const acts = (keys: readonly UserKey[]) => [...keys.map(keyAct('user-key.revoke')), all];
  const now = core.clock.now();
  const revoked = await core.write(actor, acts, (tx) =>
    revokeOwnedKeys(tx, actor.project.id, { owner, now, sequence: core.clock.nextSequence() }),
  );
  return revoked.filter((key) => isActive({ ...key, revokedAt: null }, now));
}

/** Returns the key of the secret, and whether it is active. */
export async function authenticateUserKey(
  core: Core,
  project: ProjectId,
  secret: string,
): Promise<{ readonly key: UserKey; readonly state: 'good' | 'revoked' } | undefined> {
  const hashed = digest(secret);
  const found = await findKeyBySecret(core.read, project, hashed);
  if (!found || !sameText(found.storedHash, hashed)) return undefined;
  return { key: found.key, state: (await isStanding(core, project, found.key)) ? 'good' : 'revoked' };
}

/** Records that the key was used now, with the caller's origin. */
export async function recordUserKeyUse(core: Core, actor: Actor, key: UserKey): Promise<void> {
  const agent = actor.userAgent?.slice(0, AGENT_KEPT).toWellFormed().replaceAll('\0', '') ?? '';
  const use = { usedAt: core.clock.now(), ip: actor.ip ?? '', userAgent: agent };
  await core.unaudited((tx) => recordUse(tx, actor.project.id, key, use));
}

function requireStorable({ name, permissions }: NewUserKey): void {
  if (!NAME.test(name))
    throw new Failure({
      code: 'argument_invalid',
      field: 'name',
      rule: 'length',
      least: 1,
      most: NAME_LETTERS,
    });
  const texts = permissions.flatMap(({ domain, resource }) => [
    domain,
    ...(resource === null ? [] : [resource]),
  ]);
  if (permissions.length > PERMISSIONS_AT_MOST || !texts.every((text) => NAME.test(text)))
    throw new Failure({
      code: 'argument_invalid',
      field: 'permissions',
      rule: 'list',
      most: PERMISSIONS_AT_MOST,
      lengthMost: NAME_LETTERS,
    });
}

/** Locks the owner until the transaction ends, which serializes the creation of its keys. */
async function lockOwner(tx: Tx, project: ProjectId, { kind, id }: KeyOwner): Promise<void> {
  if (kind === 'user') {
    if (!(await lockUser(tx, project, id as UserId))) throw new Failure('user_not_found');
    return;
  }
  if (!(await lockTeam(tx, project, { id }))) throw new Failure('team_not_found');
}

/**
 * Returns the maker of a team's key with the maker's current role; nothing for a user's key, and when an operator
 * makes it.
 */
async function makerIn(
  tx: Tx,
  project: ProjectId,
  owner: KeyOwner,
  parent: KeyParent | undefined,
): Promise<KeyMaker | null> {
  if (owner.kind === 'user' || !parent?.maker) return null;
  const { maker } = parent;
  const user = typeof maker === 'string' ? maker : maker.id;
  // Cast: the owner is a team.
  const membership = await findMemberOf(tx, project, { team: owner.id as TeamId, user });
  if (!membership || membership.joinedAt === null) throw new Failure('team_not_found');
  const role = keyRoleOf(membership.roles);
  if (outranks('write', role)) throw new Failure('not_allowed');
  if (typeof maker === 'string') return { id: user, membershipId: membership.id, role };
  if (maker.membershipId !== membership.id || outranks(maker.role, role)) throw new Failure('not_allowed');
  return maker;
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** Returns the name, or a free one with a number, which replaces the end of a long name. */
function freeName(base: string, existing: ReadonlySet<string>): string {
  const letters = [...base];
  for (let at = 1; ; at++) {
    const tail = at === 1 ? '' : `-${at}`;
    const name = letters.slice(0, NAME_LETTERS - tail.length).join('') + tail;
    if (!existing.has(name)) return name;
  }
}

function ofUser({ kind, id }: KeyOwner): { readonly user?: string } {
  return kind === 'user' ? { user: id } : {};
}

/** The entry of the history about a key. */
export function keyAct(act: 'user-key.create' | 'user-key.revoke') {
  return ({ id, owner, name, permissions }: UserKey) => ({
    act,
    ...ofUser(owner),
    details: { keyId: id, owner: ownerText(owner), name, permissions: permissions.map(permissionText) },
  });
}

function ownerText({ kind, id }: KeyOwner): string {
  return `${kind} ${id}`;
}
