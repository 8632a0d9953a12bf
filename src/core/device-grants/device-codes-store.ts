import type { Read, Tx, UnauditedTx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { DeviceCodeRow } from '../../db/schema-grants.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import type { DeviceRequest } from './grant.ts';

type OfCode = { project_id: string; id: string; now: number };

/** A request with who decided and how, as the device is told. */
export type AskedCode = DeviceRequest & {
  readonly userId: UserId | null;
  readonly approvedAt: Instant | null;
  readonly deniedAt: Instant | null;
};

const insert = prepared<DeviceCodeRow, { id: string }>(({ db }, row) =>
  db
    .insertInto('device_codes')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
);

const removeEnded = prepared<{ before: number; most: number }, unknown>(({ db }, param) =>
  db
    .deleteFrom('device_codes')
    .where(({ eb, refTuple }) =>
      eb(
        refTuple('project_id', 'id'),
        'in',
        db
          .selectFrom('device_codes')
          .select(['project_id', 'id'])
          .where('expires_at', '<=', param.before)
          .orderBy('expires_at')
          .limit(param.most)
          .$asTuple('project_id', 'id'),
      ),
    ),
);

const byId = first(
  prepared<{ project_id: string; id: string }, DeviceCodeRow>(({ db }, param) =>
    db
      .selectFrom('device_codes')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id),
  ),
);

const byUserCode = first(
  prepared<{ project_id: string; hashes: string; now: number }, DeviceCodeRow>((read, param) =>
    read.db
      .selectFrom('device_codes')
      .selectAll()
      .where('project_id', '=', param.project_id)
      .where(
        'user_code_hash',
        'in',
        read.db.selectFrom(read.sql.eachText(param.hashes).as('each')).select('each.value'),
      )
      .where('expires_at', '>', param.now)
      .where('user_id', 'is', null)
      .limit(1),
  ),
);

/** One statement: of any number of decisions at once, one counts. */
const decide = prepared<
  OfCode & { user_id: string; approved_at: number | null; denied_at: number | null },
  { id: string }
>(({ db }, param) =>
  db
    .updateTable('device_codes')
    .set({ user_id: param.user_id, approved_at: param.approved_at, denied_at: param.denied_at })
    .where('project_id', '=', param.project_id)
    .where('id', '=', param.id)
    .where('user_id', 'is', null)
    .where('expires_at', '>', param.now)
    .returning('id'),
);

/** One statement: of any number of devices that show the code at once, one gets the row. */
const take = first(
  prepared<OfCode & { user_id: string }, DeviceCodeRow>(({ db }, param) =>
    db
      .deleteFrom('device_codes')
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id)
      .where('user_id', '=', param.user_id)
      .where('approved_at', 'is not', null)
      .where('expires_at', '>', param.now)
      .returningAll(),
  ),
);

const removeAll = prepared<{ project_id: string; user_id: string }, unknown>(({ db }, param) =>
  db
    .deleteFrom('device_codes')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id),
);

/** Answers false when the code that people type is another device's just now. */
export async function insertCode(
  tx: UnauditedTx,
  project: ProjectId,
  fresh: { readonly request: DeviceRequest; readonly userCodeHash: string },
): Promise<boolean> {
  const { request } = fresh;
  const row = {
    project_id: project,
    id: request.id,
    user_code_hash: fresh.userCodeHash,
    client_id: request.clientId,
    scopes: JSON.stringify(request.scopes),
    name: request.name,
    ip: request.ip,
    expires_at: request.expiresAt,
    user_id: null,
    approved_at: null,
    denied_at: null,
  };
  return (await insert(tx, row)).length === 1;
}

/** Forgets those of every project that ended by the moment, `most` at most. */
export async function deleteEndedCodes(tx: UnauditedTx, before: Instant, most: number): Promise<void> {
  await removeEnded(tx, { before, most });
}

/** Also one that has expired, for as long as it is kept. */
export async function findCode(read: Read, project: ProjectId, id: string): Promise<AskedCode | undefined> {
  const row = await byId(read, { project_id: project, id });
  return row && codeOf(row);
}

/** One that waits for a decision. */
export async function findByUserCode(
  read: Read,
  project: ProjectId,
  of: { readonly hashes: readonly string[]; readonly now: Instant },
): Promise<AskedCode | undefined> {
  const row = await byUserCode(read, {
    project_id: project,
    hashes: JSON.stringify(of.hashes),
    now: of.now,
  });
  return row && codeOf(row);
}

/** Answers false when it has expired or was decided already. */
export async function decideCode(
  tx: Tx,
  project: ProjectId,
  by: { readonly id: string; readonly user: UserId; readonly approves: boolean; readonly now: Instant },
): Promise<boolean> {
  const { id, user, now } = by;
  const at = by.approves ? { approved_at: now, denied_at: null } : { approved_at: null, denied_at: now };
  return (await decide(tx, { project_id: project, id, user_id: user, now, ...at })).length === 1;
}

/** Takes the approved code out, for good; nothing when there is none that is alive. */
export async function takeCode(
  tx: Tx,
  project: ProjectId,
  of: { readonly id: string; readonly user: UserId; readonly now: Instant },
): Promise<AskedCode | undefined> {
  const row = await take(tx, { project_id: project, id: of.id, user_id: of.user, now: of.now });
  return row && codeOf(row);
}

export async function deleteCodesOf(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}

/** What was validated when it was written is trusted when it is read: hence the casts. */
function codeOf(row: DeviceCodeRow): AskedCode {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    ip: row.ip,
    expiresAt: row.expires_at as Instant,
    userId: row.user_id as UserId | null,
    approvedAt: row.approved_at as Instant | null,
    deniedAt: row.denied_at as Instant | null,
  };
}
