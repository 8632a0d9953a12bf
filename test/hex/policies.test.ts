import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { folder, run } from '../support/program.ts';
import { PROJECT, settingsFor } from '../support/server.ts';
import { basic, hexServer, refused, unprocessable } from './fixtures.ts';

onAnyEngine('what a project may switch of hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, person } = hex;
  const home = folder();

  it('passwords that are closed are good for nothing, and keys go on', async () => {
    const auth = await person('ann');
    await using _ = await under('disabledAuthMethods=email-password');
    const closed = refused(403, 'account not authorized for this action');
    const body = { username: 'bob', password: 'elixir1234', email: 'bob@example.com' };
    assert.deepEqual(
      [
        await statusAndBody('GET', '/api/users/me', { auth: basic('ann') }),
        await statusAndBody('GET', '/api/users/me', { auth: basic('ann', 'wrong') }),
        await statusAndBody('POST', '/api/users', { body }),
      ],
      [closed, closed, closed],
    );
    assert.equal((await ask('GET', '/api/users/me', { auth })).status, 200);
  });

  it('passwords that are too short, too common or personal for the project are told beside their field', async () => {
    await using _ = await under('passwordMinLength=12', 'passwordDictionary=on', 'passwordPersonalData=on');
    const create = (password: string) =>
      statusAndBody('POST', '/api/users', {
        body: { username: 'cid', password, email: 'cidney@example.com' },
      });
    assert.deepEqual(
      [await create('elixir12345'), await create('cidney 12345'), await create('unbelievable')],
      [
        unprocessable({ password: 'should be at least 12 character(s)' }),
        unprocessable({ password: 'must not hold your name or an address' }),
        unprocessable({ password: 'Value is one of the most common passwords. Choose another.' }),
      ],
    );
  });

  it('nobody signs up where there are as many users as there may be', async () => {
    await using _ = await under('usersLimit=1');
    const body = { username: 'dora', password: 'elixir1234', email: 'dora@example.com' };
    assert.deepEqual(
      await statusAndBody('POST', '/api/users', { body }),
      refused(403, 'no more users are taken'),
    );
  });

  it('who the members of a team are is hidden from members where the project hides it', async () => {
    const [owner, reader] = [await person('olga'), await person('rita')];
    await hex.appwrite('POST', '/teams', { teamId: 'acme', name: 'Acme' });
    for (const [name, roles] of [
      ['olga', ['owner']],
      ['rita', []],
    ] as const)
      await hex.appwrite('POST', '/teams/acme/memberships', { userId: await hex.idOf(name), roles });
    await using _ = await under('hiddenMemberFields=userId');
    const path = '/api/orgs/acme/members';
    const statuses = [await ask('GET', path, { auth: owner }), await ask('GET', path, { auth: reader })];
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [200, 403],
    );
    const tried = [
      await ask('GET', `${path}/olga`, { auth: reader }),
      await ask('POST', `${path}/olga`, { auth: reader, body: { role: 'read' } }),
      await ask('DELETE', `${path}/olga`, { auth: reader }),
      await ask('GET', `${path}/ann`, { auth: reader }),
      await ask('DELETE', `${path}/ann`, { auth: reader }),
      await ask('GET', `${path}/rita`, { auth: reader }),
    ];
    assert.deepEqual(
      tried.map(({ status }) => status),
      [403, 403, 403, 403, 403, 200],
    );
  });

  /** The policies hold until the end of the test. */
  async function under(...pairs: readonly string[]): Promise<AsyncDisposable> {
    await set(pairs);
    return { [Symbol.asyncDispose]: () => set(pairs.map((pair) => pair.replace(/=.*/, '=default'))) };
  }

  async function set(pairs: readonly string[]): Promise<void> {
    const command = ['projects', 'set', PROJECT, ...pairs];
    const { code, errors } = await run(command, settingsFor(database.setting()), { folder: home() });
    assert.deepEqual({ code, errors }, { code: 0, errors: '' });
  }
});
