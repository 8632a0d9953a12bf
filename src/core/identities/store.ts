import type { Read, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { IdentityRow } from '../../db/schema-oauth.ts';
import { addLookup, listLookupUsers, removeLookup } from '../identifiers/lookups-store.ts';
import { claim, findIdentifier, ofOwner, release } from '../identifiers/store.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { rowSizes, rowSizesOfUser } from '../listing/row-sizes.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import { type Identity, identifierOf } from './identity.ts';

/** Two rows suffice to tell whether an address identifies a single user. */
const OWNERS_SCANNED = 2;

type Row = Omit<IdentityRow, 'sequence'> & { sequence: number };
type Place = { readonly provider: string; readonly issuer: string; readonly providerUid: string };

const identities = ownedTable('identities', {
  owner: { user_id: 'user' },
  key: 'id',
  toRow: (identity: Identity) => ({
    user_id: identity.userId,
    id: identity.id,
    sequence: identity.sequence,
    updated_at: identity.updatedAt,
    provider: identity.provider,
    issuer: identity.issuer,
    provider_uid: identity.providerUid,
    provider_email: identity.providerEmail,
    email_verified_at: identity.emailVerifiedAt,
    tokens: identity.sealedTokens.sealed,
    access_expires_at: identity.sealedTokens.expiresAt,
    found_by_email_at: identity.foundByEmailAt,
  }),
  toValue: identityOf,
});

const byId = ofOwner<Row>(({ db }, { project_id, value }, user_id) =>
  db
    .selectFrom('identities')
    .selectAll()
    .where('project_id', '=', project_id)
    .where('user_id', '=', user_id)
    .where('id', '=', value),
);

const renew = identities.update(
  {
    tokens: 'sealedTokens.sealed',
    access_expires_at: 'sealedTokens.expiresAt',
    updated_at: 'updatedAt',
  },
  { id: 'id' },
);
const take = identities.take({ id: 'id' });
const takeAll = identities.takeAll({});

/** By id, in no order; of all users or of one. */
export const findIdentities = identities.ofAnyOwner.replicable.list({ id: 'in ids' }, {});
export const findIdentitiesOf = identities.replicable.list({ id: 'in ids' }, {});
/** Sealed tokens are longer than the tokens. */
const shape = { fixed: 400, plain: ['tokens'], escaped: ['provider_uid', 'provider_email'] };
/** Returns the size of each identity in JSON. */
export const identitySizes = rowSizes('identities', shape);
export const identitySizesOf = rowSizesOfUser('identities', shape);
/** Oldest first. */
export const identitiesOf = identities.list({}, { order: ['sequence'] });
/** Reports whether an identity of the user has the address, verified. */
export const hasVerifiedProviderEmail = identities.has({
  provider_email: 'email',
  email_verified_at: 'is not null',
});

export async function findIdentity(
  read: Read,
  project: ProjectId,
  { id }: { readonly id: string },
): Promise<Identity | undefined> {
  const of = { project_id: project, kind: 'identity-id', value: id } as const;
  const row = await byId(read, of);
  return row && identityOf(row);
}

/** Returns the user of the external account. */
export async function findIdentityOwner(
  read: Read,
  project: ProjectId,
  place: Place,
): Promise<UserId | undefined> {
  const of = { kind: 'identity', value: identifierOf(place) };
  return (await findIdentifier(read, project, of))?.user_id as UserId | undefined;
}

/**
 * Returns users other than `but` with an identity of the address; at most two, since any number above one is
 * ambiguous.
 */
export async function usersWithProviderEmail(
  read: Read,
  project: ProjectId,
  { email, but = '' }: { readonly email: string; readonly but?: string },
): Promise<readonly UserId[]> {
  const of = { kind: 'identity-email', value: email, but, most: OWNERS_SCANNED } as const;
  // Cast: ids of users are validated before rows name them.
  return (await listLookupUsers(read, project, of)) as readonly UserId[];
}

/** Returns false when the external account is linked already. */
export async function insertIdentity(tx: Tx, project: ProjectId, identity: Identity): Promise<boolean> {
  const value = identifierOf(identity);
  const { id, userId: user } = identity;
  if (!(await claim(tx, { project, kind: 'identity', value }, user))) return false;
  await claim(tx, { project, kind: 'identity-id', value: id }, user);
  if (identity.providerEmail !== '') await addLookup(tx, project, emailLookupOf(identity));
  await identities.insert(tx, project, identity);
  return true;
}

/** Replaces the tokens only. */
export async function updateIdentity(tx: Tx, project: ProjectId, identity: Identity): Promise<void> {
  await renew(tx, project, { ...identity, user: identity.userId });
}

/** Returns false when the user has no such identity. */
export async function deleteIdentity(
  tx: Tx,
  project: ProjectId,
  of: { readonly user: string; readonly id: string },
): Promise<boolean> {
  const identity = await take(tx, project, of);
  if (identity) await free(tx, project, identity);
  return identity !== undefined;
}

/** Removes and returns them. */
export async function deleteIdentities(
  tx: Tx,
  project: ProjectId,
  of: { readonly user: string },
): Promise<readonly Identity[]> {
  const taken = await takeAll(tx, project, of);
  for (const identity of taken) await free(tx, project, identity);
  return taken;
}

async function free(tx: Tx, project: ProjectId, identity: Identity): Promise<void> {
  const { id, userId: user } = identity;
  await release(tx, { project, kind: 'identity', value: identifierOf(identity) }, user);
  await release(tx, { project, kind: 'identity-id', value: id }, user);
  if (identity.providerEmail !== '') await removeLookup(tx, project, emailLookupOf(identity));
}

function emailLookupOf({ id, userId, providerEmail }: Identity) {
  return { kind: 'identity-email', value: providerEmail, user: userId, id, expiresAt: null } as const;
}

/** Casts: validated on write. */
function identityOf(row: Row): Identity {
  return {
    id: row.id,
    userId: row.user_id as UserId,
    sequence: row.sequence as Sequence,
    createdAt: createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    provider: row.provider,
    issuer: row.issuer,
    providerUid: row.provider_uid,
    providerEmail: row.provider_email,
    emailVerifiedAt: row.email_verified_at as Instant | null,
    foundByEmailAt: row.found_by_email_at as Instant | null,
    sealedTokens: { sealed: row.tokens, expiresAt: row.access_expires_at as Instant | null },
  };
}
