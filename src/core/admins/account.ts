import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { hasVerified, takeAuthenticator } from '../factors/authenticators-store.ts';
import { createRecoveryCodes } from '../factors/recovery-codes.ts';
import { deleteCodes } from '../factors/store.ts';
import { type Enrolment, enrolTotp, verifyTotp } from '../factors/totp.ts';
import { Failure } from '../failure.ts';
import { clearAttempts, resetAttempts } from '../limits/attempts.ts';
import { endOwned } from '../owned.ts';
import { proveCredentials } from '../sign-in/credentials.ts';
import { applyNewPassword } from '../users/new-password.ts';
import { renameUser } from '../users/profile.ts';
import { findUser, lockUser } from '../users/store.ts';
import { changeUser } from '../users/users.ts';
import { inInstallation, installation } from './installation.ts';
import { adminPassword, CHARACTERS_ALONE, isLongAlone } from './passwords.ts';
import type { AdminCaller } from './sign-in.ts';

/** Sets the own name. */
export async function renameAdmin(
  core: Core,
  actor: Actor,
  { user }: AdminCaller,
  name: string,
): Promise<void> {
  await renameUser(core, inInstallation(actor), { id: user.id, name });
}

/**
 * Replaces the own password and ends the other sessions. Fails with `credentials_wrong`, `rate_limited`,
 * `argument_invalid`, `password_personal` and `password_recently_used`.
 */
export async function changeAdminPassword(
  core: Core,
  actor: Actor,
  caller: AdminCaller,
  { current, password }: { readonly current: string; readonly password: string },
): Promise<void> {
  const within = inInstallation(actor);
  const { user, session } = caller;
  await provePassword(core, within, caller, current);
  const hasSecondFactor = await hasVerified(core.read, installation.id, { user: user.id, kind: 'totp' });
  const checked = await adminPassword(core, within, { password, person: user, hasSecondFactor });
  await changeUser(core, within, { act: 'user.password.update', user: user.id }, async (before, tx) => {
    const exceptSession = session.id;
    const changed = await applyNewPassword(core, within, tx, {
      user: before,
      password: checked,
      exceptSession,
    });
    await endOwned(core, tx, 'endSessions', { project: installation, user: user.id, exceptSession });
    return changed;
  });
}

/** Begins to set up an authenticator. Fails with `authenticator_verified`. */
export function enrolAdminTotp(core: Core, actor: Actor, { user }: AdminCaller): Promise<Enrolment> {
  return enrolTotp(core, inInstallation(actor), user.id);
}

/**
 * Completes it by a first code. Returns recovery codes, which are shown once. Fails with `authenticator_not_found`,
 * `authenticator_verified`, `token_invalid` and `rate_limited`.
 */
export async function verifyAdminTotp(
  core: Core,
  actor: Actor,
  { user }: AdminCaller,
  code: string,
): Promise<readonly string[]> {
  const within = inInstallation(actor);
  await verifyTotp(core, within, { user: user.id, code });
  return createRecoveryCodes(core, within, user.id);
}

/**
 * Removes the own authenticator and its recovery codes. Takes the password, which must be long enough to be the only
 * factor: fails with `argument_invalid` otherwise, and as `changeAdminPassword`.
 */
export async function removeAdminTotp(
  core: Core,
  actor: Actor,
  caller: AdminCaller,
  password: string,
): Promise<void> {
  const within = inInstallation(actor);
  await provePassword(core, within, caller, password);
  if (!isLongAlone(password))
    throw new Failure({
      code: 'argument_invalid',
      field: 'password',
      rule: 'length',
      least: CHARACTERS_ALONE,
      most: 256,
    });
  const { id: user } = caller.user;
  const act = { act: 'user.authenticator.delete', user, details: { kind: 'totp' } } as const;
  await core.write(within, act, async (tx) => {
    await lockUser(tx, installation.id, user);
    if (!(await takeAuthenticator(tx, installation.id, { user, kind: 'totp' })))
      throw new Failure('authenticator_not_found');
    await deleteCodes(tx, installation.id, { user });
    await clearAttempts(tx, within, { user, factor: 'totp' });
  });
}

async function provePassword(
  core: Core,
  within: Actor,
  { user }: AdminCaller,
  password: string,
): Promise<void> {
  const found = await findUser(core.read, installation.id, user.id);
  const { attempt } = await proveCredentials(core, within, { found, login: user.email ?? '', password });
  await core.unaudited((tx) => resetAttempts(tx, attempt));
}
