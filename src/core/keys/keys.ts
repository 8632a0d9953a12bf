import { digest, freshSecret } from '../../crypto/tokens.ts';
import type { Read } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt, type Instant, instantOf } from '../instant.ts';
import type { Project, ProjectId } from '../projects/project.ts';
import { findProject } from '../projects/store.ts';
import { isEphemeralSecret, signEphemeral, verifyEphemeral } from './ephemeral.ts';
import { type EphemeralKey, hasExpired, type Key } from './key.ts';
import { granted, type Scope } from './scopes.ts';
import {
  deleteExpiredReplaced,
  deleteReplaced,
  findKey,
  findProjectAndKey,
  findSecretHash,
  insertKey,
  listKeys as listRows,
  lockKey,
  recordUse,
  replaceSecret,
  shortenReplaced,
  takeKey,
  updateKeyRow,
  updateReplaced,
  upsertKey,
} from './store.ts';

/** The id of the key whose secret the operator configures. */
const BOOTSTRAP_ID = 'bootstrap';
const NO_SCOPES: ReadonlySet<Scope> = new Set();

export type NewKey = {
  readonly name: string;
  readonly scopes: readonly (Scope | '*')[];
  readonly expiresAt: Instant | null;
};

export type KeyCaller = {
  readonly project: Project;
  readonly key?: Key;
  readonly scopes: ReadonlySet<Scope>;
  /** Set when the secret is that of an ephemeral key, which comes from `key`. */
  readonly isEphemeral?: true;
};

/** Returns the key and its secret, which is shown only once. */
export async function createKey(
  core: Core,
  actor: Actor,
  input: NewKey,
): Promise<{ key: Key; secret: string }> {
  const sequence = core.clock.nextSequence();
  const secret = `standard_${freshSecret()}`;
  const key: Key = { id: freshId(sequence), createdAt: createdAt(sequence), lastUsedAt: null, ...input };
  const details = { keyId: key.id, scopes: [...key.scopes], expiresAt: key.expiresAt };
  await core.write(actor, { act: 'key.create', details }, (tx) =>
    insertKey(tx, actor.project.id, { key, secretHash: digest(secret) }),
  );
  return { key, secret };
}

/**
 * Creates the key with the operator's secret and every scope; another secret replaces the earlier one. Fails with
 * `bootstrap_key_limited` when the secret is that of a key with fewer scopes.
 */
export async function setBootstrapKey(core: Core, actor: Actor, secret: string): Promise<void> {
  const key: Key = {
    id: BOOTSTRAP_ID,
    name: 'Set by DENIZEN_API_KEY',
    scopes: ['*'],
    createdAt: core.clock.now(),
    expiresAt: null,
    lastUsedAt: null,
  };
  const known = await findProjectAndKey(core.read, actor.project.id, digest(secret));
  if (known?.key) return refuseLesser(known.key);
  await core.write(actor, { act: 'key.replace', details: { keyId: BOOTSTRAP_ID } }, (tx) =>
    upsertKey(tx, actor.project.id, key, digest(secret)),
  );
}

function refuseLesser(key: Key): void {
  if (key.scopes.includes('*') && key.expiresAt === null) return;
  throw new Failure({ code: 'bootstrap_key_limited', key: key.id });
}

/** Fails with `key_not_found`. */
export async function getKey(core: Core, actor: Actor, id: string): Promise<Key> {
  const key = await findKey(core.read, actor.project.id, { id });
  if (!key) throw new Failure({ code: 'key_not_found', key: id });
  return key;
}

/**
 * Replaces name, scopes and expiry of a key on the word of another. Fails with `key_not_found`, and with
 * `key_creation_denied` when it would get scopes or time that the caller lacks, or scopes that the caller lacks for a
 * longer time, and for the operator's own key.
 */
