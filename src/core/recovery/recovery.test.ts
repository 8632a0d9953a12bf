import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flawsIn } from '../../../test/support/consistency.ts';
import { type Directory, directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import {
  actsOf,
  anotherServer,
  outcome,
  outcomes,
  sent,
  signedIn,
} from '../../../test/support/second-factors.ts';
import { boundedPasswords } from '../passwords.ts';
import { listSessions } from '../sessions/sessions.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { authenticateUserKey, createUserKey } from '../user-keys/user-keys.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setEmailVerified, setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser, removeUser } from '../users/users.ts';
import { completeRecovery, createRecoveryLink, requestRecovery } from './recovery.ts';

const TRIES = 1000;
const HOUR_MS = 3_600_000;
const url = 'http://localhost/recover';
/** Cheap, and with room for all concurrent attempts: the test is not about the bound. */
const passwords = boundedPasswords(2, TRIES, { memoryCost: 64, timeCost: 1, parallelism: 1 });

onEachEngine('a recovery', (database) => {
  const here = directory(database);

  it('is not sent after the user was deleted', async () => {
    const { id, email } = await person('gone');
    await request(email);
    const waiting = () =>
      here.engine.read.db.selectFrom('outbox').select('id').where('user_id', '=', id).execute();
    assert.equal((await waiting()).length, 1);
    await removeUser(here.core, here.actor, id);
    assert.deepEqual(await waiting(), []);
  });

  it(`sets one password in ${TRIES} concurrent attempts over two servers`, async () => {
    const { id, email } = await person('ann');
    await signedIn(here, id);
    const { secret } = await request(email);
    await using other = await anotherServer(here, database);
    const cores = [here.core, other.core].map((core) => ({ ...core, passwords }));
    const tries = Array.from({ length: TRIES }, (_, at) =>
      completeRecovery(cores[at % 2] as Directory['core'], here.actor, {
        user: id,
        secret,
        password: `password ${at}`,
      }).then(() => at),
    );
    const settled = await Promise.allSettled(tries);
    const winners = settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    // Under load some calls may fail because the database is busy: those change nothing.
    const { done, token_invalid: late = 0, unavailable: busy = 0, ...others } = await outcomes(tries);
    const user = await getUser(here.core, here.actor, id);
    const acts = await actsOf(here, id);
    assert.deepEqual(
      {
        done,
        others,
        sum: late + busy,
        knows: await here.core.passwords.verify(`password ${winners[0]}`, user.password ?? ''),
        recorded: acts.filter((act) => act === 'recovery.update').length,
        sessions: await listSessions(here.core, here.actor, id),
        flaws: await flawsIn(database),
      },
      {
        done: 1,
        others: {},
        sum: TRIES - 1,
        knows: true,
        recorded: 1,
        sessions: [],
        flaws: [],
      },
    );
  });

  it('is refused alike for a wrong secret, another user and an unknown user, and changes nothing', async () => {
    const [ben, cid] = [await person('ben'), await person('cid')];
    const { secret } = await request(ben.email);
    const before = await getUser(here.core, here.actor, ben.id);
    const seen = [
      await complete(ben.id, 'f'.repeat(256)),
      await complete(cid.id, secret),
      await complete('nobody' as UserId, secret),
    ];
    const after = await getUser(here.core, here.actor, ben.id);
    assert.deepEqual([seen, after], [Array(3).fill('token_invalid'), before]);
  });

  it('expires after an hour, and not before', async () => {
    const { id, email } = await person('dan');
    const first = await request(email);
    here.clock.advance(HOUR_MS - 1);
    const justInTime = await complete(id, first.secret);
    const second = await request(email);
    here.clock.advance(HOUR_MS);
    assert.deepEqual([justInTime, await complete(id, second.secret)], ['done', 'token_invalid']);
  });

  it('is invalid once the password or the email changed', async () => {
    const { id, email } = await person('eve');
    const [first, second] = [await request(email), await request(email)];
    const other = emailOf('eve2@example.com') as Email;
    const seen = [await complete(id, first.secret), await complete(id, second.secret)];
    const third = await request(email);
    await setEmail(here.core, here.actor, { id, email: other });
    assert.deepEqual([...seen, await complete(id, third.secret)], ['done', 'token_invalid', 'token_invalid']);
  });

  it('of a blocked user sends nothing, and earlier links become invalid', async () => {
    const { id, email } = await person('fay');
    const { secret } = await request(email);
    await setStatus(here.core, here.actor, { id, active: false });
    const sentBefore = await messages(id);
    const answer = await request(email);
    const seen = [await complete(id, secret), await complete(id, answer.secret)];
    assert.deepEqual([seen, (await messages(id)) - sentBefore], [['token_invalid', 'token_invalid'], 0]);
  });

  it('is deleted with the user, also when another gets the id', async () => {
    const { id, email } = await person('gil');
    const { secret } = await request(email);
    await removeUser(here.core, here.actor, id);
    await person('gil');
    assert.equal(await complete(id, secret), 'token_invalid');
  });

  it('ends every session, and the new password signs in', async () => {
    const { id, email } = await person('hal');
    await signedIn(here, id);
    await signedIn(here, id);
    const { secret } = await request(email);
    await complete(id, secret, 'battery staple');
    const sessions = (await listSessions(here.core, here.actor, id)).length;
    const input = { email, password: 'battery staple' };
    assert.deepEqual(
      [sessions, await outcome(signInWithPassword(here.core, here.actor, input))],
      [0, 'done'],
    );
  });

  it('revokes all access of the creator of an account with an unverified address', async () => {
    const lasting = here.under({ invalidateSessions: false });
    const left = async (name: string, verified: boolean) => {
      const { id, email } = await person(name);
      await setEmailVerified(here.core, here.actor, { id, verified });
      const asked = { name: 'key', permissions: [], revokeAt: null };
      const { secret: key } = await createUserKey(here.core, here.actor, { kind: 'user', id }, asked);
      await signedIn(here, id);
      const { secret } = await request(email);
      await completeRecovery(here.core, lasting, { user: id, secret, password: 'correct horse' });
      const sessions = await listSessions(here.core, here.actor, id);
      return [(await authenticateUserKey(here.core, here.actor.project.id, key))?.state, sessions.length];
    };
    assert.deepEqual(
      [await left('joy', false), await left('kit', true)],
      [
        [undefined, 0],
        ['good', 1],
      ],
    );
  });

  it('of an address that nobody has answers the same form, with a fresh id', async () => {
    const { email } = await person('ida');
    const nobody = emailOf('nobody@example.com') as Email;
    const [known, first, second] = [await request(email), await request(nobody), await request(nobody)];
    const form = ({ token, secret }: typeof known) => ({
      ...token,
      id: token.id.length,
      userId: '',
      createdAt: 0,
      lives: token.expiresAt - token.createdAt,
      expiresAt: 0,
      secret: secret.length,
    });
    assert.deepEqual([form(first), form(second)], [form(known), form(known)]);
    assert.notEqual(first.token.userId, second.token.userId);
    assert.match(first.token.userId, /^[0-9a-f]{20}$/);
  });

  it('by a link that an operator passes on is good once, for a day, and proves no address', async () => {
    const { id } = await person('jon');
    const { id: alone } = await createUser(here.core, here.actor, { id: 'without-address' as UserId });
    const linked = async (user: UserId) => {
      const { link } = await createRecoveryLink(here.core, here.actor, { user, url });
      const { origin, pathname, searchParams } = new URL(link);
      assert.deepEqual(
        [origin + pathname, searchParams.get('userId'), searchParams.get('project')],
        [url, user, 'test'],
      );
      return searchParams.get('secret') ?? '';
    };
    const [first, second, third] = [await linked(id), await linked(id), await linked(alone)];
    const seen = [await complete(id, first), await complete(id, first), await complete(id, second)];
    here.clock.advance(24 * HOUR_MS - 1);
    const others = [await complete(alone, third), await complete(alone, await linked(alone))];
    const late = await linked(id);
    here.clock.advance(24 * HOUR_MS);
    const { emailVerifiedAt } = await getUser(here.core, here.actor, id);
    assert.deepEqual(
      [seen, others, await complete(id, late), emailVerifiedAt],
      [['done', 'token_invalid', 'token_invalid'], ['done', 'done'], 'token_invalid', null],
    );
  });

  it('has no link for a blocked or an unknown user, nor to a foreign page', async () => {
    const { id } = await person('kim');
    const link = (user: UserId, page = url) =>
      outcome(createRecoveryLink(here.core, here.actor, { user, url: page }));
    const foreign = await link(id, 'https://evil.example/reset');
    await setStatus(here.core, here.actor, { id, active: false });
    assert.deepEqual(
      [foreign, await link(id), await link('nobody' as UserId)],
      ['argument_invalid', 'user_blocked', 'user_not_found'],
    );
  });

  async function person(name: string) {
    const email = emailOf(`${name}@example.com`) as Email;
    const { id } = await createUser(here.core, here.actor, { id: name as UserId, email });
    return { id, email };
  }

  function request(email: Email) {
    return requestRecovery(here.core, here.actor, { email, url });
  }

  function complete(user: UserId, secret: string, password = 'correct horse') {
    const core = { ...here.core, passwords };
    return outcome(completeRecovery(core, here.actor, { user, secret, password }));
  }

  async function messages(user: UserId): Promise<number> {
    await sent(here, user);
    const rows = await here.core.read.db
      .selectFrom('outbox')
      .select('id')
      .where('user_id', '=', user)
      .execute();
    return rows.length;
  }
});
