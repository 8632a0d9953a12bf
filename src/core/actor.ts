import type { Scope } from './keys/scopes.ts';
import type { Project } from './projects/project.ts';
import type { Session } from './sessions/session.ts';
import type { UserId } from './users/user.ts';

/** Who is asking, from where, with which scopes. Plain data. */
export type Actor = {
  readonly kind: 'guest' | 'user' | 'key' | 'cli' | 'system';
  /** The key's id, or the user's, or nothing. */
  readonly id?: string;
  /** The session that the user shows; nothing for a signed token. */
  readonly session?: Session;
  /** Who acts as the user named by `id`. */
  readonly impersonatorId?: UserId;
  /** Tells a device that the user has signed in with before; what is guessed on it is counted apart. */
  readonly device?: string;
  /** Language in which the caller is spoken to. */
  readonly locale?: string;
  readonly project: Project;
  readonly scopes: ReadonlySet<Scope>;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly requestId?: string;
};

export function may(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has(scope);
}
