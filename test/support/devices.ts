import { askForGrant, decideOnDevice, findDeviceRequest } from '../../src/core/device-grants/device-codes.ts';
import { authenticateAccessToken, redeemDeviceCode } from '../../src/core/device-grants/device-grants.ts';
import type { GrantTokens } from '../../src/core/device-grants/grant.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser, getUser } from '../../src/core/users/users.ts';
import { HEX_CLIENT } from './acts-devices.ts';
import type { Directory } from './directory.ts';

type Here = Pick<Directory, 'core' | 'actor'>;

/** A user of whom nothing but the id is said. */
export async function somebody(here: Here, name: string): Promise<UserId> {
  await createUser(here.core, here.actor, { id: name as UserId });
  return name as UserId;
}

/** What a device got that asks for everything, and what stands behind the code that it shows. */
export async function asking({ core, actor }: Here) {
  const asked = { clientId: HEX_CLIENT, scopes: ['api', 'repositories'], name: 'laptop' };
  const codes = await askForGrant(core, actor, asked);
  const request = await findDeviceRequest(core, actor, codes.userCode);
  if (!request) throw new Error('a device that asks waits for a decision');
  return { ...codes, request };
}

/** The same once the user has decided. */
export async function decidedOn(here: Here, id: UserId, approves = true) {
  const asked = await asking(here);
  const user = await getUser(here.core, here.actor, id);
  const by = { user, request: asked.request, approves, factors: ['password'] };
  await decideOnDevice(here.core, here.actor, by);
  return asked;
}

/** What the device is told that shows its code. */
export function redeem({ core, actor }: Here, deviceCode: string, clientId = HEX_CLIENT) {
  return redeemDeviceCode(core, actor, { deviceCode, clientId });
}

/** The tokens of a device that the user has approved just now. */
export async function granted(here: Here, id: UserId): Promise<GrantTokens & { refreshToken: string }> {
  const redeemed = await redeem(here, (await decidedOn(here, id)).deviceCode);
  if (redeemed.state !== 'granted') throw new Error(`the code is ${redeemed.state}`);
  return { ...redeemed.tokens, refreshToken: redeemed.tokens.refreshToken ?? '' };
}

/** For whom the access token is good; nobody's is `undefined`. */
export async function holder({ core, actor }: Here, token: string): Promise<string | undefined> {
  return (await authenticateAccessToken(core, actor.project.id, token))?.user.id;
}
