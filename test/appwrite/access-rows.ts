import { KEY } from '../support/server.ts';

const bad = 'general_argument_invalid';

/**
 * Every operation, what it needs, and what somebody who may call it gets for parameters that are wrong: whoever may
 * not is refused before they are looked at.
 */
export const operations: Readonly<Record<string, { needs: Need; path: string; allowed: Outcome }>> = {
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
  healthGet: { needs: 'health.read', path: 'GET /health', allowed: [200, undefined] },
  ping: { needs: 'a project', path: 'GET /ping', allowed: [200, undefined] },
  healthGetVersion: { needs: 'nothing', path: 'GET /health/version', allowed: [200, undefined] },
};

type Need = 'users.read' | 'users.write' | 'health.read' | 'a project' | 'nothing';
type Outcome = readonly [status: number, type: string | undefined];

/** Keys that a server is given before its callers call. */
export type KeyName = 'reading' | 'writing' | 'metrics' | 'foreign' | 'revoked' | 'expired' | 'noted';

export type Caller = {
  readonly name: string;
  /** The key that the caller has, or headers in place of a good key's. */
  readonly sends: KeyName | Readonly<Record<string, string>>;
  readonly holds: readonly Need[];
  /** What the caller gets for everything else. */
  readonly otherwise: Outcome;
};

const noScope: Outcome = [401, 'general_unauthorized_scope'];
const noProject: Outcome = [404, 'project_not_found'];
const asGuest = { holds: ['a project', 'nothing'], otherwise: noScope } as const;
const asStranger = { holds: ['nothing'] } as const;
const asKey = (...scopes: readonly Need[]) =>
  ({ holds: [...scopes, 'health.read', 'a project', 'nothing'], otherwise: noScope }) as const;

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
  { name: 'a key of all scopes', sends: {}, ...asKey('users.read', 'users.write') },
  {
    ...{ name: 'a key without project', sends: { 'X-Appwrite-Project': '' } },
    ...{ ...asStranger, otherwise: [403, 'project_id_missing'] },
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
];
