import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEachEngine } from '../support/engines.ts';
import { begin, folder, run } from '../support/program.ts';
import { call, KEY, PROJECT, type Started, start } from '../support/server.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const HASH = '144fa7eaa4904e8ee120651997f70dcc';
const ROTATE = 'keys rotate-secret --json';
const OLD = 'canary7f3a-the-old-secret-0123456789';
const NEW = 'canary7f3a-the-new-secret-0123456789';
const WRONG = 'canary7f3a-another-secret-0123456789';
const FOREIGN = /^The sealing key is not the one that this database was first opened with\. /;

type Codes = { readonly recoveryCodes: readonly string[] };

/** Makes a user with a hash from elsewhere and with recovery codes, which are answered. */
async function made(endpoint: string, userId: string): Promise<readonly string[]> {
  const body = { userId, email: `${userId}@example.com`, password: HASH };
  await call(endpoint, 'POST', '/users/md5', { body });
  const answer = await call(endpoint, 'PATCH', `/users/${userId}/mfa/recovery-codes`);
  return (answer.body as Codes).recoveryCodes.toSorted();
}

/** What the server can read again of the user. */
async function shown(endpoint: string, userId: string) {
  const user = (await call(endpoint, 'GET', `/users/${userId}`)).body as { password: string };
  const codes = (await call(endpoint, 'GET', `/users/${userId}/mfa/recovery-codes`)).body as Codes;
  return { password: user.password, codes: codes.recoveryCodes.toSorted() };
}

describe('keys rotate-secret with a key file', () => {
  const home = folder();
  const settings = { DENIZEN_PROJECT: PROJECT, DENIZEN_API_KEY: KEY };
  const file = (name: string) => join(home(), 'data', name);
  const rotate = () => run(ROTATE, {}, { folder: home() });
  const serving = async <T>(act: (endpoint: string) => Promise<T>): Promise<T> => {
    const server = await begin('serve --json', '\n}', settings, { folder: home() });
    try {
      return await act((JSON.parse(server.output()) as { endpoint: string }).endpoint);
    } finally {
      await server.stop();
    }
  };
  let codes: readonly string[] = [];
  const expected = () => ({ password: HASH, codes });

  it('waits for the server to stop', async () => {
    const { code, errors } = await serving(async (endpoint) => {
      codes = await made(endpoint, 'ann');
      return rotate();
    });
    assert.deepEqual(
      [code, JSON.parse(errors)],
      [
        1,
        {
          error:
            'Another server has this SQLite database open. Stop it, or use PostgreSQL for several servers.',
        },
      ],
    );
  });

  it('puts another key into the file, which opens everything', async () => {
    copyFileSync(file('denizen.key'), file('kept.key'));
    const { code, output, errors } = await rotate();
    assert.deepEqual([code, errors], [0, '']);
    assert.deepEqual({ ...JSON.parse(output), keyId: '' }, { keyId: '', resealed: 7, unreadable: 0 });
    assert.deepEqual(
      readdirSync(file('.')).filter((name) => name.includes('.key')),
      ['denizen.key', 'kept.key'],
    );
    assert.notEqual(readFileSync(file('denizen.key'), 'utf8'), readFileSync(file('kept.key'), 'utf8'));
    assert.equal(statSync(file('denizen.key')).mode & 0o777, 0o600);
    assert.deepEqual(await serving((endpoint) => shown(endpoint, 'ann')), expected());
  });

  it('leaves nothing to the key from before', async () => {
    copyFileSync(file('denizen.key'), file('newer.key'));
    copyFileSync(file('kept.key'), file('denizen.key'));
    const { code, errors } = await run('serve', settings, { folder: home() });
    assert.equal(code, 1);
    assert.match(errors, FOREIGN);
    copyFileSync(file('newer.key'), file('denizen.key'));
  });

  it('goes on after a stop between any two of its steps with the files', async () => {
    const key = () => readFileSync(file('denizen.key'), 'utf8');
    const stops: Readonly<Record<string, () => void>> = {
      'the earlier key is kept': () => copyFileSync(file('denizen.key'), file('denizen.key.previous')),
      'the next key is half written': () => {
        copyFileSync(file('denizen.key'), file('denizen.key.previous'));
        writeFileSync(file('denizen.key.next'), 'abc');
      },
      'the next key is in its place': () => {
        copyFileSync(file('denizen.key'), file('denizen.key.previous'));
        writeFileSync(file('denizen.key'), `${'ab'.repeat(32)}\n`);
      },
    };
    for (const [name, stop] of Object.entries(stops)) {
      stop();
      const [stopped, between] = [key(), await serving((endpoint) => shown(endpoint, 'ann'))];
      const { code, errors } = await rotate();
      assert.deepEqual({ name, between, code, errors }, { name, between: expected(), code: 0, errors: '' });
      assert.equal(key() === stopped, name === 'the next key is in its place');
      assert.deepEqual(
        readdirSync(file('.')).filter((left) => left.startsWith('denizen.key')),
        ['denizen.key'],
      );
      assert.deepEqual(await serving((endpoint) => shown(endpoint, 'ann')), expected());
    }
  });

  it('survives to be killed at any moment', async () => {
    const more = await serving(async (endpoint) => {
      const users = Array.from({ length: 60 }, (_, at) => `user${at}`);
      return Promise.all(users.map(async (user) => [user, await made(endpoint, user)] as const));
    });
    for (let milliseconds = 200; milliseconds <= 1_000; milliseconds += 80) {
      await killedAfter(milliseconds, home());
    }
    assert.equal((await rotate()).code, 0);
    await serving(async (endpoint) => {
      for (const [user, known] of more) {
        assert.deepEqual(await shown(endpoint, user), { password: HASH, codes: known });
      }
    });
  });
});

