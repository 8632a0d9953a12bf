import { KEY } from '../support/server.ts';
import { accountOperations } from './access-account-rows.ts';
import type { PersonKind } from './access-fixtures.ts';
import { oauthOperations } from './access-oauth-rows.ts';
import { teamOperations } from './access-team-rows.ts';

const bad = 'general_argument_invalid';

/**
 * Every operation, what it needs, and what somebody who may call it gets for parameters that are wrong: whoever may
 * not is refused before they are looked at.
 */
export const operations: Readonly<Record<string, Row>> = {
  usersList: { needs: 'users.read', path: 'GET /users?total=perhaps', allowed: [400, bad] },
  usersCreate: { needs: 'users.write', path: 'POST /users', allowed: [400, bad] },
  usersGet: { needs: 'users.read', path: 'GET /users/-', allowed: [400, bad] },
  usersDelete: { needs: 'users.write', path: 'DELETE /users/-', allowed: [400, bad] },
  usersUpdateName: { needs: 'users.write', path: 'PATCH /users/-/name', allowed: [400, bad] },
  usersUpdateEmail: { needs: 'users.write', path: 'PATCH /users/-/email', allowed: [400, bad] },
  usersUpdatePhone: { needs: 'users.write', path: 'PATCH /users/-/phone', allowed: [400, bad] },
  usersUpdatePassword: { needs: 'users.write', path: 'PATCH /users/-/password', allowed: [400, bad] },
  usersUpdateStatus: { needs: 'users.write', path: 'PATCH /users/-/status', allowed: [400, bad] },
  usersUpdateEmailVerification: {
    needs: 'users.write',
    path: 'PATCH /users/-/verification',
    allowed: [400, bad],
  },
  usersUpdatePhoneVerification: {
    needs: 'users.write',
    path: 'PATCH /users/-/verification/phone',
    allowed: [400, bad],
  },
  usersUpdateLabels: { needs: 'users.write', path: 'PUT /users/-/labels', allowed: [400, bad] },
  usersGetPrefs: { needs: 'users.read', path: 'GET /users/-/prefs', allowed: [400, bad] },
  usersUpdatePrefs: { needs: 'users.write', path: 'PATCH /users/-/prefs', allowed: [400, bad] },
  usersListSessions: {
    needs: 'users.read,sessions.read',
    path: 'GET /users/-/sessions',
    allowed: [400, bad],
  },
  usersCreateSession: {
    needs: 'users.write,sessions.write',
    path: 'POST /users/-/sessions',
    allowed: [400, bad],
  },
  usersDeleteSessions: {
    needs: 'users.write,sessions.write',
    path: 'DELETE /users/-/sessions',
    allowed: [400, bad],
  },
  usersDeleteSession: {
    needs: 'users.write,sessions.write',
    path: 'DELETE /users/-/sessions/-',
    allowed: [400, bad],
  },
  usersCreateToken: { needs: 'users.write', path: 'POST /users/-/tokens', allowed: [400, bad] },
  usersCreateJWT: { needs: 'users.write', path: 'POST /users/-/jwts', allowed: [400, bad] },
  usersUpdateImpersonator: { needs: 'users.write', path: 'PATCH /users/-/impersonator', allowed: [400, bad] },
  usersUpdateMFA: { needs: 'users.write', path: 'PATCH /users/-/mfa', allowed: [400, bad] },
  usersListMFAFactors: { needs: 'users.read', path: 'GET /users/-/mfa/factors', allowed: [400, bad] },
  usersGetMFARecoveryCodes: {
    needs: 'users.secrets.read',
    path: 'GET /users/-/mfa/recovery-codes',
    allowed: [400, bad],
  },
  usersCreateMFARecoveryCodes: {
    needs: 'users.write',
    path: 'PATCH /users/-/mfa/recovery-codes',
    allowed: [400, bad],
  },
  usersUpdateMFARecoveryCodes: {
    needs: 'users.write',
    path: 'PUT /users/-/mfa/recovery-codes',
    allowed: [400, bad],
  },
  usersDeleteMFAAuthenticator: {
    needs: 'users.write',
    path: 'DELETE /users/-/mfa/authenticators/totp',
    allowed: [400, bad],
  },
  usersListTargets: { needs: 'users.read,targets.read', path: 'GET /users/-/targets', allowed: [400, bad] },
  usersCreateTarget: {
    needs: 'users.write,targets.write',
    path: 'POST /users/-/targets',
    allowed: [400, bad],
  },
  usersGetTarget: { needs: 'users.read,targets.read', path: 'GET /users/-/targets/-', allowed: [400, bad] },
  usersUpdateTarget: {
    needs: 'users.write,targets.write',
    path: 'PATCH /users/-/targets/-',
    allowed: [400, bad],
  },
  usersDeleteTarget: {
    needs: 'users.write,targets.write',
    path: 'DELETE /users/-/targets/-',
    allowed: [400, bad],
  },
  usersCreateArgon2User: { needs: 'users.write', path: 'POST /users/argon2', allowed: [400, bad] },
  usersCreateBcryptUser: { needs: 'users.write', path: 'POST /users/bcrypt', allowed: [400, bad] },
  usersCreateMD5User: { needs: 'users.write', path: 'POST /users/md5', allowed: [400, bad] },
  usersCreatePHPassUser: { needs: 'users.write', path: 'POST /users/phpass', allowed: [400, bad] },
  usersCreateSHAUser: { needs: 'users.write', path: 'POST /users/sha', allowed: [400, bad] },
  usersCreateScryptUser: { needs: 'users.write', path: 'POST /users/scrypt', allowed: [400, bad] },
  usersCreateScryptModifiedUser: {
    needs: 'users.write',
    path: 'POST /users/scrypt-modified',
    allowed: [400, bad],
  },
  usersListLogs: { needs: 'users.read', path: 'GET /users/-/logs', allowed: [400, bad] },
  usersGetUsage: { needs: 'users.read', path: 'GET /users/usage?range=1d', allowed: [400, bad] },
  ...accountOperations,
  ...teamOperations,
  ...oauthOperations,
  healthGet: { needs: 'health.read', path: 'GET /health', allowed: [200, undefined] },
  ping: { needs: 'a project', path: 'GET /ping', allowed: [200, undefined] },
  healthGetVersion: { needs: 'nothing', path: 'GET /health/version', allowed: [200, undefined] },
};

