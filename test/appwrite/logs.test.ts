import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { call, serving } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import { type Package, packages } from './clients-packages.ts';

type Fields = Readonly<Record<string, unknown>>;
type Logs = { readonly total: number; readonly logs: readonly Fields[] };

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+00:00$/;
const noDevice = {
  osVersion: '',
  clientType: '',
  clientCode: '',
  clientName: '',
  clientVersion: '',
  clientEngine: '',
  clientEngineVersion: '',
  deviceBrand: '',
  deviceModel: '',
};

onEachEngine('logs through official clients', (database) => {
  // One moment for all: no day ends between the first user and the question.
  const server = serving(database, movedClock().settings);
  for (const one of packages) describe(one.name, () => scenario(one));

  function scenario(one: Package): void {
    const ask = (method: string, input?: Fields) => one.connect(server.get()).users(method, input);
    const logs = async (userId: string, queries?: readonly string[]) =>
      // The newest package answers objects without a prototype.
      structuredClone(await ask('listLogs', { userId, queries })) as Logs;
    const madeAndRenamed = async () => {
      const userId = one.ID.unique();
      await ask('create', { userId });
      for (const name of ['Ann', 'Anna']) await ask('updateName', { userId, name });
      await ask('createSession', { userId });
      return userId;
    };

    it('show what was done, by whom and when, newest first', async () => {
      const { total, logs: entries } = await logs(await madeAndRenamed());
      assert.equal(total, 4);
      assert.deepEqual(
        entries.map(({ event }) => event),
        ['session.create', 'user.update', 'user.update', 'user.create'],
      );
      const { time, osCode, osName, deviceName, ...entry } = entries[0] ?? {};
      // The packages differ in what they say of themselves.
      for (const told of [osCode, osName, deviceName]) assert.equal(typeof told, 'string');
      assert.match(String(time), DATE);
      assert.deepEqual(entry, {
        event: 'session.create',
        userId: 'bootstrap',
        userEmail: 'app.test@service',
        userName: 'Set by DENIZEN_API_KEY',
        mode: 'default',
        ...(!isBelow(one.format, '1.9.0') && { userType: 'keyProject', impersonatedUserId: '' }),
        ip: '127.0.0.1',
        ...noDevice,
        countryCode: '--',
        countryName: 'Unknown',
      });
    });

    it('are given by the page', async () => {
      const userId = await madeAndRenamed();
      const { Query } = one;
      const all = (await logs(userId)).logs;
      const page = await logs(userId, [Query.limit(2), Query.offset(1)]);
      assert.deepEqual(page, { total: 4, logs: all.slice(1, 3) });
      assert.deepEqual(await logs(userId, [Query.offset(4)]), { total: 4, logs: [] });
    });

    it('are counted unless the client says that it needs no total', async () => {
      if (!one.takesTotal) return;
      const userId = await madeAndRenamed();
      const { total } = (await ask('listLogs', { userId, queries: [], total: false })) as Logs;
      assert.equal(total, 0);
    });

    it('take no other query, and are nobody’s who is not there', async () => {
      const { Query } = one;
      const refused = (type: string) => (error: { type?: string }) => error.type === type;
      const others = [Query.equal('event', 'user.create'), Query.orderDesc('time'), Query.cursorAfter('a')];
      const userId = await madeAndRenamed();
      for (const query of [...others, Query.offset(5_001), Query.limit(5_001), Query.limit(0)]) {
        await assert.rejects(logs(userId, [query]), refused('general_argument_invalid'));
      }
      await assert.rejects(logs('nobody'), refused('user_not_found'));
    });
  }

  describe('a request', () => {
    const get = async (path: string) => (await call(server.get().endpoint, 'GET', path)).body as Fields;

    it('leaves what is known of its browser', async () => {
      await call(server.get().endpoint, 'POST', '/users', {
        body: { userId: 'ann' },
        headers: { 'User-Agent': CHROME },
      });
      const [entry] = (await get('/users/ann/logs')).logs as Fields[];
      const { osName, clientName, clientVersion, deviceName } = entry ?? {};
      assert.deepEqual(
        { osName, clientName, clientVersion, deviceName },
        { osName: 'GNU/Linux', clientName: 'Chrome', clientVersion: '140.0', deviceName: 'desktop' },
      );
    });

    it('for a random order is refused', async () => {
      const query = encodeURIComponent('{"method":"orderRandom"}');
      assert.equal((await get(`/users/ann/logs?queries[0]=${query}`)).type, 'general_argument_invalid');
    });
  });

  describe('usage', () => {
    const usage = async (range?: string) => {
      const path = `/users/usage${range === undefined ? '' : `?range=${range}`}`;
      return (await call(server.get().endpoint, 'GET', path)).body as Record<string, Fields[]>;
    };

    it('has a point for each hour or day, of which the last is under way', async () => {
      for (const userId of ['usage', 'bob']) {
        await call(server.get().endpoint, 'POST', '/users', { body: { userId } });
      }
      const [hours, days, quarter, plain] = [
        await usage('24h'),
        await usage('30d'),
        await usage('90d'),
        await usage(),
      ];
      assert.deepEqual(
        [hours, days, quarter].map(({ range, users, sessions }) => [range, users?.length, sessions?.length]),
        [
          ['24h', 24, 24],
          ['30d', 30, 30],
          ['90d', 90, 90],
        ],
      );
      assert.deepEqual(plain, days);
      assert.equal(days?.users?.at(-1)?.value, days?.usersTotal);
      assert.match(String(days?.users?.at(-1)?.date), /T00:00:00\.000\+00:00$/);
      assert.match(String(hours?.users?.at(-1)?.date), /:00:00\.000\+00:00$/);
    });
  });
});
