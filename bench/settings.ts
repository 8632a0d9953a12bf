/** What the processes of one run know of each other. Imports nothing, so that the baseline stays bare. */
export const PROJECT = 'bench';
export const KEY = `standard_${'0123456789abcdef'.repeat(4)}`;
/** Stands in the recorded statements where each request has something of its own. */
export const MARK = '7q7q7';

export type Statement = { readonly sql: string; readonly parameters: readonly unknown[] };

/** What Denizen runs for the data of each request, in its order. */
export type Statements = {
  readonly get: readonly Statement[];
  readonly list: readonly Statement[];
  readonly create: readonly Statement[];
};

export type NewUser = { readonly userId: string; readonly email: string; readonly name: string };

/** Their words, their comparable forms and all else that follows from them have the same mark in the same places. */
export function newUser(mark: string): NewUser {
  return { userId: 'unique()', email: `user${mark}@example.com`, name: `User Number ${mark}` };
}

export function markOf(user: NewUser): string {
  return user.name.slice('User Number '.length);
}

/** The administrator of the servers that Denizen is compared with. */
export const ADMIN = { email: 'admin@example.com', password: 'a password for measurements' };