export async function updateKey(
  core: Core,
  actor: Actor,
  input: { readonly id: string; readonly name: string } & Pick<NewKey, 'expiresAt'> & {
      readonly scopes: readonly Scope[];
    },
): Promise<Key> {
  const { id, name, scopes, expiresAt } = input;
  refuseConfigured(id);
  const act = { act: 'key.update', details: { keyId: id, scopes: [...scopes], expiresAt } } as const;
  return core.write(actor, act, async (tx) => {
    const before = await lockKey(tx, actor.project.id, { id });
    if (!before || before.replacedBy !== undefined) throw new Failure({ code: 'key_not_found', key: id });
    const had = granted(before.scopes);
    const added = scopes.filter((scope) => !had.has(scope));
    // Every scope of a key that lives longer is given anew: the key may even have expired.
    refuseScopes(actor, outlives(expiresAt, before.expiresAt) ? scopes : added);
    if (added.length > 0 || expiresAt !== before.expiresAt) await refuseLonger(tx, actor, expiresAt);
    await updateKeyRow(tx, actor.project.id, { ...before, name, scopes, expiresAt });
    await updateReplaced(tx, actor.project.id, { id, name, scopes: JSON.stringify(scopes) });
    if (expiresAt !== null) await shortenReplaced(tx, actor.project.id, { id, expiresAt });
    return { ...before, name, scopes, expiresAt };
  });
}

/**
 * Creates a key that is not stored, for `seconds`. It comes from the caller's own key, has no more scopes, and ends
 * with it. Fails with `key_creation_denied` for other callers, and for ephemeral keys.
 */
export async function createEphemeralKey(
  core: Core,
  actor: Actor,
  { scopes, seconds }: { readonly scopes: readonly Scope[]; readonly seconds: number },
): Promise<EphemeralKey> {
  if (actor.isEphemeral) throw new Failure({ code: 'key_creation_denied', reason: 'ephemeral' });
  if (actor.kind !== 'key' || actor.id === undefined)
    throw new Failure({ code: 'key_creation_denied', reason: 'lasting' });
  refuseScopes(actor, scopes);
  const own = await getKey(core, actor, actor.id);
  const sequence = core.clock.nextSequence();
  const now = core.clock.now();
  const wanted = instantOf(now + seconds * 1000);
  const expiresAt = own.expiresAt !== null && own.expiresAt < wanted ? own.expiresAt : wanted;
  const details = { keyId: own.id, scopes: [...scopes], expiresAt };
  await core.write(actor, { act: 'key.derive', details }, async () => {});
  const secret = await signEphemeral(core, actor.project.id, { keyId: own.id, scopes }, { now, expiresAt });
  return { id: freshId(sequence), createdAt: now, expiresAt, scopes, secret };
}

function refuseScopes(actor: Actor, given: readonly Scope[]): void {
  if (given.every((scope) => actor.scopes.has(scope))) return;
  throw new Failure({ code: 'key_creation_denied', reason: 'scopes' });
}

/** An ephemeral key ends within an hour, so that it gives nothing to a key that is stored. */
async function refuseLonger(read: Read, actor: Actor, expiresAt: Instant | null): Promise<void> {
  const own = await findKey(read, actor.project.id, { id: actor.id ?? '' });
  if (!actor.isEphemeral && (!own || !outlives(expiresAt, own.expiresAt))) return;
  throw new Failure({ code: 'key_creation_denied', reason: 'expiry' });
}

function outlives(one: Instant | null, other: Instant | null): boolean {
  return other !== null && (one === null || one > other);
}

/** A start of the server would fail, or undo it. */
function refuseConfigured(id: string): void {
  if (id === BOOTSTRAP_ID) throw new Failure({ code: 'key_creation_denied', reason: 'configured' });
}

/** Oldest first, 1,000 at most. */
export function listKeys(core: Core, project: ProjectId): Promise<readonly Key[]> {
  return listRows(core.read, project);
}

/** Revokes the key and its earlier secrets from the next request on. Fails with `key_not_found`. */
export async function revokeKey(core: Core, actor: Actor, id: string): Promise<void> {
  await core.write(actor, { act: 'key.revoke', details: { keyId: id } }, async (tx) => {
    if (!(await takeKey(tx, actor.project.id, { id }))) throw new Failure({ code: 'key_not_found', key: id });
    await deleteReplaced(tx, actor.project.id, { id });
  });
}

