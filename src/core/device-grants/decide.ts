import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { addressFactors } from '../factors/address-factors.ts';
import { hasVerified } from '../factors/authenticators-store.ts';
import { verifyTotpOnce } from '../factors/verify-totp.ts';
import { Failure } from '../failure.ts';
import { checkCredentials } from '../sign-in/credentials.ts';
import type { UsernameSettings } from '../usernames/username.ts';
import { ensureUsername } from '../usernames/usernames.ts';
import type { User } from '../users/user.ts';
import { decideOnDevice } from './device-codes.ts';
import { actingFor } from './device-grants.ts';
import type { DeviceRequest } from './grant.ts';

/** The user's credentials. `code` is that of an authenticator, or empty. */
export type Decision = {
  readonly login: string;
  readonly password: string;
  readonly code: string;
  readonly approves: boolean;
  readonly usernames: UsernameSettings;
};

/**
 * Signs a user in for this call only and decides on a device. Fails as `checkCredentials`, `verifyTotpOnce` and
 * `decideOnDevice`, and with `factors_required` while a second factor is missing.
 */
export async function decide(
  core: Core,
  actor: Actor,
  request: DeviceRequest,
  { login, password, code, approves, usernames }: Decision,
): Promise<void> {
  const user = await checkCredentials(core, actor, { login, password });
  const userActor = actingFor(actor, user.id);
  const factors = await shownFactors(core, userActor, user, code);
  // A user created by another protocol gets a username at the first sign-in here.
  await ensureUsername(core, userActor, user.id, usernames);
  await decideOnDevice(core, userActor, { user, request, approves, factors });
}

/** The password, and the code if a second factor is required. */
async function shownFactors(core: Core, actor: Actor, user: User, code: string): Promise<readonly string[]> {
  if (user.mfaEnabledAt === null) return ['password'];
  if (await hasVerified(core.read, actor.project.id, { user: user.id, kind: 'totp' })) {
    if (code === '') throw new Failure('factors_required');
    await verifyTotpOnce(core, actor, { user: user.id, code });
    return ['password', 'totp'];
  }
  if (addressFactors(actor, user).length > 0)
    throw new Failure({ code: 'factors_required', reason: 'authenticator_needed' });
  return ['password'];
}
