import type { Read, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { Expiry } from '../expiry.ts';
import { addLookup, listLookups } from '../identifiers/lookups-store.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Token, TokenKind } from './token.ts';

type NewToken = { readonly token: Token; readonly sequence: Sequence; readonly secretHash: string };

/** A client that asks again with the same id leaves few tokens that were used. */
const USED_PER_TOKEN = 4;

const tokens = ownedTable('tokens', {
  owner: { user_id: 'user' },
  key: 'id',
  toRow: ({ token, sequence, secretHash }: NewToken) => ({
    user_id: token.userId,
    id: token.id,
    sequence,
    kind: token.kind,
    secret_hash: secretHash,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    alias: token.alias,
  }),
  // Casts: validated on write.
  toValue: (row): Token => ({
    id: row.id,
    kind: row.kind as TokenKind,
    userId: row.user_id,
    createdAt: createdAt(row.sequence as Sequence),
    issuedAt: (row.issued_at as Instant | null) ?? createdAt(row.sequence as Sequence),
    expiresAt: row.expires_at as Expiry,
    alias: row.alias,
  }),
});

const keepNewest = tokens.keepNewest(['sequence', 'id'], { kind: 'kind' });
const live = { secret_hash: 'in secretHashes', kind: 'in kinds', expires_at: '> now' } as const;

/** Removes and returns a token that has not expired. */
export const takeToken = tokens.take(live);
export const findToken = tokens.find(live);
export const findTokenById = tokens.find({ id: 'id' });
const listByAlias = tokens.ofAnyOwner.list(
  { alias: 'alias', expires_at: '> now' },
  { order: ['sequence desc'], most: 'most' },
);
export const hasLiveToken = tokens.has({ kind: 'kind', expires_at: '> now' });
export const listLiveTokens = tokens.list(
  { kind: 'in kinds', expires_at: '> now' },
  { order: ['+ sequence'], most: 'most' },
);
export const deleteTokens = tokens.removeAll;
export const deleteTokensOfKinds = tokens.remove({ kind: 'in kinds' });

export async function insertToken(tx: Tx, project: ProjectId, fresh: NewToken): Promise<void> {
  await tokens.insert(tx, project, fresh);
  const { alias: value, userId: user, id, expiresAt } = fresh.token;
  if (value !== null) await addLookup(tx, project, { kind: 'token-alias', value, user, id, expiresAt });
}

/**
 * The newest tokens that guests were given with this id, of whichever users. On shards, used tokens count against
 * those looked up.
 */
export async function listTokensByAlias(
  read: Read,
  project: ProjectId,
  of: { readonly alias: string; readonly now: Instant; readonly most: number },
): Promise<readonly Token[]> {
  if (!read.sql.isSharded) return listByAlias(read, project, of);
  const { alias, now, most } = of;
  const lookup = { kind: 'token-alias', value: alias, most: most * USED_PER_TOKEN } as const;
  const found: Token[] = [];
  for (const { user, id } of await listLookups(read, project, lookup)) {
    const token = await findTokenById(read, project, { user, id });
    if (token && token.expiresAt > now && found.push(token) === most) break;
  }
  return found;
}

/** Deletes expired tokens and all but the newest of the kind. */
export async function trimTokens(
  tx: Tx,
  project: ProjectId,
  to: { readonly user: string; readonly kind: TokenKind; readonly kept: number; readonly now: Instant },
): Promise<void> {
  await tokens.removeExpired(tx, project, to);
  await keepNewest(tx, project, to);
}
