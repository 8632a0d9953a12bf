import type { Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { deleteGrants as deleteAdminGrants } from './admins/grants-store.ts';
import { installation } from './admins/installation.ts';
import { deleteLinks } from './admins/links-store.ts';
import type { Core } from './core.ts';
import { deleteCodesOf } from './device-grants/device-codes-store.ts';
import { deleteGrants } from './device-grants/store.ts';
import { deleteAuthenticators } from './factors/authenticators-store.ts';
import { deleteChallenges } from './factors/challenges/store.ts';
import { deleteCodes } from './factors/store.ts';
import { deleteIdentities } from './identities/store.ts';
import { deleteImportRowsOf } from './imports/journal-store.ts';
import type { Instant, Sequence } from './instant.ts';
import { forgetAllAttempts, forgetAttemptsAt } from './limits/store.ts';
import { deleteMembershipsOf, teamIdsOf, voidInvitations } from './memberships/store.ts';
import { deleteMessages } from './outbox/store.ts';
import type { Policies, Project, ProjectId } from './projects/project.ts';
import { deleteSessions } from './sessions/ending-store.ts';
import { deleteTargets } from './targets/store.ts';
import { deleteTokens } from './tokens/store.ts';
import { deleteUserKeys, revokeKeys } from './user-keys/store.ts';
import { deleteProfile, hideEmail } from './usernames/profiles-store.ts';
import { deleteMetadata } from './users/metadata-store.ts';
import { forgetPasswords } from './users/password-history-store.ts';
import type { UserId } from './users/user.ts';
import { deleteDeliveriesAbout } from './webhooks/store.ts';

/**
 * An event that ends some or all of what a user owns. `resetUnverifiedAccount`: an address was proven that the creator
 * of the account never proved, and the prover may be another person. `endSessions`: everything that acts as the user
 * is signed out.
 */
export const endings = ['delete', 'resetUnverifiedAccount', 'newPassword', 'endSessions', 'block'] as const;
export type Ending = (typeof endings)[number];

/** The user, and the inputs of the steps. */
type Ended = {
  readonly user: UserId;
  readonly owner: { readonly kind: 'user'; readonly id: UserId };
  readonly now: Instant;
  readonly sequence: Sequence;
  readonly policies: Policies;
  /** The teams of the user's memberships, joined or not. */
  readonly teams: readonly string[];
  /** The session to keep, for a user who sets a new password in it. */
  readonly exceptSession: string | undefined;
};

type Step = (tx: Tx, project: ProjectId, ended: Ended) => Promise<unknown>;

/**
 * The effect of an event on the user's rows of a table: removes them, revokes them (kept, to be recognized), changes
 * or removes some, or keeps them. Without a step, the calling flow does it.
 */
type Decision = { readonly does: 'remove' | 'revoke' | 'change' | 'keep'; readonly step?: Step };

const keep: Decision = { does: 'keep' };
const remove = (step: Step): Decision => ({ does: 'remove', step });
const revoke = (step: Step): Decision => ({ does: 'revoke', step });
const change = (step: Step): Decision => ({ does: 'change', step });
const byFlow = (does: 'remove' | 'change'): Decision => ({ does });

const keepAtEach: Readonly<Record<Ending, Decision>> = {
  delete: keep,
  resetUnverifiedAccount: keep,
  newPassword: keep,
  endSessions: keep,
  block: keep,
};

/** The tables with a column that names the owning user. */
export type OfUsers = {
  [Table in keyof Schema]: Extract<keyof Schema[Table], 'user_id' | 'owner_id'> extends never ? never : Table;
}[keyof Schema];

/**
 * Everything that a user owns, and the effect of each event on it, in this order. A table without a row, or an event
 * without a decision, does not compile.
 */
export const owned: Readonly<Record<OfUsers | 'users', Readonly<Record<Ending, Decision>>>> = {
  users: {
    delete: byFlow('remove'),
    resetUnverifiedAccount: byFlow('change'),
    newPassword: byFlow('change'),
    endSessions: keep,
    block: byFlow('change'),
  },
  user_words: { ...keepAtEach, delete: byFlow('remove'), resetUnverifiedAccount: byFlow('change') },
  // The person who proves an address did not earn what servers keep about its creator.
  user_metadata: {
    ...keepAtEach,
    delete: remove(deleteMetadata),
    resetUnverifiedAccount: remove(deleteMetadata),
  },
  // Before the identifiers: deleting a team takes memberships before identifiers too.
  memberships: {
    ...keepAtEach,
    delete: remove(deleteMembershipsOf),
    resetUnverifiedAccount: change(voidInvitations),
    newPassword: change(voidInvitations),
    endSessions: change(voidInvitations),
  },
  outbox: { ...keepAtEach, delete: remove(deleteMessages) },
  // What the user did is of no use to a receiver that learns of the deletion, whose own delivery is written afterwards.
  webhook_deliveries: { ...keepAtEach, delete: remove(deleteDeliveriesAbout) },
  // A reset keeps the verified address, and removes the phone like any change of the phone.
  // What claimed them releases them: each is on a shard of its own, which only its value names.
  identifiers: { ...keepAtEach, delete: byFlow('remove'), resetUnverifiedAccount: byFlow('change') },
  targets: { ...keepAtEach, delete: remove(deleteTargets), resetUnverifiedAccount: byFlow('change') },
  sessions: {
    delete: remove(deleteSessions),
    resetUnverifiedAccount: remove(deleteSessions),
    newPassword: remove(async (tx, project, ended) => {
      if (ended.policies.invalidateSessions) await deleteSessions(tx, project, ended);
    }),
    endSessions: remove(deleteSessions),
    block: keep,
  },
  device_grants: {
    delete: remove(deleteGrants),
    resetUnverifiedAccount: remove(deleteGrants),
    newPassword: remove(deleteGrants),
    endSessions: remove(deleteGrants),
    block: remove(deleteGrants),
  },
  // Approved codes that the device has not redeemed.
  device_codes: {
    delete: remove(deleteCodesOf),
    resetUnverifiedAccount: remove(deleteCodesOf),
    newPassword: remove(deleteCodesOf),
    endSessions: remove(deleteCodesOf),
    block: remove(deleteCodesOf),
  },
  tokens: {
    ...keepAtEach,
    delete: remove(deleteTokens),
    resetUnverifiedAccount: remove(deleteTokens),
    newPassword: remove(deleteTokens),
    endSessions: remove(deleteTokens),
  },
  recovery_codes: { ...keepAtEach, delete: remove(deleteCodes), resetUnverifiedAccount: remove(deleteCodes) },
  authenticators: {
    ...keepAtEach,
    delete: remove(deleteAuthenticators),
    resetUnverifiedAccount: remove(deleteAuthenticators),
  },
  challenges: {
    ...keepAtEach,
    delete: remove(deleteChallenges),
    resetUnverifiedAccount: remove(deleteChallenges),
  },
  identities: {
    ...keepAtEach,
    delete: remove(deleteIdentities),
    resetUnverifiedAccount: remove(deleteIdentities),
  },
  password_history: {
    ...keepAtEach,
    delete: remove(forgetPasswords),
    resetUnverifiedAccount: remove(forgetPasswords),
    newPassword: byFlow('change'),
  },
  profiles: {
    ...keepAtEach,
    delete: remove(deleteProfile),
    resetUnverifiedAccount: change((tx, project, { user, now }) => hideEmail(tx, project, user, now)),
  },
  user_keys: {
    ...keepAtEach,
    delete: remove(deleteUserKeys),
    resetUnverifiedAccount: remove(deleteUserKeys),
    endSessions: revoke(revokeKeys),
  },
  attempts: {
    ...keepAtEach,
    delete: remove(forgetAllAttempts),
    resetUnverifiedAccount: change(clearPasswordAttempts),
    newPassword: change(clearPasswordAttempts),
  },
  // The id at the source may be personal. The rest of the journal stays.
  import_rows: { ...keepAtEach, delete: remove(deleteImportRowsOf) },
  // Of administrators, who are users of the installation.
  admin_grants: { ...keepAtEach, delete: remove(ofInstallation(deleteAdminGrants)) },
  admin_links: {
    ...keepAtEach,
    delete: remove(ofInstallation(deleteLinks)),
    newPassword: remove(ofInstallation(deleteLinks)),
    block: remove(ofInstallation(deleteLinks)),
  },
  // The history stays. Its personal data is erased later (`history/erasure`), scheduled by the entry of the deletion.
  audit: keepAtEach,
  erasures: keepAtEach,
};

/**
 * Applies the ending to everything that the user owns. Returns the tables in which rows were removed or revoked. The
 * caller has locked the user.
 */
export async function endOwned(
  core: Core,
  tx: Tx,
  ending: Ending,
  of: { readonly project: Project; readonly user: UserId; readonly exceptSession?: string | undefined },
): Promise<readonly string[]> {
  const { project, user, exceptSession } = of;
  const ended: Ended = {
    user,
    owner: { kind: 'user', id: user },
    now: core.clock.now(),
    sequence: core.clock.nextSequence(),
    policies: project.policies,
    teams: await teamIdsOf(tx, project.id, user),
    exceptSession,
  };
  const touched: string[] = [];
  for (const [table, { [ending]: decision }] of Object.entries(owned)) {
    const rows = await decision.step?.(tx, project.id, ended);
    if (Array.isArray(rows) && rows.length > 0) touched.push(table);
  }
  return touched;
}

/** A step that the users of projects, who are no administrators, do not pay for. */
function ofInstallation(step: Step): Step {
  return async (tx, project, ended) => (project === installation.id ? step(tx, project, ended) : []);
}

async function clearPasswordAttempts(tx: Tx, project: ProjectId, { user }: Ended): Promise<void> {
  await forgetAttemptsAt(tx, project, { user, factor: 'password' });
}
