import type { Act, ActName } from '../core/audit/acts.ts';

type Resource = 'users' | 'teams';
type Sub =
  | 'sessions'
  | 'tokens'
  | 'recovery'
  | 'verification'
  | 'targets'
  | 'identities'
  | 'challenges'
  | 'memberships';

/** An event: of a user or a team, or of something that it has, with the field of the act that names that. */
type Event = {
  readonly of: Resource;
  readonly sub?: Sub;
  /** Missing where the act names none: of all, or not said which. */
  readonly id?: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly attribute?: string;
  /** Of everything of its kind at once. */
  readonly isBulk?: true;
};

const user = (action: Event['action'], attribute?: string): Event => ({
  of: 'users',
  action,
  ...(attribute !== undefined && { attribute }),
});
const part = (sub: Sub, action: Event['action'], id?: string): Event => ({
  of: 'users',
  sub,
  action,
  ...(id !== undefined && { id }),
});
const team = (action: Event['action'], attribute?: string): Event => ({
  ...user(action, attribute),
  of: 'teams',
});
const membership = (action: Event['action'], attribute?: string): Event => ({
  ...team(action, attribute),
  sub: 'memberships',
  id: 'membershipId',
});

/** The events of each act; none for acts that upstream does not publish. */
const events: Readonly<Record<ActName, readonly Event[]>> = {
  'backup.create': [],
  'backup.restore': [],
  'seal.create': [],
  'seal.rotate': [],
  'history.cut': [],
  'admin.create': [],
  'admin.update': [],
  'admin.link.create': [],
  'admin.link.use': [],
  'project.create': [],
  'project.delete': [],
  'project.export': [],
  'project.import': [],
  'project.remove': [],
  'project.rename': [],
  'project.policies.update': [],
  'key.create': [],
  'key.update': [],
  'key.rotate': [],
  'provider.test': [],
  'message.test': [],
  'message.retry': [],
  'message.delete': [],
  'key.derive': [],
  'key.replace': [],
  'key.revoke': [],
  'key.use': [],
  'webhook.create': [],
  'webhook.update': [],
  'webhook.secret.update': [],
  'webhook.disable': [],
  'webhook.retry': [],
  'webhook.delete': [],
  'mock-phone.create': [],
  'mock-phone.update': [],
  'mock-phone.delete': [],
  'job.create': [],
  'job.pause': [],
  'job.resume': [],
  'job.cancel': [],
  'job.end': [],
  'user.create': [user('create')],
  'user.delete': [user('delete')],
  'user.export': [],
  'user.email.update': [user('update', 'email')],
  'user.phone.update': [user('update', 'phone')],
  'user.name.update': [user('update', 'name')],
  'user.password.update': [user('update', 'password')],
  'user.status.update': [user('update', 'status')],
  'user.email.verification.update': [user('update', 'verification'), part('verification', 'update')],
  'user.phone.verification.update': [user('update', 'verification'), part('verification', 'update')],
  'user.reset': [user('update')],
  'user.address.release': [user('update')],
  'user.labels.update': [user('update', 'labels')],
  'user.prefs.update': [user('update', 'prefs')],
  'import.create': [],
  'import.batch': [],
  'import.end': [],
  'import.undo': [],
  'import-job.create': [],
  'import-job.update': [],
  'user.import': [user('update')],
  'user.metadata.update': [],
  'user.mfa.update': [user('update', 'mfa')],
  'user.authenticator.create': [user('update', 'mfa')],
  'user.authenticator.verify': [user('update', 'mfa')],
  'user.authenticator.delete': [user('delete', 'mfa')],
  'user.recovery-codes.create': [user('create')],
  'user.recovery-codes.update': [user('update')],
  'user.recovery-codes.delete': [user('update', 'mfa')],
  'user.impersonator.update': [user('update', 'impersonator')],
  'challenge.create': [part('challenges', 'create', 'challengeId')],
  'challenge.complete': [],
  'challenge.refuse': [],
  'factor.show': [],
  'session.create': [part('sessions', 'create', 'sessionId')],
  'session.refuse': [],
  'session.update': [part('sessions', 'update', 'sessionId')],
  'session.delete': [part('sessions', 'delete', 'sessionId')],
  'sessions.delete': [{ ...part('sessions', 'delete'), isBulk: true }],
  'token.create': [part('tokens', 'create', 'tokenId')],
  'identity.create': [part('identities', 'create', 'identityId')],
  'identity.delete': [part('identities', 'delete', 'identityId')],
  'provider.update': [],
  'provider.delete': [],
  'old-system.update': [],
  'old-system.delete': [],
  'old-system.test': [],
  'contracts.update': [],
  'user.password.migrate': [],
  'user.password.pend': [],
  'user.verify': [],
  'recovery.create': [part('recovery', 'create', 'tokenId')],
  'recovery.update': [part('recovery', 'update')],
  'user.email.verification.create': [part('verification', 'create', 'tokenId')],
  'user.phone.verification.create': [part('verification', 'create', 'tokenId')],
  'team.create': [team('create')],
  'team.update': [team('update')],
  'team.prefs.update': [team('update', 'prefs')],
  'team.delete': [team('delete')],
  'membership.create': [membership('create')],
  'membership.update': [membership('update')],
  'membership.accept': [membership('update', 'status')],
  'membership.delete': [membership('delete')],
  'username.assign': [],
  'user-key.create': [],
  'user-key.exchange': [],
  'user-key.revoke': [],
  'user-keys.revoke': [],
  'device.approve': [],
  'device.deny': [],
  'target.create': [part('targets', 'create', 'targetId')],
  'target.update': [part('targets', 'update', 'targetId')],
  'target.delete': [part('targets', 'delete', 'targetId')],
};

