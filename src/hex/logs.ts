import type { DoneAct, ListedAct } from '../core/audit/acts-by.ts';
import { permissionOf } from '../core/user-keys/user-key.ts';
import type { HexUser } from '../core/usernames/username.ts';
import type { Json } from './media.ts';

export type Log = {
  readonly action: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly user_agent: string;
};

type Params = (done: DoneAct, own: HexUser) => Readonly<Record<string, Json>>;

/** What stands where the caller said nothing of itself. */
const NO_AGENT = 'missing';
const AGENT_LETTERS = 255;

const nothing: Params = () => ({});
const ofUser: Params = (_, own) => userIn(own);
const ofEmail: Params = (_, own) => emailIn(own);
const toEmail: Params = (_, own) => ({ old_email: null, new_email: emailIn(own) });
const ofSession: Params = ({ details }) => ({
  id: text(details.sessionId),
  type: 'browser',
  name: null,
  client_id: null,
  client: null,
});
const ofIdentity: Params = ({ details }) => ({
  id: text(details.identityId),
  provider: text(details.provider),
  provider_uid: null,
  provider_email: null,
});
const ofOrganization: Params = ({ details }) => ({ name: text(details.teamId), billing_active: true });
const ofMember: Params = ({ details, user }, own) => ({
  organization: { name: text(details.teamId), billing_active: true },
  user: user === own.user.id ? userIn(own) : { id: user, username: null, handles: null },
});

/** What hex.pm calls each act of a user that it has a name for. */
const actions: Readonly<Record<ListedAct, readonly [action: string, params: Params]>> = {
  'user.create': ['user.create', ofUser],
  'user.name.update': ['user.update', ofUser],
  'user.email.update': ['email.primary', toEmail],
  'user.password.update': ['password.update', nothing],
  'user.mfa.update': ['security.update', ofUser],
  'user.recovery-codes.update': ['security.rotate_recovery_codes', ofUser],
  'recovery.create': ['password.reset.init', nothing],
  'recovery.update': ['password.reset.finish', nothing],
  'user-key.create': ['key.generate', ofKey],
  'user-key.revoke': ['key.remove', ofKey],
  'session.create': ['session.create', ofSession],
  'session.delete': ['session.revoke', ofSession],
  'identity.create': ['user_provider.create', ofIdentity],
  'identity.delete': ['user_provider.delete', ofIdentity],
  'team.create': ['organization.create', ofOrganization],
  'membership.create': ['organization.member.add', ofMember],
  'membership.update': ['organization.member.role', ofMember],
  'membership.delete': ['organization.member.remove', ofMember],
};

export const listedActs = Object.keys(actions) as readonly ListedAct[];

/** hex.pm writes a sign-up down in so many entries. */
export const ENTRIES_OF_SIGN_UP = 4;

/** An act as hex.pm would have written it down, newest first where it would have been several. */
export function logsOf(done: DoneAct, own: HexUser): readonly Log[] {
  const [action, params] = actions[done.act];
  const last: Log = { action, params: params(done, own), user_agent: agentOf(done) };
  if (done.act !== 'user.create') return [last];
  return [
    { ...last, action: 'email.public', params: toEmail(done, own) },
    { ...last, action: 'email.primary', params: toEmail(done, own) },
    { ...last, action: 'email.add', params: ofEmail(done, own) },
    last,
  ];
}

function ofKey({ details }: DoneAct, own: HexUser): Readonly<Record<string, Json>> {
  const owner = text(details.owner) ?? '';
  const permissions = Array.isArray(details.permissions) ? details.permissions : [];
  const [kind, ...rest] = owner.split(' ');
  return {
    id: text(details.keyId),
    name: text(details.name),
    permissions: permissions.map((each) => ({ ...permissionOf(String(each)) })),
    user: kind === 'user' ? userIn(own) : null,
    organization: kind === 'team' ? { name: rest.join(' '), billing_active: true } : null,
  };
}

function userIn({ user, username }: HexUser): Readonly<Record<string, Json>> {
  return { id: user.id, username, handles: null };
}

/** As the email is now: the history keeps no addresses. */
function emailIn({ user, emailPublicAt }: HexUser): Readonly<Record<string, Json>> {
  return { email: user.email, primary: true, public: emailPublicAt !== null, gravatar: false };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function agentOf({ userAgent }: DoneAct): string {
  return Array.from(userAgent ?? NO_AGENT)
    .slice(0, AGENT_LETTERS)
    .join('');
}
