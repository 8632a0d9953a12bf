import type { Instant } from '../instant.ts';
import type { User } from '../users/user.ts';

/** A user as seen by callers who address it by username. */
export type NamedUser = {
  readonly user: User;
  /** In lower case. */
  readonly username: string;
  /** When the email became public; null while it is private. */
  readonly emailPublicAt: Instant | null;
  readonly insertedAtMicros: number;
  /** Changes only with what others see: username, name and public email. */
  readonly updatedAtMicros: number;
};

export const USERNAME_AT_LEAST = 3;
export const USERNAME_AT_MOST = 255;
export const USERNAME_FORM = /^[a-z0-9_.-]+$/;

/** The settings of a protocol that addresses users by name. */
export type UsernameSettings = {
  /** Reserved usernames, in lower case. */
  readonly reserved: ReadonlySet<string>;
  /** Paths on this server of the pages that mailed links lead to. */
  readonly pages: Readonly<Record<'email-verification' | 'recovery', string>>;
};

/** Returns the username in lower case; `undefined` when the text is not a valid one. */
export function usernameOf(text: string): string | undefined {
  const name = text.toLowerCase();
  const fits = name.length >= USERNAME_AT_LEAST && name.length <= USERNAME_AT_MOST;
  return fits && USERNAME_FORM.test(name) ? name : undefined;
}

/** The first candidate for a user who chose no username, derived from the id. */
export function usernameFor(id: string, { reserved }: UsernameSettings): string {
  const name = usernameOf(id);
  return name === undefined || reserved.has(name) ? `user-${id.toLowerCase()}` : name;
}
