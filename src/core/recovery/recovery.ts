import { createHmac } from 'node:crypto';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { isoWithoutZone } from '../instant.ts';
import { paceMessages } from '../limits/message-pause.ts';
import { requesterOf } from '../limits/network.ts';
import { recordingRefusals } from '../limits/refusal.ts';
import { allowedPage, linkTo } from '../links.ts';
import { notify } from '../outbox/notices.ts';
import { enqueue } from '../outbox/outbox.ts';
import { endOwned } from '../owned.ts';
import { lifetimeSeconds } from '../tokens/session-secrets.ts';
import { findToken, takeToken } from '../tokens/store.ts';
import { freshTokenSecret, type Token, tokenHashes } from '../tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../tokens/tokens.ts';
import type { Email } from '../users/email.ts';
import { applyNewPassword } from '../users/new-password.ts';
import { refusePassword } from '../users/password-policies.ts';
import { proveAddress } from '../users/prove-address.ts';
import { findUser, findUserBy, lockUser, updateUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';

const DIGITS = 256;
/** The moments that such ids tell: of a year before this could be asked. */
const FIRST_MICROS = Date.UTC(2026, 0) * 1000;
const SPAN_MICROS = 300 * 86_400_000_000;

/**
 * Sends a link to reset the password. An unknown address gets the same result, unless the project reveals it
 * (`user_not_found`, `user_blocked`). Fails with `mail_disabled`, and `argument_invalid` for a page of a foreign
 * host.
 */
export async function requestRecovery(
  core: Core,
  actor: Actor,
  input: { readonly email: Email; readonly url: string },
): Promise<NewToken> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  const page = allowedPage(core, actor, input.url);
  const user = await findUserBy(core.read, actor.project.id, 'email', input.email);
  if (actor.project.policies.revealUnknownEmail) {
    if (!user) throw new Failure('user_not_found');
    if (user.blockedAt !== null) throw new Failure('user_blocked');
  }
  await paceMessages(core, actor, { to: input.email, user: user?.id, purpose: 'recovery' });
  const secret = freshTokenSecret(DIGITS);
  const id = user?.id ?? decoyUserId(core, input.email);
  const seconds = lifetimeSeconds(actor.project, 'recovery');
  const { token, sequence } = freshToken(core, { user: id, kind: 'recovery', seconds });
  const act = {
    act: 'recovery.create',
    ...(user && { user: user.id }),
    details: { tokenId: token.id },
  } as const;
  await core.write(actor, act, async (tx) => {
    const now = user && (await lockUser(tx, actor.project.id, user.id));
    if (!now || now.email !== input.email || now.blockedAt !== null) return;
    await writeToken(core, actor, tx, { token, sequence, secret });
    const expire = `${isoWithoutZone(token.expiresAt)}+00:00`;
    const url = linkTo(page, { userId: now.id, secret, expire, project: actor.project.id });
    const message = {
      kind: 'mail',
      to: input.email,
      purpose: 'recovery',
      name: now.name,
      minutes: seconds / 60,
      url,
    } as const;
    await enqueue(core, actor, tx, { user: now.id, message });
  });
  core.notifyOutbox();
  return { token, secret };
}

type RecoveryInput = {
  readonly user: UserId;
  readonly secret: string;
  readonly password: string;
  readonly revokesAccess?: boolean;
};

/**
 * Sets a new password with the secret of such a link, which is good for once, and proves the address (`proveAddress`).
 * With `revokesAccess` it ends sessions and grants and revokes keys of the user; where that is not said, as the
 * project's policy `invalidateSessions` says. Refuses with `token_invalid`, and what the project's policies refuse.
 */
export function completeRecovery(core: Core, actor: Actor, input: RecoveryInput): Promise<Token> {
  return recordingRefusals(core, actor, { user: input.user, factor: 'recovery' }, () =>
    writeRecovery(core, actor, input),
  );
}

async function writeRecovery(core: Core, actor: Actor, input: RecoveryInput): Promise<Token> {
  const project = actor.project.id;
  const of = {
    user: input.user,
    secretHashes: tokenHashes(core, input.user, input.secret),
    kinds: ['recovery'],
    now: core.clock.now(),
  } as const;
  // Checked first, so that an invalid secret causes no hashing.
  const user = (await findToken(core.read, project, of)) && (await findUser(core.read, project, input.user));
  if (!user || user.blockedAt !== null) throw new Failure('token_invalid');
  await refusePassword(core, actor, { password: input.password, user, earlier: true });
  const password = await core.passwords.hash(input.password, requesterOf(actor, user.id));
  const { token } = await core.write(actor, actsOf, async (tx) => {
    const now = await lockUser(tx, project, user.id);
    const token = now && (await takeToken(tx, project, of));
    if (!token) throw new Failure('token_invalid');
    await notify(core, actor, tx, { user: now, purpose: 'password-changed' });
    const proven = await proveAddress(core, actor, tx, { user: now, kind: 'email', way: 'recovery' });
    const before = proven.user;
    const changed = await applyNewPassword(core, actor, tx, { user: before, password });
    if (input.revokesAccess ?? actor.project.policies.invalidateSessions)
      await endOwned(core, tx, 'endSessions', { project: actor.project, user: before.id });
    await updateUser(tx, project, before, { ...before, ...changed, updatedAt: core.clock.now() });
    return { token, acts: [...proven.acts, { act: 'recovery.update', user: before.id } as const] };
  });
  core.notifyOutbox();
  return token;
}

function actsOf({ acts }: { readonly acts: readonly Act[] }): readonly Act[] {
  return acts;
}

/** What stands where a user's id would stand: always the same for an address, and of a fresh id's form. */
function decoyUserId(core: Core, email: Email): string {
  const keyed = createHmac('sha256', core.seal.derive('nobodys-ids')).update(email).digest('hex');
  const micros = FIRST_MICROS + (Number.parseInt(keyed.slice(0, 12), 16) % SPAN_MICROS);
  return micros.toString(16).padStart(13, '0').slice(-13) + keyed.slice(-7);
}
