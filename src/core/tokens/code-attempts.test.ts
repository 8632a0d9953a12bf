import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, type Person, person, sent, signedIn } from '../../../test/support/second-factors.ts';
import { createChallenge } from '../factors/challenges/challenges.ts';
import { completeChallenge } from '../factors/challenges/complete.ts';
import { sendEmailCode, sendPhoneCode } from '../sign-in/sent.ts';
import { redeemToken } from '../sign-in/tokens.ts';
import { emailOf } from '../users/email.ts';
import type { Phone } from '../users/phone.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { requestPhoneVerification, verifyPhone } from '../verifications/verifications.ts';

const MOST = 100;
const [MINUTES_10, HOUR_MS] = [600_000, 3_600_000];

onEachEngine('guesses at codes', (database) => {
  const here = directory(database);
  const guest = { ...here.actor, kind: 'guest' } as const;

  it('by an owner of the account who signs in again and asks for more codes are a hundred at most', async () => {
    const who = await person(here, 'eve', { phone: 'unverified' });
    let evaluated = 0;
    for (let round = 0; round < 40; round++) {
      const again = await signedIn(here, who.id);
      const device = { user: who.id, nonce: `n${round}` };
      const { secret } = await requestPhoneVerification(here.core, { ...again, kind: 'key' }, who.id);
      for (let tried = 0; tried < 8; tried++) {
        const input = { user: who.id, secret: wrong(secret, tried) };
        const from = { device, ip: `198.51.100.${round}` };
        const ways = [
          () => verifyPhone(here.core, { ...again, ...from }, input),
          () => redeemToken(here.core, { ...guest, ...from }, input),
          () => redeemToken(here.core, { ...guest, ip: `203.0.113.${round}` }, input),
        ];
        for (const way of ways) if ((await outcome(way())) === 'token_invalid') evaluated += 1;
      }
      here.clock.advance(MINUTES_10);
    }
    assert.ok(evaluated > 50 && evaluated <= MOST, `${evaluated} were evaluated`);
  });

  it('of a second factor are a hundred at most, however many sessions and challenges there are', async () => {
    const who = await person(here, 'mia', { phone: 'verified' });
    let evaluated = 0;
    for (let round = 0; round < 150; round++) {
      const again = { ...(await signedIn(here, who.id)), device: { user: who.id, nonce: `n${round}` } };
      const { id } = await createChallenge(here.core, again, { user: who.id, factor: 'phone' });
      const refused = await outcome(
        completeChallenge(here.core, again, { user: who.id, id, code: '000000' }),
      );
      if (refused === 'token_invalid') evaluated += 1;
      here.clock.advance(HOUR_MS);
    }
    assert.equal(evaluated, MOST);
  });

  it('at one purpose are not forgiven by completing another', async () => {
    const who = await person(here, 'kim', { phone: 'verified', email: 'verified' });
    const user = await getUser(here.core, here.actor, who.id);
    const email = emailOf('kim@example.com');
    let evaluated = 0;
    for (let round = 0; round < 60; round++) {
      const phone = await sendPhoneCode(here.core, keyed(), { user: undefined, phone: user.phone as Phone });
      if ((await guess(who, wrong(phone.secret, 0))) === 'token_invalid') evaluated += 1;
      const mail =
        email && (await sendEmailCode(here.core, keyed(), { user: undefined, email, phrase: false }));
      await guess(who, mail?.secret ?? '');
      here.clock.advance(HOUR_MS);
    }
    const right = await sendPhoneCode(here.core, keyed(), { user: undefined, phone: user.phone as Phone });
    assert.deepEqual([evaluated <= MOST, await guess(who, right.secret)], [true, 'rate_limited']);
  });

  it('are ten of each code, and those of another network use none of them up', async () => {
    const who = await person(here, 'lea', { phone: 'verified' });
    const { phone } = await getUser(here.core, here.actor, who.id);
    const { secret } = await sendPhoneCode(here.core, keyed(), { user: undefined, phone: phone as Phone });
    const from = (ip: string, shown: string) =>
      outcome(redeemToken(here.core, { ...guest, ip }, { user: who.id, secret: shown }));
    for (let tried = 0; tried < 10; tried++) {
      await from('192.0.2.1', wrong(secret, tried));
      here.clock.advance(33_000);
    }
    const used = await from('192.0.2.1', secret);
    here.clock.advance(64_000);
    assert.deepEqual([used, await from('192.0.2.2', secret)], ['token_invalid', 'done']);
  });

  it('find the newest three codes of a purpose alive', async () => {
    const who = await person(here, 'ida', { phone: 'verified' });
    const { phone } = await getUser(here.core, here.actor, who.id);
    const codes: string[] = [];
    for (let sent = 0; sent < 4; sent++) {
      const code = await sendPhoneCode(here.core, keyed(), { user: undefined, phone: phone as Phone });
      codes.push(code.secret);
    }
    const seen = [];
    for (const secret of codes) seen.push(await guess(who, secret));
    assert.deepEqual(seen, ['token_invalid', 'done', 'done', 'done']);
  });

  it('of a second factor are ten of each code, and the newest three codes are alive', async () => {
    const who = await person(here, 'max', { phone: 'verified' });
    const challenges: { readonly id: string; readonly code: string }[] = [];
    const ask = async () => {
      const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'phone' });
      const message = await sent(here, who.id);
      challenges.push({ id, code: 'code' in message ? (message.code ?? '') : '' });
    };
    const complete = (nth: number, by?: number) => {
      const { id = '', code = '' } = challenges[nth] ?? {};
      const shown = by === undefined ? code : wrong(code, by);
      return outcome(completeChallenge(here.core, who, { user: who.id, id, code: shown }));
    };
    await ask();
    for (let tried = 0; tried < 10; tried++) {
      await complete(0, tried);
      here.clock.advance(33_000);
    }
    const used = await complete(0);
    here.clock.advance(HOUR_MS);
    for (let asked = 0; asked < 4; asked++) await ask();
    const newest = [await complete(2), await complete(3), await complete(4)];
    assert.deepEqual(
      [used, await complete(1), newest],
      ['token_invalid', 'token_invalid', ['done', 'done', 'done']],
    );
  });

  function keyed() {
    return { ...here.actor, kind: 'key', id: 'k1' } as const;
  }

  function guess(who: Person, secret: string) {
    return outcome(
      redeemToken(
        here.core,
        { ...guest, device: { user: who.id, nonce: 'n' } },
        { user: who.id as UserId, secret },
      ),
    );
  }
});

/** A code that is not the one. */
function wrong(secret: string, by: number): string {
  return String((Number(secret) + by + 1) % 1_000_000).padStart(6, '0');
}
