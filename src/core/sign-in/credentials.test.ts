import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, outcome } from '../../../test/support/second-factors.ts';
import { usernames } from '../../../test/support/usernames.ts';
import { listSessions } from '../sessions/sessions.ts';
import { signUpWithUsername } from '../usernames/usernames.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setEmailVerified, setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';
import { checkCredentials } from './credentials.ts';
import { signInWithPassword } from './password.ts';

const FREE = 5;
const mail = (name: string) => emailOf(`${name}@example.com`) as Email;

onEachEngine('credentials of a call', (database) => {
  const here = directory(database);
  const guest = { ...here.actor, kind: 'guest' } as const;
  const password = 'correct horse';
  const person = async (username: string, verified = true): Promise<UserId> => {
    const input = { username, email: mail(username), name: '', password };
    const { user } = await signUpWithUsername(here.core, guest, input, usernames);
    if (verified) await setEmailVerified(here.core, here.actor, { id: user.id, verified: true });
    return user.id;
  };
  const check = (login: string, plain = password) =>
    outcome(checkCredentials(here.core, guest, { login, password: plain }));

  it('are a username or a verified email with the password, and open and record nothing', async () => {
    const id = await person('ann');
    const before = await actsOf(here, id);
    const found = await Promise.all(
      ['ANN', 'Ann@Example.com'].map((login) => checkCredentials(here.core, guest, { login, password })),
    );
    assert.deepEqual(
      [found, await listSessions(here.core, here.actor, id), await actsOf(here, id)],
      [Array(2).fill(await getUser(here.core, here.actor, id)), [], before],
    );
  });

  it('may be those of a user without a username', async () => {
    const { id } = await createUser(here.core, here.actor, { email: mail('bea'), password });
    const before = await check('bea@example.com');
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    assert.deepEqual([before, await check('bea@example.com')], ['credentials_wrong', 'done']);
  });

  it('are refused alike when unknown, wrong, or with an unverified email', async () => {
    await person('cid', false);
    const seen = [
      await check('cid', 'wrong horse'),
      await check('cid@example.com'),
      await check('nobody'),
      await check('nobody@example.com'),
      await check('a\0b'),
      await check('', ''),
    ];
    assert.deepEqual([seen, await check('cid')], [Array(6).fill('credentials_wrong'), 'done']);
  });

  it('of a blocked user are refused as such when they are right', async () => {
    const id = await person('dan');
    await setStatus(here.core, here.actor, { id, active: false });
    assert.deepEqual(
      [await check('dan', 'wrong horse'), await check('dan')],
      ['credentials_wrong', 'user_blocked'],
    );
  });

  it('are refused when the project disables passwords', async () => {
    await person('eve');
    const actor = here.under({ disabledAuthMethods: ['email-password'] });
    const checked = checkCredentials(here.core, actor, { login: 'eve', password });
    assert.equal(await outcome(checked), 'auth_method_disabled');
  });

  it('share one attempt count for any surrounding blanks, for known and unknown users', async () => {
    await person('gus');
    const guesses = async (email: string) => {
      const seen: string[] = [];
      for (let at = 0; at <= FREE; at++) seen.push(await check(' '.repeat(at) + email, 'wrong horse'));
      return seen;
    };
    const due = [...Array(FREE).fill('credentials_wrong'), 'rate_limited'];
    assert.deepEqual([await guesses('gus@example.com'), await guesses('none@example.com')], [due, due]);
  });

  it('share the attempt count of sign-ins', async () => {
    const id = await person('fay');
    const guess = (at: number) =>
      at % 2
        ? check('fay', 'wrong horse')
        : outcome(signInWithPassword(here.core, guest, { email: mail('fay'), password: 'wrong horse' }));
    const seen: string[] = [];
    for (let at = 0; at <= FREE; at++) seen.push(await guess(at));
    const right = await check('fay');
    const acts = (await actsOf(here, id)).filter((act) => act === 'session.refuse').length;
    here.clock.advance(2_000);
    const [late, anew] = [await check('fay'), [] as string[]];
    for (let at = 0; at < FREE; at++) anew.push(await guess(at));
    assert.deepEqual(
      [seen, right, acts, late, anew],
      [
        [...Array(FREE).fill('credentials_wrong'), 'rate_limited'],
        'rate_limited',
        FREE,
        'done',
        Array(FREE).fill('credentials_wrong'),
      ],
    );
  });
});
