import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Account, Client, Query, Users } from 'node-appwrite';
import { onEachEngine } from '../support/engines.ts';
import { KEY } from '../support/server.ts';
import { externalProvider } from './external-provider.ts';

onEachEngine('identities by the official client', (database) => {
  const here = externalProvider(database);
  const client = () => new Client().setEndpoint(here.server().endpoint).setProject('test');
  const asServer = () => new Users(client().setKey(KEY));
  const code = ({ type }: { readonly type?: string }) => type;
  /** The session that the browser of somebody has. */
  const sessionOf = (person: ReturnType<typeof here.person>) =>
    person.browser.cookies.get(new URL(here.server().endpoint).origin)?.get('a_session_test') ?? '';

  it('are listed for a server, by queries and by what somebody searches', async () => {
    const [ann, bob] = [here.person(), here.person()];
    await ann.signIn();
    await bob.signIn();
    const users = asServer();
    const found = [
      await users.listIdentities({ queries: [Query.equal('providerEmail', ann.email)] }),
      await users.listIdentities({ queries: [Query.equal('providerUid', [ann.sub, bob.sub])] }),
      await users.listIdentities({ search: bob.email }),
      await users.listIdentities({ queries: [Query.equal('provider', 'github')] }),
    ];
    assert.deepEqual(
      found.map(({ total, identities }) => [total, identities.map(({ providerUid }) => providerUid)]),
      [
        [1, [ann.sub]],
        [2, [ann.sub, bob.sub]],
        [1, [bob.sub]],
        [0, []],
      ],
    );
  });

  it('are taken away by a server, once', async () => {
    const ann = here.person();
    await ann.signIn();
    const users = asServer();
    const { identities } = await users.listIdentities({ queries: [Query.equal('providerUid', ann.sub)] });
    const identityId = identities[0]?.$id ?? '';
    await users.deleteIdentity({ identityId });
    const again = await users.deleteIdentity({ identityId }).catch(code);
    const { total } = await users.listIdentities({ queries: [Query.equal('providerUid', ann.sub)] });
    assert.deepEqual([again, total, (await ann.get('/account')).status], ['user_identity_not_found', 0, 200]);
  });

  it('are given up by their users, and nobody else’s are there', async () => {
    const [ann, bob] = [here.person(), here.person()];
    await ann.signIn();
    await bob.signIn();
    const account = new Account(client().setSession(sessionOf(ann)));
    const own = (await account.listIdentities()).identities;
    const others = await asServer().listIdentities({ queries: [Query.equal('providerUid', bob.sub)] });
    const foreign = await account.deleteIdentity({ identityId: others.identities[0]?.$id ?? '' }).catch(code);
    await account.deleteIdentity({ identityId: own[0]?.$id ?? '' });
    const { total } = await account.listIdentities();
    assert.deepEqual(
      [own.map(({ providerUid }) => providerUid), foreign, total],
      [[ann.sub], 'user_identity_not_found', 0],
    );
  });

  it('begin with an address that a server is given to pass on', async () => {
    const account = new Account(client().setKey(KEY));
    const url = await account.createOAuth2Token({
      provider: 'oidc' as never,
      success: 'http://localhost:3000/ok',
      failure: 'http://localhost:3000/no',
    });
    const { origin, searchParams } = new URL(String(url));
    assert.deepEqual([origin, searchParams.get('client_id')], [here.provider().url, 'denizen']);
  });
});
