/** The closed list of acts and the fields each may record beside actor, user, time and origin. No secrets. */
export const acts = {
  'seal.create': ['keyId'],
  'seal.rotate': ['keyId'],
  'history.cut': ['kind', 'position'],
  'admin.create': ['grants'],
  'admin.update': ['grants'],
  'admin.link.create': ['kind'],
  'admin.link.use': ['kind'],
  'project.create': ['name'],
  'project.policies.update': ['names'],
  'key.create': ['keyId', 'scopes', 'expiresAt'],
  'key.replace': ['keyId'],
  'key.revoke': ['keyId'],
  'key.use': ['keyId'],
  'webhook.create': ['webhookId'],
  'webhook.update': ['webhookId', 'enabled'],
  'webhook.secret.update': ['webhookId'],
  'webhook.disable': ['webhookId'],
  'webhook.retry': ['webhookId'],
  'webhook.delete': ['webhookId'],
  'mock-phone.create': [],
  'mock-phone.update': [],
  'mock-phone.delete': [],
  'key.update': ['keyId', 'scopes', 'expiresAt'],
  'key.derive': ['keyId', 'scopes', 'expiresAt'],
  'user.create': [],
  'user.delete': [],
  'user.email.update': [],
  'user.phone.update': [],
  'user.name.update': [],
  'user.password.update': [],
  'user.status.update': ['active'],
  'user.email.verification.update': ['verified'],
  'user.phone.verification.update': ['verified'],
  'user.reset': ['address', 'way', 'removed'],
  'user.address.release': ['address', 'way'],
  'user.labels.update': ['labels'],
  'user.prefs.update': [],
  'user.mfa.update': ['enabled'],
  'user.authenticator.create': ['kind'],
  'user.authenticator.verify': ['kind'],
  'user.authenticator.delete': ['kind'],
  'user.recovery-codes.create': [],
  'user.recovery-codes.update': [],
  'user.impersonator.update': ['impersonator'],
  'challenge.create': ['challengeId', 'factor'],
  'challenge.complete': ['challengeId', 'factor'],
  'challenge.refuse': ['factor'],
  'factor.show': ['factor'],
  'session.create': ['sessionId', 'provider'],
  'session.refuse': ['factor', 'reason', 'count'],
  'session.update': ['sessionId'],
  'session.delete': ['sessionId'],
  'sessions.delete': [],
  'token.create': ['tokenId', 'kind'],
  'identity.create': ['identityId', 'provider', 'replaced'],
  'identity.delete': ['identityId'],
  'provider.update': ['provider', 'enabled'],
  'provider.delete': ['provider'],
  'recovery.create': ['tokenId'],
  'recovery.update': [],
  'user.email.verification.create': ['tokenId'],
  'user.phone.verification.create': ['tokenId'],
  'team.create': ['teamId'],
  'team.update': ['teamId'],
  'team.prefs.update': ['teamId'],
  'team.delete': ['teamId'],
  'membership.create': ['teamId', 'membershipId'],
  'membership.update': ['teamId', 'membershipId', 'role'],
  'membership.accept': ['teamId', 'membershipId'],
  'membership.delete': ['teamId', 'membershipId'],
  'username.assign': ['username'],
  'user-key.create': ['keyId', 'owner', 'name', 'permissions'],
  'user-key.revoke': ['keyId', 'owner', 'name', 'permissions'],
  'user-key.exchange': ['keyId', 'sessionId'],
  'user-keys.revoke': ['owner'],
  'device.approve': ['client'],
  'device.deny': ['client'],
  'target.create': ['targetId', 'kind'],
  'target.update': ['targetId'],
  'target.delete': ['targetId'],
} as const satisfies Record<string, readonly string[]>;

export type ActName = keyof typeof acts;

type Recorded = string | number | boolean | null | readonly string[];

/** One act: its name, the user it was done to, and the fields that `acts` allows for it. */
export type Act = {
  readonly [Name in ActName]: {
    readonly act: Name;
    readonly user?: string;
    readonly details?: Readonly<Record<(typeof acts)[Name][number], Recorded>>;
  };
}[ActName];

/** The acts of one write, in the order of their entries. A function returns none when the work changed nothing. */
export type Acts<T> = Act | readonly Act[] | ((result: T) => Act | readonly Act[]);
