import type { Read, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { prepared } from '../../db/prepared.ts';
import type { AuthenticatorRow } from '../../db/schema.ts';
import type { Instant } from '../instant.ts';
import type { Project, ProjectId } from '../projects/project.ts';

/** A TOTP authenticator, or the record of when the user created recovery codes. */
type Kind = 'totp' | 'recoveryCode';

type NewAuthenticator = {
  readonly user: string;
  readonly kind: Kind;
  readonly sealed: string;
  readonly verifiedAt?: Instant;
};

export type Authenticator = { readonly sealed: string; readonly verifiedAt: Instant | null };

const authenticators = ownedTable('authenticators', {
  owner: { user_id: 'user' },
  key: 'kind',
  // Cast: written by the functions below only.
  toValue: (row): Authenticator => ({
    sealed: row.sealed,
    verifiedAt: row.verified_at as Instant | null,
  }),
});

const place = prepared<AuthenticatorRow, { kind: string }>(({ db }, row) =>
  db
    .insertInto('authenticators')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'user_id', 'kind'])
        .doUpdateSet({ sealed: row.sealed, last_step: row.last_step })
        .where('authenticators.verified_at', 'is', null),
    )
    .returning('kind'),
);

export const findAuthenticator = authenticators.find({ kind: 'kind' });
export const takeAuthenticator = authenticators.take({ kind: 'kind' });
export const deleteAuthenticators = authenticators.removeAll;

/**
 * Advances the last accepted step. Returns nothing when the verified authenticator with this seed has accepted the
 * step, or a later one: of concurrent attempts with one code, one succeeds.
 */
export const acceptStep = authenticators.update(
  { last_step: 'step' },
  { kind: 'kind', sealed: 'sealed', verified_at: 'is not null', last_step: 'is null or < step' },
);

/** Returns nothing when no authenticator with this seed waits for its first code. */
export const verifyAuthenticator = authenticators.update(
  { last_step: 'step', verified_at: 'at' },
  { kind: 'kind', sealed: 'sealed', verified_at: null },
);

export async function hasVerified(
  read: Read,
  project: ProjectId,
  of: { readonly user: string; readonly kind: 'totp' },
): Promise<boolean> {
  return ((await findAuthenticator(read, project, of))?.verifiedAt ?? null) !== null;
}

/** Replaces an unverified authenticator. Returns false when there is a verified one. */
export async function placeAuthenticator(
  tx: Tx,
  project: ProjectId,
  { user, kind, sealed, verifiedAt }: NewAuthenticator,
): Promise<boolean> {
  const of = { project_id: project, user_id: user, kind };
  return (await place(tx, { ...of, sealed, verified_at: verifiedAt ?? null, last_step: null })).length > 0;
}

/** Reports whether the user has a verified authenticator that the project accepts as a second factor. */
export async function hasUsableTotp(
  read: Read,
  { id, policies }: Project,
  user: { readonly id: string },
): Promise<boolean> {
  return policies.mfaFactors.includes('totp') && hasVerified(read, id, { user: user.id, kind: 'totp' });
}
