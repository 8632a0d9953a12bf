import { z } from 'zod';
import { type UserId, userIdOf } from '../core/users/user.ts';
import {
  example,
  ID,
  ID_RULE,
  input,
  length,
  listAtMost,
  made,
  PASSWORD_BYTES,
  type Required,
  storable,
} from '../http/param.ts';

import { isPassword, PASSWORD_RULE, PASSWORD_SHOWN } from '../http/user-params.ts';

export {
  email,
  emailOrNone,
  identifier,
  labels,
  looseFlag,
  name,
  newName,
  password,
  phone,
  phoneOrNone,
  prefs,
  targetKind,
  userIdInPath,
  whole,
} from '../http/user-params.ts';

const QUERIES = { most: 100, length: 4_096 };
const SEARCH_LENGTH = 256;

/** `unique()` asks for a generated id. */
export const newUserId: Required<UserId | 'unique()'> = input(
  made((text) => (text === 'unique()' ? text : userIdOf(text)), example('unique()')),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new user, or "unique()" for a generated one.',
);

export const passwordHash: Required<string> = input(
  storable.refine(isPassword).meta({ minLength: PASSWORD_BYTES.least, maxLength: PASSWORD_BYTES.most }),
  PASSWORD_RULE,
  'Hash of the password, in the format of the system that made it.',
);

/** A parameter of a password hash, as text. */
export function hashPart(description: string): Required<string> {
  const schema = storable
    .refine((text) => length(text) >= 1 && length(text) <= 128)
    .meta({ minLength: 1, maxLength: 128 });
  return input(schema, 'must be a text of 1 to 128 characters', description);
}

/** A parameter of a password hash, as a JSON number. */
export function hashNumber(description: string): Required<number> {
  return input(z.int().min(0), 'must be a whole number', description);
}

export function oneOf<const T extends string>(values: readonly T[], description: string): Required<T> {
  return input(z.enum(values), `must be one of ${values.join(', ')}`, description);
}

export const passwordOrNone: Required<string> = input(
  storable.refine((text) => text === '' || isPassword(text)).meta(PASSWORD_SHOWN),
  `${PASSWORD_RULE}, or be empty`,
  'Plain password; empty to remove it.',
);

/** A JSON boolean. */
export function flag(description: string): Required<boolean> {
  return input(z.boolean(), 'must be true or false', description);
}

export const search: Required<string> = input(
  storable.refine((text) => length(text) <= SEARCH_LENGTH).meta({ maxLength: SEARCH_LENGTH }),
  `must be a text of at most ${SEARCH_LENGTH} characters without NUL`,
  'Words; each must be the prefix of a word in the id, name, email address or phone number, or label: and a label.',
);

export const queries: Required<readonly string[]> = input(
  listAtMost(
    QUERIES.most,
    storable.refine((text) => length(text) <= QUERIES.length).meta({ maxLength: QUERIES.length }),
  ).meta({ examples: [['{"method":"limit","values":[25]}']] }),
  `must be an array of at most ${QUERIES.most} queries, each of at most ${QUERIES.length} characters`,
  'Queries as JSON strings: filters, orders, limit, offset and cursor.',
);

export const authenticatorInPath: Required<'totp'> = {
  ...input(z.literal('totp'), 'must be "totp"', 'Kind of authenticator.'),
  place: 'path',
};

export const newTargetId: Required<string> = input(
  z.string().refine((text) => text === 'unique()' || ID.test(text)),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new target, or "unique()" for a generated one.',
);
