import type { Read, Tx, UnauditedTx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { OauthStateRow, ProviderRow } from '../../db/schema-oauth.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { SealedTokens } from './tokens.ts';

type OfKey = { project_id: string; key: string };
type OfSession = { project_id: string; user_id: string; id: string };

const putProvider = prepared<ProviderRow, unknown>(({ db }, { project_id, key, ...columns }) =>
  db
    .insertInto('providers')
    .values({ project_id, key, ...columns })
    .onConflict((conflict) => conflict.columns(['project_id', 'key']).doUpdateSet(columns)),
);

const byKey = first(
  prepared<OfKey, ProviderRow>(({ db }, param) =>
    db
      .selectFrom('providers')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('key', '=', param.key),
  ),
);

const ofProject = prepared<{ project_id: string }, ProviderRow>(({ db }, param) =>
  db.selectFrom('providers').selectAll().where('project_id', '=', param.project_id).orderBy('key'),
);

const removeProvider = prepared<OfKey, { key: string }>(({ db }, param) =>
  db
    .deleteFrom('providers')
    .where('project_id', '=', param.project_id)
    .where('key', '=', param.key)
    .returning('key'),
);

const putState = prepared<OauthStateRow, unknown>(({ db }, row) => db.insertInto('oauth_states').values(row));

const removeExpired = prepared<{ project_id: string; now: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('oauth_states')
    .where('project_id', '=', param.project_id)
    .where('expires_at', '<=', param.now),
);

/** One statement: of any number of returns at once, one gets the row. */
const take = first(
  prepared<{ project_id: string; id: string; now: number }, OauthStateRow>(({ db }, param) =>
    db
      .deleteFrom('oauth_states')
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id)
      .where('expires_at', '>', param.now)
      .returningAll(),
  ),
);

const lease = prepared<OfSession & { until: number; now: number }, { id: string }>(({ db }, param) =>
  db
    .updateTable('sessions')
    .set({ refreshing_until: param.until })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id)
    .where((where) =>
      where.or([where('refreshing_until', 'is', null), where('refreshing_until', '<=', param.now)]),
    )
    .returning('id'),
);

const endLease = prepared<OfSession & { until: number }, unknown>(({ db }, param) =>
  db
    .updateTable('sessions')
    .set({ refreshing_until: null })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('id', '=', param.id)
    .where('refreshing_until', '=', param.until),
);

const placeTokens = prepared<OfSession & { tokens: string | null; expires: number | null }, unknown>(
  ({ db }, param) =>
    db
      .updateTable('sessions')
      .set({ provider_tokens: param.tokens, provider_expires_at: param.expires })
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('id', '=', param.id),
);

export async function upsertProvider(tx: Tx, row: ProviderRow): Promise<void> {
  await putProvider(tx, row);
}

export function findProvider(read: Read, project: ProjectId, key: string): Promise<ProviderRow | undefined> {
  return byKey(read, { project_id: project, key });
}

/** By key. */
export function providersOf(read: Read, project: ProjectId): Promise<readonly ProviderRow[]> {
  return ofProject(read, { project_id: project });
}

/** Answers false when the project has not set it up. */
export async function deleteProvider(tx: Tx, project: ProjectId, key: string): Promise<boolean> {
  return (await removeProvider(tx, { project_id: project, key })).length === 1;
}

/** Keeps a sign-in until it comes back, and forgets those that never did. */
export async function insertState(tx: UnauditedTx, row: OauthStateRow, now: Instant): Promise<void> {
  await removeExpired(tx, { project_id: row.project_id, now });
  await putState(tx, row);
}

/** Takes the sign-in out, for good; nothing when there is none that is alive. */
export function takeState(
  tx: UnauditedTx,
  project: ProjectId,
  { id, now }: { readonly id: string; readonly now: Instant },
): Promise<OauthStateRow | undefined> {
  return take(tx, { project_id: project, id, now });
}

type SessionRef = { readonly user: string; readonly id: string };

/** Answers false while somebody else asks for other tokens of the session. */
export async function beginRefresh(
  tx: UnauditedTx,
  project: ProjectId,
  { user, id, until, now }: SessionRef & { readonly until: Instant; readonly now: Instant },
): Promise<boolean> {
  return (await lease(tx, { project_id: project, user_id: user, id, until, now })).length === 1;
}

/** Unless it ran out and somebody else has begun since. */
export async function endRefresh(
  tx: UnauditedTx,
  project: ProjectId,
  { user, id, until }: SessionRef & { readonly until: Instant },
): Promise<void> {
  await endLease(tx, { project_id: project, user_id: user, id, until });
}

export async function replaceTokens(
  tx: Tx,
  project: ProjectId,
  to: SessionRef & SealedTokens,
): Promise<void> {
  const { user, id, sealed, expiresAt } = to;
  await placeTokens(tx, { project_id: project, user_id: user, id, tokens: sealed, expires: expiresAt });
}
