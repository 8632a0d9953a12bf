import { type Compilable, sql } from 'kysely';
import type { Read, ReplicaRead, Tx, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { ProjectId } from '../projects/project.ts';

export type IdentifierKind =
  | 'email'
  | 'mailbox'
  | 'phone'
  | 'username'
  | 'target'
  | 'target-id'
  | 'membership'
  | 'membership-id'
  | 'identity'
  | 'identity-id'
  | 'key'
  | 'key-id'
  | 'grant-access'
  | 'grant-family'
  | 'grant-refresh';

export type Identifier = {
  readonly project: ProjectId;
  readonly kind: IdentifierKind;
  readonly value: string;
};

const identifiers = ownedTable('identifiers', { owner: { user_id: 'user' }, key: 'value' });

const remove = identifiers.remove({ kind: 'kind', value: 'value' });
const anyOwners = identifiers.ofAnyOwner.unaudited;
const removeEach = anyOwners.remove({ kind: 'kind', value: 'in values' });
const removeOne = anyOwners.remove({ kind: 'kind', value: 'value' });

export const findIdentifier = identifiers.ofAnyOwner.find({ kind: 'kind', value: 'value' });

/** Claims `value` for the user. Returns false when it is claimed already, also by the same user. */
export function claim(tx: Tx, { project, kind, value }: Identifier, user: string): Promise<boolean> {
  return identifiers.insertIfFree(tx, project, { kind, value, user_id: user });
}

export async function release(tx: Tx, { project, ...of }: Identifier, user: string): Promise<void> {
  await remove(tx, project, { ...of, user });
}

/** Releases the values, regardless of their owner. On shards, each value is a statement to its own shard. */
export async function releaseEach(
  tx: UnauditedTx,
  project: string,
  { kind, values }: { readonly kind: IdentifierKind; readonly values: readonly string[] },
): Promise<void> {
  if (values.length > 1 && !tx.sql.isSharded) {
    await removeEach(tx, project, { kind, values });
    return;
  }
  for (const value of values) await removeOne(tx, project, { kind, value });
}

/** The values of a statement about the owner of an identifier. */
type OfIdentifier = { readonly project_id: string; readonly kind: IdentifierKind; readonly value: string };

/** The identifier may move between the two statements, but not this often. */
const LOOKED_UP_AT_MOST = 3;

/**
 * A statement about the row of an identifier's owner: `build` gets the owner's id. One statement where all rows are in
 * one place, else one for the owner and one to the owner's shard. `build` also compares the row with the value, so
 * that a row whose identifier moved between the two is not found.
 */
export function ofOwner<Row>(
  build: (read: ReplicaRead, param: OfIdentifier, owner: string) => Compilable<Row>,
): (read: Read, of: OfIdentifier) => Promise<Row | undefined> {
  const atOnce = first(
    prepared<OfIdentifier, Row>((read, param) => {
      // Cast: an expression of the type of the column.
      const owner = sql`(select user_id from identifiers where project_id = ${param.project_id}
        and kind = ${param.kind} and value = ${param.value})` as unknown as string;
      return build(read, param, owner);
    }),
  );
  const ofShard = first(
    prepared<OfIdentifier & { owner: string }, Row>((read, param) => build(read, param, param.owner)),
  );
  const inTwoSteps = async (read: Read, of: OfIdentifier) => {
    let before: string | undefined;
    for (let tries = 0; tries < LOOKED_UP_AT_MOST; tries++) {
      const owner = (await findIdentifier(read, of.project_id, of))?.user_id;
      if (owner === undefined || owner === before) return undefined;
      const row = await ofShard(read, { ...of, owner });
      if (row) return row;
      before = owner;
    }
    return undefined;
  };
  return (read, of) => (read.sql.isSharded ? inTwoSteps(read, of) : atOnce(read, of));
}
