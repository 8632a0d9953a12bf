import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { clearAttempts } from '../limits/attempts.ts';
import { endOwned } from '../owned.ts';
import { type Prefs, since, type User, type UserId } from './user.ts';
import { changeUser, getUser, type UserEdit } from './users.ts';

/** The edits of single fields. Operations make one of them, or several in one write. */
export function nameEdit(user: UserId, name: string): UserEdit {
  return { act: { act: 'user.name.update', user }, change: () => ({ name }) };
}

/** A blocked user's sessions stay and cannot be used; grants to programs end. */
export function statusEdit(core: Core, actor: Actor, user: UserId, active: boolean): UserEdit {
  return {
    act: { act: 'user.status.update', user, details: { active } },
    change: async ({ blockedAt }, tx) => {
      // Unblocking also lifts a lockout after failed attempts.
      if (active) await clearAttempts(tx, actor, { user });
      else await endOwned(core, tx, 'block', { project: actor.project, user });
      return { blockedAt: since(blockedAt, !active, core.clock.now()) };
    },
  };
}

export function emailVerifiedEdit(core: Core, user: UserId, verified: boolean): UserEdit {
  return {
    act: { act: 'user.email.verification.update', user, details: { verified } },
    change: ({ emailVerifiedAt }) => ({
      emailVerifiedAt: since(emailVerifiedAt, verified, core.clock.now()),
    }),
  };
}

export function phoneVerifiedEdit(core: Core, user: UserId, verified: boolean): UserEdit {
  return {
    act: { act: 'user.phone.verification.update', user, details: { verified } },
    change: ({ phoneVerifiedAt }) => ({
      phoneVerifiedAt: since(phoneVerifiedAt, verified, core.clock.now()),
    }),
  };
}

/** An impersonator's session may read users and act as them. */
export function impersonatorEdit(core: Core, user: UserId, impersonator: boolean): UserEdit {
  return {
    act: { act: 'user.impersonator.update', user, details: { impersonator } },
    change: ({ impersonatorAt }) => ({
      impersonatorAt: since(impersonatorAt, impersonator, core.clock.now()),
    }),
  };
}

/** Replaces the labels. Duplicates are dropped. */
export function labelsEdit(user: UserId, given: readonly string[]): UserEdit {
  const labels = [...new Set(given)];
  return { act: { act: 'user.labels.update', user, details: { labels } }, change: () => ({ labels }) };
}

/** Replaces all preferences. */
export function prefsEdit(user: UserId, prefs: Prefs): UserEdit {
  return { act: { act: 'user.prefs.update', user }, change: () => ({ prefs }) };
}

export function renameUser(core: Core, actor: Actor, input: { id: UserId; name: string }): Promise<User> {
  return edit(core, actor, nameEdit(input.id, input.name));
}

/** Blocks or unblocks a user (`statusEdit`). */
export function setStatus(core: Core, actor: Actor, input: { id: UserId; active: boolean }): Promise<User> {
  return edit(core, actor, statusEdit(core, actor, input.id, input.active));
}

export function setEmailVerified(
  core: Core,
  actor: Actor,
  input: { id: UserId; verified: boolean },
): Promise<User> {
  return edit(core, actor, emailVerifiedEdit(core, input.id, input.verified));
}

export function setPhoneVerified(
  core: Core,
  actor: Actor,
  input: { id: UserId; verified: boolean },
): Promise<User> {
  return edit(core, actor, phoneVerifiedEdit(core, input.id, input.verified));
}

/** Allows or forbids the user to impersonate others (`impersonatorEdit`). */
export function setImpersonator(
  core: Core,
  actor: Actor,
  input: { id: UserId; impersonator: boolean },
): Promise<User> {
  return edit(core, actor, impersonatorEdit(core, input.id, input.impersonator));
}

/** Replaces the labels. Duplicates are dropped. */
export function setLabels(
  core: Core,
  actor: Actor,
  input: { id: UserId; labels: readonly string[] },
): Promise<User> {
  return edit(core, actor, labelsEdit(input.id, input.labels));
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
  return (await edit(core, actor, prefsEdit(input.id, input.prefs))).prefs;
}

function edit(core: Core, actor: Actor, { act, change }: UserEdit): Promise<User> {
  return changeUser(core, actor, act, change);
}
