import type { Scope } from './keys/scopes.ts';
import type { Project } from './projects/project.ts';
import type { Authentication, Session } from './sessions/session.ts';
import type { TraceContext } from './tracing/trace-context.ts';
import type { User, UserId } from './users/user.ts';

/** Sent by a device that the user has signed in with. Its attempts are counted separately. */
export type KnownDevice = { readonly user: string; readonly nonce: string };

/** The context of a browser that is redirected between pages. */
type BrowserContext = {
  /** The cookie that recognises the browser when it returns. */
  readonly browserBinding: string | undefined;
  /** The origin of this server as the browser sees it, if it is on this machine. */
  readonly loopbackOrigin: string | undefined;
};

/** The caller, with its origin and scopes. Plain data. */
export type Actor = {
  readonly kind: 'guest' | 'user' | 'key' | 'admin' | 'cli' | 'system';
  /** The id of the key, user or administrator, if any. */
  readonly id?: string;
  /** The caller's session; absent for a JWT. */
  readonly session?: Session;
  /** The sign-in behind a credential that was made with a session, a password or a key, and is no session itself. */
  readonly authentication?: Authentication;
  /** The user who acts as the user `id`. */
  readonly impersonatorId?: UserId;
  readonly impersonator?: User;
  /** The user as of the start of the request. */
  readonly user?: User;
  /** A device that a user has signed in with before. */
  readonly device?: KnownDevice;
  /** The caller's language. */
  readonly locale?: string;
  readonly project: Project;
  readonly scopes: ReadonlySet<Scope>;
  /** Set for an ephemeral key; `id` is that of the stored key behind it. */
  readonly isEphemeral?: true;
  readonly ip?: string;
  /** Set when a server passes on the address of a visitor, `ip`, whose limits then hold. */
  readonly forVisitor?: true;
  readonly userAgent?: string;
  readonly browser?: BrowserContext;
  readonly requestId?: string;
  /** The trace of the request, if it has one. */
  readonly trace?: TraceContext;
};

/** Reports whether the caller is an app or a browser, which learns less than a server. */
export function isClient({ kind }: Actor): boolean {
  return kind === 'guest' || kind === 'user';
}

/** Reports whether a server or an administrator acts. They are trusted, and exempt from the limits of clients. */
export function isServer({ kind, forVisitor }: Actor): boolean {
  return kind === 'admin' || (kind === 'key' && !forVisitor);
}

export function may(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has(scope);
}
