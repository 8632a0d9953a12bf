import { PENDING } from '../../crypto/passwords/pending.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { Instant } from '../instant.ts';
import { markPending, unmarkPending } from '../old-systems/mark.ts';
import { requireNewPassword } from '../recovery/require-new-password.ts';
import { endSession, endSessions } from '../sessions/sessions.ts';
import { setEmailVerified, setLabels, setPhoneVerified, setStatus } from '../users/profile.ts';
import type { User } from '../users/user.ts';
import { removeUser } from '../users/users.ts';
import type { JobActName, JobParameters, Note, SelectedUser, SkipReason } from './job.ts';

/** As many labels as a user may have. */
const LABELS_AT_MOST = 1_000;

/** What an act is told beside its user. */
export type Told = {
  readonly parameters: JobParameters;
  /** What the act noted that is to be undone. */
  readonly note?: Note;
  /** The only session that is meant. */
  readonly session?: string;
};

/** What is kept of a user whom an act changed: what undoing needs, and the line of an export. */
export type Kept = { readonly note?: Note; readonly line?: string };

type Rule = {
  /** Returns why the user is left as it is. */
  readonly skips: (user: SelectedUser, actor: Actor, told: Told) => SkipReason | undefined;
  /** Does the same as a request about this user alone. */
  readonly run: (core: Core, actor: Actor, user: User, told: Told) => Promise<Kept>;
};

type JobAct = Rule & {
  /** Without it, the act cannot be undone. */
  readonly undo?: Rule;
  /** Whether it leaves users as they are, so that there is nothing to undo. */
  readonly changesNothing?: true;
  /** Whether each of its users gets a receipt, so that it keeps who they were. */
  readonly givesReceipts?: true;
};

/** Every act on many users: whom it skips, what it does, and how it is undone. */
export const acts: Readonly<Record<JobActName, JobAct>> = {
  block: {
    skips: (user, actor) => {
      if (isSelf(actor, user)) return 'self';
      return user.blockedAt === null ? undefined : 'already_blocked';
    },
    run: async (core, actor, { id }) => ({
      note: (await setStatus(core, actor, { id, active: false })).blockedAt,
    }),
    undo: {
      skips: ({ blockedAt }, _, { note }) => (blockedAt === note ? undefined : 'changed_meanwhile'),
      run: async (core, actor, { id }) => {
        await setStatus(core, actor, { id, active: true });
        return {};
      },
    },
  },
  unblock: {
    skips: ({ blockedAt }) => (blockedAt === null ? 'not_blocked' : undefined),
    run: async (core, actor, { id }) => {
      await setStatus(core, actor, { id, active: true });
      return { note: null };
    },
    undo: {
      skips: ({ blockedAt }) => (blockedAt === null ? undefined : 'changed_meanwhile'),
      run: async (core, actor, { id }) => {
        await setStatus(core, actor, { id, active: false });
        return {};
      },
    },
  },
  verify: {
    skips: (user, _, { parameters }) => {
      const { address, verifiedAt } = addressOf(user, parameters);
      if (address === null) return parameters.address === 'phone' ? 'without_phone' : 'without_email';
      return verifiedAt === null ? undefined : 'already_verified';
    },
    run: async (core, actor, { id }, { parameters }) => {
      const verify = parameters.address === 'phone' ? setPhoneVerified : setEmailVerified;
      const user = await verify(core, actor, { id, verified: true });
      return { note: addressOf(user, parameters).verifiedAt };
    },
    undo: {
      skips: (user, _, { parameters, note }) =>
        addressOf(user, parameters).verifiedAt === note ? undefined : 'changed_meanwhile',
      run: async (core, actor, { id }, { parameters }) => {
        const verify = parameters.address === 'phone' ? setPhoneVerified : setEmailVerified;
        await verify(core, actor, { id, verified: false });
        return {};
      },
    },
  },
  label: {
    skips: ({ labels }, _, { parameters }) =>
      without(parameters.labels, labels).length === 0 ? 'already_labelled' : undefined,
    run: (core, actor, user, { parameters }) => addLabels(core, actor, user, parameters.labels),
    undo: {
      skips: ({ labels }, _, { note }) =>
        common(labelsIn(note), labels).length === 0 ? 'changed_meanwhile' : undefined,
      run: (core, actor, user, { note }) => removeLabels(core, actor, user, labelsIn(note)),
    },
  },
  unlabel: {
    skips: ({ labels }, _, { parameters }) =>
      common(parameters.labels, labels).length === 0 ? 'not_labelled' : undefined,
    run: (core, actor, user, { parameters }) => removeLabels(core, actor, user, parameters.labels),
    undo: {
      skips: ({ labels }, _, { note }) =>
        without(labelsIn(note), labels).length === 0 ? 'changed_meanwhile' : undefined,
      run: (core, actor, user, { note }) => addLabels(core, actor, user, labelsIn(note)),
    },
  },
  endSessions: {
    skips: (user, actor) => (isSelf(actor, user) ? 'self' : undefined),
    run: async (core, actor, { id }, { session }) => {
      if (session === undefined) await endSessions(core, actor, id);
      else await endSession(core, actor, { user: id, id: session });
      return {};
    },
  },
  requireNewPassword: {
    skips: (user, actor) => {
      if (isSelf(actor, user)) return 'self';
      return user.hasPassword ? undefined : 'without_password';
    },
    run: async (core, actor, { id }, { parameters }) => {
      await requireNewPassword(core, actor, { id, url: parameters.url });
      return {};
    },
  },
  markPending: {
    skips: ({ hasPassword, isPending }) => {
      if (isPending) return 'already_pending';
      return hasPassword ? 'with_password' : undefined;
    },
    run: async (core, actor, { id }) => {
      await markPending(core, actor, id);
      return { note: null };
    },
    undo: {
      skips: ({ isPending }) => (isPending ? undefined : 'changed_meanwhile'),
      run: async (core, actor, { id }) => {
        await unmarkPending(core, actor, id);
        return {};
      },
    },
  },
  delete: {
    skips: (user, actor) => (isSelf(actor, user) ? 'self' : undefined),
    run: async (core, actor, { id }) => {
      await removeUser(core, actor, id);
      return {};
    },
  },
  /** As `delete`, which also lets the history be erased. It remembers whom it met, for the receipts. */
  erase: {
    givesReceipts: true,
    skips: (user, actor) => (isSelf(actor, user) ? 'self' : undefined),
    run: async (core, actor, { id }) => {
      await removeUser(core, actor, id);
      return {};
    },
  },
  export: {
    changesNothing: true,
    skips: () => undefined,
    run: async (core, actor, user) => {
      const line = await core.write(actor, { act: 'user.export', user: user.id }, async () => lineOf(user));
      return { line };
    },
  },
};

