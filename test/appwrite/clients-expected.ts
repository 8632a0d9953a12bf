import { isBelow, laterUserFields, userIn } from '../support/user-fields.ts';

export const DATE = 'a date';
export const ID = 'a fresh id';
export const HASH = 'a hash';

const forms: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/, DATE],
  [/^[0-9a-f]{20}$/, ID],
  [/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/, HASH],
];

/** An answer as plain data in which whatever differs from run to run is replaced by its name. */
export function normal(answer: unknown): unknown {
  if (typeof answer === 'string') return forms.find(([form]) => form.test(answer))?.[1] ?? answer;
  if (Array.isArray(answer)) return answer.map(normal);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, normal(value)]));
}

type Fields = Readonly<Record<string, unknown>>;

/** A user of whom nothing was said but the id, as a caller who may see hashes gets it, with what is said here. */
export function expectedUser(fields: Fields & { readonly $id: string }): Fields {
  return {
    name: '',
    registration: DATE,
    status: true,
    passwordUpdate: '',
    email: '',
    emailVerification: false,
    prefs: {},
    ...laterUserFields,
    ...(isSetHere(fields) && { passwordPwned: false }),
    ...fields,
  };
}

/** Whether the password came to the server as it is, and was looked at. */
function isSetHere({ passwordUpdate, password = HASH }: Fields): boolean {
  return passwordUpdate === DATE && password === HASH;
}

/** The target that an address brings. */
export function expectedTarget(userId: string, providerType: 'email' | 'sms', identifier: string): Fields {
  return {
    $id: ID,
    $createdAt: DATE,
    $updatedAt: DATE,
    name: '',
    userId,
    providerId: null,
    providerType,
    identifier,
    expired: false,
  };
}

/** What the address of a mailbox of one's own domain tells. */
export function expectedEmailTarget(userId: string, email: string): Fields {
  return {
    email,
    emailCanonical: email,
    emailIsFree: false,
    emailIsDisposable: false,
    emailIsCorporate: true,
    emailIsCanonical: true,
    targets: [expectedTarget(userId, 'email', email)],
  };
}

/** A user as a client of that format gets it. */
export function asIn(format: string, user: Fields): Fields {
  const shown = userIn(format, user);
  if (!isBelow(format, '1.8.0')) return shown;
  return { ...shown, hashOptions: { type: 'argon2', memoryCost: 19456, timeCost: 2, threads: 1 } };
}
