import type { Read, Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { TokenRow } from '../../db/schema.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Token, TokenKind } from './token.ts';

type Row = Omit<TokenRow, 'sequence'> & { sequence: number };
type OfUser = { project_id: string; user_id: string };
type Shown = OfUser & { hashes: string; kinds: string; now: number };

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('tokens').values(row));

const removeAll = prepared<OfUser, unknown>(({ db }, param) =>
  db.deleteFrom('tokens').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

const removeKinds = prepared<OfUser & { kinds: string }, unknown>((read, param) =>
  read.db
    .deleteFrom('tokens')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('kind', 'in', read.db.selectFrom(read.sql.eachText(param.kinds).as('each')).select('each.value')),
);

/** One statement: of any number of tries at once, one gets the row. */
const take = prepared<Shown, Row>((read, param) =>
  read.db
    .deleteFrom('tokens')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where(
      'secret_hash',
      'in',
      read.db.selectFrom(read.sql.eachText(param.hashes).as('each')).select('each.value'),
    )
    .where('expires_at', '>', param.now)
    .where('kind', 'in', read.db.selectFrom(read.sql.eachText(param.kinds).as('each')).select('each.value'))
    .returningAll(),
);

const look = prepared<Shown, Row>((read, param) =>
  read.db
    .selectFrom('tokens')
    .selectAll()
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where(
      'secret_hash',
      'in',
      read.db.selectFrom(read.sql.eachText(param.hashes).as('each')).select('each.value'),
    )
    .where('expires_at', '>', param.now)
    .where('kind', 'in', read.db.selectFrom(read.sql.eachText(param.kinds).as('each')).select('each.value'))
    .limit(1),
);

const removeExpired = prepared<OfUser & { now: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('tokens')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('expires_at', '<=', param.now),
);

/** All of a kind but the newest. */
const removeOldest = prepared<OfUser & { kind: string; kept: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('tokens')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('kind', '=', param.kind)
    .where(
      'id',
      'not in',
      db
        .selectFrom('tokens')
        .select('id')
        .where('project_id', '=', param.project_id)
        .where('user_id', '=', param.user_id)
        .where('kind', '=', param.kind)
        .orderBy('sequence', 'desc')
        .orderBy('id', 'desc')
        .limit(param.kept),
    ),
);

export async function insertToken(
  tx: Tx,
  project: ProjectId,
  input: { readonly token: Token; readonly sequence: Sequence; readonly secretHash: string },
): Promise<void> {
  const { token } = input;
  await insert(tx, {
    project_id: project,
    user_id: token.userId,
    id: token.id,
    sequence: input.sequence,
    kind: token.kind,
    secret_hash: input.secretHash,
    expires_at: token.expiresAt,
  });
}

type Of = {
  readonly user: string;
  readonly secretHashes: readonly string[];
  readonly kinds: readonly TokenKind[];
  readonly now: Instant;
};

const shown = (project: ProjectId, of: Of): Shown => ({
  project_id: project,
  user_id: of.user,
  hashes: JSON.stringify(of.secretHashes),
  kinds: JSON.stringify(of.kinds),
  now: of.now,
});

/** Takes the token out, for good; nothing when there is none that is alive. */
export async function takeToken(tx: Tx, project: ProjectId, of: Of): Promise<Token | undefined> {
  const [row] = await take(tx, shown(project, of));
  return row && tokenOf(row);
}

export async function findToken(read: Read, project: ProjectId, of: Of): Promise<Token | undefined> {
  const [row] = await look(read, shown(project, of));
  return row && tokenOf(row);
}

/** What was validated when it was written is trusted when it is read: hence the casts. */
function tokenOf(row: Row): Token {
  return {
    id: row.id,
    kind: row.kind as TokenKind,
    userId: row.user_id,
    createdAt: createdAt(row.sequence as Sequence),
    expiresAt: row.expires_at as Instant,
  };
}

/** Removes what has expired and, of the kind, all but the newest. */
export async function trimTokens(
  tx: Tx,
  project: ProjectId,
  to: { readonly user: string; readonly kind: TokenKind; readonly kept: number; readonly now: Instant },
): Promise<void> {
  const of = { project_id: project, user_id: to.user };
  await removeExpired(tx, { ...of, now: to.now });
  await removeOldest(tx, { ...of, kind: to.kind, kept: to.kept });
}

export async function deleteTokens(
  tx: Tx,
  project: ProjectId,
  user: string,
  kinds?: readonly TokenKind[],
): Promise<void> {
  const of = { project_id: project, user_id: user };
  await (kinds ? removeKinds(tx, { ...of, kinds: JSON.stringify(kinds) }) : removeAll(tx, of));
}
