import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flawsIn } from '../../../test/support/consistency.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, anotherServer, outcome, sent, signedIn } from '../../../test/support/second-factors.ts';
import { usernames } from '../../../test/support/usernames.ts';
import { boundedPasswords } from '../passwords.ts';
import { listSessions } from '../sessions/sessions.ts';
import { createUserKey, listUserKeys } from '../user-keys/user-keys.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setEmailVerified, setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { getUser, removeUser } from '../users/users.ts';
import { completeReset, confirmEmail, requestReset, signUpWithUsername } from './usernames.ts';

const TRIES = 50;
const DAY_MS = 86_400_000;
const mail = (name: string) => emailOf(`${name}@example.com`) as Email;
const passwords = boundedPasswords(2, TRIES, { memoryCost: 64, timeCost: 1, parallelism: 1 });

onEachEngine('a link to a user with a username', (database) => {
  const here = directory(database);
  const core = () => ({ ...here.core, passwords });
  const guest = { ...here.actor, kind: 'guest', userAgent: 'mix' } as const;
  const person = async (username: string): Promise<UserId> => {
    const input = { username, email: mail(username), name: '', password: 'correct horse' };
    return (await signUpWithUsername(core(), guest, input, usernames)).user.id;
  };
  const link = async (id: UserId) => new URL((await sent(here, id)).url ?? '');
  const keyOf = async (id: UserId) => (await link(id)).searchParams.get('key') ?? '';
  const confirm = (username: string, key: string, email: string = mail(username)) =>
    confirmEmail(here.core, guest, { username, email, key });
  const finish = (username: string, key: string, changes = {}) =>
    completeReset(core(), guest, {
      username,
      key,
      password: 'battery staple',
      revokesKeys: true,
      ...changes,
    });
  const reset = async (id: UserId, name: string) => {
    await requestReset(here.core, guest, name, usernames);
    return keyOf(id);
  };
  const messages = async () =>
    (await here.core.read.db.selectFrom('outbox').select('id').where('kind', '=', 'mail').execute()).length;
  const knows = async (id: UserId, plain: string) =>
    passwords.verify(plain, (await getUser(here.core, here.actor, id)).password ?? '');

  it('confirms the email it was sent to, once', async () => {
    const id = await person('ann');
    const { pathname, searchParams } = await link(id);
    const { key = '', ...shown } = Object.fromEntries(searchParams);
    const seen = [await confirm('ANN', key, 'Ann@example.com'), await confirm('ann', key)];
    const { emailVerifiedAt } = await getUser(here.core, here.actor, id);
    assert.match(key, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      [pathname, shown, seen, emailVerifiedAt],
      ['/hex/email/verify', { username: 'ann', email: 'ann@example.com' }, [true, false], here.clock.now()],
    );
  });

  it('confirms nothing with another key, name or email, for a blocked user, or after a day', async () => {
    const [ben, cid] = [await person('ben'), await person('cid')];
    const [key, other] = [await keyOf(ben), await keyOf(cid)];
    const wrong = [
      await confirm('ben', other),
      await confirm('cid', key),
      await confirm('ben', key, 'cid@example.com'),
      await confirm('nobody', key),
      await confirm('a\0b', '\0', '\0'),
    ];
    await setStatus(here.core, here.actor, { id: ben, active: false });
    wrong.push(await confirm('ben', key));
    here.clock.advance(DAY_MS);
    wrong.push(await confirm('cid', other));
    const dan = await person('dan');
    const last = await keyOf(dan);
    here.clock.advance(DAY_MS - 1);
    assert.deepEqual([wrong, await confirm('dan', last)], [Array(7).fill(false), true]);
  });

  it('takes the same work to refuse a wrong key and a wrong email', async () => {
    const id = await person('abe');
    const key = await keyOf(id);
    const left = async (tried: Promise<boolean>) => [await tried, (await actsOf(here, id)).at(-1)];
    const seen = [await left(confirm('abe', 'wrong')), await left(confirm('abe', key, 'nobody@example.com'))];
    const refusals = (await actsOf(here, id)).filter((act) => act === 'session.refuse').length;
    assert.deepEqual(
      [seen, refusals, await confirm('abe', key)],
      [Array(2).fill([false, 'session.refuse']), 2, true],
    );
  });

  it(`accepts one of ${TRIES} concurrent confirmations over two servers`, async () => {
    const key = await keyOf(await person('eve'));
    await using other = await anotherServer(here, database);
    const input = { username: 'eve', email: mail('eve'), key };
    const tries = Array.from({ length: TRIES }, (_, at) =>
      confirmEmail((at % 2 ? other : here).core, guest, input),
    );
    assert.deepEqual((await Promise.all(tries)).filter(Boolean), [true]);
  });

  it(`sets one password in ${TRIES} concurrent resets over two servers`, async () => {
    const id = await person('fay');
    const key = await reset(id, 'fay');
    await using other = await anotherServer(here, database);
    const cores = [core(), { ...other.core, passwords }];
    const tries = Array.from({ length: TRIES }, (_, at) => {
      const input = { username: 'fay', key, password: `password ${at}`, revokesKeys: true };
      return completeReset(cores[at % 2] as (typeof cores)[0], guest, input);
    });
    const winners = (await Promise.all(tries)).flatMap((isGood, at) => (isGood ? [at] : []));
    const recorded = (await actsOf(here, id)).filter((act) => act === 'recovery.update');
    assert.deepEqual(
      [winners.length, await knows(id, `password ${winners[0]}`), recorded.length, await flawsIn(database)],
      [1, true, 1, []],
    );
  });

  it('resets the password by username or verified email only', async () => {
    const id = await person('gil');
    const count = async (name: string) => {
      const before = await messages();
      await requestReset(here.core, guest, name, usernames);
      return (await messages()) - before;
    };
    const before = [
      await count('gil@example.com'),
      await count('GIL'),
      await count('nobody'),
      await count('\0'),
    ];
    const { pathname, searchParams } = await link(id);
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    const after = await count('Gil@example.com');
    await setStatus(here.core, here.actor, { id, active: false });
    assert.deepEqual(
      [before, after, await count('gil'), pathname, [...searchParams.keys()]],
      [[0, 1, 0, 0], 1, 0, '/hex/password/new', ['username', 'key']],
    );
  });

  it('leaves one audit entry for any name, with the caller as actor', async () => {
    const id = await person('hal');
    const entries = async () =>
      here.core.read.db
        .selectFrom('audit')
        .select(['actor_kind', 'user_id'])
        .where('act', '=', 'recovery.create')
        .orderBy('id')
        .execute();
    const before = (await entries()).length;
    await requestReset(here.core, guest, 'hal', usernames);
    await requestReset(here.core, { ...guest, kind: 'user', id }, 'nobody', usernames);
    assert.deepEqual((await entries()).slice(before), [
      { actor_kind: 'guest', user_id: id },
      { actor_kind: 'user', user_id: null },
    ]);
  });

  it('authenticates its user as the actor, and only with the right key', async () => {
    const id = await person('quin');
    const confirmation = await keyOf(id);
    const key = await reset(id, 'quin');
    for (const shown of ['f'.repeat(32), confirmation]) await confirm('quin', shown);
    for (const shown of ['f'.repeat(32), key]) await finish('quin', shown);
    const by = await here.core.read.db
      .selectFrom('audit')
      .select(['act', 'actor_kind', 'actor_id'])
      .where('user_id', '=', id)
      .where('act', 'in', ['recovery.update', 'user.email.verification.update', 'session.refuse'])
      .orderBy('id')
      .execute();
    const done = by.filter(({ act }) => act !== 'session.refuse');
    const refused = by.filter(({ act }) => act === 'session.refuse');
    assert.deepEqual(
      [done, refused.filter(({ actor_kind }) => actor_kind !== 'guest')],
      [
        [
          { act: 'user.email.verification.update', actor_kind: 'user', actor_id: id },
          { act: 'recovery.update', actor_kind: 'user', actor_id: id },
        ],
        [],
      ],
    );
  });

  it('to reset a password expires after a day, after use, and when the email changes', async () => {
    const id = await person('ida');
    const late = await reset(id, 'ida');
    here.clock.advance(DAY_MS);
    const seen = [await finish('ida', late)];
    const [first, second] = [await reset(id, 'ida'), await reset(id, 'ida')];
    here.clock.advance(DAY_MS - 1);
    seen.push(await finish('nobody', second), await finish('ida', 'f'.repeat(32)));
    seen.push(await finish('ida', second), await finish('ida', first), await finish('ida', second));
    const third = await reset(id, 'ida');
    await setEmail(here.core, here.actor, { id, email: mail('ida2') });
    assert.deepEqual(
      [seen, await finish('ida', third), await knows(id, 'battery staple')],
      [[false, false, false, true, false, false], false, true],
    );
  });

  it('has one purpose: a reset confirms no email, and a confirmation sets no password', async () => {
    const id = await person('jan');
    const confirmation = await keyOf(id);
    const key = await reset(id, 'jan');
    assert.deepEqual([await confirm('jan', key), await finish('jan', confirmation)], [false, false]);
  });

  it('revokes keys and sessions with the new password, or keeps both, as the request and the project say', async () => {
    const actor = here.under({ invalidateSessions: false });
    const left = async (username: string, revokesKeys: boolean, verified = true) => {
      const id = await person(username);
      await setEmailVerified(here.core, here.actor, { id, verified });
      const owner = { kind: 'user', id } as const;
      await signedIn(here, id);
      await createUserKey(here.core, here.actor, owner, { name: 'k', permissions: [], revokeAt: null });
      const input = { username, key: await reset(id, username), password: 'battery staple', revokesKeys };
      assert.ok(await completeReset(core(), { ...actor, kind: 'guest' }, input));
      const keys = await listUserKeys(here.core, here.actor.project.id, owner);
      return [keys.length, (await listSessions(here.core, here.actor, id)).length];
    };
    assert.deepEqual(
      // An unverified owner loses everything, whatever the request says.
      [await left('kim', true), await left('leo', false), await left('lou', false, false)],
      [
        [0, 0],
        [1, 1],
        [0, 0],
      ],
    );
  });

  it('stays valid when the new password is refused', async () => {
    const id = await person('max');
    const key = await reset(id, 'max');
    const refused = await outcome(finish('max', key, { password: 'short' }));
    assert.deepEqual([refused, await finish('max', key)], ['argument_invalid', true]);
  });

  it('is deleted with its user', async () => {
    const id = await person('ned');
    const [confirmation, key] = [await keyOf(id), await reset(id, 'ned')];
    await removeUser(here.core, here.actor, id);
    await person('ned');
    assert.deepEqual([await confirm('ned', confirmation), await finish('ned', key)], [false, false]);
  });

  it('is not sent without mail delivery, and nothing else fails', async () => {
    const mute = { ...core(), channels: { ...here.core.channels, sendsMail: false } };
    const before = await messages();
    const input = { username: 'pat', email: mail('pat'), name: '', password: 'correct horse' };
    const { username } = await signUpWithUsername(mute, guest, input, usernames);
    await requestReset(mute, guest, username, usernames);
    assert.equal(await messages(), before);
  });
});
