import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, outcomes } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { guestScopes } from '../keys/scopes.ts';
import { completeRecovery, requestRecovery } from '../recovery/recovery.ts';
import { emailOf } from '../users/email.ts';
import { phoneOf } from '../users/phone.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';
import { type SentToken, sendEmailCode, sendMagicUrl, sendPhoneCode } from './sent.ts';
import { redeemToken } from './tokens.ts';

onEachEngine('the id that a guest is given with a token', (database) => {
  const here = directory(database);
  const guest = (): Actor => ({ kind: 'guest', project: here.actor.project, scopes: guestScopes });
  const id = (text: string) => text as UserId;
  const emailFor = (name: string) => emailOf(`${name}@example.com`) ?? assert.fail('it is an address');
  const phoneFor = (nth: number) => phoneOf(`+1415555${1000 + nth}`) ?? assert.fail('it is a number');
  const known = (name: string, nth: number) =>
    createUser(here.core, here.actor, { id: id(name), email: emailFor(name), phone: phoneFor(nth) });

  const ways: readonly {
    readonly name: string;
    readonly send: (who: string, nth: number, asked: UserId | undefined) => Promise<SentToken>;
  }[] = [
    {
      name: 'a magic link',
      send: (who, _nth, user) =>
        sendMagicUrl(here.core, guest(), { user, email: emailFor(who), phrase: false, url: undefined }),
    },
    {
      name: 'a code by email',
      send: (who, _nth, user) =>
        sendEmailCode(here.core, guest(), { user, email: emailFor(who), phrase: false }),
    },
    {
      name: 'a code by phone',
      send: (_who, nth, user) => sendPhoneCode(here.core, guest(), { user, phone: phoneFor(nth) }),
    },
  ];
  const given = ({ token }: SentToken) => token.alias ?? token.userId;

  for (const [nth, { name, send }] of ways.entries()) {
    it(`${name}: is the one that was asked for, whoever has the address and the id, and opens a session`, async () => {
      await known(`ann-${nth}`, 10 * nth);
      await known(`taken-${nth}`, 10 * nth + 1);
      const cases: readonly (readonly [string, number, string])[] = [
        [`ann-${nth}`, 10 * nth, `mine-${nth}`],
        [`ann-${nth}`, 10 * nth, `taken-${nth}`],
        [`nobody-${nth}`, 10 * nth + 2, `taken-${nth}`],
        [`noone-${nth}`, 10 * nth + 3, `free-${nth}`],
      ];
      const seen = [];
      for (const [who, phone, asked] of cases) {
        const sent = await send(who, phone, id(asked));
        const { session } = await redeemToken(here.core, guest(), { user: id(asked), secret: sent.secret });
        const user = await getUser(here.core, here.actor, id(session.userId));
        const hasAddress = user.email === emailFor(who) || user.phone === phoneFor(phone);
        seen.push([given(sent) === asked, hasAddress, user.id !== `taken-${nth}`]);
      }
      assert.deepEqual(
        seen,
        cases.map(() => [true, true, true]),
      );
    });

    it(`${name}: is a fresh one when none was asked for, never that of a user`, async () => {
      await known(`ben-${nth}`, 100 + 10 * nth);
      const seen = [];
      for (const [who, phone] of [
        [`ben-${nth}`, 100 + 10 * nth],
        [`new-${nth}`, 101 + 10 * nth],
      ] as const) {
        const [first, second] = [await send(who, phone, undefined), await send(who, phone, undefined)];
        const { session } = await redeemToken(here.core, guest(), {
          user: id(given(second)),
          secret: second.secret,
        });
        const ids = new Set([given(first), given(second), session.userId]);
        seen.push([ids.size, [...ids].every((one) => /^[0-9a-z-]+$/.test(one)), given(first).length]);
      }
      assert.deepEqual(seen, [
        [3, true, 20],
        [3, true, 20],
      ]);
    });
  }

  it('does not keep the user’s own id from working', async () => {
    await known('cid', 200);
    const { secret } = await sendEmailCode(here.core, guest(), {
      user: id('asked'),
      email: emailFor('cid'),
      phrase: false,
    });
    const { session } = await redeemToken(here.core, guest(), { user: id('cid'), secret });
    assert.equal(session.userId, 'cid');
  });

  it('is worth no more guesses: those with any id count for the user whose code it is', async () => {
    await known('dan', 201);
    const secrets: string[] = [];
    for (let nth = 0; nth < 3; nth++) {
      const input = { user: id(`guess-${nth}`), email: emailFor('dan'), phrase: false };
      secrets.push((await sendEmailCode(here.core, guest(), input)).secret);
    }
    const wrong = ['000000', '111111', '222222', '333333'].find((code) => !secrets.includes(code)) ?? '';
    const seen = [];
    for (let nth = 0; nth < 12; nth++) {
      const user = id(`guess-${nth % 3}`);
      seen.push(await outcome(redeemToken(here.core, guest(), { user, secret: wrong })));
    }
    assert.deepEqual(new Set(seen), new Set(['token_invalid', 'rate_limited']));
    assert.ok(seen.indexOf('rate_limited') <= 6);
  });

  it('opens one session, of any number of tries at once with either id', async () => {
    await known('eve', 202);
    const { secret } = await sendMagicUrl(here.core, guest(), {
      user: id('other-eve'),
      email: emailFor('eve'),
      phrase: false,
      url: undefined,
    });
    const tries = Array.from({ length: 50 }, (_, nth) =>
      redeemToken(here.core, guest(), { user: id(nth % 2 ? 'eve' : 'other-eve'), secret }),
    );
    assert.deepEqual(await outcomes(tries), { done: 1, token_invalid: 49 });
  });

  it('of a recovery is fresh for known and unknown addresses, and redeems it', async () => {
    await known('fay', 203);
    const request = (who: string) =>
      requestRecovery(here.core, guest(), { email: emailFor(who), url: 'http://localhost/page' });
    const [mine, again, nobodys] = [await request('fay'), await request('fay'), await request('nobody')];
    const aliases = [mine, again, nobodys].map(({ token }) => token.alias ?? '');
    const recovered = await completeRecovery(here.core, guest(), {
      user: id(aliases[0] ?? ''),
      secret: mine.secret,
      password: 'correct horse battery',
    });
    const failed = await outcome(
      completeRecovery(here.core, guest(), {
        user: id(aliases[2] ?? ''),
        secret: nobodys.secret,
        password: 'correct horse battery',
      }),
    );
    assert.deepEqual(
      [aliases.map((alias) => alias.length), new Set(aliases).size, recovered.userId, failed],
      [[20, 20, 20], 3, 'fay', 'token_invalid'],
    );
  });

  it('is told to no server, which is told the user’s own', async () => {
    await known('gus', 204);
    const { token } = await sendEmailCode(here.core, here.actor, {
      user: undefined,
      email: emailFor('gus'),
      phrase: false,
    });
    assert.deepEqual([token.userId, token.alias], ['gus', null]);
  });

  it('comes also where nobody can be made for the address, and nothing is sent', async () => {
    const full: Actor = { ...here.under({ usersLimit: 1 }), kind: 'guest' };
    const input = { user: undefined, email: emailFor('beyond'), phrase: false };
    const { token, secret } = await sendEmailCode(here.core, full, input);
    const used = await outcome(redeemToken(here.core, full, { user: id(token.alias ?? ''), secret }));
    assert.deepEqual([token.alias?.length, used], [20, 'token_invalid']);
  });
});
