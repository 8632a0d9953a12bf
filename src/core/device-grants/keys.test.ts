import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HEX_CLIENT } from '../../../test/support/acts-devices.ts';
import { granted, holder, somebody } from '../../../test/support/devices.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome } from '../../../test/support/second-factors.ts';
import { instantOf } from '../instant.ts';
import type { TeamId } from '../teams/team.ts';
import { createTeam } from '../teams/teams.ts';
import { createUserKey, listUserKeys, type Permission, revokeUserKey } from '../user-keys/user-keys.ts';
import { setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { authenticateAccessToken, exchangeKey } from './device-grants.ts';
import { revokeToken } from './revoke.ts';

const everything: readonly Permission[] = [{ domain: 'api', resource: null }];

onEachEngine('a key that is exchanged for a token', (database) => {
  const here = directory(database);
  const keyOf = async (id: UserId, permissions = everything, revokeAt: number | null = null) => {
    const input = { name: 'ci', permissions, revokeAt: revokeAt === null ? null : instantOf(revokeAt) };
    return createUserKey(here.core, here.actor, { kind: 'user', id }, input);
  };
  const exchange = (secret: string, scope = '') =>
    exchangeKey(here.core, here.actor, { secret, clientId: HEX_CLIENT, scope, name: 'ci' });

  it('returns a token for its user, for half an hour, without a refresh token', async () => {
    const ann = await somebody(here, 'ann');
    const { secret } = await keyOf(ann);
    const tokens = await exchange(secret);
    const found = await authenticateAccessToken(here.core, here.actor.project.id, tokens.accessToken);
    here.clock.advance(1_800_000);
    assert.deepEqual(
      [
        tokens.accessSeconds,
        tokens.refreshToken,
        found?.user.id,
        found?.scopes,
        found?.kind,
        await holder(here, tokens.accessToken),
      ],
      [1_800, undefined, ann, ['api:read', 'api:write'], 'key', undefined],
    );
  });

  const rows: readonly (readonly [string, readonly Permission[], string, readonly string[] | string])[] = [
    ['all it may do', [{ domain: 'api', resource: 'read' }], '', ['api:read']],
    ['less than it may do', everything, 'api:read', ['api:read']],
    ['more than it may do', [{ domain: 'api', resource: 'read' }], 'api', 'scope_missing'],
    ['to write, of one that may', [{ domain: 'api', resource: 'write' }], 'api', ['api:read', 'api:write']],
    ['a repository of all', [{ domain: 'repositories', resource: null }], 'repository:a', ['repository:a']],
    [
      'a repository, of another’s',
      [{ domain: 'repository', resource: 'a' }],
      'repository:b',
      'scope_missing',
    ],
    [
      'all repositories, of one’s',
      [{ domain: 'repository', resource: 'a' }],
      'repositories',
      'scope_missing',
    ],
    ['what there is not', everything, 'admin', 'scope_missing'],
  ];
  for (const [at, [what, permissions, scope, expected]] of rows.entries()) {
    it(`is exchanged for ${what}`, async () => {
      const { secret } = await keyOf(await somebody(here, `user${at}`), permissions);
      const [given, refused] = await exchange(secret, scope).then(
        ({ grant }) => [grant.scopes, undefined],
        (error: { code: string }) => [undefined, error.code],
      );
      assert.deepEqual(given ?? refused, expected);
    });
  }

  it('ends the token when it is revoked, expires, or its user is deleted', async () => {
    const bob = await somebody(here, 'bob');
    const carl = await somebody(here, 'carl');
    const owner = { kind: 'user', id: bob } as const;
    const revoked = await keyOf(bob);
    const first = await exchange(revoked.secret);
    await revokeUserKey(here.core, here.actor, owner, revoked.key.name);
    const short = await keyOf(bob, everything, here.clock.now() + 60_000);
    const second = await exchange(short.secret);
    const third = await exchange((await keyOf(carl)).secret);
    const before = await holder(here, second.accessToken);
    here.clock.advance(60_000);
    await setStatus(here.core, here.actor, { id: carl, active: false });
    const after = [first, second, third].map(({ accessToken }) => holder(here, accessToken));
    assert.deepEqual([before, await Promise.all(after)], [bob, [undefined, undefined, undefined]]);
  });

  it('is refused when it is unknown, revoked or a team’s, or its user is blocked', async () => {
    const dora = await somebody(here, 'dora');
    const owner = { kind: 'user', id: dora } as const;
    const revoked = await keyOf(dora);
    await revokeUserKey(here.core, here.actor, owner, revoked.key.name);
    const team = await createTeam(here.core, here.actor, { id: 'team' as TeamId, name: 'Team', roles: [] });
    const ofTeam = { kind: 'team', id: team.id } as const;
    const input = { name: 'ci', permissions: everything, revokeAt: null };
    const shared = await createUserKey(here.core, here.actor, ofTeam, input);
    const { secret } = await keyOf(dora);
    await setStatus(here.core, here.actor, { id: dora, active: false });
    const shown = ['nothing', revoked.secret, shared.secret, secret];
    assert.deepEqual(await Promise.all(shown.map((one) => outcome(exchange(one)))), [
      'credentials_wrong',
      'credentials_wrong',
      'credentials_wrong',
      'user_blocked',
    ]);
  });

  it('does not revoke devices, and leaves at most fifty tokens', async () => {
    const ed = await somebody(here, 'ed');
    const device = await granted(here, ed);
    const { secret } = await keyOf(ed);
    const first = await exchange(secret);
    for (let at = 0; at < 50; at++) {
      here.clock.advance(1);
      await exchange(secret);
    }
    const rows = await here.core.read.db
      .selectFrom('device_grants')
      .select('kind')
      .where('user_id', '=', ed)
      .execute();
    assert.deepEqual(
      [rows.length, await holder(here, device.accessToken), await holder(here, first.accessToken)],
      [51, ed, undefined],
    );
  });

  it('records its use at the same interval as direct use', async () => {
    const gus = await somebody(here, 'gus');
    const { secret } = await keyOf(gus);
    const usedAt = async () =>
      (await listUserKeys(here.core, here.actor.project.id, { kind: 'user', id: gus }))[0]?.lastUse?.usedAt;
    const first = here.clock.now();
    await exchange(secret);
    here.clock.advance(3_599_999);
    await exchange(secret);
    const soon = await usedAt();
    here.clock.advance(1);
    await exchange(secret);
    assert.deepEqual([soon, await usedAt()], [first, here.clock.now()]);
  });

  it('leaves no valid token after it was revoked', async () => {
    const fay = await somebody(here, 'fay');
    const { secret } = await keyOf(fay);
    const [one, other] = [await exchange(secret), await exchange(secret)];
    await revokeToken(here.core, here.actor, { token: one.accessToken, clientId: HEX_CLIENT });
    assert.deepEqual(
      [await holder(here, one.accessToken), await holder(here, other.accessToken)],
      [undefined, fay],
    );
  });
});
