import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { guestScopes, type Scope } from '../core/keys/scopes.ts';
import type { SignInMethod } from '../core/projects/project.ts';
import type { NewSession } from '../core/sessions/open-session.ts';
import type { Endpoint, Model as HttpModel, Input, Output, Params } from '../http/endpoint.ts';

/** A wire shape and its view. */
export type Model<T = unknown> = HttpModel<T, Actor>;

/** Where a browser is sent, and what it is given to keep. */
export type Redirect = {
  readonly location: string;
  readonly opened?: NewSession;
  /** By which it is known when it comes back. */
  readonly browserBinding?: string;
  /** What the page of this server hands over to an app; too secret for an address. */
  readonly handover?: Readonly<Record<string, string>>;
};

/** What the protocol alone knows of an endpoint. */
export type Meta = {
  /** Other paths of the same endpoint, of older clients. */
  readonly aliases?: readonly string[];
  /** What the caller must hold, one of them if several; `null` where anybody may call. */
  readonly scope: Scope | readonly Scope[] | null;
  /** Whether users and guests may call it as well as keys. */
  readonly client?: boolean;
  /** Answers although the caller's session owes a second factor. */
  readonly mfaExempt?: boolean;
  /** Answers although the caller is blocked. */
  readonly blockedExempt?: boolean;
  /** The way of signing in that it serves, which a project may close. */
  readonly signIn?: SignInMethod;
  /** What becomes of the caller's session: a new one is handed over, or the one that it has is given up. */
  readonly session?: 'opens' | 'may-open' | { readonly ends: (actor: Actor, input: never) => boolean };
  /** Sends the browser to another address: `run` returns a `Redirect`. */
  readonly redirects?: true;
  /** Whether pages of everybody may call it. */
  readonly anyOrigin?: true;
  /** Whether the call belongs to a project. */
  readonly inProject: boolean;
};

/** An endpoint of this protocol. */
export type Route = Endpoint<Meta, Actor>;

type Described<P extends Params, T> = Omit<Meta, 'inProject'> &
  Pick<Route, 'method' | 'path' | 'operation' | 'summary' | 'tag'> & {
    readonly inProject?: boolean;
    readonly limits?: Route['limits'];
    readonly params: P;
    readonly status?: number;
    readonly model?: Model<T>;
    readonly run: (core: Core, actor: Actor, input: Input<P>) => Promise<T>;
  };

/** Writes an endpoint in short: checks that parameters, model and `run` fit together, and fills in what most share. */
export function route<P extends Params, T>(described: Described<P, T>): Route {
  const {
    method,
    path,
    operation,
    summary,
    tag,
    limits = [],
    params,
    status,
    model,
    run,
    ...meta
  } = described;
  return {
    ...{ method, path, operation, summary, tag, limits, run },
    input: params,
    output: {
      status: status ?? (model ? 200 : 204),
      // Checked by the types of this function; a list of endpoints cannot carry the types of each.
      ...(model && { model: model as Model }),
      ...(meta.redirects && { description: 'The browser goes on to the address in `Location`.' }),
    } satisfies Output<unknown, Actor>,
    meta: { inProject: true, ...meta },
  };
}

/** Whether guests may call it. */
export function isForGuests(route: Route): boolean {
  const required = scopesOf(route);
  const isOpen = required.length === 0 || required.some((scope) => guestScopes.has(scope));
  return route.meta.client === true && isOpen;
}

/** The scopes of which the caller must hold one; none where anybody may call. */
export function scopesOf({ meta: { scope } }: Route): readonly Scope[] {
  if (scope === null) return [];
  return typeof scope === 'string' ? [scope] : scope;
}
