import type { RecordedAct } from '../core/audit/acts-by.ts';
import type { ListedAct, TeamAct } from '../core/audit/listed-acts.ts';
import { permissionOf } from '../core/user-keys/user-key.ts';
import type { NamedUser } from '../core/usernames/username.ts';
import type { Json } from './media.ts';

export type Log = {
  readonly action: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly user_agent: string;
};

/** Usernames by id. */
type Names = ReadonlyMap<string, string>;
type LogParams = Readonly<Record<string, Json>>;
type Params = (act: RecordedAct, own: NamedUser) => LogParams;
type TeamParams = (act: RecordedAct<TeamAct>, names: Names) => LogParams;

/** The user agent of entries without one. */
const NO_AGENT = 'missing';
const AGENT_LETTERS = 255;

const nothing: Params = () => ({});
const ofUser: Params = (_, { user, username }) => userIn(user.id, username);
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
const ofOrganization: TeamParams = ({ details }) => organizationIn(text(details.teamId));
const ofMember: TeamParams = ({ details, user }, names) => ({
  organization: organizationIn(text(details.teamId)),
  user: userNamed(user, names),
});
const ofRole: TeamParams = (act, names) => ({ ...ofMember(act, names), role: text(act.details.role) });

/** hex.pm's names for acts of users. */
const actions: Readonly<Record<Exclude<ListedAct, TeamAct>, readonly [action: string, params: Params]>> = {
  'user.create': ['user.create', ofUser],
  'user.name.update': ['user.update', ofUser],
  'user.email.update': ['email.primary', toEmail],
  'user.password.update': ['password.update', nothing],
  'user.mfa.update': ['security.update', ofUser],
  'user.recovery-codes.update': ['security.rotate_recovery_codes', ofUser],
  'recovery.create': ['password.reset.init', nothing],
  'recovery.update': ['password.reset.finish', nothing],
  'session.create': ['session.create', ofSession],
  'session.delete': ['session.revoke', ofSession],
  'identity.create': ['user_provider.create', ofIdentity],
  'identity.delete': ['user_provider.delete', ofIdentity],
};

/** hex.pm's names for acts on organizations and keys. */
const teamActions: Readonly<Record<TeamAct, readonly [action: string, params: TeamParams]>> = {
  'user-key.create': ['key.generate', ofKey],
  'user-key.revoke': ['key.remove', ofKey],
  'team.create': ['organization.create', ofOrganization],
  'membership.create': ['organization.member.add', ofMember],
  'membership.update': ['organization.member.role', ofRole],
  'membership.delete': ['organization.member.remove', ofMember],
};

export const listedActs = Object.keys({ ...actions, ...teamActions }) as readonly ListedAct[];

/** Number of entries of a sign-up on hex.pm. */
export const ENTRIES_OF_SIGN_UP = 4;

/** Returns the hex.pm entries of an act of the user, newest first. */
export function logsOf(act: RecordedAct, own: NamedUser, names: Names): readonly Log[] {
  if (isInTeam(act)) return [teamLogOf(act, names)];
  // Acts outside the table of teams are in the table of users.
  const [action, params] = actions[act.act as keyof typeof actions];
  const last: Log = { action, params: params(act, own), user_agent: agentOf(act) };
  if (act.act !== 'user.create') return [last];
  return [
    { ...last, action: 'email.public', params: toEmail(act, own) },
    { ...last, action: 'email.primary', params: toEmail(act, own) },
    { ...last, action: 'email.add', params: ofEmail(act, own) },
    last,
  ];
}

/** Returns the entry of an act on an organization or a key. */
export function teamLogOf(act: RecordedAct<TeamAct>, names: Names): Log {
  const [action, params] = teamActions[act.act];
  return { action, params: params(act, names), user_agent: agentOf(act) };
}

function isInTeam(act: RecordedAct): act is RecordedAct<TeamAct> {
  return Object.hasOwn(teamActions, act.act);
}

function ofKey({ details }: RecordedAct, names: Names): LogParams {
  const [kind, ...rest] = (text(details.owner) ?? '').split(' ');
  const owner = rest.join(' ');
  const permissions = Array.isArray(details.permissions) ? details.permissions : [];
  return {
    id: text(details.keyId),
    name: text(details.name),
    permissions: permissions.map((each) => ({ ...permissionOf(String(each)) })),
    user: kind === 'user' ? userNamed(owner, names) : null,
    organization: kind === 'team' ? organizationIn(owner) : null,
  };
}

function userNamed(id: string | null, names: Names): LogParams {
  return userIn(id, names.get(id ?? '') ?? null);
}

function userIn(id: string | null, username: string | null): LogParams {
  return { id, username, handles: null };
}

function organizationIn(name: string | null): LogParams {
  return { name, billing_active: true };
}

/** The current email address, since the history stores none. */
function emailIn({ user, emailPublicAt }: NamedUser): LogParams {
  return { email: user.email, primary: true, public: emailPublicAt !== null, gravatar: false };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function agentOf({ userAgent }: RecordedAct): string {
  return Array.from(userAgent ?? NO_AGENT)
    .slice(0, AGENT_LETTERS)
    .join('');
}
