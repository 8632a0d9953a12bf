import type { Read } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import { Failure } from '../failure.ts';
import { findIdentityOwner, hasVerifiedProviderEmail, usersWithProviderEmail } from '../identities/store.ts';
import type { Email } from '../users/email.ts';
import { isOfSomebodyElse } from '../users/prove-address.ts';
import { findUserBy } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import type { ProviderTokens } from './tokens.ts';

/** The account that signed in at the provider. */
export type ExternalProfile = {
  readonly provider: string;
  readonly issuer: string;
  readonly providerUid: string;
  /** In canonical form. */
  readonly email: Email | undefined;
  /** Whether the provider sent a malformed address. */
  readonly isEmailInvalid: boolean;
  readonly verified: boolean;
  readonly name: string;
  readonly tokens: ProviderTokens;
};

/** The matching user, and how it was matched. */
export type Match =
  | { readonly by: 'session' | 'identity' | 'email' | 'identity-email'; readonly user: UserId }
  | {
      readonly by: 'nothing';
      /** The user who claims the address without proof, and has another way in: the address moves to the new user. */
      readonly claimedBy?: UserId;
    };

/**
 * Finds the user of an external account: the signed-in caller, else the user it is linked to, else the user with its
 * address, if both sides have verified it or the local account is reset. Fails with `user_exists`, `not_allowed`
 * without an address, `target_invalid_email`, and with `request_refused`, which reveals nothing, when the address
 * belongs to a user and is not proven.
 */
export async function matchUser(
  read: Read,
  actor: Actor,
  external: ExternalProfile,
  caller: UserId | undefined,
): Promise<Match> {
  const project = actor.project.id;
  const { email } = external;
  const identityOwner = await findIdentityOwner(read, project, external);
  if (caller !== undefined) {
    const isFree =
      (identityOwner === undefined || identityOwner === caller) &&
      (email === undefined || (await isEmailFree(read, actor, email, caller)));
    if (!isFree) throw new Failure('user_exists');
    return { by: 'session', user: caller };
  }
  if (identityOwner !== undefined) return { by: 'identity', user: identityOwner };
  if (email === undefined) throw emailFailure(external);
  const owner = await findUserBy(read, project, 'email', email);
  if (owner && !external.verified) throw new Failure('request_refused');
  const isClaim = owner !== undefined && owner.emailVerifiedAt === null && isOfSomebodyElse(owner, 'email');
  if (owner && !isClaim) return { by: 'email', user: owner.id };
  const [only, another] = await usersWithProviderEmail(read, project, { email });
  if (only === undefined) return { by: 'nothing', ...(owner && { claimedBy: owner.id }) };
  const isProven =
    external.verified && (await hasVerifiedProviderEmail(read, project, { user: only, email }));
  if (!isProven || another !== undefined) throw new Failure('request_refused');
  return { by: 'identity-email', user: only };
}

/** Reports whether no other user or identity has the address. */
export async function isEmailFree(read: Read, actor: Actor, email: Email, user: UserId): Promise<boolean> {
  const owner = await findUserBy(read, actor.project.id, 'email', email);
  if (owner && owner.id !== user) return false;
  return (await usersWithProviderEmail(read, actor.project.id, { email, but: user })).length === 0;
}

function emailFailure({ isEmailInvalid }: ExternalProfile): Failure {
  return isEmailInvalid
    ? new Failure({ code: 'target_invalid_email', source: 'provider' })
    : new Failure({ code: 'not_allowed', action: 'sign_in_without_email' });
}
