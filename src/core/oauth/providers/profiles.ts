import { type Fields, type Profile, type Told, text } from '../provider.ts';

/** Where in an answer the parts of a profile stand; `verified` says whether the address is seen to be theirs. */
export type Places = {
  readonly uid: string;
  readonly email: string;
  readonly name: string;
  readonly verified?: (fields: Fields) => boolean;
};

type More = NonNullable<Parameters<Told['ask']>[1]>;

/** A profile that is one answer. */
export function profileAt(
  url: string | ((told: Told) => string),
  places: Places,
  more: More | ((told: Told) => More) = {},
): (told: Told) => Promise<Profile> {
  return async (told) => {
    const address = typeof url === 'function' ? url(told) : url;
    return profileIn(await told.ask(address, typeof more === 'function' ? more(told) : more), places);
  };
}

export function profileIn(fields: Fields, { uid, email, name, verified }: Places): Profile {
  return {
    uid: text(fields, uid),
    email: text(fields, email),
    verified: verified?.(fields) ?? false,
    name: text(fields, name),
  };
}

/** Whether it says true, as a word or as a value. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 1;
}

/** What OpenID Connect calls the parts. */
export const claims: Places = {
  uid: 'sub',
  email: 'email',
  name: 'name',
  verified: ({ email_verified }) => isTrue(email_verified),
};
