import { exchangeKey } from '../../src/core/device-grants/device-grants.ts';
import { createUserKey, revokeUserKey, revokeUserKeys } from '../../src/core/user-keys/user-keys.ts';
import { ensureUsername } from '../../src/core/usernames/usernames.ts';
import type { UserId } from '../../src/core/users/user.ts';
import type { Step } from './acts.ts';
import { HEX_CLIENT } from './acts-devices.ts';
import { usernames } from './usernames.ts';

const ann = 'ann' as UserId;
const owner = { kind: 'user', id: ann } as const;
const asked = { name: 'laptop', permissions: [{ domain: 'api', resource: 'read' }], revokeAt: null } as const;
/** Of the key that was made last. */
let secret = '';
const recorded = (_: unknown, answer: unknown) => {
  const { id } = answer as { readonly id: string };
  return { keyId: id, owner: 'user ann', name: 'laptop', permissions: ['api:read'] };
};

/** What is done with a username and with keys of a user's own; the user is there. */
export const hexSteps: readonly Step[] = [
  {
    act: 'username.assign',
    run: ({ core }, actor) => ensureUsername(core, actor, ann, usernames),
    user: ann,
    details: () => ({ username: 'ann' }),
  },
  {
    act: 'user-key.create',
    run: async ({ core }, actor) => {
      const made = await createUserKey(core, actor, owner, asked);
      ({ secret } = made);
      return made;
    },
    user: ann,
    details: (_, answer) => recorded(_, (answer as { readonly key: unknown }).key),
  },
  {
    act: 'user-key.exchange',
    by: ann,
    run: async ({ core }, actor) => {
      const exchange = { clientId: HEX_CLIENT, secret, scope: '', name: '' };
      const { grant, accessToken } = await exchangeKey(core, actor, exchange);
      return { keyId: grant.keyId, sessionId: grant.id, secret: accessToken };
    },
    user: ann,
    details: (_, answer) => {
      const { keyId, sessionId } = answer as { readonly keyId: string; readonly sessionId: string };
      return { keyId, sessionId };
    },
  },
  {
    act: 'user-key.revoke',
    run: ({ core }, actor) => revokeUserKey(core, actor, owner, 'laptop'),
    user: ann,
    details: recorded,
  },
  {
    act: 'user-keys.revoke',
    run: ({ core }, actor) => revokeUserKeys(core, actor, owner),
    user: ann,
    details: () => ({ owner: 'user ann' }),
  },
];
