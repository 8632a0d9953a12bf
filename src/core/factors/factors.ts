import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { lockUser } from '../users/store.ts';
import { since, type User, type UserId } from '../users/user.ts';
import { changeUser, getUser } from '../users/users.ts';
import { deleteAuthenticator, hasVerified, sealedCodes } from './store.ts';

/** Which second factors a user can show. */
export type Factors = {
  readonly totp: boolean;
  readonly phone: boolean;
  readonly email: boolean;
  readonly recoveryCode: boolean;
};

/** Whether sign-ins of the user ask for a second factor. Refuses with `user_not_found`. */
export function setMfa(core: Core, actor: Actor, input: { id: UserId; enabled: boolean }): Promise<User> {
  const act = { act: 'user.mfa.update', user: input.id, details: { enabled: input.enabled } } as const;
  return changeUser(core, actor, act, (user) => ({
    mfaEnabledAt: since(user.mfaEnabledAt, input.enabled, core.clock.now()),
  }));
}

/** An address counts when it is there and verified. Refuses with `user_not_found`. */
export async function listFactors(core: Core, actor: Actor, id: UserId): Promise<Factors> {
  const project = actor.project.id;
  const user = await getUser(core, actor, id);
  const [totp, codes] = await Promise.all([
    hasVerified(core.read, project, id, 'totp'),
    sealedCodes(core.read, project, id),
  ]);
  return {
    totp,
    phone: user.phone !== null && user.phoneVerifiedAt !== null,
    email: user.email !== null && user.emailVerifiedAt !== null,
    recoveryCode: codes.length > 0,
  };
}

/** Refuses with `user_not_found` and `authenticator_not_found`. */
export async function removeAuthenticator(
  core: Core,
  actor: Actor,
  input: { user: UserId; kind: 'totp' },
): Promise<void> {
  const act = { act: 'user.authenticator.delete', user: input.user, details: { kind: input.kind } } as const;
  await core.write(actor, act, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, input.user))) throw new Failure('user_not_found');
    if (!(await deleteAuthenticator(tx, actor.project.id, input.user, input.kind))) {
      throw new Failure('authenticator_not_found');
    }
  });
}
