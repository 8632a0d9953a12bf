import type { Instant } from '../instant.ts';
import type { User } from '../users/user.ts';

/** A user as those see it who know it by its username. */
export type NamedUser = {
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

/** What a protocol brings that knows its users by name. */
export type UsernameSettings = {
  /** Names that no one gets, in lower case. */
  readonly reserved: ReadonlySet<string>;
  /** Paths on this server of the pages to which the links in mails lead. */
  readonly pages: Readonly<Record<'email-verification' | 'recovery', string>>;
};

/** The username that a text says, in lower case; `undefined` when it says none. */
export function usernameOf(text: string): string | undefined {
  const name = text.toLowerCase();
  const fits = name.length >= USERNAME_AT_LEAST && name.length <= USERNAME_AT_MOST;
  return fits && USERNAME_FORM.test(name) ? name : undefined;
}

/** What a user is called first that chose no username, of which the id tells something. */
export function usernameFor(id: string, { reserved }: UsernameSettings): string {
  const name = usernameOf(id);
  return name === undefined || reserved.has(name) ? `user-${id.toLowerCase()}` : name;
}
