import { removeIdentity } from '../../src/core/identities/identities.ts';
import { listIdentities } from '../../src/core/identities/list.ts';
import { HttpClientError } from '../../src/core/oauth/http-client.ts';
import { removeProvider, setProvider } from '../../src/core/oauth/provider-configs.ts';
import { testProvider } from '../../src/core/oauth/provider-test.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { signIn } from '../oauth/github.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';

const ann = 'ann' as UserId;
const everything = { filters: [], orders: [], limit: 25, offset: 0, counted: false } as const;

const identityId = async ({ core }: Directory, actor: Parameters<Step['run']>[1]) =>
  (await listIdentities(core, actor, everything, ann)).rows[0]?.id ?? '';

const unreachable = (core: Directory['core']): Directory['core'] => ({
  ...core,
  httpClient: () => Promise.reject(new HttpClientError('no answer')),
});

/** What is done with accounts elsewhere; the user is there with a verified address. `secret` is in all secrets. */
export function oauthSteps(secret: string): readonly Step[] {
  return [
    {
      act: 'provider.update',
      run: ({ core }, actor) =>
        setProvider(core, actor, {
          key: 'github',
          clientId: 'client',
          secret: `${secret}-client`,
          options: [],
          enabled: true,
        }),
      details: () => ({ provider: 'github', enabled: true }),
    },
    {
      act: 'identity.create',
      also: ['session.create'],
      run: async (here, actor) => {
        await signIn(here.core, actor, { uid: 1, email: 'ann@example.com', secret });
        return identityId(here, actor);
      },
      user: ann,
      details: (_, answer) => ({ identityId: answer, provider: 'github', replaced: false }),
    },
    {
      act: 'identity.delete',
      run: async (here, actor) => {
        const id = await identityId(here, actor);
        await removeIdentity(here.core, actor, { id });
        return id;
      },
      user: ann,
      details: (_, answer) => ({ identityId: answer }),
    },
    {
      act: 'provider.test',
      run: ({ core }, actor) =>
        testProvider(unreachable(core), actor, { key: 'github', redirectUri: 'https://example.com/' }),
      details: () => ({ provider: 'github', result: 'unreachable' }),
    },
    {
      act: 'provider.delete',
      run: ({ core }, actor) => removeProvider(core, actor, 'github'),
      details: () => ({ provider: 'github' }),
    },
  ];
}
