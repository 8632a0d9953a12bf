import { z } from 'zod';
import { isJsonObject } from '../core/json.ts';
import { type TeamId, teamIdOf } from '../core/teams/team.ts';
import { withCommas } from '../core/text.ts';
import { type Email, emailOf } from '../core/users/email.ts';
import { METADATA_BYTES, type MetadataObject } from '../core/users/metadata.ts';
import { type Phone, phoneOf } from '../core/users/phone.ts';
import { type Prefs, type UserId, userIdOf } from '../core/users/user.ts';
import {
  example,
  ID_RULE,
  input,
  length,
  listAtMost,
  made,
  PASSWORD_BYTES,
  type Required,
  storable,
  textAtMost,
} from './param.ts';

const PREFS_BYTES = 65_535;
const NAME_LENGTH = 128;
const LABELS = { most: 1_000, length: 36 };
const ROLES_AT_MOST = 100;

export const userIdInPath: Required<UserId> = {
  ...input(made(userIdOf), ID_RULE, 'Id of the user.'),
  place: 'path',
  quick: (value) => (typeof value === 'string' ? userIdOf(value) : undefined),
};

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

export const isPassword = (text: string): boolean => {
  const bytes = Buffer.byteLength(text);
  return bytes >= PASSWORD_BYTES.least && bytes <= PASSWORD_BYTES.most;
};
export const PASSWORD_SHOWN = { examples: ['correct horse battery'] };
export const PASSWORD_RULE = `must be a text of ${PASSWORD_BYTES.least} to ${PASSWORD_BYTES.most} bytes`;

export const password: Required<string> = input(
  storable.refine(isPassword).meta(PASSWORD_SHOWN),
  PASSWORD_RULE,
  'Plain password.',
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

export const metadata = (description: string): Required<MetadataObject> =>
  input(
    objectOf(
      z
        .custom<MetadataObject>(
          (value) => isJsonObject(value) && Buffer.byteLength(JSON.stringify(value)) <= METADATA_BYTES,
        )
        .meta({ type: 'object', additionalProperties: true, examples: [{ plan: 'pro' }] }),
    ),
    `must be a JSON object of at most ${withCommas(METADATA_BYTES)} bytes`,
    description,
  );

/** Reads `[]` as an empty object: PHP's `json_encode` writes an empty map so. */
function objectOf<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.preprocess((value) => (Array.isArray(value) && value.length === 0 ? {} : value), schema);
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

export const teamIdInPath: Required<TeamId> = {
  ...input(made(teamIdOf), ID_RULE, 'Id of the team.'),
  place: 'path',
};

/** Free-form words. The server gives a meaning only to `owner`. */
export function roles(most: number): Required<readonly string[]> {
  const role = textAtMost(most).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
  return input(
    listAtMost(ROLES_AT_MOST, role).meta({ examples: [['owner']] }),
    `must be an array of at most ${ROLES_AT_MOST} roles, each of 1 to ${most} characters out of a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit`,
    'Roles in the team.',
  );
}

/** The project decides which hosts are allowed. */
export const url: Required<string> = input(
  storable
    .refine((text) => length(text) <= 2_048 && URL.canParse(text) && /^https?:/i.test(text))
    .meta({ maxLength: 2_048, examples: ['https://localhost/verify'] }),
  'must be a URL that begins with http:// or https://',
  'Target page of the link, on a host of the project.',
);
