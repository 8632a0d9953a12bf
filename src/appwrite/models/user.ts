import { z } from 'zod';
import { type Actor, may } from '../../core/actor.ts';
import type { Page } from '../../core/listing/listing.ts';
import { emailKind } from '../../core/users/email-kind.ts';
import type { UserAttribute } from '../../core/users/list.ts';
import { passwordOf } from '../../core/users/passwords.ts';
import type { Prefs, User } from '../../core/users/user.ts';
import type { Version } from '../formats/version.ts';
import type { QueryAttribute } from '../query-values.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';
import { targetModel } from './target.ts';

const noPassword = { password: '', hash: '', hashOptions: {} } as const;

export type UserField = {
  readonly schema: z.ZodType;
  /** The first version with the field; missing if every version has it. */
  readonly since?: Version;
  /** The attribute for queries, if it is queryable. */
  readonly query?: QueryAttribute & { readonly core: UserAttribute };
};

/** The fields of a user, in the order of the protocol. Document, SDK, queries and older formats derive from them. */
export const userFields = {
  $id: { schema: z.string().describe('Id.'), query: { core: 'id', type: 'text' } },
  $createdAt: {
    schema: date('Time of creation.'),
    since: [0, 15, 0],
    query: { core: 'createdAt', type: 'date' },
  },
  $updatedAt: {
    schema: date('Time of the last change.'),
    since: [0, 15, 0],
    query: { core: 'updatedAt', type: 'date' },
  },
  name: {
    schema: z.string().describe('Name; empty if there is none.'),
    query: { core: 'name', type: 'text' },
  },
  password: {
    schema: z
      .string()
      .nullable()
      .describe('Hash of the password; empty for keys without the scope users.hashes.read.'),
    since: [1, 0, 0],
  },
  hash: { schema: z.string().nullable().describe('Name of the scheme of the hash.'), since: [1, 0, 0] },
  hashOptions: {
    schema: z.record(z.string(), z.unknown()).nullable().describe('Parameters of the hash.'),
    since: [1, 0, 0],
  },
  registration: { schema: date('Time of the sign-up.'), query: { core: 'registeredAt', type: 'date' } },
  status: {
    schema: z.boolean().describe('Whether the user may sign in; false for blocked users.'),
    query: { core: 'active', type: 'boolean' },
  },
  labels: {
    schema: z.array(z.string()).describe('Labels that servers gave the user.'),
    since: [1, 4, 0],
    query: { core: 'labels', type: 'list' },
  },
  passwordUpdate: {
    schema: date('Time of the last change of the password.'),
    query: { core: 'passwordUpdatedAt', type: 'date' },
  },
  email: {
    schema: z.string().describe('Email address; empty if there is none.'),
    query: { core: 'email', type: 'text' },
  },
  phone: {
    schema: z.string().describe('Phone number in E.164 form; empty if there is none.'),
    since: [0, 15, 0],
    query: { core: 'phone', type: 'text' },
  },
  emailVerification: {
    schema: z.boolean().describe('Whether the email address is verified.'),
    query: { core: 'emailVerified', type: 'boolean' },
  },
  emailCanonical: {
    schema: z
      .string()
      .nullable()
      .describe('The address without what its provider ignores, such as dots and tags.'),
    since: [1, 9, 0],
  },
  emailIsFree: {
    schema: z.boolean().nullable().describe('Whether the provider gives addresses away for free.'),
    since: [1, 9, 0],
  },
  emailIsDisposable: {
    schema: z.boolean().nullable().describe('Whether the provider gives out disposable addresses.'),
    since: [1, 9, 0],
  },
  emailIsCorporate: {
    schema: z.boolean().nullable().describe('Whether the domain belongs to no public provider.'),
    since: [1, 9, 0],
  },
  emailIsCanonical: {
    schema: z.boolean().nullable().describe('Whether the address is its own canonical form.'),
    since: [1, 9, 0],
  },
  passwordPwned: {
    schema: z
      .boolean()
      .nullable()
      .describe(
        'Whether the password is among the most common ones, as of when it was last seen; null if it never was.',
      ),
    since: [2, 3, 0],
  },
  phoneVerification: {
    schema: z.boolean().describe('Whether the phone number is verified.'),
    since: [0, 15, 0],
    query: { core: 'phoneVerified', type: 'boolean' },
  },
  mfa: { schema: z.boolean().describe('Whether sign-ins need a second factor.'), since: [1, 5, 0] },
  prefs: { schema: z.record(z.string(), z.unknown()).describe('Preferences.') },
  targets: {
    schema: z.array(targetModel.schema).describe('Addresses at which messages reach the user.'),
    since: [1, 5, 0],
  },
  accessedAt: {
    schema: date('Day of the last visit.'),
    since: [1, 4, 0],
    query: { core: 'accessedAt', type: 'date' },
  },
  impersonator: {
    schema: z.boolean().nullable().describe('Whether the user may impersonate others.'),
    since: [1, 9, 0],
    query: { core: 'impersonator', type: 'boolean' },
  },
  impersonatorUserId: {
    schema: z.string().nullable().describe('Id of the user who impersonates this one.'),
    since: [1, 9, 0],
  },
} as const satisfies Readonly<Record<string, UserField>>;

