import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { begin, type Ended, folder, run } from '../support/program.ts';
import { call } from '../support/server.ts';

/** In every password and secret here, and in nothing else. */
const CANARY = 'canary7f3a';
const SETTINGS = {
  DENIZEN_PROJECT: 'shop',
  DENIZEN_API_KEY: `${CANARY}-key-0123456789abcdef0123456789`,
  DENIZEN_SECRET: `${CANARY}-seal-0123456789abcdef0123456789`,
  DENIZEN_LOG_LEVEL: 'trace',
};

/** Requests with a password in them: some that are right, and some that are wrong in every way that gets far. */
const requests: readonly {
  method: string;
  path: string;
  body?: unknown;
  raw?: string;
  headers?: Record<string, string>;
}[] = [
  {
    method: 'POST',
    path: '/users',
    body: { userId: 'ann', email: 'ann@example.com', password: `${CANARY}-first` },
  },
  {
    method: 'POST',
    path: '/users',
    body: { userId: 'ann', email: 'ann@example.com', password: `${CANARY}-again` },
  },
  { method: 'POST', path: '/users', body: { userId: 'bob', email: 'no email', password: `${CANARY}-other` } },
  { method: 'POST', path: '/users', body: { userId: 'bob', password: [`${CANARY}-list`] } },
  { method: 'POST', path: '/users', body: { userId: 'bob', password: { [`${CANARY}-name`]: 1 } } },
  { method: 'POST', path: '/users', body: { userId: 'bob', password: `${CANARY}\0` } },
  { method: 'POST', path: '/users', body: { userId: 'bob', password: CANARY.repeat(100) } },
  { method: 'POST', path: '/users', raw: `{"userId":"bob","password":"${CANARY}-cut` },
  {
    method: 'POST',
    path: '/users',
    raw: `userId=bob&password=${CANARY}`,
    headers: { 'Content-Type': 'text/plain' },
  },
  { method: 'PATCH', path: '/users/ann/password', body: { password: `${CANARY}-second` } },
  { method: 'PATCH', path: '/users/nobody/password', body: { password: `${CANARY}-nobody` } },
  { method: 'GET', path: '/users/ann' },
  { method: 'GET', path: '/users' },
  { method: 'GET', path: '/users', headers: { 'X-Appwrite-Key': `${CANARY}-wrong-key` } },
];

describe('passwords and secrets', () => {
  const home = folder();
  let end: Ended | undefined;
  let answers: readonly string[] = [];
  let statuses: readonly number[] = [];

  before(async () => {
    const server = await begin('serve --json', '\n}', SETTINGS, { folder: home() });
    const { endpoint } = JSON.parse(server.output()) as { endpoint: string };
    const given = [];
    for (const { method, path, headers, ...rest } of requests) {
      const key = { 'X-Appwrite-Project': 'shop', 'X-Appwrite-Key': SETTINGS.DENIZEN_API_KEY, ...headers };
      given.push(await call(endpoint, method, path, { ...rest, headers: key }));
    }
    statuses = given.map(({ status }) => status);
    answers = given.map(({ headers, body }) => JSON.stringify([[...headers], body]));
    // As after a crash: everything lies in the files as the server wrote it.
    end = await server.stop('SIGKILL');
  });
  after(() => {
    answers = [];
  });

  it('were really sent', () => {
    assert.deepEqual(statuses, [201, 409, 400, 400, 400, 400, 400, 400, 415, 200, 404, 200, 200, 401]);
  });

  it('are in no file', () => {
    const data = join(home(), 'data');
    const files = readdirSync(data);
    assert.ok(files.includes('denizen.db-wal'));
    assert.deepEqual(
      files.filter((name) => readFileSync(join(data, name)).includes(CANARY)),
      [],
    );
  });

  it('are in no line of the log, however much is logged, nor on standard output', () => {
    assert.match(end?.errors ?? '', /listening/);
    assert.doesNotMatch(`${end?.errors}${end?.output}`, new RegExp(CANARY));
  });

  it('are in no answer', () => {
    assert.deepEqual(
      answers.filter((answer) => answer.includes(CANARY)),
      [],
    );
  });

  it('are repeated by no command', async () => {
    const commands = ['check --json', 'keys list', 'projects list', 'check'];
    const ends = await Promise.all(commands.map((command) => run(command, SETTINGS, { folder: home() })));
    for (const { code, output, errors } of ends) {
      assert.equal(code, 0, errors);
      assert.doesNotMatch(output + errors, new RegExp(CANARY));
    }
  });
});
