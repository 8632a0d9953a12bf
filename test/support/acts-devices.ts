import type { Actor } from '../../src/core/actor.ts';
import { askForGrant, decideOnDevice, findDeviceRequest } from '../../src/core/device-grants/device-codes.ts';
import { redeemDeviceCode } from '../../src/core/device-grants/device-grants.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { getUser } from '../../src/core/users/users.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';

const ann = 'ann' as UserId;
/** The program that `mix hex.user auth` is. */
export const HEX_CLIENT = '78ea6566-89fd-481e-a1d6-7d9d78eacca8';

const details = () => ({ client: HEX_CLIENT });

/** What is done with devices that ask; the user is there and is not blocked. Answers are what was handed out. */
export const deviceSteps: readonly Step[] = [
  {
    act: 'device.approve',
    also: ['session.create'],
    run: async (here, actor) => {
      const { deviceCode, userCode } = await decided(here, actor, { approves: true });
      const redeemed = await redeemDeviceCode(here.core, actor, { deviceCode, clientId: HEX_CLIENT });
      if (redeemed.state !== 'granted') throw new Error(`the code is ${redeemed.state}`);
      const { accessToken, refreshToken } = redeemed.tokens;
      return [deviceCode, userCode, accessToken, refreshToken];
    },
    user: ann,
    details,
  },
  {
    act: 'device.deny',
    run: async (here, actor) => Object.values(await decided(here, actor, { approves: false })),
    user: ann,
    details,
  },
];

async function decided({ core }: Directory, actor: Actor, { approves }: { readonly approves: boolean }) {
  const asked = await askForGrant(core, actor, { clientId: HEX_CLIENT, scopes: ['api'], name: 'laptop' });
  const request = await findDeviceRequest(core, actor, asked.userCode);
  if (!request) throw new Error('the request waits for a decision');
  const user = await getUser(core, actor, ann);
  await decideOnDevice(core, actor, { user, request, approves, factors: ['password'] });
  return asked;
}