type FieldName = keyof typeof userFields;

export const userSchema = z
  .object(
    Object.fromEntries(Object.entries(userFields).map(([name, { schema }]) => [name, schema])) as {
      readonly [F in FieldName]: (typeof userFields)[F]['schema'];
    },
  )
  .describe('A user. Only keys with the scope users.hashes.read see the hash and its parameters.');

export const userModel: Model<User> = {
  name: 'user',
  schema: userSchema,
  variant: userVariant,
  view: (user, actor): Readonly<Record<FieldName, unknown>> => {
    const kind = user.email === null ? undefined : emailKind(user.email);
    const { password, hash, hashOptions } = passwordFields(user, actor);
    const createdAt = dateOf(user.createdAt);
    return {
      $id: user.id,
      $createdAt: createdAt,
      $updatedAt: dateOf(user.updatedAt),
      name: user.name,
      password,
      hash,
      hashOptions,
      registration: createdAt,
      status: user.blockedAt === null,
      labels: user.labels,
      passwordUpdate: dateOf(user.passwordUpdatedAt),
      email: user.email ?? '',
      phone: user.phone ?? '',
      emailVerification: user.emailVerifiedAt !== null,
      emailCanonical: kind?.canonical ?? null,
      emailIsFree: kind?.isFree ?? null,
      emailIsDisposable: kind?.isDisposable ?? null,
      emailIsCorporate: kind?.isCorporate ?? null,
      emailIsCanonical: kind?.isCanonical ?? null,
      passwordPwned: user.passwordCheckedAt === null ? null : user.passwordPwnedAt !== null,
      phoneVerification: user.phoneVerifiedAt !== null,
      mfa: user.mfaEnabledAt !== null,
      prefs: user.prefs,
      targets: user.targets.map((target) => targetModel.view(target, actor)),
      accessedAt: dateOf(user.accessedAt),
      impersonator: user.impersonatorAt !== null,
      impersonatorUserId: actor.impersonatorId ?? null,
    };
  },
};

export const userListModel: Model<Page<User>> = {
  name: 'userList',
  schema: z.object({
    total: z
      .int()
      .describe('Number of matches over all pages; up to 5,000 are counted where something filters.'),
    users: z.array(userModel.schema).describe('The users of this page.'),
  }),
  variant: userVariant,
  rowView: (user: User, actor) => userModel.view(user, actor),
  view: ({ total, rows }, actor) => ({ total, users: rows.map((user) => userModel.view(user, actor)) }),
};

/** A user and the same user in a list have one text. */
function userVariant(actor: Actor): string | undefined {
  if (actor.impersonatorId !== undefined) return undefined;
  return may(actor, 'users.hashes.read') ? 'user with hash' : 'user';
}

export const prefsModel: Model<Prefs> = {
  name: 'preferences',
  schema: z.record(z.string(), z.unknown()),
  view: (prefs) => prefs,
};

/** Parameters in camel case for typed clients, and in snake case as servers since 1.8 return some. */
const snake: Readonly<Record<string, string>> = {
  memoryCost: 'memory_cost',
  timeCost: 'time_cost',
  iterationCountLog2: 'iteration_count_log2',
  portableHashes: 'portable_hashes',
  randomState: 'random_state',
};

function passwordFields(user: User, actor: Actor) {
  if (!may(actor, 'users.hashes.read')) return noPassword;
  const { scheme, parameters, original } = passwordOf(user);
  const hashOptions = optionsOf(scheme, parameters);
  return { password: original ?? (user.passwordUpdatedAt === null ? null : ''), hash: scheme, hashOptions };
}

function optionsOf(
  type: string,
  parameters: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const options: Record<string, unknown> = { type };
  for (const name of Object.keys(parameters)) {
    const value = parameters[name];
    options[name] = value;
    options[snake[name] ?? name] = value;
  }
  return options;
}