/** Returns what a job does to its users: the act, or what undoes it. */
export function ruleOf({ act, undoes }: { readonly act: JobActName; readonly undoes: string | null }): Rule {
  const known = acts[act];
  if (undoes === null) return known;
  if (!known.undo) throw new Error(`${act} cannot be undone`);
  return known.undo;
}

/** Returns what decides whether an act skips the user. */
export function selectedFrom(user: User): SelectedUser {
  return { ...user, hasPassword: user.password !== null, isPending: user.password === PENDING };
}

function isSelf({ kind, id, impersonatorId }: Actor, user: Pick<SelectedUser, 'id'>): boolean {
  return kind === 'user' && (id === user.id || impersonatorId === user.id);
}

type Addresses = Pick<SelectedUser, 'email' | 'phone' | 'emailVerifiedAt' | 'phoneVerifiedAt'>;

function addressOf(user: Addresses, { address }: JobParameters) {
  return address === 'phone'
    ? { address: user.phone, verifiedAt: user.phoneVerifiedAt }
    : { address: user.email, verifiedAt: user.emailVerifiedAt };
}

async function addLabels(
  core: Core,
  actor: Actor,
  { id, labels }: User,
  wanted: readonly string[] = [],
): Promise<Kept> {
  const added = without(wanted, labels);
  if (labels.length + added.length > LABELS_AT_MOST)
    throw new Failure({
      code: 'argument_invalid',
      field: 'labels',
      rule: 'list',
      most: LABELS_AT_MOST,
      lengthMost: 36,
    });
  await setLabels(core, actor, { id, labels: [...labels, ...added] });
  return { note: added };
}

async function removeLabels(
  core: Core,
  actor: Actor,
  { id, labels }: User,
  unwanted: readonly string[] = [],
): Promise<Kept> {
  await setLabels(core, actor, { id, labels: without(labels, unwanted) });
  return { note: common(unwanted, labels) };
}

function without(some: readonly string[] = [], others: readonly string[] = []): readonly string[] {
  return some.filter((each) => !others.includes(each));
}

function common(some: readonly string[] = [], others: readonly string[] = []): readonly string[] {
  return some.filter((each) => others.includes(each));
}

function labelsIn(note: Note | undefined): readonly string[] {
  return typeof note === 'object' && note !== null ? note : [];
}

/** The line of a user in an export: what the user is, without secrets. */
function lineOf(user: User): string {
  const { id, name, email, phone, labels, prefs } = user;
  return JSON.stringify({
    ...{ id, name, email, emailVerifiedAt: iso(user.emailVerifiedAt) },
    ...{ phone, phoneVerifiedAt: iso(user.phoneVerifiedAt), labels, prefs },
    ...{ blockedAt: iso(user.blockedAt), createdAt: iso(user.createdAt), updatedAt: iso(user.updatedAt) },
    ...{ accessedAt: iso(user.accessedAt), passwordUpdatedAt: iso(user.passwordUpdatedAt) },
    ...{ hasPassword: user.password !== null, mfaEnabledAt: iso(user.mfaEnabledAt) },
    impersonatorAt: iso(user.impersonatorAt),
  });
}

function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
