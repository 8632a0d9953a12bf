import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEachEngine } from '../support/engines.ts';
import { serving } from '../support/server.ts';
import { userIn } from '../support/user-fields.ts';
import {
  DATE,
  expectedEmailTarget,
  expectedTarget,
  expectedUser,
  HASH,
  ID,
  normal,
} from './clients-expected.ts';
import { type Fields, type People, people } from './side-effects-fixtures.ts';

onEachEngine('side effects', (database) => {
  const all = people(serving(database));
  const { send, someone } = all;
  passwords(all);
  labels(all);
  preferences(all);
  statuses(all);
  repetitions(all);
  searches(all);
  moments(all);
  formats(all);

  it('a fresh id is 20 hexadecimal digits, and later ones sort behind', async () => {
    const first = (await send('POST', '/users', { userId: 'unique()' })).body as Fields;
    const second = (await send('POST', '/users', { userId: 'unique()' })).body as Fields;
    assert.deepEqual([normal(first.$id), normal(second.$id)], [ID, ID]);
    assert.ok(String(first.$id) < String(second.$id));
  });

  it('fields that are not parameters are passed over', async () => {
    const hidden = {
      $createdAt: '2000-01-01',
      registration: 'x',
      status: false,
      labels: ['admin'],
      mfa: true,
    };
    const { id, made } = await someone({
      ...hidden,
      hash: 'md5',
      emailVerification: true,
      prefs: { a: 1 },
      impersonator: true,
    });
    assert.deepEqual(normal(made), expectedUser({ $id: id }));
  });
});

function passwords({ someone }: People): void {
  describe('a password', () => {
    const shown = ({ password, hash, passwordUpdate }: Fields) => normal({ password, hash, passwordUpdate });

    it('is hashed anew each time', async () => {
      const { made, set } = await someone({ password: 'correct horse' });
      const changed = await set('password', { password: 'correct horse' });
      assert.deepEqual(shown(changed), { password: HASH, hash: 'argon2', passwordUpdate: DATE });
      assert.notEqual(changed.password, made.password);
    });

    it('may be all that is known of a user', async () => {
      const { id, made } = await someone({ password: 'correct horse' });
      assert.deepEqual(normal(made), expectedUser({ $id: id, password: HASH, passwordUpdate: DATE }));
    });

    it('that is removed shows as empty, and that it was', async () => {
      const { get, set } = await someone({ password: 'correct horse' });
      const changed = await set('password', { password: '' });
      assert.deepEqual(shown(changed), { password: '', hash: 'argon2', passwordUpdate: DATE });
      assert.deepEqual(await get(), changed);
    });
  });
}

function labels({ someone }: People): void {
  describe('labels', () => {
    it('keep their order and lose what is there twice', async () => {
      const { set, get } = await someone();
      const { labels } = await set('labels', { labels: ['b', 'a', 'b', 'B', 'a', 'c'] });
      assert.deepEqual(labels, ['b', 'a', 'B', 'c']);
      assert.deepEqual((await get()).labels, labels);
    });

    it('are replaced, down to none', async () => {
      const { set } = await someone();
      await set('labels', { labels: ['a', 'b'] });
      assert.deepEqual((await set('labels', { labels: ['c'] })).labels, ['c']);
      assert.deepEqual((await set('labels', { labels: [] })).labels, []);
    });
  });
}

function preferences({ send, someone }: People): void {
  describe('preferences', () => {
    it('begin as an empty object', async () => {
      const { id } = await someone();
      assert.deepEqual((await send('GET', `/users/${id}/prefs`)).body, {});
    });

    it('are replaced as a whole, down to none', async () => {
      const { set, get } = await someone();
      await set('prefs', { prefs: { a: 1, b: { c: [] } } });
      assert.deepEqual(await set('prefs', { prefs: { b: { d: null } } }), { b: { d: null } });
      assert.deepEqual((await get()).prefs, { b: { d: null } });
      assert.deepEqual(await set('prefs', { prefs: {} }), {});
      assert.deepEqual((await get()).prefs, {});
    });
  });
}

function statuses({ someone }: People): void {
  describe('the status', () => {
    for (const [said, status] of [
      ['false', false],
      ['true', true],
      [0, false],
      [1, true],
      ['0', false],
      ['1', true],
    ]) {
      it(`is ${status} after ${JSON.stringify(said)}`, async () => {
        const { set } = await someone();
        await set('status', { status: !status });
        assert.equal((await set('status', { status: said })).status, status);
      });
    }
  });
}

