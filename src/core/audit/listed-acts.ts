/**
 * The acts of users that are listed to them. The index `audit_by_actor_listed` covers exactly these: a new act needs
 * a migration.
 */
export const listedActs = [
  'user.create',
  'user.name.update',
  'user.email.update',
  'user.password.update',
  'user.mfa.update',
  'user.recovery-codes.update',
  'recovery.create',
  'recovery.update',
  'user-key.create',
  'user-key.revoke',
  'session.create',
  'session.delete',
  'identity.create',
  'identity.delete',
  'team.create',
  'membership.create',
  'membership.update',
  'membership.delete',
] as const;

/** The listed acts on a team or its keys. The index `audit_by_subject` covers these. */
export const teamActs = [
  'team.create',
  'membership.create',
  'membership.update',
  'membership.delete',
  'user-key.create',
  'user-key.revoke',
] as const satisfies readonly (typeof listedActs)[number][];

/** An act that can be listed to the user who did it. */
export type ListedAct = (typeof listedActs)[number];

/** An act that is listed to the members of the team it was done to. */
export type TeamAct = (typeof teamActs)[number];
