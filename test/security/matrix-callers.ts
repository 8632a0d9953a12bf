import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'otplib';
import type { Actor } from '../../src/core/actor.ts';
import { enrolTotp, verifyTotp } from '../../src/core/factors/totp.ts';
import { instantOf } from '../../src/core/instant.ts';
import { createKey, revokeKey } from '../../src/core/keys/keys.ts';
import { everyScope, type KeyScope } from '../../src/core/keys/scopes.ts';
import { findUserBy } from '../../src/core/users/store.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { HEX_CLIENT } from '../support/acts-devices.ts';
import { freshAddress } from '../support/browser-client.ts';
import { call, KEY, PROJECT, type Started } from '../support/server.ts';
import type { Beside } from './core-beside.ts';

export const OTHER_PROJECT = 'other';
/** A team whose members act in it by the second protocol, too. */
export const ORGANIZATION = 'acme';
const PASSWORD = 'correct horse battery';
const STEP_MS = 30_000;
const LEAST_LEFT_MS = 8_000;
const KEY_NAME = 'matrix';
const FOREIGN_PAGE = 'https://evil.example';
const OWN_PAGE = 'http://localhost:3000';
const MADE_UP = `standard_${'f'.repeat(64)}`;

/** Where callers are made: a server, a core beside it, and a second project on it. */
export type World = {
  readonly server: Started;
  readonly beside: Beside;
  /** A system actor of the project. */
  readonly actorIn: (project: string) => Actor;
  /** A key of the second project, of all scopes. */
  readonly otherKey: string;
};
export type Headers = Readonly<Record<string, string>>;

/** Makes a caller who has done nothing yet and returns what it sends; `needs` are the scopes that keys need here. */
export type Make = (world: World, needs: readonly KeyScope[]) => Headers | Promise<Headers>;

/** A key that holds no scope of an endpoint holds this one. */
const ELSEWHERE: KeyScope = 'metrics.read';

const cookie = (secret: string, project = PROJECT) => ({ Cookie: `a_session_${project}=${secret}` });
const header = (secret: string) => ({ 'X-Appwrite-Session': secret });
const jwt = (token: string) => ({ 'X-Appwrite-JWT': token });

