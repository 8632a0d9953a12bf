import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HEX_CLIENT } from '../../../test/support/acts-devices.ts';
import { asking, decidedOn, granted, holder, redeem, somebody } from '../../../test/support/devices.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, outcome } from '../../../test/support/second-factors.ts';
import { setPassword } from '../users/passwords.ts';
import { setStatus } from '../users/profile.ts';
import { getUser } from '../users/users.ts';
import {
  askForGrant,
  CODE_SECONDS,
  decideOnDevice,
  deleteExpiredDeviceCodes,
  findDeviceRequest,
} from './device-codes.ts';
import { authenticateAccessToken } from './device-grants.ts';
import { expandScopes, scopesIn } from './grant.ts';
import { refreshGrant } from './refresh.ts';

const DAY_MS = 86_400_000;

onEachEngine('a device authorization', (database) => {
  const here = directory(database);
  const factors = ['password'];
  const refresh = (refreshToken: string, clientId = HEX_CLIENT) =>
    refreshGrant(here.core, here.actor, { refreshToken, clientId });

  it('waits for the user, and then grants the requested scopes', async () => {
    const ann = await somebody(here, 'ann');
    const asked = await asking(here);
    const before = await redeem(here, asked.deviceCode);
    const user = await getUser(here.core, here.actor, ann);
    await decideOnDevice(here.core, here.actor, { user, request: asked.request, approves: true, factors });
    const after = await redeem(here, asked.deviceCode);
    const tokens = after.state === 'granted' ? after.tokens : undefined;
    const found = await authenticateAccessToken(here.core, here.actor.project.id, tokens?.accessToken ?? '');
    assert.deepEqual(
      [before, tokens?.accessSeconds, tokens?.grant.name, found],
      [
        { state: 'pending' },
        1_800,
        'laptop',
        {
          user,
          scopes: ['api:read', 'api:write', 'repositories'],
          tokenId: tokens?.grant.id,
          kind: 'device',
          grant: { ...tokens?.grant, scopes: ['api', 'repositories'], factors },
          key: undefined,
        },
      ],
    );
  });

  it('has a user code of 8 readable letters and a device code of 32', async () => {
    const { deviceCode, userCode } = await asking(here);
    assert.match(deviceCode, /^[\w-]{32}$/);
    assert.match(userCode, /^[23456789BCDFGHJKLMNPQRSTVWXYZ]{8}$/);
  });

  it('is found by its user code in any spelling, until it is decided', async () => {
    const bob = await somebody(here, 'bob');
    const { userCode, request } = await asking(here);
    const [front, end] = [userCode.slice(0, 4).toLowerCase(), userCode.slice(4)];
    const find = (code: string) => findDeviceRequest(here.core, here.actor, code);
    const typed = [userCode, `${front}-${end}`, ` ${front} ${end} `, `${userCode}X`, 'AAAAAAAA', ''];
    const found = await Promise.all(typed.map(find));
    const user = await getUser(here.core, here.actor, bob);
    await decideOnDevice(here.core, here.actor, { user, request, approves: false, factors });
    assert.deepEqual(
      [...found, await find(userCode)].map((one) => one?.id),
      [request.id, request.id, request.id, undefined, undefined, undefined, undefined],
    );
  });

  it('fails when the user denies, when the code expires, and for another client', async () => {
    const carl = await somebody(here, 'carl');
    const denied = await redeem(here, (await decidedOn(here, carl, false)).deviceCode);
    const other = await redeem(here, (await decidedOn(here, carl)).deviceCode, 'another');
    const late = await asking(here);
    const lateToFetch = await decidedOn(here, carl);
    here.clock.advance(CODE_SECONDS * 1000);
    const user = await getUser(here.core, here.actor, carl);
    const decision = { user, request: late.request, approves: true, factors };
    assert.deepEqual(
      [
        denied,
        other,
        await redeem(here, 'x'.repeat(32)),
        await redeem(here, late.deviceCode),
        await redeem(here, lateToFetch.deviceCode),
        await outcome(decideOnDevice(here.core, here.actor, decision)),
        await findDeviceRequest(here.core, here.actor, late.userCode),
      ],
      [
        { state: 'denied' },
        { state: 'unknown' },
        { state: 'unknown' },
        { state: 'expired' },
        { state: 'expired' },
        'token_invalid',
        undefined,
      ],
    );
  });

  it('reports expiry for an hour, then leaves nothing', async () => {
    const codes = [(await asking(here)).deviceCode, (await asking(here)).deviceCode];
    const told = async () =>
      (await Promise.all(codes.map((code) => redeem(here, code)))).map(({ state }) => state);
    here.clock.advance(CODE_SECONDS * 1000 + 3_600_000 - 1);
    await deleteExpiredDeviceCodes(here.core, 1_000);
    const before = await told();
    here.clock.advance(1);
    await deleteExpiredDeviceCodes(here.core, 1);
    const some = await told();
    await deleteExpiredDeviceCodes(here.core, 1_000);
    assert.deepEqual(
      [before, some.toSorted(), await told()],
      [
        ['expired', 'expired'],
        ['expired', 'unknown'],
        ['unknown', 'unknown'],
      ],
    );
  });

  it('is refused when the user was blocked or changed the password meanwhile', async () => {
    const dora = await somebody(here, 'dora');
    const { request } = await asking(here);
    const user = await getUser(here.core, here.actor, dora);
    const decide = (as: typeof user) =>
      outcome(decideOnDevice(here.core, here.actor, { user: as, request, approves: true, factors }));
    here.clock.advance(1);
    await setPassword(here.core, here.actor, { id: dora, password: 'another password' });
    const stale = await decide(user);
    const blocked = await setStatus(here.core, here.actor, { id: dora, active: false });
    assert.deepEqual([stale, await decide(blocked)], ['credentials_wrong', 'user_blocked']);
  });

  it('exchanges a refresh token for new tokens and revokes the old ones', async () => {
    const ed = await somebody(here, 'ed');
    const first = await granted(here, ed);
    const second = await refresh(first.refreshToken);
    const tokens = [first.accessToken, second.accessToken, first.refreshToken, second.refreshToken ?? ''];
    assert.deepEqual(
      [await Promise.all(tokens.map((token) => holder(here, token))), second.grant, await actsOf(here, ed)],
      [
        [undefined, ed, undefined, undefined],
        first.grant,
        ['user.create', 'device.approve', 'session.create', 'session.update'],
      ],
    );
  });

  it('revokes everything when a refresh token is reused', async () => {
    const fay = await somebody(here, 'fay');
    const first = await granted(here, fay);
    const second = await refresh(first.refreshToken);
    const again = await outcome(refresh(first.refreshToken));
    assert.deepEqual(
      [
        again,
        await holder(here, second.accessToken),
        await outcome(refresh(second.refreshToken ?? '')),
        (await actsOf(here, fay)).slice(3),
      ],
      ['token_invalid', undefined, 'token_invalid', ['session.update', 'session.delete']],
    );
  });

  it('is unaffected by a token of another client or a made-up one', async () => {
    const gus = await somebody(here, 'gus');
    const { refreshToken, accessToken } = await granted(here, gus);
    const shown = [`${'0'.repeat(32)}.${'0'.repeat(64)}`, '', accessToken];
    const outcomes = await Promise.all(shown.map((token) => outcome(refresh(token))));
    assert.deepEqual(
      [...outcomes, await outcome(refresh(refreshToken, 'another')), await holder(here, accessToken)],
      [...Array.from({ length: 4 }, () => 'token_invalid'), gus],
    );
  });

  it('grants access for 30 minutes, and can be refreshed for 30 days', async () => {
    const hal = await somebody(here, 'hal');
    const [one, other] = [await granted(here, hal), await granted(here, hal)];
    here.clock.advance(1_800_000);
    const after = await holder(here, one.accessToken);
    here.clock.advance(30 * DAY_MS - 1_800_000 - 1);
    const back = await refresh(one.refreshToken);
    here.clock.advance(1);
    assert.deepEqual(
      [after, await holder(here, back.accessToken), await outcome(refresh(other.refreshToken))],
      [undefined, hal, 'token_invalid'],
    );
  });

  it('is revoked as the least recently used when there are five newer ones', async () => {
    const ida = await somebody(here, 'ida');
    const first = await granted(here, ida);
    const others: string[] = [];
    for (let at = 0; at < 4; at++) {
      here.clock.advance(1);
      others.push((await granted(here, ida)).accessToken);
    }
    here.clock.advance(1);
    const again = (await refresh(first.refreshToken)).accessToken;
    here.clock.advance(1);
    const sixth = (await granted(here, ida)).accessToken;
    const tokens = [again, ...others, sixth];
    assert.deepEqual(await Promise.all(tokens.map((token) => holder(here, token))), [
      ida,
      undefined,
      ida,
      ida,
      ida,
      ida,
    ]);
  });

  it('is refused for unknown scopes', () => {
    assert.deepEqual([scopesIn('api  api repositories'), scopesIn('')], [['api', 'repositories'], undefined]);
    assert.deepEqual(
      [scopesIn('api admin'), expandScopes(['api', 'api:read'])],
      [undefined, ['api:read', 'api:write']],
    );
  });

  it('has a name that fits on a page and that every engine stores', async () => {
    const ask = async (name: string) => {
      const { userCode } = await askForGrant(here.core, here.actor, {
        clientId: HEX_CLIENT,
        scopes: ['api'],
        name,
      });
      return (await findDeviceRequest(here.core, here.actor, userCode))?.name;
    };
    assert.deepEqual(
      [
        await ask('😀'.repeat(200)),
        await ask('a\0b'),
        await ask('\ud800'),
        await ask('lap\u202etop\u200b\r\n'),
      ],
      ['😀'.repeat(100), '', '', 'laptop'],
    );
  });
});
