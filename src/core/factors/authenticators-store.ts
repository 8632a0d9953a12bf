import type { Read, Tx } from '../../db/database.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { AuthenticatorRow } from '../../db/schema.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';

type Ref = { project_id: string; user_id: string; kind: string };
type Step = Ref & { sealed: string; step: number };

/** What shows codes, or the note of when a user made recovery codes. */
type Kind = 'totp' | 'recoveryCode';

export type Authenticator = { readonly sealed: string; readonly verifiedAt: Instant | null };

const byKind = first(
  prepared<Ref, Pick<AuthenticatorRow, 'sealed' | 'verified_at'>>(({ db }, param) =>
    db
      .selectFrom('authenticators')
      .select(['sealed', 'verified_at'])
      .where('project_id', '=', param.project_id)
      .where('user_id', '=', param.user_id)
      .where('kind', '=', param.kind),
  ),
);

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

/** The step is only ever moved on, by one statement, so that of tries at once with one code one succeeds. */
const accept = prepared<Step, { kind: string }>(({ db }, param) =>
  db
    .updateTable('authenticators')
    .set({ last_step: param.step })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('kind', '=', param.kind)
    .where('sealed', '=', param.sealed)
    .where('verified_at', 'is not', null)
    .where((where) => where.or([where('last_step', 'is', null), where('last_step', '<', param.step)]))
    .returning('kind'),
);

const verify = prepared<Step & { at: number }, { kind: string }>(({ db }, param) =>
  db
    .updateTable('authenticators')
    .set({ last_step: param.step, verified_at: param.at })
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('kind', '=', param.kind)
    .where('sealed', '=', param.sealed)
    .where('verified_at', 'is', null)
    .returning('kind'),
);

const remove = prepared<Ref, { kind: string }>(({ db }, param) =>
  db
    .deleteFrom('authenticators')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id)
    .where('kind', '=', param.kind)
    .returning('kind'),
);

const removeAll = prepared<Omit<Ref, 'kind'>, unknown>(({ db }, param) =>
  db
    .deleteFrom('authenticators')
    .where('project_id', '=', param.project_id)
    .where('user_id', '=', param.user_id),
);

export async function findAuthenticator(
  read: Read,
  project: ProjectId,
  user: string,
  kind: Kind,
): Promise<Authenticator | undefined> {
  const row = await byKind(read, { project_id: project, user_id: user, kind });
  // Written by the functions below and by nobody else.
  return row && { sealed: row.sealed, verifiedAt: row.verified_at as Instant | null };
}

export async function hasVerified(
  read: Read,
  project: ProjectId,
  user: string,
  kind: 'totp',
): Promise<boolean> {
  return ((await findAuthenticator(read, project, user, kind))?.verifiedAt ?? null) !== null;
}

/** In place of one that was never verified; answers false when there is one that was. */
export async function placeAuthenticator(
  tx: Tx,
  project: ProjectId,
  fresh: {
    readonly user: string;
    readonly kind: Kind;
    readonly sealed: string;
    readonly verifiedAt?: Instant;
  },
): Promise<boolean> {
  const row = {
    project_id: project,
    user_id: fresh.user,
    kind: fresh.kind,
    sealed: fresh.sealed,
    verified_at: fresh.verifiedAt ?? null,
    last_step: null,
  };
  return (await place(tx, row)).length > 0;
}

type Seen = { readonly user: string; readonly sealed: string; readonly step: number };

const stepAt = (project: ProjectId, { user, sealed, step }: Seen): Step => ({
  project_id: project,
  user_id: user,
  kind: 'totp',
  sealed,
  step,
});

/** Answers false when the verified authenticator with this seed has accepted the step, or a later one, already. */
export async function acceptStep(tx: Tx, project: ProjectId, seen: Seen): Promise<boolean> {
  return (await accept(tx, stepAt(project, seen))).length > 0;
}

/** Answers false when there is no authenticator with this seed that waits for its first code. */
export async function verifyAuthenticator(
  tx: Tx,
  project: ProjectId,
  seen: Seen & { readonly at: Instant },
): Promise<boolean> {
  return (await verify(tx, { ...stepAt(project, seen), at: seen.at })).length > 0;
}

/** Answers false when there was none. */
export async function deleteAuthenticator(
  tx: Tx,
  project: ProjectId,
  user: string,
  kind: Kind,
): Promise<boolean> {
  return (await remove(tx, { project_id: project, user_id: user, kind })).length > 0;
}

export async function deleteAuthenticators(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}
