import type { Clock, Instant, Sequence } from '../instant.ts';
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

/** The fields of a user that an operation may change; the rest is derived. */
export type UserChange = Partial<Omit<User, 'id' | 'sequence' | 'createdAt' | 'updatedAt'>>;

/** Identifies this user among earlier ones of the same id, and changes with the password. */
export function stampOf({ sequence, passwordUpdatedAt }: User): string {
  return `${sequence}.${passwordUpdatedAt ?? ''}`;
}

const ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/;

export function userIdOf(text: string): UserId | undefined {
  return ID.test(text) ? (text as UserId) : undefined;
}

/** A user with nothing but an id. */
export function newUser(id: UserId, sequence: Sequence, at: Instant): User {
  return { id, sequence, createdAt: at, updatedAt: at, ...initialValues, targets: [] };
}

/** Returns the moment of a change: later than that of the change before, since callers tell versions apart by it. */
export function nextUpdate({ updatedAt }: User, clock: Pick<Clock, 'now'>): Instant {
  return Math.max(clock.now(), updatedAt + 1) as Instant;
}

/** Keeps the moment since when something is true; null when it is not true. */
export function since(known: Instant | null, isTrue: boolean, now: Instant): Instant | null {
  return isTrue ? (known ?? now) : null;
}
