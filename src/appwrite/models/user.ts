import { z } from 'zod';
import { type Actor, may } from '../../core/actor.ts';
import type { Page } from '../../core/listing/listing.ts';
import { emailKind } from '../../core/users/email-kind.ts';
import { passwordOf } from '../../core/users/passwords.ts';
import type { Prefs, User } from '../../core/users/user.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';
import { targetModel } from './target.ts';

const noPassword = { password: '', hash: '', hashOptions: {} } as const;

/** Field order is the protocol's. */
export const userSchema = z.object({
  $id: z.string(),
  $createdAt: date,
  $updatedAt: date,
  name: z.string(),
  password: z
    .string()
    .nullable()
    .meta({ description: 'Hash; empty for keys without the scope users.hashes.read.' }),
  hash: z.string().nullable(),
  hashOptions: z.record(z.string(), z.unknown()).nullable(),
  registration: date,
  status: z.boolean(),
  labels: z.array(z.string()),
  passwordUpdate: date,
  email: z.string(),
  phone: z.string(),
  emailVerification: z.boolean(),
  emailCanonical: z.string().nullable(),
  emailIsFree: z.boolean().nullable(),
  emailIsDisposable: z.boolean().nullable(),
  emailIsCorporate: z.boolean().nullable(),
  emailIsCanonical: z.boolean().nullable(),
  phoneVerification: z.boolean(),
  mfa: z.boolean(),
  prefs: z.record(z.string(), z.unknown()),
  targets: z.array(targetModel.schema),
  accessedAt: date,
  impersonator: z.boolean().nullable(),
  impersonatorUserId: z.string().nullable(),
});

export const userModel: Model<User> = {
  name: 'user',
  schema: userSchema,
  view: (user, actor) => {
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
  schema: z.object({ total: z.int(), users: z.array(userModel.schema) }),
  view: ({ total, rows }, actor) => ({ total, users: rows.map((user) => userModel.view(user, actor)) }),
};

export const prefsModel: Model<Prefs> = {
  name: 'preferences',
  schema: z.record(z.string(), z.unknown()),
  view: (prefs) => prefs,
};

/** Typed clients know the parameters in camel case, servers since 1.8 write some in snake case: both are given. */
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
  const spelled = Object.entries(parameters).flatMap(([name, value]) => [
    [name, value],
    [snake[name] ?? name, value],
  ]);
  return {
    password: original ?? (user.passwordUpdatedAt === null ? null : ''),
    hash: scheme,
    hashOptions: { type: scheme, ...Object.fromEntries(spelled) },
  };
}
