import { type Fields, type Profile, type ProfileContext, textAt } from '../provider.ts';

/** The paths of a profile's fields in a response; `verified` reports whether the address is verified. */
export type Places = {
  readonly uid: string;
  readonly email: string;
  readonly name: string;
  readonly verified?: (fields: Fields) => boolean;
};

type More = NonNullable<Parameters<ProfileContext['get']>[1]>;

/** Reads a profile from a single response. */
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

/** Reports whether the value is true or the text "true". */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 1;
}

/** The standard claims of OpenID Connect. */
export const claims: Places = {
  uid: 'sub',
  email: 'email',
  name: 'name',
  verified: ({ email_verified }) => isTrue(email_verified),
};
