import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { serving } from '../support/server.ts';
import { expectedEmailTarget, expectedTarget, expectedUser, normal } from './clients-expected.ts';
import { type Fields, type People, people } from './side-effects-fixtures.ts';

type Refusal = { readonly status: number; readonly body: unknown };

onAnyEngine('side effects on addresses', (database) => {
  const all = people(serving(database));
  emails(all);
  phones(all);
  conflictsOfAddresses(all);
  deletions(all);
});

function emails({ someone }: People): void {
  describe('an email', () => {
    it('is stored in lower case and trimmed, and brings a target', async () => {
      const { id, made, get } = await someone({ email: ' Ann@Example.COM ' });
      assert.deepEqual(
        normal(made),
        expectedUser({ $id: id, ...expectedEmailTarget(id, 'ann@example.com') }),
      );
      assert.deepEqual(await get(), made);
    });

    it('that changes renames its target and is not verified any more', async () => {
      const { id, made, get, set } = await someone({ email: 'old@example.com' });
      await set('verification', { emailVerification: true });
      const changed = await set('email', { email: 'new@example.com' });
      assert.deepEqual(
        normal(changed),
        expectedUser({ $id: id, ...expectedEmailTarget(id, 'new@example.com') }),
      );
      assert.deepEqual(targetIds(changed), targetIds(made));
      assert.deepEqual(await get(), changed);
    });

    it('that is removed takes its target along', async () => {
      const { id, get, set } = await someone({ email: 'off@example.com' });
      await set('verification', { emailVerification: true });
      const changed = await set('email', { email: '' });
      assert.deepEqual(normal(changed), expectedUser({ $id: id }));
      assert.deepEqual(await get(), changed);
    });

    it('may be missing from many', async () => {
      for (const email of ['many1@example.com', 'many2@example.com']) {
        const { set } = await someone({ email });
        assert.equal((await set('email', { email: '' })).email, '');
      }
    });

    it('that is removed twice stays away', async () => {
      const { set } = await someone();
      await set('email', { email: '' });
      assert.deepEqual((await set('email', { email: '' })).targets, []);
    });

    it('that is removed is free for others', async () => {
      const { set } = await someone({ email: 'handed@example.com' });
      await set('email', { email: '' });
      const { id, made } = await someone({ email: 'handed@example.com' });
      assert.deepEqual(
        normal(made),
        expectedUser({ $id: id, ...expectedEmailTarget(id, 'handed@example.com') }),
      );
    });

    it('tells what its mailbox is', async () => {
      const { made } = await someone({ email: 'A.n.n+news@gmail.com' });
      const { email, emailCanonical, emailIsFree, emailIsDisposable, emailIsCorporate, emailIsCanonical } =
        made;
      assert.deepEqual(
        { email, emailCanonical, emailIsFree, emailIsDisposable, emailIsCorporate, emailIsCanonical },
        {
          email: 'a.n.n+news@gmail.com',
          emailCanonical: 'ann@gmail.com',
          emailIsFree: true,
          emailIsDisposable: false,
          emailIsCorporate: false,
          emailIsCanonical: false,
        },
      );
    });
  });
}

function phones({ someone }: People): void {
  describe('a phone number', () => {
    it('brings a target', async () => {
      const { id, made } = await someone({ phone: '+14155550001' });
      const targets = [expectedTarget(id, 'sms', '+14155550001')];
      assert.deepEqual(normal(made), expectedUser({ $id: id, phone: '+14155550001', targets }));
    });

    it('that changes renames its target and is not verified any more', async () => {
      const { id, made, get, set } = await someone({ phone: '+14155550002' });
      await set('verification/phone', { phoneVerification: true });
      const changed = await set('phone', { number: '+14155550003' });
      const targets = [expectedTarget(id, 'sms', '+14155550003')];
      assert.deepEqual(normal(changed), expectedUser({ $id: id, phone: '+14155550003', targets }));
      assert.deepEqual(targetIds(changed), targetIds(made));
      assert.deepEqual(await get(), changed);
    });

    it('that is removed takes its target along and leaves that of the email', async () => {
      const { id, get, set } = await someone({ email: 'keeps@example.com', phone: '+14155550004' });
      const changed = await set('phone', { number: '' });
      assert.deepEqual(
        normal(changed),
        expectedUser({ $id: id, ...expectedEmailTarget(id, 'keeps@example.com') }),
      );
      assert.deepEqual(await get(), changed);
    });

    it('leaves the verification of the email alone', async () => {
      const { set } = await someone({ email: 'alone@example.com' });
      await set('verification', { emailVerification: true });
      assert.equal((await set('phone', { number: '+14155550005' })).emailVerification, true);
    });
  });
}