type Scope =
  | 'users.read'
  | 'users.write'
  | 'users.secrets.read'
  | 'sessions.read'
  | 'sessions.write'
  | 'targets.read'
  | 'targets.write'
  | 'teams.read'
  | 'teams.write'
  | 'account';
/** Of several scopes one is enough. */
type Need = Scope | `${Scope},${Scope}` | 'health.read' | 'a project' | 'nothing';
export type Outcome = readonly [status: number, type: string | undefined];

export type Row = {
  readonly needs: Need;
  /** Whether users and guests may call it as well as keys. */
  readonly client?: boolean;
  readonly path: string;
  readonly allowed: Outcome;
  /** What somebody with a session gets in place of `allowed`. */
  readonly signedIn?: Outcome;
  /** What somebody with a signed token gets in place of `allowed`. */
  readonly byToken?: Outcome;
  /** What a session gets that owes a second factor, where that does not stop it. */
  readonly owing?: Outcome;
};

/** Keys that a server is given before its callers call. */
export type KeyName =
  | 'reading'
  | 'writing'
  | 'metrics'
  | 'sessions'
  | 'targets'
  | 'teams'
  | 'foreign'
  | 'revoked'
  | 'expired'
  | 'noted';

export type Caller = {
  readonly name: string;
  /** The key that the caller has, how somebody stands, or headers in place of a good key's. */
  readonly sends: KeyName | PersonKind | Readonly<Record<string, string>>;
  readonly holds: readonly Need[];
  /** What it holds beside where users and guests may call. */
  readonly asClient?: readonly Need[];
  /** What the caller gets for everything else. */
  readonly otherwise: Outcome;
  /** What the caller shows. */
  readonly shows?: 'session' | 'token';
  /** What it gets for whatever belongs to a project, although it holds what it takes. */
  readonly stopped?: Outcome;
};

