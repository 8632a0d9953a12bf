import type { Tx, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared } from '../../db/prepared.ts';
import type { Expiry } from '../expiry.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import type { DeviceRequest } from './grant.ts';

/** A device code with the decision. */
export type AskedCode = DeviceRequest & {
  readonly userId: UserId | null;
  readonly approvedAt: Instant | null;
  readonly deniedAt: Instant | null;
  /** The factors that the approving user had proven. */
  readonly factors: readonly string[];
};

type NewCode = { readonly request: DeviceRequest; readonly userCodeHash: string };

const codes = ownedTable('device_codes', {
  // Not owned by a user before the decision.
  owner: {},
  key: 'id',
  toRow: ({ request, userCodeHash }: NewCode) => ({
    id: request.id,
    user_code_hash: userCodeHash,
    client_id: request.clientId,
    scopes: JSON.stringify(request.scopes),
    name: request.name,
    ip: request.ip,
    expires_at: request.expiresAt,
    user_id: null,
    approved_at: null,
    denied_at: null,
    factors: null,
  }),
  // Casts: validated on write.
  toValue: (row): AskedCode => ({
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    ip: row.ip,
    expiresAt: row.expires_at as Expiry,
    userId: row.user_id as UserId | null,
    approvedAt: row.approved_at as Instant | null,
    deniedAt: row.denied_at as Instant | null,
    factors: JSON.parse(row.factors ?? '[]') as string[],
  }),
});

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
    )
    .returning('id'),
);

const decide = codes.update(
  { user_id: 'user', approved_at: 'approvedAt', denied_at: 'deniedAt', factors: 'factors' },
  { id: 'id', user_id: null, expires_at: '> now' },
);

/** Returns false when the user code is in use by another device. */
export const insertCode = codes.unaudited.insertIfFree;
/** Includes expired codes, while they are kept. */
export const findCode = codes.find({ id: 'id' });
/** Finds a code that waits for a decision. */
export const findByUserCode = codes.find({
  user_code_hash: 'in hashes',
  expires_at: '> now',
  user_id: null,
});
/** Removes and returns the approved code, unless it has expired. */
export const takeCode = codes.take({
  id: 'id',
  user_id: 'user',
  approved_at: 'is not null',
  expires_at: '> now',
});
export const deleteCodesOf = codes.remove({ user_id: 'user' });

/** Deletes codes of all projects that expired at `before` or earlier, `most` at most. Returns how many. */
export async function deleteEndedCodes(tx: UnauditedTx, before: Instant, most: number): Promise<number> {
  return (await removeEnded(tx, { before, most })).length;
}

/** Returns nothing when the code has expired or was decided. Of any number of concurrent decisions, one counts. */
export function decideCode(
  tx: Tx,
  project: ProjectId,
  by: {
    readonly id: string;
    readonly user: UserId;
    readonly approves: boolean;
    /** The factors that the user has proven. */
    readonly factors: readonly string[];
    readonly now: Instant;
  },
): Promise<AskedCode | undefined> {
  const approvedAt = by.approves ? by.now : null;
  const deniedAt = by.approves ? null : by.now;
  return decide(tx, project, { ...by, approvedAt, deniedAt, factors: JSON.stringify(by.factors) });
}
