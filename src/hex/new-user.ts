import { USERNAME_AT_LEAST, USERNAME_AT_MOST, USERNAME_FORM } from '../core/usernames/username.ts';
import type { NewNamedUser } from '../core/usernames/usernames.ts';
import { type Email, emailOf } from '../core/users/email.ts';
import type { Input, Params } from '../http/endpoint.ts';
import type { FieldErrors } from './errors.ts';
import {
  BLANK,
  errorIn,
  type Field,
  lettersIn,
  mapsField,
  optionalText,
  type Rule,
  textField,
} from './fields.ts';
import { optional, required } from './params.ts';
import type { InputErrors } from './route.ts';
import { usernames } from './usernames.ts';

const PASSWORD_LETTERS = 8;
const PASSWORD_BYTES = 256;
const NAME_LETTERS = 128;
const EMAILS_AT_MOST = 1;

const usernameRules: readonly Rule[] = [
  [(text) => lettersIn(text) >= USERNAME_AT_LEAST, `should be at least ${USERNAME_AT_LEAST} character(s)`],
  [(text) => lettersIn(text) <= USERNAME_AT_MOST, `should be at most ${USERNAME_AT_MOST} character(s)`],
  [(text) => USERNAME_FORM.test(text.toLowerCase()), 'has invalid format'],
  [(text) => !usernames.reserved.has(text.toLowerCase()), 'is reserved'],
];

const nameRules: readonly Rule[] = [
  [(text) => lettersIn(text) <= NAME_LETTERS, `should be at most ${NAME_LETTERS} character(s)`],
];

const isWithinBytes = (text: string) => Buffer.byteLength(text) <= PASSWORD_BYTES;
const passwordBytes: Rule = [isWithinBytes, `should be at most ${PASSWORD_BYTES} byte(s)`];

function passwordLetters(least: number): Rule {
  const letters = Math.max(PASSWORD_LETTERS, least);
  return [(text) => lettersIn(text) >= letters, `should be at least ${letters} character(s)`];
}

/** Rules of the protocol; the policies of the project apply on top. `least` is the minimum of the project, in letters. */
export function passwordRules(least: number): readonly Rule[] {
  return [passwordLetters(least), passwordBytes];
}

const emailRules: readonly Rule[] = [[(text) => emailOf(text) !== undefined, 'has invalid format']];

const anything = (value: unknown): Field<unknown> => ({ value });

/** The body of a sign-up. Clients send the address in either `emails` or `email`. */
export const newUserParams = {
  username: required((value) => textField(value, usernameRules), {
    rule: `must have ${USERNAME_AT_LEAST} to ${USERNAME_AT_MOST} characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and not be reserved`,
    description: 'Username; case-insensitive.',
    schema: { minLength: USERNAME_AT_LEAST, maxLength: USERNAME_AT_MOST, pattern: '^[A-Za-z0-9_.-]+$' },
  }),
  password: required((value) => textField(value, [passwordBytes]), {
    rule: `must have ${PASSWORD_LETTERS} characters or more, as the project asks for, and ${PASSWORD_BYTES} bytes or fewer`,
    description: 'Plain password.',
    schema: { minLength: PASSWORD_LETTERS },
  }),
  password_confirmation: optional(anything, {
    rule: 'must be the password',
    description: 'Repetition of the password.',
  }),
  full_name: optional((value) => optionalText(value, nameRules), {
    rule: `must have at most ${NAME_LETTERS} characters`,
    description: 'Full name.',
    schema: { maxLength: NAME_LETTERS },
  }),
  emails: optional(anything, {
    rule: 'must be a list of one map',
    description: 'The email address, with an optional confirmation.',
    schema: {
      type: 'array',
      minItems: 1,
      maxItems: EMAILS_AT_MOST,
      items: {
        type: 'object',
        properties: { email: { type: 'string' }, email_confirmation: { type: 'string' } },
        required: ['email'],
      },
    },
  }),
  email: optional(anything, {
    rule: 'must be a valid email address; it is needed where there is no `emails`',
    description: 'The email address.',
  }),
} as const satisfies Params;

type NewUserInput = Input<typeof newUserParams>;

/** Returns errors that the rules of single fields do not cover. `passwordMinLength` is the policy of the project, in letters. */
export function wrongIn(input: Partial<NewUserInput>, passwordMinLength: number): InputErrors {
  const { password, password_confirmation: confirmation } = input;
  const field =
    password === undefined ? undefined : textField(password, [passwordLetters(passwordMinLength)]);
  return {
    password: field && errorIn(field),
    password_confirmation: field && unlike(field, confirmation, 'does not match password'),
    emails: emailIn(input).errors,
  };
}

/** Returns the new user of a valid input. */
export function newUserOf(input: NewUserInput): NewNamedUser {
  return {
    username: input.username.toLowerCase(),
    password: input.password,
    email: emailIn(input).email as Email,
    name: input.full_name ?? '',
  };
}

/** Returns the address from `emails`, a list of one map, or from `email`. */
function emailIn(fields: Pick<NewUserInput, 'emails' | 'email'>): {
  readonly email?: Email;
  readonly errors?: FieldErrors;
} {
  const listed = fields.emails === undefined || fields.emails === null ? undefined : mapsField(fields.emails);
  if (listed && 'error' in listed) return { errors: listed.error };
  const maps = listed?.value ?? (isBlank(fields.email) ? [] : [{ email: fields.email }]);
  const [first] = maps;
  if (!first) return { errors: BLANK };
  if (maps.length > EMAILS_AT_MOST) return { errors: `should have at most ${EMAILS_AT_MOST} item(s)` };
  const address = textField(first.email, emailRules);
  const confirmation = unlike(lowered(address), first.email_confirmation, 'does not match email');
  if ('error' in address) return { errors: { email: address.error } };
  if (confirmation !== undefined) return { errors: { email_confirmation: confirmation } };
  const email = emailOf(address.value);
  return email ? { email } : { errors: { email: 'has invalid format' } };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function lowered(field: Field<string>): Field<string> {
  return 'error' in field ? field : { value: field.value.toLowerCase() };
}

/** Returns the error of a confirmation that differs from its field. */
function unlike(field: Field<string>, confirmation: unknown, sentence: string): string | undefined {
  if (confirmation === undefined || confirmation === null || 'error' in field) return undefined;
  if (typeof confirmation !== 'string') return 'expected type string';
  const isAlike = confirmation === field.value || confirmation.toLowerCase() === field.value;
  return isAlike ? undefined : sentence;
}
