import {
  RESERVED_USERNAMES,
  USERNAME_AT_LEAST,
  USERNAME_AT_MOST,
  USERNAME_FORM,
} from '../core/usernames/username.ts';
import type { NewHexUser } from '../core/usernames/usernames.ts';
import { type Email, emailOf } from '../core/users/email.ts';
import type { Fields } from '../http/body.ts';
import type { FieldErrors } from './errors.ts';
import {
  BLANK,
  errorIn,
  type Field,
  lettersIn,
  mapsField,
  optionalText,
  type Rule,
  refuseWrong,
  textField,
  valueIn,
} from './fields.ts';

const PASSWORD_LETTERS = 8;
const PASSWORD_BYTES = 256;
const NAME_LETTERS = 128;
const EMAILS_AT_MOST = 1;

const usernameRules: readonly Rule[] = [
  [(text) => lettersIn(text) >= USERNAME_AT_LEAST, `should be at least ${USERNAME_AT_LEAST} character(s)`],
  [(text) => lettersIn(text) <= USERNAME_AT_MOST, `should be at most ${USERNAME_AT_MOST} character(s)`],
  [(text) => USERNAME_FORM.test(text.toLowerCase()), 'has invalid format'],
  [(text) => !RESERVED_USERNAMES.has(text.toLowerCase()), 'is reserved'],
];

const nameRules: readonly Rule[] = [
  [(text) => lettersIn(text) <= NAME_LETTERS, `should be at most ${NAME_LETTERS} character(s)`],
];

/** Whoever passes these may still be refused by the project's own rules. `least` is theirs, in letters. */
export function passwordRules(minLength: number): readonly Rule[] {
  const letters = Math.max(PASSWORD_LETTERS, minLength);
  return [
    [(text) => lettersIn(text) >= letters, `should be at least ${letters} character(s)`],
    [(text) => Buffer.byteLength(text) <= PASSWORD_BYTES, `should be at most ${PASSWORD_BYTES} byte(s)`],
  ];
}

const emailRules: readonly Rule[] = [[(text) => emailOf(text) !== undefined, 'has invalid format']];

/** The body of a sign-up. Refuses with everything that is wrong at once. */
export function newUserIn(fields: Fields, passwordMinLength: number): NewHexUser {
  const username = textField(fields.username, usernameRules);
  const password = textField(fields.password, passwordRules(passwordMinLength));
  const name = optionalText(fields.full_name, nameRules);
  const { email, errors } = emailIn(fields);
  refuseWrong({
    username: errorIn(username),
    password: errorIn(password),
    password_confirmation: unlike(password, fields.password_confirmation, 'does not match password'),
    full_name: errorIn(name),
    emails: errors,
  });
  return {
    username: valueIn(username).toLowerCase(),
    password: valueIn(password),
    email: email as Email,
    name: valueIn(name) ?? '',
  };
}

/** The one address, from `emails`, a list of maps, or from `email`. Other clients send one, other clients the other. */
function emailIn(fields: Fields): { readonly email?: Email; readonly errors?: FieldErrors } {
  const listed = fields.emails === undefined || fields.emails === null ? undefined : mapsField(fields.emails);
  if (listed && 'error' in listed) return { errors: listed.error };
  const maps = listed?.value ?? (isBlank(fields.email) ? [] : [{ email: fields.email }]);
  const [first] = maps;
  if (!first) return { errors: BLANK };
  if (maps.length > EMAILS_AT_MOST) return { errors: `should have at most ${EMAILS_AT_MOST} item(s)` };
  const address = textField(first.email, emailRules);
  const confirmation = unlike(lowerCased(address), first.email_confirmation, 'does not match email');
  if ('error' in address) return { errors: { email: address.error } };
  if (confirmation !== undefined) return { errors: { email_confirmation: confirmation } };
  const email = emailOf(address.value);
  return email ? { email } : { errors: { email: 'has invalid format' } };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function lowerCased(field: Field<string>): Field<string> {
  return 'error' in field ? field : { value: field.value.toLowerCase() };
}

/** What is wrong with the second writing of a text, where there is one. */
function unlike(field: Field<string>, confirmation: unknown, sentence: string): string | undefined {
  if (confirmation === undefined || confirmation === null || 'error' in field) return undefined;
  if (typeof confirmation !== 'string') return 'expected type string';
  const isAlike = confirmation === field.value || confirmation.toLowerCase() === field.value;
  return isAlike ? undefined : sentence;
}
