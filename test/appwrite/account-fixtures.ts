import type { Started } from '../support/server.ts';
import type { AccountPackage, Visitor } from './account-packages.ts';

export const PASSWORD = 'correct horse';

let people = 0;
let phones = 4_155_550_100;

export type Joined = { readonly visitor: Visitor; readonly id: string; readonly email: string };

/** An id that nobody else of this process has. */
export function freshName(): string {
  people += 1;
  return `ann-${people}`;
}

export function freshPhone(): string {
  phones += 1;
  return `+1${phones}`;
}

/** Somebody who has signed up with email and password, and what was answered. */
export async function joined(one: AccountPackage, to: Started): Promise<Joined & { answer: unknown }> {
  const visitor = one.visitor(to);
  const id = freshName();
  const email = `${id}@example.com`;
  const answer = await visitor.account('create', { userId: id, email, password: PASSWORD });
  return { visitor, id, email, answer };
}

/** Somebody who has signed up and in. */
export async function signedIn(one: AccountPackage, to: Started): Promise<Joined & { answer: unknown }> {
  const person = await joined(one, to);
  await person.visitor.account('createEmailPasswordSession', { email: person.email, password: PASSWORD });
  return person;
}
