import { digest, sameText } from '../../crypto/tokens.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { mfaRequired } from '../factors/mfa-required.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { hours } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { isStanding } from '../user-keys/standing.ts';
import { authenticateUserKey, recordUserKeyUse, type UserKey } from '../user-keys/user-keys.ts';
import { findUser, lockUser } from '../users/store.ts';
import { type User, type UserId, userIdOf } from '../users/user.ts';
import { findCode, takeCode } from './device-codes-store.ts';
import {
  deviceName,
  expandScopes,
  type Grant,
  type GrantKind,
  type GrantTokens,
  scopesWithin,
} from './grant.ts';
import { findByAccess, insertGrant } from './store.ts';
import { type FreshTokens, freshFamily, freshTokens } from './tokens.ts';

/** Grants per user and kind. Beyond that, the least recently used are revoked. */
const KEPT: Readonly<Record<GrantKind, number>> = { device: 5, key: 50 };

/** The result of a device's poll. */
export type RedeemResult =
  | { readonly state: 'granted'; readonly tokens: GrantTokens }
  | { readonly state: 'pending' | 'expired' | 'denied' | 'unknown' };

/** The user and permissions of a valid access token. */
export type AccessTokenSubject = {
  readonly user: User;
  /** `api` is expanded to `api:read` and `api:write`. */
  readonly scopes: readonly string[];
  /** The grant's id, recorded in the history like a session's. */
  readonly tokenId: string;
  readonly kind: GrantKind;
  /** The grant behind the token. Keys that are made with the token end with it. */
  readonly grant: Grant;
  /** The key that was exchanged for it. */
  readonly key: UserKey | undefined;
};

/** Returns the tokens of an approved device code, once. Fails with `user_blocked`. */
export async function redeemDeviceCode(
  core: Core,
  actor: Actor,
  input: { readonly deviceCode: string; readonly clientId: string },
): Promise<RedeemResult> {
  const project = actor.project.id;
  const request = await findCode(core.read, project, { id: digest(input.deviceCode) });
  if (!request || request.clientId !== input.clientId) return { state: 'unknown' };
  if (request.expiresAt <= core.clock.now()) return { state: 'expired' };
  if (request.deniedAt !== null) return { state: 'denied' };
  if (request.userId === null) return { state: 'pending' };
  const { userId, clientId, name, scopes, factors } = request;
  const of = { userId, kind: 'device', clientId, name, scopes, keyId: null, factors } as const;
  const grant = freshGrant(core, of);
  const fresh = freshTokens(core, grant, freshFamily());
  const isTaken = async (tx: Tx): Promise<boolean> => {
    const of = { id: request.id, user: userId, now: core.clock.now() };
    return (await takeCode(tx, project, of)) !== undefined;
  };
  try {
    return { state: 'granted', tokens: await writeGrant(core, actor, fresh, isTaken) };
  } catch (error) {
    if (error instanceof Failure && error.code === 'token_invalid') return { state: 'unknown' };
    throw error;
  }
}

/**
 * Exchanges a user's key for a short-lived token with all or some of the key's permissions. The token ends with the
 * key. Fails with `credentials_wrong` when the secret is not a usable key of a user, with `scope_missing` when the
 * key lacks a scope, with `user_blocked`, and with `factors_required` when the user needs more factors than the key
 * has.
 */
export async function exchangeKey(
  core: Core,
  actor: Actor,
  input: {
    readonly secret: string;
    readonly clientId: string;
    readonly scope: string;
    readonly name: string;
  },
): Promise<GrantTokens> {
  const found = await authenticateUserKey(core, actor.project.id, input.secret);
  const key = found?.state === 'good' && found.key.owner.kind === 'user' ? found.key : undefined;
  const userId = key && userIdOf(key.owner.id);
  if (!key || !userId) throw new Failure('credentials_wrong');
  const scopes = scopesWithin(key.permissions, input.scope);
  if (!scopes) throw new Failure('scope_missing');
  await recordKeyUse(core, actor, key);
  const { clientId } = input;
  const name = deviceName(input.name);
  const { id: keyId, factors } = key;
  await requireFactors(core, actor, { userId, factors });
  const grant = freshGrant(core, { userId, kind: 'key', clientId, name, scopes, keyId, factors });
  return writeGrant(core, actor, freshTokens(core, grant, undefined), async () => true);
}

/** Returns the subject of an access token; nothing when it expired, or when its grant or key ended. */
export async function authenticateAccessToken(
  core: Core,
  project: ProjectId,
  token: string,
): Promise<AccessTokenSubject | undefined> {
  const hashed = digest(token);
  const found = await findByAccess(core.read, project, { hash: hashed, now: core.clock.now() });
  if (!found || !sameText(found.hash, hashed)) return undefined;
  const { grant, key } = found;
  const user = await findUser(core.read, project, grant.userId);
  if (!user) return undefined;
  if (grant.keyId !== null && !(key && (await isStanding(core, project, key)))) return undefined;
  return { user, scopes: expandScopes(grant.scopes), tokenId: grant.id, kind: grant.kind, grant, key };
}

/** Fails with `factors_required` when the user needs more factors than the grant has. */
export async function requireFactors(
  core: Core,
  actor: Actor,
  of: Pick<Grant, 'userId' | 'factors'>,
): Promise<void> {
  const user = await findUser(core.read, actor.project.id, of.userId);
  if (user && (await mfaRequired(core, actor, user, of))) throw new Failure('factors_required');
}

/** The user as the actor, through a program. */
export function actingFor(actor: Actor, user: UserId): Actor {
  return { ...actor, kind: 'user', id: user };
}

/** Tracked at the same interval as a key that is sent with each call. */
async function recordKeyUse(core: Core, actor: Actor, key: UserKey): Promise<void> {
  if ((key.lastUse?.usedAt ?? 0) + hours(1) <= core.clock.now()) await recordUserKeyUse(core, actor, key);
}

function freshGrant(core: Core, of: Omit<Grant, 'id' | 'sequence'>): Grant {
  const sequence = core.clock.nextSequence();
  return { ...of, id: freshId(sequence), sequence };
}

/** hex.pm lists sign-ins of devices, and no exchanges of keys. */
function creationAct({ id: sessionId, kind, keyId, userId }: Grant): Act {
  if (kind === 'key')
    return { act: 'user-key.exchange', user: userId, details: { keyId: keyId ?? '', sessionId } };
  return { act: 'session.create', user: userId, details: { sessionId, provider: kind } };
}

/** Stores the grant if it may be issued. Fails with `token_invalid` when it may not, or the user was deleted. */
async function writeGrant(
  core: Core,
  actor: Actor,
  { tokens, hashes }: FreshTokens,
  isDue: (tx: Tx) => Promise<boolean>,
): Promise<GrantTokens> {
  const { grant } = tokens;
  const project = actor.project.id;
  return core.write(actingFor(actor, grant.userId), creationAct(grant), async (tx) => {
    const user = await lockUser(tx, project, grant.userId);
    if (!user) throw new Failure('token_invalid');
    if (user.blockedAt !== null) throw new Failure('user_blocked');
    if (!(await isDue(tx))) throw new Failure('token_invalid');
    await insertGrant(tx, project, { grant, hashes, now: core.clock.now(), kept: KEPT[grant.kind] });
    return tokens;
  });
}
