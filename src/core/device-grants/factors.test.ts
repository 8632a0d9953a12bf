import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HEX_CLIENT } from '../../../test/support/acts-devices.ts';
import { granted, holder } from '../../../test/support/devices.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, person } from '../../../test/support/second-factors.ts';
import { setMfa } from '../factors/factors.ts';
import { hours } from '../instant.ts';
import type { KeyParent } from '../user-keys/user-key.ts';
import { authenticateUserKey, createUserKey, revokeUserKey } from '../user-keys/user-keys.ts';
import type { UserId } from '../users/user.ts';
import { exchangeKey } from './device-grants.ts';
import { refreshGrant } from './refresh.ts';
import { revokeToken } from './revoke.ts';

onEachEngine('what stands behind a grant', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;
  const refresh = (refreshToken: string) =>
    refreshGrant(here.core, here.actor, { refreshToken, clientId: HEX_CLIENT });
  const make = (id: UserId, parent: Partial<KeyParent>) => {
    const whole = { permissions: null, revokeAt: null, factors: ['password'], lineage: [], maker: id };
    return createUserKey(
      here.core,
      here.actor,
      { kind: 'user', id },
      {
        ...{ name: 'k', permissions: [{ domain: 'api', resource: null }], revokeAt: null },
        parent: { ...whole, grantId: null, ...parent },
      },
    );
  };
  const state = async (secret: string) => (await authenticateUserKey(here.core, project, secret))?.state;

  it('is not enough to be refreshed while a second factor is owed, and does not end by that', async () => {
    const { id } = await person(here, 'ann', { email: 'verified' });
    const tokens = await granted(here, id);
    await setMfa(here.core, here.actor, { id, enabled: true });
    const owing = await outcome(refresh(tokens.refreshToken));
    await setMfa(here.core, here.actor, { id, enabled: false });
    const { grant } = await refresh(tokens.refreshToken);
    assert.deepEqual([owing, grant.factors], ['factors_required', ['password']]);
  });

  it('is what stood behind the key that was exchanged for it', async () => {
    const { id } = await person(here, 'ben', { email: 'verified' });
    const [one, two] = [await make(id, {}), await make(id, { factors: ['password', 'totp'] })];
    await setMfa(here.core, here.actor, { id, enabled: true });
    const exchange = ({ secret }: { readonly secret: string }) =>
      exchangeKey(here.core, here.actor, { secret, clientId: HEX_CLIENT, scope: '', name: '' });
    const { grant } = await exchange(two);
    assert.deepEqual(
      [await outcome(exchange(one)), grant.factors],
      ['factors_required', ['password', 'totp']],
    );
  });

  it('takes the keys with it that were made with it: when it is revoked, and when it is over', async () => {
    const { id } = await person(here, 'cid');
    const [revoked, over] = [await granted(here, id), await granted(here, id)];
    const [first, second] = [
      await make(id, { grantId: revoked.grant.id }),
      await make(id, { grantId: over.grant.id }),
    ];
    const before = [await state(first.secret), await state(second.secret)];
    await revokeToken(here.core, here.actor, { token: revoked.accessToken, clientId: HEX_CLIENT });
    const between = [await state(first.secret), await state(second.secret)];
    here.clock.advance(hours(24 * 30) - 1_000);
    const late = await state(second.secret);
    here.clock.advance(1_000);
    assert.deepEqual(
      [before, between],
      [
        ['good', 'good'],
        ['revoked', 'good'],
      ],
    );
    assert.deepEqual([late, await state(second.secret)], ['good', 'revoked']);
  });

  it('is gone with a key that a key was made with, for the token of that key', async () => {
    const { id } = await person(here, 'dan');
    const parent = await make(id, {});
    const child = await make(id, { lineage: [parent.key.id] });
    const exchanged = await exchangeKey(here.core, here.actor, {
      ...{ secret: child.secret, clientId: HEX_CLIENT, scope: '', name: '' },
    });
    const before = await holder(here, exchanged.accessToken);
    await revokeUserKey(here.core, here.actor, { kind: 'user', id }, parent.key.name);
    assert.deepEqual([before, await holder(here, exchanged.accessToken)], ['dan', undefined]);
  });
});
