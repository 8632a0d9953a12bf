import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { anotherServer, sent } from '../../../test/support/second-factors.ts';
import { usernames } from '../../../test/support/usernames.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setEmailVerified, setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { confirmEmail, resendConfirmation, signUpWithUsername } from './usernames.ts';

const DAY_MS = 86_400_000;
const TRIES = 20;
const mail = (name: string) => emailOf(`${name}@example.com`) as Email;

onEachEngine('another confirmation link', (database) => {
  const here = directory(database);
  const guest = { ...here.actor, kind: 'guest', userAgent: 'mix' } as const;
  const person = async (username: string): Promise<UserId> => {
    const input = { username, email: mail(username), name: '', password: 'correct horse' };
    return (await signUpWithUsername(here.core, guest, input, usernames)).user.id;
  };
  const keyOf = async (id: UserId) => new URL((await sent(here, id)).url ?? '').searchParams.get('key') ?? '';
  const confirm = (username: string, key: string) =>
    confirmEmail(here.core, guest, { username, email: mail(username), key });
  const resend = (username: string, email: string = mail(username), core = here.core) =>
    resendConfirmation(core, guest, { username, email }, usernames);
  const letters = async () =>
    (await here.core.read.db.selectFrom('outbox').select('id').where('kind', '=', 'mail').execute()).length;
  const sends = async (work: () => Promise<void>) => {
    const before = await letters();
    await work();
    return (await letters()) - before;
  };

  it('works once, for a day, after the first one expired', async () => {
    const id = await person('ann');
    const first = await keyOf(id);
    here.clock.advance(DAY_MS);
    await resend('ANN', 'Ann@Example.com');
    const second = await keyOf(id);
    const { pathname, searchParams } = new URL((await sent(here, id)).url ?? '');
    here.clock.advance(DAY_MS - 1);
    const seen = [await confirm('ann', first), await confirm('ann', second), await confirm('ann', second)];
    assert.deepEqual(
      [pathname, searchParams.get('username'), searchParams.get('email'), seen],
      ['/hex/email/verify', 'ann', 'ann@example.com', [false, true, false]],
    );
  });

  it('invalidates earlier links', async () => {
    const id = await person('ben');
    const first = await keyOf(id);
    await resend('ben');
    const second = await keyOf(id);
    await resend('ben');
    assert.deepEqual(
      [await confirm('ben', first), await confirm('ben', second), await confirm('ben', await keyOf(id))],
      [false, false, true],
    );
  });

  it('is sent when username and email match and the email is unconfirmed', async () => {
    const id = await person('cid');
    await person('eve');
    const asked: readonly (readonly [string, string])[] = [
      ['cid', mail('cid')],
      ['cid', mail('eve')],
      ['eve', mail('cid')],
      ['nobody', mail('cid')],
      [mail('cid'), mail('cid')],
      ['cid', ''],
      ['', ''],
      ['c\0d', '\0'],
    ];
    const counts = [];
    for (const [username, email] of asked) counts.push(await sends(() => resend(username, email)));
    await setStatus(here.core, here.actor, { id, active: false });
    const blocked = await sends(() => resend('cid'));
    await setStatus(here.core, here.actor, { id, active: true });
    await setEmail(here.core, here.actor, { id, email: mail('cid2') });
    const moved = await sends(() => resend('cid'));
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    assert.deepEqual(
      [counts, blocked, moved, await sends(() => resend('cid', mail('cid2')))],
      [[1, 0, 0, 0, 0, 0, 0, 0], 0, 0, 0],
    );
  });

  it('leaves one audit entry for any name', async () => {
    const id = await person('dan');
    const entries = () =>
      here.core.read.db
        .selectFrom('audit')
        .select(['actor_kind', 'user_id'])
        .where('act', '=', 'user.email.verification.create')
        .orderBy('id')
        .execute();
    const before = (await entries()).length;
    await resend('dan');
    await resend('dan', mail('nobody'));
    await resend('nobody');
    assert.deepEqual((await entries()).slice(before), [
      { actor_kind: 'guest', user_id: id },
      { actor_kind: 'guest', user_id: null },
      { actor_kind: 'guest', user_id: null },
    ]);
  });

  it(`leaves one valid link after ${TRIES} concurrent requests over two servers`, async () => {
    const id = await person('fay');
    await using other = await anotherServer(here, database);
    await Promise.all(
      Array.from({ length: TRIES }, (_, at) => resend('fay', mail('fay'), (at % 2 ? other : here).core)),
    );
    const left = await here.core.read.db
      .selectFrom('tokens')
      .select('kind')
      .where('user_id', '=', id)
      .execute();
    assert.deepEqual(left, [{ kind: 'email-verification' }]);
  });

  it('is not sent without mail delivery, and the earlier link stays valid', async () => {
    const id = await person('gil');
    const mute = { ...here.core, channels: { ...here.core.channels, sendsMail: false } };
    const count = await sends(() => resend('gil', mail('gil'), mute));
    assert.deepEqual([count, await confirm('gil', await keyOf(id))], [0, true]);
    assert.notEqual((await getUser(here.core, here.actor, id)).emailVerifiedAt, null);
  });
});