/** Everybody who may call the first protocol, and how they come. */
export const appwriteCallers = {
  guest: () => ({}),
  'made-up key': () => ({ 'X-Appwrite-Key': MADE_UP }),
  'key short of a letter': () => ({ 'X-Appwrite-Key': KEY.slice(0, -1) }),
  'key as a bearer token': () => ({ Authorization: `Bearer ${KEY}` }),
  'key of another project': async (world) => byKey(await keyWith(world, everyScope, OTHER_PROJECT)),
  'revoked key': async (world) => {
    const key = await keyWith(world, everyScope);
    await revokeKey(world.beside.core, world.beside.actor, key.id);
    return byKey(key);
  },
  'expired key': async (world) => byKey(await keyWith(world, everyScope, PROJECT, -1_000)),
  'key without a project': () => ({ 'X-Appwrite-Key': KEY, 'X-Appwrite-Project': '' }),
  'key in an unknown project': () => ({ 'X-Appwrite-Key': KEY, 'X-Appwrite-Project': 'nowhere' }),
  'key in what is no project': () => ({ 'X-Appwrite-Key': KEY, 'X-Appwrite-Project': "' or 1=1" }),
  'key without the scope': async (world, needs) =>
    byKey(
      await keyWith(
        world,
        everyScope.filter((scope) => !needs.includes(scope)),
      ),
    ),
  'key with the scope alone': async (world, needs) =>
    byKey(await keyWith(world, needs.length > 0 ? needs : [ELSEWHERE])),
  'key of all scopes': () => ({ 'X-Appwrite-Key': KEY }),
  'session in a cookie': async (world) => cookie((await userOf(world)).secret),
  'session in a header': async (world) => header((await userOf(world)).secret),
  'session of another project': async (world) => {
    const { secret } = await userOf(world, OTHER_PROJECT);
    return { ...cookie(secret), ...header(secret) };
  },
  'session that ended': async (world) => header((await ended(world)).secret),
  'session that owes a factor': async (world) => header((await owing(world)).secret),
  'session of a blocked user': async (world) => header((await blocked(world)).secret),
  'session of an impersonator': async (world) => {
    const { id, secret } = await userOf(world);
    await manage(world, 'PATCH', `/users/${id}/impersonator`, { impersonator: true });
    return header(secret);
  },
  'token of a user': async (world) => jwt(await tokenOf(world, (await userOf(world)).id)),
  'token of another project': async (world) =>
    jwt(await tokenOf(world, (await userOf(world, OTHER_PROJECT)).id, OTHER_PROJECT)),
  'token that is forged': async (world) => {
    const [head = '', claims = ''] = (await tokenOf(world, (await userOf(world)).id)).split('.');
    return jwt(`${head}.${claims}.${'A'.repeat(43)}`);
  },
  'token of a session that ended': async (world) => {
    const user = await userOf(world);
    const token = await tokenOf(world, user.id);
    await manage(world, 'DELETE', `/users/${user.id}/sessions`);
    return jwt(token);
  },
  'token of a session that owes a factor': async (world) => {
    const user = await userOf(world);
    const token = await tokenOf(world, user.id);
    await demandFactor(world, user.id);
    return jwt(token);
  },
  'token of a blocked user': async (world) => {
    const user = await userOf(world);
    const token = await tokenOf(world, user.id);
    await block(world, user.id);
    return jwt(token);
  },
  'foreign page': () => ({ Origin: FOREIGN_PAGE }),
  'foreign page with cookies': async (world) => ({
    Origin: FOREIGN_PAGE,
    ...cookie((await userOf(world)).secret),
  }),
  'foreign page with a made-up key': () => ({ Origin: FOREIGN_PAGE, 'X-Appwrite-Key': MADE_UP }),
  'foreign page with cookies and a made-up key': async (world) => ({
    Origin: FOREIGN_PAGE,
    'X-Appwrite-Key': MADE_UP,
    ...cookie((await userOf(world)).secret),
  }),
  'foreign page with a key of all scopes': () => ({ Origin: FOREIGN_PAGE, 'X-Appwrite-Key': KEY }),
  'own page with cookies': async (world) => ({ Origin: OWN_PAGE, ...cookie((await userOf(world)).secret) }),
  'own page with cookies and a made-up key': async (world) => ({
    Origin: OWN_PAGE,
    'X-Appwrite-Key': MADE_UP,
    ...cookie((await userOf(world)).secret),
  }),
} satisfies Readonly<Record<string, Make>>;

export type AppwriteCaller = keyof typeof appwriteCallers;

const authorization = (value: string) => ({ Authorization: value });
const otp = async (seed: string) => ({ 'X-Hex-OTP': await codeOf(seed) });
const bearer = (token: string) => authorization(`Bearer ${token}`);
const may = (resource: string): readonly object[] => [{ domain: 'api', resource }];

