import { testOldSystem } from '../../src/core/old-systems/ask.ts';
import { setContracts } from '../../src/core/old-systems/contracts.ts';
import { markPending } from '../../src/core/old-systems/mark.ts';
import { removeOldSystem, setOldSystem } from '../../src/core/old-systems/old-systems.ts';
import { proveCredentials } from '../../src/core/sign-in/credentials.ts';
import { verifyLeaving } from '../../src/core/sign-in/leaving.ts';
import { emailOf } from '../../src/core/users/email.ts';
import { findUser } from '../../src/core/users/store.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import type { Step } from './acts.ts';

const moved = 'moved' as UserId;
const email = emailOf('moved@example.com') as never;
const options = { allowPrivate: 'on' };

/** Whatever changes with old systems. `canary` is in each secret. */
export const oldSystemSteps = (canary: string): readonly Step[] => {
  const settings = { system: 'url', asks: ['pending'], options, secret: `${canary}-secret` } as const;
  return [
    {
      act: 'old-system.update',
      run: ({ core }, actor) => setOldSystem(core, actor, { ...settings, url: 'http://127.0.0.1:1/' }),
      details: () => ({ system: 'url', asks: ['pending'] }),
    },
    {
      act: 'old-system.test',
      run: ({ core }, actor) => testOldSystem(core, actor, { login: 'ann', password: canary }),
      details: () => ({ system: 'url', result: 'unreachable' }),
    },
    {
      act: 'user.create',
      user: moved,
      run: ({ core }, actor) => createUser(core, actor, { id: moved, email }),
    },
    {
      act: 'user.password.pend',
      user: moved,
      run: ({ core }, actor) => markPending(core, actor, moved),
    },
    {
      act: 'user.password.migrate',
      user: moved,
      run: async ({ core }, actor) => {
        const matches = async () => ({ status: 200, headers: {}, body: '{"result":"match"}' });
        const find = async () => findUser(core.read, actor.project.id, moved);
        const firstSignIn = { login: { email }, find };
        const input = { found: await find(), login: email, password: `${canary}-password`, firstSignIn };
        await proveCredentials({ ...core, httpClient: matches }, actor, input);
      },
      details: () => ({ system: 'url' }),
    },
    {
      act: 'user.verify',
      user: moved,
      run: ({ core }, actor) =>
        verifyLeaving(core, actor, { login: email, password: `${canary}-password`, contract: 'okta' }),
      details: () => ({ contract: 'okta' }),
    },
    {
      act: 'old-system.delete',
      run: ({ core }, actor) => removeOldSystem(core, actor),
      details: () => ({ system: 'url' }),
    },
    {
      act: 'contracts.update',
      run: async ({ core }, actor) => {
        await setContracts(core, actor, ['okta', 'auth0']);
      },
      details: () => ({ contracts: ['auth0', 'okta'] }),
    },
  ];
};
