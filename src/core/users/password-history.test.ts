import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Actor } from '../actor.ts';
import { Failure } from '../failure.ts';
import { clockOver } from '../instant.ts';
import { setPassword } from './passwords.ts';
import type { UserId } from './user.ts';
import { createUser, removeUser } from './users.ts';

onEachEngine('password history', (database) => {
  const here = directory(database);

  /** Creates a user with these passwords, the last one current. */
  async function userWith(actor: Actor, id: string, passwords: readonly string[]): Promise<UserId> {
    const [first = '', ...later] = passwords;
    const user = await createUser(here.core, actor, { id: id as UserId, password: first });
    for (const password of later) await setPassword(here.core, actor, { id: user.id, password });
    return user.id;
  }

  async function outcome(actor: Actor, id: UserId, password: string | null): Promise<string> {
    try {
      await setPassword(here.core, actor, { id, password });
      return 'set';
    } catch (error) {
      return error instanceof Failure ? error.code : String(error);
    }
  }

  const rowsOf = (table: 'password_history' | 'sessions', id: UserId) =>
    here.core.read.db.selectFrom(table).select('user_id').where('user_id', '=', id).execute();

  async function signIn(actor: Actor, id: UserId): Promise<void> {
    const act = { act: 'user.name.update', user: id } as const;
    await here.core.write(actor, act, (tx) =>
      tx.db
        .insertInto('sessions')
        .values({
          project_id: actor.project.id,
          user_id: id,
          id: 's1',
          sequence: here.clock.nextSequence(),
          secret_hash: 'hash',
          expires_at: here.clock.now() + 1_000,
          updated_at: here.clock.now(),
          provider: 'server',
          provider_uid: '',
          factors: '[]',
          device: '{}',
        })
        .execute(),
    );
  }

  it('refuses as many earlier passwords as the policy says, and accepts the one before them', async () => {
    const actor = here.under({ passwordHistory: 2 });
    const id = await userWith(actor, 'two', ['password-1', 'password-2', 'password-3']);
    const outcomes = [];
    for (const password of ['password-3', 'password-2', 'password-1'])
      outcomes.push(await outcome(actor, id, password));
    assert.deepEqual(outcomes, ['password_recently_used', 'password_recently_used', 'set']);
  });

  it('keeps as many as the policy says, also after it is lowered', async () => {
    const id = await userWith(here.under({ passwordHistory: 3 }), 'three', [
      'password-1',
      'password-2',
      'password-3',
      'password-4',
      'password-5',
    ]);
    const kept = [(await rowsOf('password_history', id)).length];
    for (const passwordHistory of [2, 0]) {
      await setPassword(here.core, here.under({ passwordHistory }), {
        id,
        password: `password-${passwordHistory}-new`,
      });
      kept.push((await rowsOf('password_history', id)).length);
    }
    assert.deepEqual(kept, [3, 2, 0]);
  });

  it('keeps and refuses nothing without a policy', async () => {
    const id = await userWith(here.actor, 'none', ['password-1', 'password-2']);
    assert.equal(await outcome(here.actor, id, 'password-2'), 'set');
    assert.deepEqual(await rowsOf('password_history', id), []);
  });

  it('has the last password as the newest, whatever the clock of the server that set the one before', async () => {
    const actor = here.under({ passwordHistory: 1 });
    const id = await userWith(actor, 'skewed', ['password-1']);
    const now = here.clock.now();
    for (const [password, at] of [
      ['password-2', now + 2_000],
      ['password-3', now + 2_000],
      ['password-4', now - 2_000],
    ] as const)
      await setPassword({ ...here.core, clock: clockOver(() => at) }, actor, { id, password });
    assert.deepEqual(
      [await outcome(actor, id, 'password-4'), await outcome(actor, id, 'password-3')],
      ['password_recently_used', 'set'],
    );
  });

  it('is unchanged by the removal of a password', async () => {
    const actor = here.under({ passwordHistory: 5 });
    const id = await userWith(actor, 'removed', ['password-1']);
    assert.equal(await outcome(actor, id, null), 'set');
    assert.equal((await rowsOf('password_history', id)).length, 1);
    assert.equal(await outcome(actor, id, 'password-1'), 'password_recently_used');
  });

  it('is unchanged by a refused password, as is the user', async () => {
    const actor = here.under({ passwordHistory: 5 });
    const id = await userWith(actor, 'as-it-was', ['password-1']);
    await signIn(actor, id);
    assert.equal(await outcome(actor, id, 'password-1'), 'password_recently_used');
    assert.equal((await rowsOf('password_history', id)).length, 1);
    assert.equal((await rowsOf('sessions', id)).length, 1);
  });

  it('is deleted with the user, and a new user of the id starts empty', async () => {
    const actor = here.under({ passwordHistory: 5 });
    const id = await userWith(actor, 'gone', ['password-1']);
    await signIn(actor, id);
    await removeUser(here.core, actor, id);
    assert.deepEqual([await rowsOf('password_history', id), await rowsOf('sessions', id)], [[], []]);
    await createUser(here.core, actor, { id });
    assert.equal(await outcome(actor, id, 'password-1'), 'set');
  });

  it('is per user: another user may have the same password', async () => {
    const actor = here.under({ passwordHistory: 5 });
    await userWith(actor, 'one', ['password-1']);
    assert.equal(await outcome(actor, await userWith(actor, 'other', ['password-2']), 'password-1'), 'set');
  });

  for (const [invalidateSessions, left] of [
    [true, 0],
    [false, 1],
  ] as const) {
    it(`a new password ${invalidateSessions ? 'ends' : 'leaves'} the sessions of its user, as the policy says, and no others`, async () => {
      const actor = here.under({ invalidateSessions });
      const id = await userWith(actor, `sessions-${left}`, ['password-1']);
      const neighbour = await userWith(actor, `neighbour-${left}`, ['password-1']);
      await signIn(actor, id);
      await signIn(actor, neighbour);
      await setPassword(here.core, actor, { id, password: 'password-2' });
      assert.equal((await rowsOf('sessions', id)).length, left);
      assert.equal((await rowsOf('sessions', neighbour)).length, 1);
    });
  }
});
