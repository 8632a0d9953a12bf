import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { allowedPage, expiryText, linkTo } from '../links.ts';
import { enqueue } from '../outbox/outbox.ts';
import { endOwned } from '../owned.ts';
import { lifetimeSeconds } from '../tokens/session-secrets.ts';
import { freshTokenSecret } from '../tokens/token.ts';
import { freshToken, writeToken } from '../tokens/tokens.ts';
import { noPassword } from '../users/checked-password.ts';
import { applyNewPassword } from '../users/new-password.ts';
import { lockUser, updateUser } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';

const DIGITS = 256;

/**
 * Makes the password of a user worthless, as after a leak: removes it, and ends all sessions, keys and grants of the
 * user whatever the policies say. With `url`, a page of the project, mails a link to set a new one, if mail can be sent
 * and the user has an address and is not blocked. Fails with `user_not_found`, and with `argument_invalid` for a page of
 * a foreign host.
 */
export async function requireNewPassword(
  core: Core,
  actor: Actor,
  input: { readonly id: UserId; readonly url?: string | undefined },
): Promise<void> {
  const page = input.url === undefined ? undefined : allowedPage(core, actor, input.url);
  const updated = { act: 'user.password.update', user: input.id } as const;
  const acts = (mailed: Act | undefined) => (mailed ? [updated, mailed] : [updated]);
  const mailed = await core.write(actor, acts, async (tx) => {
    const before = await lockUser(tx, actor.project.id, input.id);
    if (!before) throw new Failure('user_not_found');
    const changed = await applyNewPassword(core, actor, tx, { user: before, password: noPassword });
    await endOwned(core, tx, 'endSessions', { project: actor.project, user: before.id });
    const after: User = { ...before, ...changed, updatedAt: core.clock.now() };
    await updateUser(tx, actor.project.id, before, after);
    return page && mailLink(core, actor, tx, { user: after, page });
  });
  if (mailed) core.notifyOutbox();
}

/** Queues a mail with a link that sets a new password. Returns its act. */
async function mailLink(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, page }: { readonly user: User; readonly page: URL },
): Promise<Act | undefined> {
  if (!core.channels.sendsMail || user.email === null || user.blockedAt !== null) return undefined;
  const seconds = lifetimeSeconds(actor.project, 'recovery');
  const secret = freshTokenSecret(DIGITS);
  const { token, sequence } = freshToken(core, { user: user.id, kind: 'recovery', seconds });
  await writeToken(core, actor, tx, { token, sequence, secret });
  const expire = expiryText(token.expiresAt, false);
  const url = linkTo(page, { userId: user.id, secret, expire, project: actor.project.id });
  const { email: to, name } = user;
  const message = { kind: 'mail', to, purpose: 'recovery', name, minutes: seconds / 60, url } as const;
  await enqueue(core, actor, tx, { user: user.id, message });
  return { act: 'recovery.create', user: user.id, details: { tokenId: token.id } };
}
