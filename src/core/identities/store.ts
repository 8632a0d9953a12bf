import type { Read, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { IdentityRow } from '../../db/schema-oauth.ts';
import { claim, release } from '../identifiers/store.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import { type Identity, identifierOf } from './identity.ts';

/** One more than is looked at to know whether an address leads to one user only. */
const OWNERS_SCANNED = 2;

type Row = Omit<IdentityRow, 'sequence'> & { sequence: number };
type OfUser = { project_id: string; user_id: string };
type Place = { readonly provider: string; readonly issuer: string; readonly providerUid: string };

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('identities').values(row));

const byId = first(
  prepared<{ project_id: string; id: string }, Row>(({ db }, param) =>
    db
      .selectFrom('identities')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id),
  ),
);

const byIds = prepared<{ project_id: string; ids: string }, Row>((read, param) =>
  read.db
    .selectFrom('identities')
    .selectAll()
    .where('project_id', '=', param.project_id)
    .where('id', 'in', read.db.selectFrom(read.sql.eachText(param.ids).as('each')).select('each.value')),
);

const ofUser = prepared<OfUser, Row>(({ db }, param) =>
  db
    .selectFrom('identities')
    .selectAll()
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .orderBy('sequence'),
);

const byIdentifier = first(
  prepared<{ project_id: string; value: string }, { user_id: string }>(({ db }, param) =>
    db
      .selectFrom('identifiers')
      .select('user_id')
      .where('project_id', '=', param.project_id)
      .where('kind', '=', 'identity')
      .where('value', '=', param.value),
  ),
);

const holders = prepared<
  { project_id: string; email: string; but: string; most: number },
  { user_id: string }
>(({ db }, param) =>
  db
    .selectFrom('identities')
    .select('user_id')
    .distinct()
    .where('project_id', '=', param.project_id)
    .where('provider_email', '=', param.email)
    .where('user_id', '!=', param.but)
    .limit(param.most),
);

const verified = prepared<{ project_id: string; user_id: string; email: string }, { id: string }>(
  ({ db }, param) =>
    db
      .selectFrom('identities')
      .select('id')
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('provider_email', '=', param.email)
      .where('email_verified_at', 'is not', null)
      .limit(1),
);

const renew = prepared<OfUser & Pick<Row, 'id' | 'tokens' | 'access_expires_at' | 'updated_at'>, unknown>(
  ({ db }, param) =>
    db
      .updateTable('identities')
      .set({
        tokens: param.tokens,
        access_expires_at: param.access_expires_at,
        updated_at: param.updated_at,
      })
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('id', '=', param.id),
);

const remove = prepared<OfUser & { id: string }, Row>(({ db }, param) =>
  db
    .deleteFrom('identities')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id)
    .returningAll(),
);

const removeAll = prepared<OfUser, Row>(({ db }, param) =>
  db
    .deleteFrom('identities')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .returningAll(),
);

export async function findIdentity(
  read: Read,
  project: ProjectId,
  id: string,
): Promise<Identity | undefined> {
  const row = await byId(read, { project_id: project, id });
  return row && identityOf(row);
}

/** Those that have these ids, in no order. */
export async function findIdentities(
  read: Read,
  project: ProjectId,
  ids: readonly string[],
): Promise<readonly Identity[]> {
  return (await byIds(read, { project_id: project, ids: JSON.stringify(ids) })).map(identityOf);
}

/** Oldest first. */
export async function identitiesOf(
  read: Read,
  project: ProjectId,
  user: string,
): Promise<readonly Identity[]> {
  return (await ofUser(read, { project_id: project, user_id: user })).map(identityOf);
}

/** Whose account elsewhere it is. */
export async function findIdentityOwner(
  read: Read,
  project: ProjectId,
  place: Place,
): Promise<UserId | undefined> {
  const row = await byIdentifier(read, { project_id: project, value: identifierOf(place) });
  return row?.user_id as UserId | undefined;
}

/** Users whose accounts elsewhere have the address, but for one; two at most, for more than one is too many already. */
export async function usersWithProviderEmail(
  read: Read,
  project: ProjectId,
  { email, but = '' }: { readonly email: string; readonly but?: string },
): Promise<readonly UserId[]> {
  const rows = await holders(read, { project_id: project, email, but, most: OWNERS_SCANNED });
  return rows.map((row) => row.user_id as UserId);
}

/** Whether one of the user's accounts elsewhere has the address, verified. */
export async function hasVerifiedProviderEmail(
  read: Read,
  project: ProjectId,
  { user, email }: { readonly user: string; readonly email: string },
): Promise<boolean> {
  return (await verified(read, { project_id: project, user_id: user, email })).length > 0;
}

/** Answers false when the account elsewhere leads to somebody already. */
export async function insertIdentity(tx: Tx, project: ProjectId, identity: Identity): Promise<boolean> {
  const value = identifierOf(identity);
  if (!(await claim(tx, { project, kind: 'identity', value }, identity.userId))) return false;
  await insert(tx, {
    project_id: project,
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
  });
  return true;
}

/** Puts other tokens in; nothing else changes. */
export async function updateIdentity(tx: Tx, project: ProjectId, identity: Identity): Promise<void> {
  await renew(tx, {
    project_id: project,
    user_id: identity.userId,
    id: identity.id,
    tokens: identity.sealedTokens.sealed,
    access_expires_at: identity.sealedTokens.expiresAt,
    updated_at: identity.updatedAt,
  });
}

/** Answers false when the user has no such identity. */
export async function deleteIdentity(
  tx: Tx,
  project: ProjectId,
  { user, id }: { readonly user: string; readonly id: string },
): Promise<boolean> {
  const gone = await remove(tx, { project_id: project, user_id: user, id });
  await free(tx, project, gone);
  return gone.length === 1;
}

export async function deleteIdentities(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await free(tx, project, await removeAll(tx, { project_id: project, user_id: user }));
}

async function free(tx: Tx, project: ProjectId, rows: readonly Row[]): Promise<void> {
  for (const identity of rows.map(identityOf)) {
    await release(tx, { project, kind: 'identity', value: identifierOf(identity) }, identity.userId);
  }
}

/** What was validated when it was written is trusted when it is read: hence the casts. */
function identityOf(row: Row): Identity {
  const sequence = row.sequence as Sequence;
  return {
    id: row.id,
    userId: row.user_id as UserId,
    sequence,
    createdAt: createdAt(sequence),
    updatedAt: row.updated_at as Instant,
    provider: row.provider,
    issuer: row.issuer,
    providerUid: row.provider_uid,
    providerEmail: row.provider_email,
    emailVerifiedAt: row.email_verified_at as Instant | null,
    sealedTokens: { sealed: row.tokens, expiresAt: row.access_expires_at as Instant | null },
  };
}
