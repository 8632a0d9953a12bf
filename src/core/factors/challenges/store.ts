import type { Tx } from '../../../db/database.ts';
import { ownedTable } from '../../../db/owned-table.ts';
import type { Expiry } from '../../expiry.ts';
import { createdAt, type Instant, type Sequence } from '../../instant.ts';
import type { ProjectId } from '../../projects/project.ts';
import type { Challenge, FactorKind } from './challenge.ts';

/** A challenge with the keyed hash of its sent code, if any. */
export type StoredChallenge = Challenge & { readonly secretHash: string | null };

const challenges = ownedTable('challenges', {
  owner: { user_id: 'user' },
  key: 'id',
  toRow: ({ challenge, sequence }: { readonly challenge: StoredChallenge; readonly sequence: Sequence }) => ({
    user_id: challenge.userId,
    id: challenge.id,
    sequence,
    session_id: challenge.sessionId,
    factor: challenge.factor,
    secret_hash: challenge.secretHash,
    expires_at: challenge.expiresAt,
  }),
  // Casts: validated on write.
  toValue: (row): StoredChallenge => ({
    id: row.id,
    userId: row.user_id,
    sessionId: row.session_id,
    factor: row.factor as FactorKind,
    createdAt: createdAt(row.sequence as Sequence),
    expiresAt: row.expires_at as Expiry,
    secretHash: row.secret_hash,
  }),
});

const keepAdded = challenges.keepAdded(['sequence', 'id'], {});
const keepAddedOfFactor = challenges.keepAdded(['sequence', 'id'], { factor: 'factor' });
const live = { id: 'id', session_id: 'session', expires_at: '> now' } as const;

export const insertChallenge = challenges.insert;
/** Finds the challenge if it belongs to this session and has not expired. */
export const findChallenge = challenges.find(live);
export const findChallengeById = challenges.find({ id: 'id' });
/** Removes and returns the challenge if it belongs to this session and has not expired. */
export const takeChallenge = challenges.take(live);
export const deleteChallenges = challenges.removeAll;

/** Removes what has expired, and all but the one just added and the newest others, of all factors and of one. */
export async function trimChallenges(
  tx: Tx,
  project: ProjectId,
  to: {
    readonly user: string;
    readonly added: string;
    readonly kept: number;
    readonly ofFactor: { readonly factor: FactorKind; readonly kept: number };
    readonly now: Instant;
  },
): Promise<void> {
  await challenges.removeExpired(tx, project, to);
  await keepAddedOfFactor(tx, project, { user: to.user, added: to.added, ...to.ofFactor });
  await keepAdded(tx, project, to);
}
