import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { unknownDevice } from '../devices/device.ts';
import type { Failure } from '../failure.ts';
import { createKey } from '../keys/keys.ts';
import { emailOf } from '../users/email.ts';
import { renameUser } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import type { Act } from './acts.ts';
import { listLogs } from './logs.ts';

const email = emailOf('ann@example.com') as never;
const all = { limit: 5_000, offset: 0, total: true };

onEachEngine('the log of a user', (database) => {
  const here = directory(database);
  let made = 0;
  const as = (actor: Partial<Actor>): Actor => ({ ...here.actor, ...actor });
  const done = (actor: Actor, act: Act['act'], user: string) =>
    here.core.write(actor, { act, user } as Act, async () => {});
  const ann = async (): Promise<UserId> => {
    const id = `ann${made++}` as UserId;
    await createUser(here.core, as({ kind: 'cli' }), { id, name: 'Ann' });
    return id;
  };
  const entries = async (user: UserId, core: Core = here.core) =>
    (await listLogs(core, here.actor, { user, ...all })).rows;

  it('names actors by their current name', async () => {
    const user = await ann();
    const { key } = await createKey(here.core, here.actor, {
      name: 'Import',
      scopes: ['*'],
      expiresAt: null,
    });
    const bob = { id: `bob${made}` as UserId, name: 'Bob', email };
    await createUser(here.core, here.actor, bob);
    await done(as({ kind: 'user', id: user }), 'user.prefs.update', user);
    await done(as({ kind: 'user', id: bob.id }), 'user.prefs.update', user);
    await done(as({ kind: 'key', id: key.id }), 'user.prefs.update', user);
    await done(as({ kind: 'key', id: user }), 'user.prefs.update', user);
    await renameUser(here.core, here.actor, { id: user, name: 'Anna' });
    assert.deepEqual(
      (await entries(user)).map(({ by }) => by),
      [
        { kind: 'system', id: '', name: '', email: '' },
        { kind: 'key', id: user, name: '', email: '' },
        { kind: 'key', id: key.id, name: 'Import', email: '' },
        { kind: 'user', id: bob.id, name: 'Bob', email: 'ann@example.com' },
        { kind: 'user', id: user, name: 'Anna', email: '' },
        { kind: 'cli', id: '', name: '', email: '' },
      ],
    );
  });

  it('names the impersonator and the impersonated user', async () => {
    const [user, support] = [await ann(), await ann()];
    await done(as({ kind: 'user', id: user, impersonatorId: support }), 'user.prefs.update', user);
    const [entry] = await entries(user);
    assert.deepEqual([entry?.by.kind, entry?.by.id, entry?.actingAs], ['user', support, user]);
  });

  it('attributes an act to the user when a guest proved it with a secret of the user, and only then', async () => {
    const user = await ann();
    const guest = as({ kind: 'guest' });
    for (const act of ['session.create', 'recovery.update', 'session.refuse', 'recovery.create'] as const) {
      await done(guest, act, user);
    }
    const actors = (await entries(user)).slice(0, 4).map(({ act, by }) => [act, by.kind, by.id]);
    assert.deepEqual(actors.reverse(), [
      ['session.create', 'user', user],
      ['recovery.update', 'user', user],
      ['session.refuse', 'guest', ''],
      ['recovery.create', 'guest', ''],
    ]);
  });

  it('reports time, address and device', async () => {
    const user = await ann();
    const from = { ip: '203.0.113.7', userAgent: 'a browser' };
    await done(as(from), 'user.prefs.update', user);
    const device = { ...unknownDevice, osName: 'Linux' };
    const clientInfo = {
      device: async (agent?: string) => (agent === 'a browser' ? device : unknownDevice),
      country: async (ip?: string) => (ip === from.ip ? 'NZ' : undefined),
    };
    const [entry] = await entries(user, { ...here.core, clientInfo });
    assert.deepEqual(entry, {
      at: here.clock.now(),
      act: 'user.prefs.update',
      by: { kind: 'system', id: '', name: '', email: '' },
      actingAs: null,
      ip: from.ip,
      country: 'NZ',
      device,
    });
  });

  it('leaves the remaining devices unknown when parsing takes too long', async () => {
    const user = await ann();
    for (let at = 0; at < 5; at++) await done(as({ userAgent: `agent ${at}` }), 'user.prefs.update', user);
    let requests = 0;
    const device = async () => {
      requests++;
      here.clock.advance(1_500);
      return unknownDevice;
    };
    await entries(user, { ...here.core, clientInfo: { ...here.core.clientInfo, device } });
    assert.equal(requests, 2);
  });

  it('excludes an earlier user of the same id and other projects', async () => {
    const user = await ann();
    await done(as({ project: { ...here.actor.project, id: 'other' as never } }), 'user.prefs.update', user);
    await removeUser(here.core, here.actor, user);
    await createUser(here.core, here.actor, { id: user });
    assert.deepEqual(
      (await entries(user)).map(({ act }) => act),
      ['user.create'],
    );
  });

  it('is counted up to 5,000 and paged newest first', async () => {
    const user = await ann();
    const since = (at: number) => (Date.now() * 1000 + at).toString(16).padStart(13, '0');
    const rows = Array.from({ length: 5_100 }, (_, at) => ({
      project_id: 'test',
      id: `${since(at)}0000000`,
      at,
      act: 'user.prefs.update',
      user_id: user,
      place: user,
      lane: 0,
      actor_kind: 'system',
      actor_id: null,
      acting_as: null,
      details: '{}',
      ip: null,
      user_agent: null,
      request_id: null,
    }));
    await here.engine.transact(async (tx) => {
      for (let at = 0; at < rows.length; at += 1_000)
        await tx.db
          .insertInto('audit')
          .values(rows.slice(at, at + 1_000))
          .execute();
    });
    const page = await listLogs(here.core, here.actor, { user, limit: 2, offset: 3, total: true });
    assert.deepEqual([page.rows.map(({ at }) => at), page.total], [[5_096, 5_095], 5_000]);
    const uncounted = await listLogs(here.core, here.actor, { user, limit: 1, offset: 5_000, total: false });
    assert.deepEqual([uncounted.rows.map(({ at }) => at), uncounted.total], [[99], 0]);
  });

  it('refuses an unknown user', async () => {
    await assert.rejects(
      listLogs(here.core, here.actor, { user: 'nobody' as UserId, ...all }),
      (error: Failure) => error.code === 'user_not_found',
    );
  });
});
