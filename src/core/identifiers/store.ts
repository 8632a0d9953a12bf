import type { Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { ProjectId } from '../projects/project.ts';

export type IdentifierKind =
  | 'email'
  | 'mailbox'
  | 'phone'
  | 'username'
  | 'target'
  | 'target-id'
  | 'membership'
  | 'identity';

export type Identifier = {
  readonly project: ProjectId;
  readonly kind: IdentifierKind;
  readonly value: string;
};

const identifiers = ownedTable('identifiers', { owner: { user_id: 'user' }, key: 'value' });

const remove = identifiers.remove({ kind: 'kind', value: 'value' });

export const findIdentifier = identifiers.ofAnyOwner.find({ kind: 'kind', value: 'value' });
/** Releases the values, regardless of their owner. */
export const releaseEach = identifiers.ofAnyOwner.remove({ kind: 'kind', value: 'in values' });
export const releaseAll = identifiers.removeAll;

/** Claims `value` for the user. Returns false when it is claimed already, also by the same user. */
export function claim(tx: Tx, { project, kind, value }: Identifier, user: string): Promise<boolean> {
  return identifiers.insertIfFree(tx, project, { kind, value, user_id: user });
}

export async function release(tx: Tx, { project, ...of }: Identifier, user: string): Promise<void> {
  await remove(tx, project, { ...of, user });
}
