import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HEX_CLIENT } from '../../../test/support/acts-devices.ts';
import { decidedOn, granted, holder, redeem, somebody } from '../../../test/support/devices.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, outcome } from '../../../test/support/second-factors.ts';
import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import { endSessions } from '../sessions/sessions.ts';
import { setPassword } from '../users/passwords.ts';
import { setStatus } from '../users/profile.ts';
import { proveAddress } from '../users/prove-address.ts';
import type { UserId } from '../users/user.ts';
import { changeUser, removeUser } from '../users/users.ts';
import { refreshGrant } from './refresh.ts';
import { revokeByHash, revokeToken } from './revoke.ts';

onEachEngine('a device grant', (database) => {
  const here = directory(database);
  const refresh = (refreshToken: string) =>
    refreshGrant(here.core, here.actor, { refreshToken, clientId: HEX_CLIENT });
  const revoke = (token: string, clientId = HEX_CLIENT) =>
    revokeToken(here.core, here.actor, { token, clientId });

  const endings: readonly (readonly [string, (id: UserId, actor: Actor) => Promise<unknown>])[] = [
    ['is deleted', (id, actor) => removeUser(here.core, actor, id)],
    ['is blocked', (id, actor) => setStatus(here.core, actor, { id, active: false })],
    ['gets another password', (id, actor) => setPassword(here.core, actor, { id, password: 'another one' })],
    ['loses the password', (id, actor) => setPassword(here.core, actor, { id, password: null })],
    ['ends all sessions', (id, actor) => endSessions(here.core, actor, id)],
    [
      'turns out to be somebody else',
      (id, actor) =>
        changeUser(here.core, actor, { act: 'user.email.update', user: id }, async (known, tx) => {
          const user = { ...known, emailVerifiedAt: null };
          return (await proveAddress(here.core, actor, tx, { user, kind: 'email', way: 'oauth2' })).user;
        }),
    ],
  ];
  for (const [at, [what, end]] of endings.entries()) {
    it(`ends when the user ${what}, and approved codes can no longer be redeemed`, async () => {
      const [id, other] = [await somebody(here, `user${at}`), await somebody(here, `other${at}`)];
      const [mine, others] = [await granted(here, id), await granted(here, other)];
      const waiting = await decidedOn(here, id);
      await end(id, here.under({ invalidateSessions: false }));
      assert.deepEqual(
        [
          await holder(here, mine.accessToken),
          await outcome(refresh(mine.refreshToken)),
          await redeem(here, waiting.deviceCode),
          await holder(here, others.accessToken),
        ],
        [undefined, 'token_invalid', { state: 'unknown' }, other],
      );
    });
  }

  it('stays ended when a blocked user is unblocked', async () => {
    const id = await somebody(here, 'back');
    const { accessToken } = await granted(here, id);
    await setStatus(here.core, here.actor, { id, active: false });
    await setStatus(here.core, here.actor, { id, active: true });
    assert.equal(await holder(here, accessToken), undefined);
  });

  it('is ended by each of its tokens, and by the hash of its refresh token', async () => {
    const id = await somebody(here, 'ann');
    const three = [await granted(here, id), await granted(here, id), await granted(here, id)] as const;
    await revoke(three[0].accessToken);
    await revoke(three[1].refreshToken);
    await revokeByHash(here.core, here.actor, digest(three[2].refreshToken));
    const holders = await Promise.all(three.map(({ accessToken }) => holder(here, accessToken)));
    const acts = (await actsOf(here, id)).filter((act) => act === 'session.delete');
    assert.deepEqual([holders, acts.length], [[undefined, undefined, undefined], 3]);
  });

  it('is not ended by another client or an unknown token, and nothing is recorded', async () => {
    const id = await somebody(here, 'bob');
    const { accessToken, refreshToken } = await granted(here, id);
    await revoke(accessToken, 'another');
    await revoke(refreshToken, 'another');
    await revoke('nothing');
    await revokeByHash(here.core, here.actor, digest(accessToken));
    assert.deepEqual(
      [await holder(here, accessToken), (await actsOf(here, id)).at(-1)],
      [id, 'session.create'],
    );
  });
});