/** Starts a rotation and takes its process away. */
async function killedAfter(milliseconds: number, cwd: string): Promise<void> {
  const env = { PATH: process.env.PATH };
  const child = spawn(process.execPath, [MAIN, 'keys', 'rotate-secret'], { cwd, env, stdio: 'ignore' });
  const closed = once(child, 'close');
  await Promise.race([sleep(milliseconds), closed]);
  child.kill('SIGKILL');
  await closed;
}

onEachEngine('keys rotate-secret with DENIZEN_SECRET', (database) => {
  const under = (seal: string, previous?: string) => ({
    DENIZEN_DATABASE: database.setting(),
    DENIZEN_SECRET: seal,
    ...(previous !== undefined && { DENIZEN_SECRET_PREVIOUS: previous }),
  });
  const project = { DENIZEN_PROJECT: PROJECT, DENIZEN_API_KEY: KEY, DENIZEN_LOG_LEVEL: 'trace' };
  const serving = async <T>(settings: Record<string, string>, act: (server: Started) => Promise<T>) => {
    const server = await start({ ...settings, ...project });
    try {
      return await act(server);
    } finally {
      await server.stop();
      assert.doesNotMatch(server.output() + server.errors(), /canary7f3a/);
    }
  };
  const refused = async (settings: Record<string, string>) => {
    const { code, output, errors } = await run('check', settings);
    assert.doesNotMatch(output + errors, /canary7f3a/);
    return code === 1 && FOREIGN.test(errors);
  };
  const known = new Map<string, readonly string[]>();
  const all = async ({ endpoint }: Started) => {
    for (const [user, codes] of known) {
      assert.deepEqual(await shown(endpoint, user), { password: HASH, codes });
    }
  };

  it('needs to be told both secrets', async () => {
    await serving(under(OLD), async ({ endpoint }) => known.set('ann', await made(endpoint, 'ann')));
    const { code, errors } = await run('keys rotate-secret', under(OLD));
    assert.equal(code, 1);
    assert.match(
      errors,
      /^First set DENIZEN_SECRET to the new secret and DENIZEN_SECRET_PREVIOUS to the old one /,
    );
    assert.deepEqual([await refused(under(NEW)), await refused(under(NEW, WRONG))], [true, true]);
  });

  it('runs beside a server that knows both, and loses nothing that it writes', async () => {
    await serving(under(NEW, OLD), async (server) => {
      await all(server);
      const running = run(ROTATE, under(NEW, OLD));
      for (let at = 0; at < 40; at++) {
        known.set(`user${at}`, await made(server.endpoint, `user${at}`));
      }
      const { code, output, errors } = await running;
      assert.deepEqual([code, errors], [0, '']);
      assert.deepEqual({ ...JSON.parse(output), keyId: '' }, { keyId: '', resealed: 7, unreadable: 0 });
      await all(server);
    });
  });

  it('ends with the new secret alone, which serves everything', async () => {
    await serving(under(NEW), all);
    assert.equal(await refused(under(OLD)), true);
    assert.equal(await refused(under(WRONG, OLD)), true);
  });

  it('does nothing when it is run again', async () => {
    const { output } = await run(ROTATE, under(NEW, OLD));
    assert.equal((JSON.parse(output) as { resealed: number }).resealed, 0);
  });

  it('says what was done, and no secret', async () => {
    const { output } = await run('keys rotate-secret', under(NEW, OLD));
    assert.match(
      output,
      /^Everything is sealed with the key [0-9a-f]{16}: 0 values resealed\.\nRemove DENIZEN_SECRET_PREVIOUS\. /,
    );
    assert.doesNotMatch(output, /canary7f3a/);
  });
});

describe('keys rotate-secret', () => {
  it('refuses a database in memory, and a key file that other servers may have read', async () => {
    const memory = await run('keys rotate-secret', { DENIZEN_DATABASE: 'sqlite::memory:' });
    const shared = await run('keys rotate-secret', { DENIZEN_DATABASE: 'postgres://127.0.0.1:1/people' });
    assert.deepEqual([memory.code, shared.code], [1, 1]);
    assert.match(memory.errors, /^A database in memory has no permanent sealing key\./);
    assert.match(shared.errors, /^On PostgreSQL, running servers would not notice a new key file\. /);
  });
});