/** Everybody who may call the second protocol, and how they come. */
export const hexCallers = {
  nobody: () => ({}),
  'key of the first protocol': () => authorization(KEY),
  'session of the first protocol': async (world) => {
    const { secret } = await userOf(world);
    return { ...cookie(secret), ...header(secret), 'X-Appwrite-Project': PROJECT };
  },
  'wrong password': async (world) => authorization(basic((await named(world)).name, 'wrong')),
  'password of nobody': () => authorization(basic(freshName())),
  'password in no form': () => authorization('Basic ::'),
  password: async (world) => authorization(basic((await named(world)).name)),
  'password of an unverified user': async (world) =>
    authorization(basic((await named(world, { verified: false })).name)),
  'password of a blocked user': async (world) => authorization(basic((await blockedNamed(world)).name)),
  'password of a user with a factor': async (world) => authorization(basic((await guarded(world)).name)),
  'password of a user with a factor, and a code': async (world) => {
    const { name, seed } = await guarded(world);
    return { ...authorization(basic(name)), ...(await otp(seed)) };
  },
  'password of a member who reads': async (world) => authorization(basic(await memberOf(world, 'read'))),
  'password of a member who writes': async (world) => authorization(basic(await memberOf(world, 'write'))),
  'password of an administrator': async (world) => authorization(basic(await memberOf(world, 'admin'))),
  'made-up key': () => authorization('f'.repeat(32)),
  key: async (world) => authorization(await hexKey(world, (await named(world)).name)),
  'key that reads': async (world) =>
    authorization(await hexKey(world, (await named(world)).name, { permissions: may('read') })),
  'key that writes': async (world) =>
    authorization(await hexKey(world, (await named(world)).name, { permissions: may('write') })),
  'key for repositories': async (world) => {
    const permissions = [{ domain: 'repositories' }];
    return authorization(await hexKey(world, (await named(world)).name, { permissions }));
  },
  'revoked key': async (world) => {
    const { name } = await named(world);
    const secret = await hexKey(world, name);
    await hex(world, 'DELETE', `/api/keys/${KEY_NAME}`, { headers: authorization(basic(name)) });
    return authorization(secret);
  },
  'key of an unverified user': async (world) =>
    authorization(await hexKey(world, (await named(world, { verified: false })).name)),
  'key of a blocked user': async (world) => {
    const { name, id } = await named(world);
    const secret = await hexKey(world, name);
    await block(world, id);
    return authorization(secret);
  },
  'key made before the factor': async (world) => {
    const { name, id } = await named(world);
    const secret = await hexKey(world, name);
    await withTotp(world, id);
    return authorization(secret);
  },
  'key made before the factor, and a code': async (world) => {
    const { name, id } = await named(world);
    const secret = await hexKey(world, name);
    return { ...authorization(secret), ...(await otp(await withTotp(world, id))) };
  },
  'key made with the factor': async (world) => {
    const { name, seed } = await guarded(world);
    return authorization(await hexKey(world, name, { headers: await otp(seed) }));
  },
  'key of the organization': async (world) => authorization(await organizationKey(world, ORGANIZATION)),
  'key of the organization by a writer': async (world) =>
    authorization(await organizationKey(world, ORGANIZATION, { role: 'write' })),
  'key of the organization that reads': async (world) =>
    authorization(await organizationKey(world, ORGANIZATION, { permissions: may('read') })),
  'key of another organization': async (world) => {
    const team = freshName();
    await manage(world, 'POST', '/teams', { teamId: team, name: team });
    return authorization(await organizationKey(world, team));
  },
  'token of a key': async (world) => {
    const key = await hexKey(world, (await named(world)).name);
    return bearer(await keyToken(world, key));
  },
  'made-up token': () => bearer('f'.repeat(43)),
  'device of a user without a factor': async (world) =>
    bearer(await deviceToken(world, (await named(world)).name)),
  'device without a code': async (world) => {
    const { name, seed } = await guarded(world);
    return bearer(await deviceToken(world, name, { code: await codeOf(seed) }));
  },
  'device with a code that was used': async (world) => {
    const { name, seed } = await guarded(world);
    const code = await codeOf(seed);
    return { ...bearer(await deviceToken(world, name, { code })), 'X-Hex-OTP': code };
  },
  'device with a code': async (world) => {
    const { name, id, seed } = await guarded(world);
    const token = await deviceToken(world, name, { code: await codeOf(seed) });
    await forgetCodes(world, id);
    return { ...bearer(token), ...(await otp(seed)) };
  },
  'device that reads': async (world) =>
    bearer(await deviceToken(world, (await named(world)).name, { scope: 'api:read' })),
  'foreign page': () => ({ Origin: FOREIGN_PAGE }),
  'foreign page with cookies': async (world) => ({
    Origin: FOREIGN_PAGE,
    ...cookie((await userOf(world)).secret),
  }),
  'foreign page with a made-up key': () => ({ Origin: FOREIGN_PAGE, ...authorization('f'.repeat(32)) }),
} satisfies Readonly<Record<string, Make>>;

export type HexCaller = keyof typeof hexCallers;

/** Callers who are made anew for each call: a code is good for one, and wrong passwords are counted. */
export const oneCall: ReadonlySet<string> = new Set<HexCaller>([
  'wrong password',
  'password of nobody',
  'password of a user with a factor, and a code',
  'key made before the factor, and a code',
  'device with a code that was used',
  'device with a code',
]);

