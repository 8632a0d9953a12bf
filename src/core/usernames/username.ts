import type { Instant } from '../instant.ts';
import type { User } from '../users/user.ts';

/** A user as those see it who know it by its username. */
export type HexUser = {
  readonly user: User;
  /** In lower case. */
  readonly username: string;
  /** Since when everybody may see the email; null when nobody may. */
  readonly emailPublicAt: Instant | null;
  readonly insertedAtMicros: number;
  /** Moved by what others see of the user only, which is the username, the name and the public email. */
  readonly updatedAtMicros: number;
};

export const USERNAME_AT_LEAST = 3;
export const USERNAME_AT_MOST = 255;
export const USERNAME_FORM = /^[a-z0-9_.-]+$/;
export const RESERVED_USERNAMES: ReadonlySet<string> = new Set([
  'me',
  'hex',
  'hexpm',
  'elixir',
  'erlang',
  'otp',
]);

/** The username that a text says, in lower case; `undefined` when it says none that a user may have. */
export function usernameOf(text: string): string | undefined {
  const name = text.toLowerCase();
  const fits = name.length >= USERNAME_AT_LEAST && name.length <= USERNAME_AT_MOST;
  return fits && USERNAME_FORM.test(name) && !RESERVED_USERNAMES.has(name) ? name : undefined;
}

/** What a user is called first that chose no username, of which the id tells something. */
export function usernameFor(id: string): string {
  return usernameOf(id) ?? `user-${id.toLowerCase()}`;
}
