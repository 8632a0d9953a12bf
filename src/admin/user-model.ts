import { z } from 'zod';
import { may } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { type Factors, listFactors } from '../core/factors/factors.ts';
import { passwordOf } from '../core/users/passwords.ts';
import type { User } from '../core/users/user.ts';
import type { Model } from '../http/endpoint.ts';
import { pageModelOf } from './lists.ts';
import { isoOf, isoOrNull, moment, momentOrNull } from './models.ts';
import type { Call } from './route.ts';
import { targetModel } from './user-parts-models.ts';

const schema = z.object({
  id: z.string(),
  email: z.string().nullable(),
  emailVerifiedAt: momentOrNull('When the email address was verified.'),
  phone: z.string().nullable().describe('In E.164 form.'),
  phoneVerifiedAt: momentOrNull('When the phone number was verified.'),
  name: z.string(),
  labels: z.array(z.string()),
  prefs: z.record(z.string(), z.unknown()).describe('What apps keep for the user.'),
  blockedAt: momentOrNull('When the user was blocked; null for users who may sign in.'),
  createdAt: moment('When the user was created.'),
  updatedAt: moment('When the user was last changed; the value of If-Match.'),
  accessedAt: momentOrNull('When the user was last seen, to a day.'),
  hasPassword: z.boolean(),
  passwordUpdatedAt: momentOrNull('When the password was last set.'),
  hash: z
    .object({ algorithm: z.string(), parameters: z.record(z.string(), z.unknown()) })
    .optional()
    .describe('How the password is hashed. For administrators with users.hashes.read.'),
  mfaEnabledAt: momentOrNull('Since when sign-ins need a second factor.'),
  impersonatorAt: momentOrNull('Since when the user may act as others.'),
  targets: z.array(targetModel.schema).describe('Addresses at which messages reach the user.'),
});

/** A user, without any secret. */
export const userModel: Model<User, Call> = {
  name: 'user',
  schema,
  view: (user, call): z.infer<typeof schema> => ({
    ...{ id: user.id, name: user.name, email: user.email, phone: user.phone },
    ...{ labels: [...user.labels], prefs: user.prefs },
    emailVerifiedAt: isoOrNull(user.emailVerifiedAt),
    phoneVerifiedAt: isoOrNull(user.phoneVerifiedAt),
    blockedAt: isoOrNull(user.blockedAt),
    createdAt: isoOf(user.createdAt),
    updatedAt: isoOf(user.updatedAt),
    accessedAt: isoOrNull(user.accessedAt),
    hasPassword: user.password !== null,
    passwordUpdatedAt: isoOrNull(user.passwordUpdatedAt),
    ...hashOf(user, call),
    mfaEnabledAt: isoOrNull(user.mfaEnabledAt),
    impersonatorAt: isoOrNull(user.impersonatorAt),
    targets: user.targets.map(
      (target) => targetModel.view(target, call) as z.infer<typeof targetModel.schema>,
    ),
  }),
};

function hashOf(user: User, { actor }: Call): Pick<z.infer<typeof schema>, 'hash'> {
  if (user.password === null || !may(actor, 'users.hashes.read')) return {};
  const { scheme, parameters } = passwordOf(user);
  return { hash: { algorithm: scheme, parameters } };
}

export const userListModel = pageModelOf(userModel, 'userList');

/** The second factors, by their names. */
export const factorNames = ['totp', 'email', 'phone', 'recoveryCode'] as const;

/** A user with the second factors that the project accepts of the user. */
export type UserShown = { readonly user: User; readonly factors: Factors };

export const shownUserModel: Model<UserShown, Call> = {
  name: 'shownUser',
  schema: schema.extend({
    factors: z.array(z.enum(factorNames)).describe('Second factors that the user could show at a sign-in.'),
  }),
  view: ({ user, factors }, call) => ({
    ...(userModel.view(user, call) as z.infer<typeof schema>),
    factors: factorNames.filter((name) => factors[name]),
  }),
};

export async function shownUser(core: Core, { actor }: Call, user: User): Promise<UserShown> {
  return { user, factors: await listFactors(core, actor, user.id) };
}
