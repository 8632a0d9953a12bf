import { digest, freshSecret } from '../../crypto/tokens.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { hasVerified } from '../factors/authenticators-store.ts';
import { Failure } from '../failure.ts';
import { endOwned } from '../owned.ts';
import { emailOf } from '../users/email.ts';
import { applyNewPassword } from '../users/new-password.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { changeUser } from '../users/users.ts';
import type { Admin } from './admin.ts';
import { getAdmin, insertAdmin, type NewAdmin } from './admins.ts';
import { hasAdmins, listGrants } from './grants-store.ts';
import { inInstallation, installation } from './installation.ts';
import { LINK_MS } from './link-lifetimes.ts';
import { type AdminLink, findLink, type LinkKind, placeLink, SETUP, takeLink } from './links-store.ts';
import { adminPassword } from './passwords.ts';

/** What the holder of a link is shown. */
export type LinkShown = { readonly kind: LinkKind; readonly email: string | null };

type Answer = {
  readonly secret: string;
  readonly password: string;
  /** Of the first administrator. */
  readonly email?: string;
  readonly name?: string;
};

/**
 * Returns the secret of a link that makes the first administrator, good once and for 30 minutes. An earlier one becomes
 * invalid. Returns nothing when there are administrators.
 */
export async function createSetupLink(core: Core, actor: Actor): Promise<string | undefined> {
  if (await hasAdmins(core.read)) return undefined;
  return createLink(core, actor, { user: SETUP, kind: 'setup' });
}

/** Creates an administrator without a password, and the secret of a link that sets one. Fails as `createAdmin`. */
export async function inviteAdmin(
  core: Core,
  actor: Actor,
  input: NewAdmin,
): Promise<{ readonly admin: Admin; readonly secret: string }> {
  const admin = await insertAdmin(core, actor, input, { within: async () => {} });
  return { admin, secret: await createLink(core, actor, { user: admin.id, kind: 'invite' }) };
}

/** Returns the secret of a link that sets a new password. Fails with `admin_not_found`. */
export async function createResetLink(core: Core, actor: Actor, id: string): Promise<string> {
  const { id: user, passwordUpdatedAt } = await getAdmin(core, id);
  return createLink(core, actor, { user, kind: passwordUpdatedAt === null ? 'invite' : 'reset' });
}

/** Fails with `link_invalid`. */
export async function showLink(core: Core, secret: string): Promise<LinkShown> {
  const { kind, user } = await getLink(core, secret);
  if (user === SETUP) return { kind, email: null };
  const found = await findUser(core.read, installation.id, user as UserId);
  return { kind, email: found?.email ?? null };
}

/**
 * Sets the password of the link's administrator and ends all sessions, or creates the first administrator. The link
 * works once. Fails with `link_invalid`, `argument_invalid`, `password_personal` and `password_recently_used`.
 */
export async function acceptLink(core: Core, actor: Actor, answer: Answer): Promise<Admin> {
  const link = await getLink(core, answer.secret);
  return link.user === SETUP ? acceptSetup(core, actor, answer) : acceptPassword(core, actor, link, answer);
}

async function createLink(core: Core, actor: Actor, link: AdminLink): Promise<string> {
  const secret = freshSecret();
  const expiresAt = expiryAfter(core.clock, LINK_MS[link.kind]);
  const of = link.user === SETUP ? {} : { user: link.user };
  const act = { act: 'admin.link.create', ...of, details: { kind: link.kind } } as const;
  await core.write(inInstallation(actor), act, (tx) =>
    placeLink(tx, { ...link, secretHash: digest(secret), expiresAt }),
  );
  return secret;
}

async function getLink(core: Core, secret: string): Promise<AdminLink> {
  const link = await findLink(core.read, { secretHash: digest(secret), now: core.clock.now() });
  if (!link || (link.user === SETUP && (await hasAdmins(core.read)))) throw new Failure('link_invalid');
  return link;
}

async function acceptSetup(core: Core, actor: Actor, answer: Answer): Promise<Admin> {
  const { secret, password, name = '' } = answer;
  const email = emailOf(answer.email ?? '');
  if (!email)
    throw new Failure({
      code: 'argument_invalid',
      field: 'email',
      rule: answer.email === undefined ? 'required' : 'malformed',
    });
  const person = { email, name };
  const checked = await adminPassword(core, actor, { password, person, hasSecondFactor: false });
  const first: NewAdmin = { ...person, grants: [{ project: null, role: 'owner' }] };
  return insertAdmin(core, actor, first, {
    password: checked,
    within: async (tx, { id }) => {
      const taken = { user: SETUP, secretHash: digest(secret), now: core.clock.now() };
      // There is one such link, whose row the first taker locks.
      if (!(await takeLink(tx, taken)) || (await hasOthers(tx, id))) throw new Failure('link_invalid');
    },
  });
}

async function hasOthers(tx: Tx, id: string): Promise<boolean> {
  return [...(await listGrants(tx)).keys()].some((other) => other !== id);
}

async function acceptPassword(
  core: Core,
  actor: Actor,
  { user, kind }: AdminLink,
  { secret, password, name }: Answer,
): Promise<Admin> {
  const admin = await getAdmin(core, user);
  const hasSecondFactor = await hasVerified(core.read, installation.id, { user, kind: 'totp' });
  const checked = await adminPassword(core, actor, { password, person: admin, hasSecondFactor });
  const within = inInstallation(actor);
  const id = user as UserId;
  const act = { act: 'admin.link.use', user: id, details: { kind } } as const;
  await changeUser(core, within, act, async (before, tx) => {
    const taken = { user, secretHash: digest(secret), now: core.clock.now() };
    if (!(await takeLink(tx, taken))) throw new Failure('link_invalid');
    const changed = await applyNewPassword(core, within, tx, { user: before, password: checked });
    await endOwned(core, tx, 'endSessions', { project: installation, user: id });
    return { ...changed, ...(name !== undefined && { name }) };
  });
  return getAdmin(core, user);
}