function conflictsOfAddresses({ send, someone, found }: People): void {
  describe('what is taken is refused, and nothing changes:', () => {
    const taken = { email: 'taken@example.com', phone: '+14155550010' };

    it('the id, the email or the phone of somebody, for a new user', async () => {
      const { id } = await someone(taken);
      const wanted = [
        { userId: id },
        { userId: 'x', email: 'Taken@example.com' },
        { userId: 'x', phone: taken.phone },
      ];
      const answers = [];
      for (const input of wanted) answers.push(await refusal(send, 'POST', '/users', input));
      assert.deepEqual(answers, ['id', 'email', 'phone'].map(userExists));
      assert.equal((await send('GET', '/users/x')).status, 404);
      await send('DELETE', `/users/${id}`);
    });

    it('the addresses of somebody else, but not those that the user has already', async () => {
      const { id: other } = await someone(taken);
      const { id, get } = await someone({ email: 'own@example.com', phone: '+14155550011' });
      const earlier = await get();
      const answers = [
        await refusal(send, 'PATCH', `/users/${id}/email`, { email: taken.email }),
        await refusal(send, 'PATCH', `/users/${id}/phone`, { number: taken.phone }),
      ];
      assert.deepEqual(answers, ['email', 'phone'].map(targetExists));
      assert.deepEqual(await get(), earlier);
      const own = [
        await send('PATCH', `/users/${id}/email`, { email: 'OWN@example.com' }),
        await send('PATCH', `/users/${id}/phone`, { number: '+14155550011' }),
      ];
      assert.deepEqual(
        own.map(({ status }) => status),
        [200, 200],
      );
      assert.deepEqual({ ...(await get()), $updatedAt: '' }, { ...earlier, $updatedAt: '' });
      await send('DELETE', `/users/${other}`);
    });

    it('by all but one of those who ask for it at once', async () => {
      const asked = Array.from({ length: 12 }, (_, at) =>
        send('POST', '/users', { userId: `race-${at}`, email: 'race@example.com' }),
      );
      const statuses = (await Promise.all(asked)).map((answer) => answer.status);
      assert.deepEqual(statuses.sort(), [201, ...Array(11).fill(409)]);
      assert.equal((await found('race@example.com')).length, 1);
    });
  });
}

function deletions({ send, someone }: People): void {
  describe('a deleted user', () => {
    it('answers nothing, and is not found by a second deletion', async () => {
      const { id } = await someone({ email: 'twice@example.com' });
      const first = await send('DELETE', `/users/${id}`);
      assert.deepEqual(
        [first.status, first.body, first.headers.get('content-type')],
        [204, '', 'text/plain; charset=UTF-8'],
      );
      assert.equal((await send('DELETE', `/users/${id}`)).status, 404);
    });

    it('leaves id and addresses to others, and nothing else', async () => {
      const said = { email: 'again@example.com', phone: '+14155550020' };
      const { id, set } = await someone({ ...said, name: 'First', password: 'correct horse' });
      await set('labels', { labels: ['old'] });
      await set('prefs', { prefs: { old: true } });
      await send('DELETE', `/users/${id}`);
      const { body } = await send('POST', '/users', { userId: id, ...said });
      const email = expectedEmailTarget(id, said.email);
      const targets = [expectedTarget(id, 'email', said.email), expectedTarget(id, 'sms', said.phone)];
      assert.deepEqual(normal(body), expectedUser({ $id: id, ...email, phone: said.phone, targets }));
    });
  });
}

const userExists = (taken: string) =>
  conflict('user_already_exists', `A user with the same ${taken} already exists in this project.`);
const targetExists = (taken: string) =>
  conflict('user_target_already_exists', `A target with the same ${taken} already exists.`);

function conflict(type: string, message: string): Refusal {
  return { status: 409, body: { message, code: 409, type, version: '2.3.0' } };
}

async function refusal(send: People['send'], method: string, path: string, input: object): Promise<Refusal> {
  const { status, body } = await send(method, path, input);
  return { status, body };
}

function targetIds(user: Fields): readonly unknown[] {
  return (user.targets as readonly Fields[]).map((target) => target.$id);
}
