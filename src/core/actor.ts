import type { Scope } from './keys/scopes.ts';
import type { Project } from './projects/project.ts';
import type { Authentication, Session } from './sessions/session.ts';
import type { User, UserId } from './users/user.ts';

/** Shown by a device that the user has signed in with; what is guessed on it is counted apart. */
export type KnownDevice = { readonly user: string; readonly nonce: string };

/** How a browser came that is sent from page to page; of such calls only. */
type BrowserContext = {
  /** What the browser keeps to be known by when it comes back. */
  readonly browserBinding: string | undefined;
  /** The address of this server as the browser has it, if that is this machine. */
  readonly loopbackOrigin: string | undefined;
};

/** Who is asking, from where, with which scopes. Plain data. */
export type Actor = {
  readonly kind: 'guest' | 'user' | 'key' | 'cli' | 'system';
  /** The key's id, or the user's, or nothing. */
  readonly id?: string;
  /** The session that the user shows; nothing for a signed token. */
  readonly session?: Session;
  /** The sign-in behind a credential that was made with a session, a password or a key, and is no session itself. */
  readonly authentication?: Authentication;
  /** Who acts as the user named by `id`. */
  readonly impersonatorId?: UserId;
  readonly impersonator?: User;
  /** The user as it stood when the call came. */
  readonly user?: User;
  /** A device that a user has signed in with before. */
  readonly device?: KnownDevice;
  /** Language in which the caller is spoken to. */
  readonly locale?: string;
  readonly project: Project;
  readonly scopes: ReadonlySet<Scope>;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly browser?: BrowserContext;
  readonly requestId?: string;
};

export function may(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has(scope);
}