const noScope: Outcome = [401, 'general_unauthorized_scope'];
const noProject: Outcome = [404, 'project_not_found'];
const asGuest = {
  holds: ['a project', 'nothing'],
  asClient: ['sessions.write'],
  otherwise: noScope,
} as const;
const asStranger = { holds: ['nothing'] } as const;
const asKey = (...scopes: readonly Need[]) =>
  ({ holds: [...scopes, 'health.read', 'a project', 'nothing'], otherwise: noScope }) as const;
const asUser = {
  holds: ['a project', 'nothing'],
  asClient: ['account', 'sessions.write', 'targets.write', 'teams.read', 'teams.write'],
  shows: 'session',
  otherwise: noScope,
} as const;
const all: readonly Need[] = [
  'users.read',
  'users.write',
  'users.secrets.read',
  'sessions.write',
  'targets.write',
  'teams.read',
  'teams.write',
];

export const callers: readonly Caller[] = [
  { name: 'nobody with a key', sends: { 'X-Appwrite-Key': '' }, ...asGuest },
  { name: 'an unknown key', sends: { 'X-Appwrite-Key': `standard_${'f'.repeat(64)}` }, ...asGuest },
  { name: 'a key of one letter less', sends: { 'X-Appwrite-Key': KEY.slice(0, -1) }, ...asGuest },
  { name: 'a bearer token', sends: { 'X-Appwrite-Key': '', Authorization: `Bearer ${KEY}` }, ...asGuest },
  { name: 'a key of another project', sends: 'foreign', ...asGuest },
  { name: 'a revoked key', sends: 'revoked', ...asGuest },
  { name: 'an expired key', sends: 'expired', ...asStranger, otherwise: [401, 'project_key_expired'] },
  { name: 'a key without a scope for users', sends: 'metrics', ...asKey() },
  { name: 'a key that reads', sends: 'reading', ...asKey('users.read') },
  { name: 'a key that writes', sends: 'writing', ...asKey('users.write') },
  { name: 'a key for sessions', sends: 'sessions', ...asKey('sessions.read', 'sessions.write') },
  { name: 'a key for targets', sends: 'targets', ...asKey('targets.read', 'targets.write') },
  { name: 'a key for teams', sends: 'teams', ...asKey('teams.read', 'teams.write') },
  { name: 'a key of all scopes', sends: {}, ...asKey(...all) },
  {
    name: 'a key without project',
    sends: { 'X-Appwrite-Project': '' },
    ...asStranger,
    otherwise: [403, 'project_id_missing'],
  },
  {
    name: 'a key in no known project',
    sends: { 'X-Appwrite-Project': 'other2' },
    ...asStranger,
    otherwise: noProject,
  },
  {
    name: 'a key in no project at all',
    sends: { 'X-Appwrite-Project': "' or 1=1" },
    ...asStranger,
    otherwise: noProject,
  },
  { name: 'a session in a cookie', sends: 'cookie', ...asUser },
  { name: 'a session in a header', sends: 'header', ...asUser },
  { name: 'a signed token of a user', sends: 'token', ...asUser, shows: 'token' },
  {
    name: 'a session that owes a second factor',
    sends: 'owing',
    ...asUser,
    stopped: [401, 'user_more_factors_required'],
  },
  {
    name: 'a session of a blocked user',
    sends: 'blocked',
    ...asUser,
    stopped: [403, 'user_blocked'],
  },
  {
    name: 'a session of an impersonator',
    sends: 'impersonator',
    ...asUser,
    holds: ['users.read', 'a project', 'nothing'],
  },
];
