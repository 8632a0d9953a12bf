import type { Read } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared } from '../../db/prepared.ts';

/**
 * Leads from a value to the rows that have it, of any number of users: on shards, a statement by the value alone would
 * ask all of them. `identity-email`: the identities with an email. `token-alias`: the tokens that guests were given
 * with an id; these entries end by themselves.
 */
type LookupKind = 'identity-email' | 'token-alias';

type Lookup = {
  readonly kind: LookupKind;
  readonly value: string;
  readonly user: string;
  readonly id: string;
  readonly expiresAt: number | null;
};

const lookups = ownedTable('lookups', {
  owner: {},
  key: 'id',
  toRow: ({ kind, value, user, id, expiresAt }: Lookup) => ({
    ...{ kind, value, holder_id: user, id },
    expires_at: expiresAt,
  }),
  toValue: ({ holder_id, id }): Pick<Lookup, 'user' | 'id'> => ({ user: holder_id, id }),
});

const owners = prepared<
  { project_id: string; kind: LookupKind; value: string; but: string; most: number },
  { holder_id: string }
>(({ db }, param) =>
  db
    .selectFrom('lookups')
    .select('holder_id')
    .distinct()
    .where('project_id', '=', param.project_id)
    .where('kind', '=', param.kind)
    .where('value', '=', param.value)
    .where('holder_id', '!=', param.but)
    .limit(param.most),
);

export const addLookup = lookups.insert;
export const removeLookup = lookups.remove({ kind: 'kind', value: 'value', holder_id: 'user', id: 'id' });
/** Newest first. */
export const listLookups = lookups.list(
  { kind: 'kind', value: 'value' },
  { order: ['id desc'], most: 'most' },
);

/** Returns users other than `but` who have a row of the value, each once. */
export async function listLookupUsers(
  read: Read,
  project: string,
  of: { readonly kind: LookupKind; readonly value: string; readonly but: string; readonly most: number },
): Promise<readonly string[]> {
  return (await owners(read, { project_id: project, ...of })).map(({ holder_id }) => holder_id);
}