function repetitions({ someone }: People): void {
  describe('the same again is no conflict:', () => {
    for (const [path, body] of Object.entries({
      name: { name: 'Ann' },
      status: { status: false },
      labels: { labels: ['a'] },
      prefs: { prefs: { a: 1 } },
      verification: { emailVerification: true },
      'verification/phone': { phoneVerification: true },
    })) {
      it(path, async () => {
        const { set } = await someone();
        const first = normal(await set(path, body));
        assert.deepEqual(normal(await set(path, body)), first);
      });
    }
  });
}

function searches({ someone, found }: People): void {
  describe('search finds a user by', () => {
    for (const [field, path, body, term] of [
      ['a new name', 'name', { name: 'Zacharias Quill' }, 'quill'],
      ['a new email', 'email', { email: 'zed@quark.example' }, 'zed@quark.example'],
      ['a new phone', 'phone', { number: '+14155550031' }, '+14155550031'],
      ['a new label', 'labels', { labels: ['quokka'] }, 'label:quokka'],
    ] as const) {
      it(`${field}, and not any more after the next`, async () => {
        const { id, set } = await someone();
        await set(path, body);
        assert.deepEqual(await found(term), [id]);
        await set(path, nothing[path]);
        assert.deepEqual(await found(term), []);
      });
    }
  });
}

function moments({ someone }: People): void {
  describe('moments', () => {
    it('of a new user are one', async () => {
      const begun = Date.now();
      const { made } = await someone({ password: 'correct horse' });
      const { $createdAt, $updatedAt, registration, passwordUpdate } = made;
      assert.deepEqual([$updatedAt, registration, passwordUpdate], Array(3).fill($createdAt));
      const at = Date.parse(String($createdAt));
      assert.ok(begun <= at && at <= Date.now(), `${begun} ${at}`);
    });

    it('of a change: only that of the change moves', async () => {
      const { made, set } = await someone({ password: 'correct horse' });
      await sleep(5);
      const changed = await set('name', { name: 'Later' });
      assert.ok(String(changed.$updatedAt) > String(made.$updatedAt));
      assert.deepEqual({ ...changed, name: '', $updatedAt: made.$updatedAt }, made);
    });

    it('of a new password: that of the password moves too', async () => {
      const { made, set } = await someone({ password: 'correct horse' });
      await sleep(5);
      const { passwordUpdate, $updatedAt } = await set('password', { password: 'battery staple' });
      assert.ok(
        String(passwordUpdate) > String(made.passwordUpdate) && String($updatedAt) >= String(passwordUpdate),
      );
    });
  });
}

function formats({ send, someone }: People): void {
  describe('an older format', () => {
    const shaped = async (format: string, path: string) =>
      normal((await send('GET', path, undefined, { 'X-Appwrite-Response-Format': format })).body);

    it('of 1.8.0 knows nothing of what 1.9 brought', async () => {
      const { id } = await someone({ email: 'format@example.com' });
      const expected = userIn(
        '1.8.0',
        expectedUser({ $id: id, ...expectedEmailTarget(id, 'format@example.com') }),
      );
      assert.deepEqual(await shaped('1.8.0', `/users/${id}`), expected);
      assert.deepEqual(await shaped('1.8.0', '/users?search=format@example.com'), {
        total: 1,
        users: [expected],
      });
    });

    it('of 2.3.0, a newer one, or none that can be read leaves all as it is', async () => {
      const { id, made } = await someone();
      for (const format of ['2.3.0', '9.0.0', 'latest', '']) {
        assert.deepEqual(await shaped(format, `/users/${id}`), normal(made), format);
      }
    });

    it('of 1.5.0 has targets that do not expire', async () => {
      const { id } = await someone({ phone: '+14155550040' });
      const { targets } = (await shaped('1.5.0', `/users/${id}`)) as { targets: Fields[] };
      const { expired: _, ...expected } = expectedTarget(id, 'sms', '+14155550040');
      assert.deepEqual(targets, [expected]);
    });
  });
}

const nothing = {
  name: { name: '' },
  email: { email: '' },
  phone: { number: '' },
  labels: { labels: [] },
} as const;