/** A user of the first protocol with a session that a server opened. */
async function userOf(
  world: World,
  project = PROJECT,
): Promise<{ readonly id: string; readonly secret: string }> {
  const id = freshName();
  await manage(world, 'POST', '/users', { userId: id, email: `${id}@example.com` }, project);
  const { secret = '' } = await manage(world, 'POST', `/users/${id}/sessions`, {}, project);
  return { id, secret };
}

async function ended(world: World) {
  const user = await userOf(world);
  await manage(world, 'DELETE', `/users/${user.id}/sessions`);
  return user;
}

async function owing(world: World) {
  const user = await userOf(world);
  await demandFactor(world, user.id);
  return user;
}

async function blocked(world: World) {
  const user = await userOf(world);
  await block(world, user.id);
  return user;
}

/** The verified address is the second factor. */
async function demandFactor(world: World, id: string): Promise<void> {
  await manage(world, 'PATCH', `/users/${id}/verification`, { emailVerification: true });
  await manage(world, 'PATCH', `/users/${id}/mfa`, { mfa: true });
}

async function tokenOf(world: World, id: string, project = PROJECT): Promise<string> {
  const { jwt = '' } = await manage(world, 'POST', `/users/${id}/jwts`, {}, project);
  return jwt;
}

async function keyWith(
  { beside, actorIn }: World,
  scopes: readonly KeyScope[],
  project = PROJECT,
  lastsMs?: number,
): Promise<{ readonly id: string; readonly secret: string }> {
  const expiresAt = lastsMs === undefined ? null : instantOf(Date.now() + lastsMs);
  const { key, secret } = await createKey(beside.core, actorIn(project), {
    name: 'matrix',
    scopes,
    expiresAt,
  });
  return { id: key.id, secret };
}

function byKey({ secret }: { readonly secret: string }): Headers {
  return { 'X-Appwrite-Key': secret };
}

type Named = { readonly name: string; readonly id: UserId };

/** A user of the second protocol, by name and password. */
async function named(world: World, has: { readonly verified: boolean } = { verified: true }): Promise<Named> {
  const name = freshName();
  const emails = [{ email: `${name}@example.com` }];
  await hex(world, 'POST', '/api/users', { body: { username: name, password: PASSWORD, emails } });
  const { core, actor } = world.beside;
  const user = await findUserBy(core.read, actor.project.id, 'username', name);
  if (!user) throw new Error(`${name} has signed up`);
  if (has.verified)
    await manage(world, 'PATCH', `/users/${user.id}/verification`, { emailVerification: true });
  return { name, id: user.id };
}

async function blockedNamed(world: World): Promise<Named> {
  const who = await named(world);
  await block(world, who.id);
  return who;
}

/** A user of the second protocol who has an authenticator; its codes of now and later are fresh. */
async function guarded(world: World): Promise<Named & { readonly seed: string }> {
  const who = await named(world);
  return { ...who, seed: await withTotp(world, who.id) };
}

async function withTotp(world: World, id: UserId): Promise<string> {
  const { core, actor } = world.beside;
  const { secret } = await enrolTotp(core, actor, id);
  await verifyTotp(core, actor, { user: id, code: await codeOf(secret) });
  await manage(world, 'PATCH', `/users/${id}/mfa`, { mfa: true });
  await forgetCodes(world, id);
  return secret;
}

/** Lets the code of the moment be shown once more, in place of waiting for the next one. */
async function forgetCodes({ beside: { core, actor } }: World, id: UserId): Promise<void> {
  await core.write(actor, [], (tx) =>
    tx.db.updateTable('authenticators').set({ last_step: null }).where('user_id', '=', id).execute(),
  );
}

/** What the authenticator shows, with some seconds left in which it is good: the server takes no other step. */
async function codeOf(seed: string): Promise<string> {
  const leftMs = STEP_MS - (Date.now() % STEP_MS);
  if (leftMs < LEAST_LEFT_MS) await sleep(leftMs);
  return generate({ secret: seed, epoch: Math.floor(Date.now() / 1000) });
}

