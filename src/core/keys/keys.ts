import { digest, freshSecret, sameText } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt, type Instant } from '../instant.ts';
import type { Project, ProjectId } from '../projects/project.ts';
import { hasExpired, type Key } from './key.ts';
import { granted, type Scope } from './scopes.ts';
import {
  findProjectAndKey,
  insertKey,
  listKeys as listRows,
  recordUse,
  takeKey,
  upsertKey,
} from './store.ts';

/** The id of the key whose secret the operator configures. */
const BOOTSTRAP_ID = 'bootstrap';

export type NewKey = {
  readonly name: string;
  readonly scopes: readonly (Scope | '*')[];
  readonly expiresAt: Instant | null;
};

export type KeyCaller = {
  readonly project: Project;
  readonly key?: Key;
  readonly scopes: ReadonlySet<Scope>;
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

/** Oldest first, 1,000 at most. */
export function listKeys(core: Core, project: ProjectId): Promise<readonly Key[]> {
  return listRows(core.read, project);
}

/** Revokes the key from the next request on. Fails with `key_not_found`. */
export async function revokeKey(core: Core, actor: Actor, id: string): Promise<void> {
  await core.write(actor, { act: 'key.revoke', details: { keyId: id } }, async (tx) => {
    if (!(await takeKey(tx, actor.project.id, { id }))) throw new Failure({ code: 'key_not_found', key: id });
  });
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
  const hashed = digest(secret ?? '');
  const found = await findProjectAndKey(core.read, project, hashed);
  if (!found) throw new Failure('project_not_found');
  const { key, storedHash } = found;
  if (!key || secret === undefined || storedHash === undefined || !sameText(storedHash, hashed)) {
    return { project: found.project, scopes: new Set() };
  }
  if (hasExpired(key, core.clock.now())) throw new Failure('key_expired');
  return { project: found.project, key, scopes: granted(key.scopes) };
}

/** Records that the key was used now. */
export async function recordKeyUse(core: Core, actor: Actor, key: Key): Promise<void> {
  const details = { keyId: key.id };
  await core.write(actor, { act: 'key.use', details }, (tx) =>
    recordUse(tx, actor.project.id, { id: key.id, at: core.clock.now() }),
  );
}
