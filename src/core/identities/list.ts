import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { readFor } from '../list-read.ts';
import { find } from '../listing/find.ts';
import type { Collection, Filter, Listing, Page } from '../listing/listing.ts';
import { readPage } from '../listing/read-page.ts';
import type { UserId } from '../users/user.ts';
import { withTokens } from './identities.ts';
import type { Identity } from './identity.ts';
import { findIdentities, findIdentitiesOf, identitySizes, identitySizesOf } from './store.ts';

/** The attributes identities can be filtered and sorted by. */
const identities = {
  table: 'identities',
  idIndex: 'identities_by_id',
  attributes: {
    id: { kind: 'text', column: 'id', exact: true, unique: true, indexed: true },
    sequence: { kind: 'number', column: 'sequence', scale: 1, indexed: true },
    createdAt: { kind: 'moment', column: 'sequence', scale: 1000, indexed: true },
    updatedAt: { kind: 'moment', column: 'updated_at', scale: 1, indexed: true },
    userId: { kind: 'text', column: 'user_id', exact: true, indexed: true },
    provider: { kind: 'text', column: 'provider', exact: true, indexed: true },
    providerUid: { kind: 'text', column: 'provider_uid', exact: true, indexed: true },
    providerEmail: { kind: 'text', column: 'provider_email', exact: true, indexed: true },
    accessExpiresAt: {
      kind: 'moment',
      column: 'access_expires_at',
      scale: 1,
      nullable: true,
      indexed: true,
    },
  },
} as const satisfies Collection;

export type IdentityAttribute = keyof typeof identities.attributes;

/** Returns the identities of all users, or of one. Fails like every list. */
export async function listIdentities(
  core: Core,
  actor: Actor,
  listing: Listing,
  user?: UserId,
): Promise<Page<Identity>> {
  const project = actor.project.id;
  const { search, ...rest } = listing;
  const own: readonly Filter[] =
    user === undefined ? [] : [{ is: 'equal', attribute: 'userId', values: [user] }];
  const named = search === undefined ? [] : [beginningWith(search.trim())];
  const read = readFor(core, actor);
  const filters = [...own, ...named, ...listing.filters];
  const found = await find(read, project, identities, { ...rest, filters });
  const rowsOf = async (ids: readonly string[]) =>
    user === undefined
      ? findIdentities(read, project, { ids })
      : findIdentitiesOf(read, project, { user, ids });
  return readPage(core, listing, found, {
    sizes: (ids) =>
      user === undefined ? identitySizes(read, project, ids) : identitySizesOf(read, project, { user, ids }),
    rows: async (ids) => (await rowsOf(ids)).map((identity) => withTokens(core, identity)),
  });
}

/** Ids and addresses are not split into words: a search matches a prefix of the whole value. */
function beginningWith(text: string): Filter {
  const attributes = ['id', 'userId', 'provider', 'providerUid'] as const;
  const values = (attribute: string) => [attribute === 'providerEmail' ? text.toLowerCase() : text];
  return {
    is: 'or',
    filters: [...attributes, 'providerEmail'].map((attribute) => ({
      is: 'startsWith',
      attribute,
      values: values(attribute),
    })),
  };
}