async function memberOf(world: World, role: string): Promise<string> {
  const { name, id } = await named(world);
  await manage(world, 'POST', `/teams/${ORGANIZATION}/memberships`, { userId: id, roles: [role] });
  return name;
}

type KeyOptions = {
  readonly permissions?: readonly object[];
  readonly headers?: Headers;
  readonly path?: string;
};

/** A key that the user makes with the password. */
async function hexKey(
  world: World,
  name: string,
  { permissions = [], headers = {}, path = '/api/keys' }: KeyOptions = {},
): Promise<string> {
  const body = { name: KEY_NAME, permissions };
  const made = await hex(world, 'POST', path, {
    body,
    headers: { ...authorization(basic(name)), ...headers },
  });
  return textIn(made, 'secret');
}

/** A key that a member of the role makes for the organization. */
async function organizationKey(
  world: World,
  organization: string,
  { role = 'owner', permissions = [] }: Pick<KeyOptions, 'permissions'> & { readonly role?: string } = {},
): Promise<string> {
  const { name, id } = await named(world);
  await manage(world, 'POST', `/teams/${organization}/memberships`, { userId: id, roles: [role] });
  return hexKey(world, name, { permissions, path: `/api/orgs/${organization}/keys` });
}

/** A token in place of the key. */
async function keyToken(world: World, key: string): Promise<string> {
  const grant = { grant_type: 'client_credentials', client_secret: key, scope: 'api' };
  const given = await hex(world, 'POST', '/api/oauth/token', { body: { client_id: HEX_CLIENT, ...grant } });
  return textIn(given, 'access_token');
}

/** A token of a device that the user lets in on the page. */
async function deviceToken(
  world: World,
  login: string,
  { code = '', scope = 'api' }: { readonly code?: string; readonly scope?: string } = {},
): Promise<string> {
  const client = { client_id: HEX_CLIENT };
  const asked = await hex(world, 'POST', '/api/oauth/device_authorization', { body: { ...client, scope } });
  const [user_code, device_code] = [textIn(asked, 'user_code'), textIn(asked, 'device_code')];
  const form = new URLSearchParams({ user_code, login, password: PASSWORD, code, decision: 'approve' });
  await hex(world, 'POST', '/oauth/device', { form });
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  const given = await hex(world, 'POST', '/api/oauth/token', {
    body: { ...client, grant_type, device_code },
  });
  return textIn(given, 'access_token');
}

type HexOptions = {
  readonly headers?: Headers;
  readonly body?: object;
  readonly form?: URLSearchParams;
};

/** A request of the second protocol that must succeed. */
async function hex(
  { server }: World,
  method: string,
  path: string,
  { headers, body, form }: HexOptions,
): Promise<unknown> {
  const response = await fetch(`${server.base}/hex${path}`, {
    method,
    headers: {
      'X-Forwarded-For': freshAddress(),
      ...(body && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(form && { body: form }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return form ? text : JSON.parse(text);
}

function textIn(body: unknown, name: string): string {
  const value = (body as Readonly<Record<string, unknown>>)[name];
  if (typeof value !== 'string') throw new Error(`no ${name} in ${JSON.stringify(body)}`);
  return value;
}

function basic(login: string, password = PASSWORD): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

function block(world: World, id: string): Promise<unknown> {
  return manage(world, 'PATCH', `/users/${id}/status`, { status: false });
}

function freshName(): string {
  return `p${crypto.randomUUID().replaceAll('-', '').slice(0, 18)}`;
}

/** A request of a server that may do everything; it must succeed. */
export async function manage(
  world: World,
  method: string,
  path: string,
  body?: unknown,
  project = PROJECT,
): Promise<Readonly<Record<string, string>>> {
  const headers = {
    'X-Appwrite-Project': project,
    'X-Appwrite-Key': project === PROJECT ? KEY : world.otherKey,
  };
  const answer = await call(world.server.endpoint, method, path, { body, headers });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  // A user, a session, a token or a team, of which a text is read.
  return answer.body as Readonly<Record<string, string>>;
}
