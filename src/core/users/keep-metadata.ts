import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Metadata, MetadataObject } from './metadata.ts';
import { findMetadata, insertMetadata, replaceMetadata } from './metadata-store.ts';
import type { User, UserId } from './user.ts';
import { changeUserIn, getUser } from './users.ts';

/** An entry of the history names so many keys, and so many characters of each. */
const KEYS_RECORDED = 100;
const KEY_RECORDED = 64;

const none: Metadata = { readOnly: {}, private: {}, updatedAt: null };

/** Fails with `user_not_found`. */
export async function getMetadata(core: Core, actor: Actor, id: UserId): Promise<Metadata> {
  await getUser(core, actor, id);
  return (await findMetadata(core.read, actor.project.id, { user: id })) ?? none;
}

/**
 * Replaces the objects that are given. The history names the keys that change, never their values. Each object has at
 * most `METADATA_BYTES`. Fails with `user_not_found` and, with `unchangedSince`, with `changed_meanwhile`.
 */
export async function setMetadata(
  core: Core,
  actor: Actor,
  input: {
    readonly id: UserId;
    readonly readOnly?: MetadataObject | undefined;
    readonly private?: MetadataObject | undefined;
    readonly unchangedSince?: Instant | undefined;
  },
): Promise<User> {
  const { id, unchangedSince } = input;
  const { user } = await core.write<Written>(
    actor,
    ({ changed }) => ({ act: 'user.metadata.update', user: id, details: changed }),
    async (tx) => {
      let changed: ChangedKeys = { readOnly: [], private: [] };
      const change = async () => {
        changed = await writeMetadata(tx, actor.project.id, { ...input, at: core.clock.now() });
        return {};
      };
      return { user: await changeUserIn(core, actor, tx, { id, unchangedSince, change }), changed };
    },
  );
  return user;
}

type Written = { readonly user: User; readonly changed: ChangedKeys };
type ChangedKeys = { readonly readOnly: readonly string[]; readonly private: readonly string[] };

/** Replaces the objects that are given. The caller has locked the user. Returns the keys that changed. */
export async function writeMetadata(
  tx: Tx,
  project: ProjectId,
  given: {
    readonly id: UserId;
    readonly at: Instant;
    readonly readOnly?: MetadataObject | undefined;
    readonly private?: MetadataObject | undefined;
  },
): Promise<ChangedKeys> {
  const user = given.id;
  const before = (await findMetadata(tx, project, { user })) ?? none;
  const after = {
    readOnly: given.readOnly ?? before.readOnly,
    private: given.private ?? before.private,
    updatedAt: given.at,
  };
  if (!(await replaceMetadata(tx, project, { user, ...after })))
    await insertMetadata(tx, project, { user, ...after });
  return {
    readOnly: changedKeys(before.readOnly, after.readOnly),
    private: changedKeys(before.private, after.private),
  };
}

function changedKeys(before: MetadataObject, after: MetadataObject): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => textOf(before, name) !== textOf(after, name))
    .slice(0, KEYS_RECORDED)
    .map((name) => name.slice(0, KEY_RECORDED).toWellFormed());
}

function textOf(object: MetadataObject, name: string): string | undefined {
  return Object.hasOwn(object, name) ? JSON.stringify(object[name]) : undefined;
}
