/**
 * The baseline: a bare `node:http` server that runs Denizen's own statements and answers the same bodies. No checks but of
 * sessions and JWTs, no key, no routing beyond an `if`, no log, no metrics. `node bench/baseline.ts PORT FILE STATEMENTS each|group`.
 */
import { createHmac, hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { accountOf, bodyOf, valuesOf } from './baseline-user.ts';
import { MARK, type NewUser, SECRET, SESSION_MARK, type Statement, type Statements } from './settings.ts';

const [port = '0', file = '', statementsFile = '', commit = 'group'] = process.argv.slice(2);
const { get, list, create, session, jwt } = JSON.parse(readFileSync(statementsFile, 'utf8')) as Statements;

const reader = connect(true);
const writer = connect(false);
const [byId] = get.map(({ sql }) => reader.prepare(sql));
const [idValues = []] = get.map(({ parameters }) => parameters as SQLInputValue[]);
const [page, count] = list.map(({ sql }) => reader.prepare(sql));
const [pageValues = [], countValues = []] = list.map(({ parameters }) => parameters as SQLInputValue[]);
const inserts = create.map(({ sql }) => writer.prepare(sql));
const valuesFor = valuesOf(create);

const server = createServer((request, response) => {
  if (request.method === 'POST') takeUser(request, response);
  else if (request.url === '/v1/account') answer(response, 200, getAccount(request));
  else if (request.url === '/v1/users') answer(response, 200, listUsers());
  else answer(response, 200, getUser(request.url?.slice('/v1/users/'.length) ?? ''));
});
server.listen(Number(port), '127.0.0.1');

function getUser(id: string): object {
  return bodyOf(byId?.get(...idValues.map((value) => (value === MARK ? id : value))));
}

const COOKIE = /(?:^|; )a_session_\w+=([^;]+)/;
const bySecret = reading(session);
const bySession = reading(jwt);
const jwtKey = Buffer.from(hkdfSync('sha256', SECRET, 'denizen', 'jwt', 32));

/** The account of a session cookie or of a JWT, for which the project, the session and the user are read. */
function getAccount({ headers }: IncomingMessage): object {
  const [, cookie] = COOKIE.exec(headers.cookie ?? '') ?? [];
  if (cookie !== undefined) {
    const token = JSON.parse(Buffer.from(decodeURIComponent(cookie), 'base64').toString());
    return accountOf(bySecret(token.id, hash('sha256', token.secret, 'hex')));
  }
  const claims = claimsOf(String(headers['x-appwrite-jwt']));
  return accountOf(bySession(claims.userId, claims.sessionId));
}

function claimsOf(token: string): { readonly userId: string; readonly sessionId: string } {
  const [head, body = '', signature = ''] = token.split('.');
  const own = createHmac('sha256', jwtKey).update(`${head}.${body}`).digest();
  if (!timingSafeEqual(own, Buffer.from(signature, 'base64url'))) throw new Error('a bad signature');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (claims.exp * 1000 <= Date.now()) throw new Error('an expired token');
  return claims;
}

/** Runs the statements in their order; returns the row of the user, which is the one with an address. */
function reading(statements: readonly Statement[]) {
  const known = statements.map(({ sql, parameters }) => ({ statement: reader.prepare(sql), parameters }));
  return (user: string, ofSession: string) => {
    let found: Record<string, unknown> | undefined;
    for (const { statement, parameters } of known) {
      const values = parameters.map((value) =>
        value === MARK ? user : value === SESSION_MARK ? ofSession : value,
      );
      const row = statement.get(...(values as SQLInputValue[]));
      if (!row) throw new Error('nothing is there');
      if ('email' in row) found = row;
    }
    return found;
  };
}

function listUsers(): object {
  const users = page?.all(...pageValues).map(bodyOf);
  return { total: count?.get(...countValues)?.total, users };
}

let waiting: { readonly input: NewUser; readonly response: ServerResponse }[] = [];

function takeUser(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    waiting.push({ input: JSON.parse(Buffer.concat(chunks).toString()) as NewUser, response });
    if (commit === 'each') commitAll();
    else if (waiting.length === 1) setImmediate(commitAll);
  });
}

/** One transaction for all that wait; with `each`, that is always one. */
function commitAll(): void {
  const group = waiting;
  waiting = [];
  writer.exec('begin immediate');
  const bodies = group.map(({ input }) => {
    const { values, body } = valuesFor(input);
    inserts.forEach((insert, at) => void insert.run(...(values[at] ?? [])));
    return body;
  });
  writer.exec('commit');
  for (const [at, { response }] of group.entries()) answer(response, 201, bodies[at]);
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=UTF-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Opened and set as Denizen opens and sets its own. */
function connect(readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly });
  if (!readOnly) database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full; pragma cache_size = -8192');
  return database;
}
