import type { Instant, Sequence } from '../instant.ts';
import type { Target } from '../targets/target.ts';
import { type AttributeValues, initialValues } from './attributes.ts';

export type { Prefs } from './attributes.ts';

declare const userId: unique symbol;

export type UserId = string & { readonly [userId]: true };

export type User = AttributeValues & {
  readonly id: UserId;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly targets: readonly Target[];
};

/** What an operation may change of a user; all else follows from it. */
export type UserChange = Partial<Omit<User, 'id' | 'sequence' | 'createdAt' | 'updatedAt'>>;

/** Tells a user from earlier ones of the same id, and from itself before a new password. */
export function stampOf({ sequence, passwordUpdatedAt }: User): string {
  return `${sequence}.${passwordUpdatedAt ?? ''}`;
}

const ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/;

export function userIdOf(text: string): UserId | undefined {
  return ID.test(text) ? (text as UserId) : undefined;
}

/** A user of whom nothing but the id is said. */
export function newUser(id: UserId, sequence: Sequence, at: Instant): User {
  return { id, sequence, createdAt: at, updatedAt: at, ...initialValues, targets: [] };
}

/** Keeps the moment at which something became true, and forgets it when it is not true any more. */
export function since(known: Instant | null, isTrue: boolean, now: Instant): Instant | null {
  return isTrue ? (known ?? now) : null;
}
