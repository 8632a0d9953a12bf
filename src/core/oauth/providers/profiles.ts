import { type Fields, type Profile, type ProfileContext, textAt } from '../provider.ts';

/** Where in an answer the parts of a profile stand; `verified` says whether the address is seen to be theirs. */
export type Places = {
  readonly uid: string;
  readonly email: string;
  readonly name: string;
  readonly verified?: (fields: Fields) => boolean;
};

type More = NonNullable<Parameters<ProfileContext['get']>[1]>;

/** A profile that is one answer. */
export function profileAt(
  url: string | ((context: ProfileContext) => string),
  places: Places,
  more: More | ((context: ProfileContext) => More) = {},
): (context: ProfileContext) => Promise<Profile> {
  return async (context) => {
    const address = typeof url === 'function' ? url(context) : url;
    return profileIn(await context.get(address, typeof more === 'function' ? more(context) : more), places);
  };
}

export function profileIn(fields: Fields, { uid, email, name, verified }: Places): Profile {
  return {
    uid: textAt(fields, uid),
    email: textAt(fields, email),
    verified: verified?.(fields) ?? false,
    name: textAt(fields, name),
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
