import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flawsIn } from '../../../test/support/consistency.ts';
import { type Directory, directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, anotherServer, crowdOutcomes, outcome, sent } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { boundedPasswords } from '../passwords.ts';
import { redeemToken } from '../sign-in/tokens.ts';
import { type Email, emailOf } from '../users/email.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';
import { requestEmailVerificationCode, verifyEmailByCode } from '../verifications/verifications.ts';
import {
  completeRecovery,
  completeRecoveryByCode,
  requestRecovery,
  requestRecoveryCode,
} from './recovery.ts';

const TRIES = 1000;
const LOOKED_AT = 100;
/** Of a hundred, half are kept for the places that the user is signed in from. */
const MOST = 50;
const password = 'battery staple';
/** Cheap, and with room for all concurrent attempts: the test is not about the bound. */
const passwords = boundedPasswords(2, TRIES, { memoryCost: 64, timeCost: 1, parallelism: 1 });

onEachEngine('a recovery by code', (database) => {
  const here = directory(database);
  const guest: Actor = { ...here.actor, kind: 'guest', ip: '203.0.113.9' };

  it(`sets one password in ${TRIES} concurrent attempts over two servers`, async () => {
    const { id, email } = await person('ann');
    const { secret } = await request(email);
    await using other = await anotherServer(here, database);
    const cores = [here.core, other.core].map((core) => ({ ...core, passwords }));
    const tries = Array.from({ length: TRIES }, (_, at) =>
      completeRecoveryByCode(cores[at % 2] as Directory['core'], guest, {
        user: id,
        secret,
        password: `password ${at}`,
      }).then(() => at),
    );
    const settled = await Promise.allSettled(tries);
    const winners = settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const { done, looked: late, stopped, busy, others } = await crowdOutcomes(tries);
    const user = await getUser(here.core, here.actor, id);
    assert.deepEqual(
      {
        done,
        others,
        sum: late + stopped + busy,
        knows: await here.core.passwords.verify(`password ${winners[0]}`, user.password ?? ''),
        recorded: (await actsOf(here, id)).filter((act) => act === 'recovery.update').length,
        isVerified: user.emailVerifiedAt !== null,
        flaws: await flawsIn(database),
      },
      { done: 1, others: {}, sum: TRIES - 1, knows: true, recorded: 1, isVerified: true, flaws: [] },
    );
    // The right one resets the count: hence twice.
    assert.ok(late <= 2 * LOOKED_AT, `${late} tries were looked at`);
  });

  it('is redeemed with the id that the guest was given, by the code of the mail', async () => {
    const { id, email } = await person('ben');
    const { token, phrase } = await requestRecoveryCode(here.core, guest, { email, phrase: true });
    const mail = await sent(here, id);
    const used = await completeRecoveryByCode(here.core, guest, {
      user: token.alias as UserId,
      secret: mail.code ?? '',
      password,
    });
    assert.deepEqual(
      [mail.purpose, mail.minutes, mail.phrase, used.userId, token.alias === id],
      ['recovery-code', 15, phrase, id, false],
    );
  });

  it('of an address that nobody has answers the same form, with a fresh id', async () => {
    const { email } = await person('cid');
    const nobody = emailOf('nobody@example.com') as Email;
    const form = ({ token, secret, phrase = '' }: Awaited<ReturnType<typeof request>>) => ({
      id: token.id.length,
      alias: token.alias?.length,
      lives: token.expiresAt - token.createdAt,
      secret: secret.length,
      phrase: phrase.split(' ').length,
    });
    const ask = (to: Email) => requestRecoveryCode(here.core, guest, { email: to, phrase: true });
    assert.deepEqual(form(await ask(nobody)), form(await ask(email)));
  });

  it('opens nothing else, and nothing else is a code of it', async () => {
    const { id, email } = await person('dan');
    const { secret } = await request(email);
    const seen = [
      await outcome(redeemToken(here.core, guest, { user: id, secret })),
      await outcome(verifyEmailByCode(here.core, guest, { user: id, secret })),
      await outcome(completeRecovery(here.core, guest, { user: id, secret, password })),
    ];
    const link = await requestRecovery(here.core, guest, { email, url: 'http://localhost/page' });
    const verification = await requestEmailVerificationCode(here.core, guest, { user: id, phrase: false });
    for (const other of [link, verification]) seen.push(await complete(id, other.secret));
    assert.deepEqual(seen, Array(5).fill('token_invalid'));
  });

  it('is guessed at by strangers fifty times at most, from wherever and however many codes were sent', async () => {
    const { id, email } = await person('eve');
    let evaluated = 0;
    for (let round = 0; round < 60; round++) {
      const { secret } = await request(email, { ...here.actor, kind: 'key' });
      for (let tried = 0; tried < 4; tried++) {
        for (const ip of [`198.51.100.${round}`, `203.0.113.${round}`]) {
          const by: Actor = { ...guest, ip };
          if ((await complete(id, wrong(secret, tried), by)) === 'token_invalid') evaluated += 1;
        }
      }
      here.clock.advance(900_000);
    }
    assert.equal(evaluated, MOST);
  });

  it('works with the newest three codes', async () => {
    const { id, email } = await person('fay');
    const codes: string[] = [];
    for (let asked = 0; asked < 4; asked++) codes.push((await request(email)).secret);
    const first = await complete(id, codes[0] ?? '');
    const last = await complete(id, codes[3] ?? '');
    assert.deepEqual(
      [first, last, await complete(id, codes[2] ?? '')],
      // A new password ends the others.
      ['token_invalid', 'done', 'token_invalid'],
    );
    const more: string[] = [];
    for (let asked = 0; asked < 4; asked++) more.push((await request(email)).secret);
    assert.equal(await complete(id, more[1] ?? ''), 'done');
  });

  async function person(name: string) {
    const email = emailOf(`${name}@example.com`) as Email;
    const { id } = await createUser(here.core, here.actor, { id: name as UserId, email });
    return { id, email };
  }

  function request(email: Email, by: Actor = guest) {
    return requestRecoveryCode(here.core, by, { email, phrase: false });
  }

  function complete(user: UserId, secret: string, by: Actor = guest) {
    const core = { ...here.core, passwords };
    return outcome(completeRecoveryByCode(core, by, { user, secret, password }));
  }
});

/** A code that is not the one. */
function wrong(secret: string, by: number): string {
  return String((Number(secret) + by + 1) % 1_000_000).padStart(6, '0');
}
