import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { answeringAs, begin, comeBack, setUpGithub, withProvider } from '../../../test/oauth/github.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { sweepExpired } from '../expiring.ts';
import { removeIdentity } from '../identities/identities.ts';
import { listIdentities } from '../identities/list.ts';
import { redeemToken } from '../sign-in/tokens.ts';
import type { UserId } from '../users/user.ts';
import { type HttpClient, HttpClientError } from './http-client.ts';
import { listProviders, setProvider } from './provider-configs.ts';

const seconds = (n: number) => n * 1_000;
const code = ({ code }: { readonly code?: string }) => code;
const everything = { filters: [], orders: [], limit: 25, offset: 0, counted: true } as const;
const disabled = { key: 'github', clientId: 'client', secret: undefined, options: [], enabled: false };

onEachEngine('a sign-in at a provider', (database) => {
  const here = directory(database);
  const guest: Actor = { ...here.actor, kind: 'guest' };
  const ann = { uid: 1, email: 'ann@example.com', name: 'Ann' };
  const there = (outbound: HttpClient = answeringAs(ann)) => withProvider(here.core, outbound);
  before(() => setUpGithub(here.core, here.actor));

  const failing = async (core: Core, actor: Actor = guest) => {
    const { result: how } = await comeBack(core, actor, await begin(core, guest));
    return 'failed' in how ? how.failed.code : 'signed in';
  };

  it('expires after ten minutes', async () => {
    const [kept, late] = [await begin(there(), guest), await begin(there(), guest)];
    here.clock.advance(seconds(599));
    const { result: how } = await comeBack(there(), guest, kept);
    here.clock.advance(seconds(2));
    assert.equal('opened' in how, true);
    assert.equal(await comeBack(there(), guest, late).catch(code), 'oauth_state_invalid');
  });

  it('leaves nothing behind when it is never completed', async () => {
    await begin(there(), guest);
    here.clock.advance(seconds(3_600 + 601));
    await begin(there(), guest);
    await sweepExpired(here.core);
    const rows = await here.core.read.db.selectFrom('oauth_states').select('id').execute();
    assert.equal(rows.length, 1);
  });

  it('is bound to the browser that began it, unless a server did', async () => {
    const begun = await begin(there(), guest);
    const served = await begin(there(), { ...here.actor, kind: 'key' }, 'token');
    const outcomes = [
      await comeBack(there(), guest, { ...begun, browserBinding: 'f'.repeat(64) }).catch(code),
      await comeBack(there(), guest, begun).catch(code),
      'secret' in (await comeBack(there(), guest, { ...served, browserBinding: undefined })).result,
    ];
    assert.deepEqual(
      [outcomes, served.browserBinding],
      [['oauth_state_invalid', 'oauth_state_invalid', true], undefined],
    );
  });

  it('is completed by the user who began it, or not at all', async () => {
    const user = { id: 'bob' as UserId } as NonNullable<Actor['user']>;
    const bob: Actor = { ...guest, kind: 'user', id: 'bob', user };
    const { result: asNobody } = await comeBack(there(), guest, await begin(there(), bob));
    const { result: asBob } = await comeBack(there(), bob, await begin(there(), guest));
    const acting = { ...bob, impersonatorId: 'eve' as UserId };
    assert.deepEqual(
      [
        'failed' in asNobody && asNobody.failed.code,
        // A sign-in begun as a guest links nothing.
        'opened' in asBob && asBob.opened.session.userId !== 'bob',
        await begin(there(), acting).catch(code),
      ],
      ['request_refused', true, 'not_allowed'],
    );
  });

  it('fails as specified when the provider is slow, broken, or refuses', async () => {
    const saying = (status: number, body: string) => there(async () => ({ status, headers: {}, body }));
    const outcomes = [
      await failing(there(() => Promise.reject(new HttpClientError('no answer')))),
      await failing(saying(500, 'oops')),
      await failing(saying(200, '{"error":"bad_verification_code"}')),
      await failing(saying(200, '[]')),
      await failing(saying(200, `{"access_token":"${'a'.repeat(16_385)}"}`)),
    ];
    assert.deepEqual(new Set(outcomes), new Set(['provider_failed']));
  });

  it('fails when the provider was disabled meanwhile, and does not begin', async () => {
    const begun = await begin(there(), guest);
    await setProvider(here.core, here.actor, disabled);
    const { result: how } = await comeBack(there(), guest, begun);
    const again = await begin(there(), guest).catch(code);
    await setProvider(here.core, here.actor, { ...disabled, enabled: true });
    assert.deepEqual(['failed' in how && how.failed.code, again], ['provider_disabled', 'provider_disabled']);
  });

  it('returns a token that is valid for a minute, once, and while the identity is linked', async () => {
    const secretOf = async () => {
      const { result: how } = await comeBack(there(), guest, await begin(there(), guest, 'token'));
      assert.ok('secret' in how);
      return how;
    };
    const [early, late, unlinked] = [await secretOf(), await secretOf(), await secretOf()];
    here.clock.advance(seconds(59));
    const redeemed = await redeemToken(here.core, guest, early);
    const { rows } = await listIdentities(here.core, here.actor, everything, unlinked.user);
    await removeIdentity(here.core, here.actor, { id: rows[0]?.id ?? '' });
    const without = await redeemToken(here.core, guest, unlinked).catch(code);
    here.clock.advance(seconds(2));
    const { provider, providerUid, factors, providerTokens } = redeemed.session;
    assert.deepEqual(
      [
        [provider, providerUid, factors, providerTokens?.access],
        await redeemToken(here.core, guest, late).catch(code),
        await redeemToken(here.core, guest, early).catch(code),
        without,
      ],
      [['github', '1', ['email', 'oauth2'], 'access-1'], 'token_invalid', 'token_invalid', 'token_invalid'],
    );
  });

  it('shows all of a configuration except the secret', async () => {
    assert.deepEqual(await listProviders(here.core, here.actor), [
      { key: 'github', clientId: 'client', enabled: true, options: {} },
    ]);
  });
});