const ANY = '*';

/**
 * Returns the names of the event of an act, concrete ones and patterns, in upstream's order. A webhook receives the
 * event when it subscribes to one of them.
 */
export function eventNames(act: Act): readonly string[] {
  const ids = (act.details ?? {}) as Readonly<Record<string, unknown>>;
  const names = events[act.act].flatMap((event) => {
    const id = event.of === 'users' ? act.user : ids.teamId;
    const sub = event.id === undefined ? ANY : ids[event.id];
    return typeof id === 'string' && typeof sub === 'string' ? namesOf(event, id, sub) : [];
  });
  return [...new Set(names)];
}

function namesOf(
  { of, sub, action, attribute, isBulk }: Event,
  id: string,
  subId: string,
): readonly string[] {
  const [own, any] = [`${of}.${id}`, `${of}.${ANY}`];
  if (isBulk) {
    const bulk = [`${own}.${sub}`, `${any}.${sub}`];
    return [...bulk, ...bulk.map((name) => `${name}.${action}`), own, any];
  }
  const subjects =
    sub === undefined
      ? [own, any]
      : [`${own}.${sub}.${subId}`, `${any}.${sub}.${ANY}`, `${own}.${sub}.${ANY}`, `${any}.${sub}.${subId}`];
  const actions = subjects.map((subject) => `${subject}.${action}`);
  const attributes = attribute === undefined ? [] : actions.map((name) => `${name}.${attribute}`);
  return [...actions, ...attributes, ...subjects, own, any];
}

/** Every pattern that a webhook can subscribe to. */
export const eventPatterns: ReadonlySet<string> = new Set(
  Object.values(events)
    .flat()
    .flatMap((event) => namesOf(event, ANY, ANY)),
);

const SUB_AT = 2;

/** Reports whether a webhook can subscribe to the name: a pattern, or one with ids in place of `*`. */
export function isEventName(name: string): boolean {
  if (eventPatterns.has(name)) return true;
  const parts = name.split('.');
  const pattern = (...at: readonly number[]) =>
    parts.map((part, index) => (at.includes(index) ? ANY : part)).join('.');
  return eventPatterns.has(pattern(1)) || eventPatterns.has(pattern(1, SUB_AT + 1));
}
