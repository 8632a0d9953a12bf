import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { clearAttempts } from '../limits/attempts.ts';
import { endOwned } from '../owned.ts';
import { type Prefs, since, type User, type UserId } from './user.ts';
import { changeUser, getUser } from './users.ts';

export function renameUser(core: Core, actor: Actor, input: { id: UserId; name: string }): Promise<User> {
  return changeUser(core, actor, { act: 'user.name.update', user: input.id }, () => ({ name: input.name }));
}

/** Blocks or unblocks a user. A blocked user's sessions stay and cannot be used; grants to programs end. */
export function setStatus(core: Core, actor: Actor, input: { id: UserId; active: boolean }): Promise<User> {
  const details = { active: input.active };
  return changeUser(core, actor, { act: 'user.status.update', user: input.id, details }, async (user, tx) => {
    // Unblocking also lifts a lockout after failed attempts.
    if (input.active) await clearAttempts(tx, actor, { user: user.id });
    else await endOwned(core, tx, 'block', { project: actor.project, user: user.id });
    return { blockedAt: since(user.blockedAt, !input.active, core.clock.now()) };
  });
}

export function setEmailVerified(
  core: Core,
  actor: Actor,
  input: { id: UserId; verified: boolean },
): Promise<User> {
  const details = { verified: input.verified };
  return changeUser(
    core,
    actor,
    { act: 'user.email.verification.update', user: input.id, details },
    (user) => ({
      emailVerifiedAt: since(user.emailVerifiedAt, input.verified, core.clock.now()),
    }),
  );
}

export function setPhoneVerified(
  core: Core,
  actor: Actor,
  input: { id: UserId; verified: boolean },
): Promise<User> {
  const details = { verified: input.verified };
  return changeUser(
    core,
    actor,
    { act: 'user.phone.verification.update', user: input.id, details },
    (user) => ({
      phoneVerifiedAt: since(user.phoneVerifiedAt, input.verified, core.clock.now()),
    }),
  );
}

/** An impersonator's session may read users and act as them. */
export function setImpersonator(
  core: Core,
  actor: Actor,
  input: { id: UserId; impersonator: boolean },
): Promise<User> {
  const details = { impersonator: input.impersonator };
  return changeUser(core, actor, { act: 'user.impersonator.update', user: input.id, details }, (user) => ({
    impersonatorAt: since(user.impersonatorAt, input.impersonator, core.clock.now()),
  }));
}

/** Replaces the labels. Duplicates are dropped. */
export function setLabels(
  core: Core,
  actor: Actor,
  input: { id: UserId; labels: readonly string[] },
): Promise<User> {
  const labels = [...new Set(input.labels)];
  return changeUser(core, actor, { act: 'user.labels.update', user: input.id, details: { labels } }, () => ({
    labels,
  }));
}

export async function getPrefs(core: Core, actor: Actor, id: UserId): Promise<Prefs> {
  return (await getUser(core, actor, id)).prefs;
}

/** Replaces all preferences. */
export async function setPrefs(
  core: Core,
  actor: Actor,
  input: { id: UserId; prefs: Prefs },
): Promise<Prefs> {
  const act = { act: 'user.prefs.update', user: input.id } as const;
  return (await changeUser(core, actor, act, () => ({ prefs: input.prefs }))).prefs;
}
