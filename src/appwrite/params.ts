import { z } from 'zod';
import { isJsonObject } from '../core/json.ts';
import { withCommas } from '../core/text.ts';
import { type Email, emailOf } from '../core/users/email.ts';
import { type Phone, phoneOf } from '../core/users/phone.ts';
import { type Prefs, type UserId, userIdOf } from '../core/users/user.ts';
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
  textAtMost,
} from '../http/param.ts';

const PREFS_BYTES = 65_535;
const NAME_LENGTH = 128;
const LABELS = { most: 1_000, length: 36 };
const QUERIES = { most: 100, length: 4_096 };
const SEARCH_LENGTH = 256;

export const userIdInPath: Required<UserId> = {
  ...input(made(userIdOf), ID_RULE, 'Id of the user.'),
  place: 'path',
  quick: (value) => (typeof value === 'string' ? userIdOf(value) : undefined),
};

/** `unique()` asks for a generated id. */
export const newUserId: Required<UserId | 'unique()'> = input(
  made((text) => (text === 'unique()' ? text : userIdOf(text)), example('unique()')),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new user, or "unique()" for a generated one.',
);

export const email: Required<Email> = input(
  made(emailOf, example('ann@example.com')),
  'must be a valid email address',
  'Email address.',
);

/** `""` removes the address. */
export const emailOrNone: Required<Email | ''> = input(
  made((text) => (text === '' ? text : emailOf(text)), example('ann@example.com')),
  'must be a valid email address, or empty',
  'Email address; empty to remove it.',
);

const PHONE_RULE =
  'must be a phone number that begins with "+" and a known country code and has 7 to 15 digits';

export const phone: Required<Phone> = input(
  made(phoneOf, example('+14155552671')),
  PHONE_RULE,
  'Phone number in E.164 form, such as +14155552671.',
);

export const phoneOrNone: Required<Phone | ''> = input(
  made((text) => (text === '' ? text : phoneOf(text)), example('+14155552671')),
  `${PHONE_RULE}, or be empty`,
  'Phone number in E.164 form; empty to remove it.',
);

const isPassword = (text: string): boolean => {
  const bytes = Buffer.byteLength(text);
  return bytes >= PASSWORD_BYTES.least && bytes <= PASSWORD_BYTES.most;
};
const PASSWORD_SHOWN = { examples: ['correct horse battery'] };
const PASSWORD_RULE = `must be a text of ${PASSWORD_BYTES.least} to ${PASSWORD_BYTES.most} bytes`;

export const password: Required<string> = input(
  storable.refine(isPassword).meta(PASSWORD_SHOWN),
  PASSWORD_RULE,
  'Plain password.',
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

export const newName: Required<string> = input(
  storable
    .refine((text) => length(text) >= 1 && length(text) <= NAME_LENGTH)
    .meta({ minLength: 1, maxLength: NAME_LENGTH, examples: ['Ann Lee'] }),
  `must be a text of 1 to ${NAME_LENGTH} characters without NUL`,
  'Name of the user.',
);

export const name: Required<string> = input(
  storable
    .refine((text) => length(text) <= NAME_LENGTH)
    .meta({ maxLength: NAME_LENGTH, examples: ['Ann Lee'] }),
  `must be a text of at most ${NAME_LENGTH} characters without NUL`,
  'Name of the user; may be empty.',
);

export const labels: Required<readonly string[]> = input(
  listAtMost(LABELS.most, textAtMost(LABELS.length).regex(/^[A-Za-z0-9]+$/)).meta({ examples: [['vip']] }),
  `must be an array of at most ${LABELS.most} labels, each of 1 to ${LABELS.length} characters out of a-z, A-Z and 0-9`,
  'Labels; they replace all earlier labels.',
);

const prefsObject = z
  .custom<Prefs>((value) => isJsonObject(value) && Buffer.byteLength(JSON.stringify(value)) <= PREFS_BYTES)
  .meta({ type: 'object', additionalProperties: true, examples: [{ theme: 'dark' }] });

export const prefs: Required<Prefs> = input(
  objectOf(prefsObject),
  `must be a JSON object of at most ${withCommas(PREFS_BYTES)} bytes`,
  'Preferences; they replace all earlier preferences.',
);

/** Reads `[]` as an empty object: PHP's `json_encode` writes an empty map so. */
function objectOf<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.preprocess((value) => (Array.isArray(value) && value.length === 0 ? {} : value), schema);
}

/** A JSON boolean. */
export function flag(description: string): Required<boolean> {
  return input(z.boolean(), 'must be true or false', description);
}

/** Python writes booleans in query strings with a capital letter. */
const LOOSE = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  ['True', true],
  ['1', true],
  [1, true],
  [false, false],
  ['false', false],
  ['False', false],
  ['0', false],
  [0, false],
]);

/** A boolean, also as text or number, since query strings have no booleans. */
export function looseFlag(description: string): Required<boolean> {
  const schema = z.preprocess((value) => LOOSE.get(value) ?? value, z.boolean());
  return input(schema, 'must be true or false', description);
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

/** An integer, also as text. */
export function whole(least: number, most: number, description: string): Required<number> {
  const number = z.int().min(least).max(most);
  const schema = z.union([
    number,
    z
      .string()
      .regex(/^\d{1,10}$/)
      .transform(Number)
      .pipe(number),
  ]);
  const rule = `must be a whole number from ${withCommas(least)} to ${withCommas(most)}`;
  return input(schema as unknown as z.ZodType<number>, rule, description);
}

export const authenticatorInPath: Required<'totp'> = {
  ...input(z.literal('totp'), 'must be "totp"', 'Kind of authenticator.'),
  place: 'path',
};

export const newTargetId: Required<string> = input(
  z.string().refine((text) => text === 'unique()' || ID.test(text)),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new target, or "unique()" for a generated one.',
);

export const targetKind: Required<'email' | 'sms' | 'push'> = input(
  z.enum(['email', 'sms', 'push']),
  'must be one of email, sms, push',
  'Kind of target.',
);

export const identifier: Required<string> = input(
  storable.refine((text) => length(text) >= 1 && length(text) <= 255),
  'must have 1 to 255 characters',
  'Email address, phone number, or device token.',
);