/** The new secret, and the one before as long as it works too. */
export type RotatedKey = { readonly key: Key; readonly secret: string; readonly previous: Key | undefined };

/**
 * Gives a key another secret, which is shown only once. The one before works for `overlapSeconds` more, as a key of its
 * own, so that it is seen whether anything still uses it. Fails with `key_not_found`, also for a secret that was
 * replaced, and with `key_creation_denied` for the operator's own key.
 */
export async function rotateKey(
  core: Core,
  actor: Actor,
  { id, overlapSeconds }: { readonly id: string; readonly overlapSeconds: number },
): Promise<RotatedKey> {
  refuseConfigured(id);
  const { id: project } = actor.project;
  const secret = `standard_${freshSecret()}`;
  const sequence = core.clock.nextSequence();
  const now = core.clock.now();
  const until = instantOf(now + overlapSeconds * 1000);
  const act = { act: 'key.rotate', details: { keyId: id, until } } as const;
  return core.write(actor, act, async (tx) => {
    const key = await lockKey(tx, project, { id });
    const secretHash = await findSecretHash(tx, project, { id });
    if (!key || secretHash === undefined || key.replacedBy !== undefined)
      throw new Failure({ code: 'key_not_found', key: id });
    await deleteExpiredReplaced(tx, project, { id, now });
    await replaceSecret(tx, project, { id, secretHash: digest(secret) });
    if (overlapSeconds === 0) return { key, secret, previous: undefined };
    const expiresAt = key.expiresAt !== null && key.expiresAt < until ? key.expiresAt : until;
    const previous: Key = { ...key, id: freshId(sequence), replacedBy: id, expiresAt, lastUsedAt: null };
    await insertKey(tx, project, { key: previous, secretHash });
    return { key, secret, previous };
  });
}

/** Like `revokeKey`, on the word of another key. Fails with `key_creation_denied` for the operator's own key. */
export async function revokeKeyAsKey(core: Core, actor: Actor, id: string): Promise<void> {
  refuseConfigured(id);
  await revokeKey(core, actor, id);
}

/**
 * Authenticates a caller by secret. An unknown secret is a caller without a key; an unknown project or an expired key
 * fails.
 */
export async function authenticateKey(
  core: Core,
  project: ProjectId,
  secret: string | undefined,
): Promise<KeyCaller> {
  if (secret !== undefined && isEphemeralSecret(secret)) return authenticateEphemeral(core, project, secret);
  if (secret === undefined) {
    const known = await findProject(core.read, project);
    if (!known) throw new Failure('project_not_found');
    return { project: known, scopes: NO_SCOPES };
  }
  const soon = findProjectAndKey(core.read, project, digest(secret));
  const found = soon instanceof Promise ? await soon : soon;
  if (!found) throw new Failure('project_not_found');
  const { key, scopes } = found;
  if (!key || !scopes) return { project: found.project, scopes: NO_SCOPES };
  if (hasExpired(key, core.clock.now())) throw new Failure('key_expired');
  return { project: found.project, key, scopes };
}

/** An ephemeral key has no more scopes and time than the key that it comes from, and ends with it. */
async function authenticateEphemeral(core: Core, id: ProjectId, secret: string): Promise<KeyCaller> {
  const project = await findProject(core.read, id);
  if (!project) throw new Failure('project_not_found');
  const claims = await verifyEphemeral(core, id, secret);
  const key = claims && (await findKey(core.read, id, { id: claims.keyId }));
  if (!claims || !key) return { project, scopes: NO_SCOPES };
  const now = core.clock.now();
  if (claims.expiresAt <= now || hasExpired(key, now)) throw new Failure('key_expired');
  const own = granted(claims.scopes);
  const scopes = new Set([...granted(key.scopes)].filter((scope) => own.has(scope)));
  return { project, key, scopes, isEphemeral: true };
}

/** Records that the key was used now. */
export async function recordKeyUse(core: Core, actor: Actor, key: Key): Promise<void> {
  const details = { keyId: key.id };
  await core.write(actor, { act: 'key.use', details }, (tx) =>
    recordUse(tx, actor.project.id, { id: key.id, at: core.clock.now() }),
  );
}
