import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { guestScopes, type Scope } from '../core/keys/scopes.ts';
import type { SignInMethod } from '../core/projects/project.ts';
import type { NewSession } from '../core/sessions/open-session.ts';
import type { Endpoint, Model as HttpModel, Input, Method, Output, Params } from '../http/endpoint.ts';

/** A wire shape with its view. */
export type Model<T = unknown> = HttpModel<T, Actor>;

/** A redirect, with cookies to set. */
export type Redirect = {
  readonly location: string;
  readonly opened?: NewSession;
  /** Ties the provider's callback to this browser. */
  readonly browserBinding?: string;
  /** The values that this server's page passes to an app; too secret for a URL. */
  readonly handover?: Readonly<Record<string, string>>;
};

/** Properties of an endpoint that only this protocol reads. */
export type Meta = {
  /** Paths of the endpoint for older clients. */
  readonly aliases?: readonly string[];
  /** Methods of the endpoint for older clients. */
  readonly methodAliases?: readonly Method[];
  /** The required scope, or several of which one suffices; `null` if anyone may call. */
  readonly scope: Scope | readonly Scope[] | null;
  /** Whether users and guests may call it, in addition to keys. */
  readonly client?: boolean;
  /** Allowed while the session still needs a second factor. */
  readonly mfaExempt?: boolean;
  /** Answers although the caller is blocked. */
  readonly blockedExempt?: boolean;
  /** The way of signing in that it serves, which a project may close. */
  readonly signIn?: SignInMethod;
  /** Whether a success sets or clears the session cookies. `opens` refuses callers with a session. */
  readonly session?:
    | 'opens'
    | 'replaces'
    | 'may-open'
    | { readonly ends: (actor: Actor, input: never) => boolean };
  /** Redirects the browser: `run` returns a `Redirect`. */
  readonly redirects?: true;
  /** Whether a provider's redirect leads here, with its state and project. People who open it have neither. */
  readonly completesSignIn?: true;
  /** Whether pages of any origin may call it. */
  readonly anyOrigin?: true;
  /** Whether the call belongs to a project. */
  readonly inProject: boolean;
};

/** An endpoint of this protocol. */
export type Route = Endpoint<Meta, Actor>;

type RouteSpec<P extends Params, T> = Omit<Meta, 'inProject'> &
  Pick<Route, 'method' | 'path' | 'operation' | 'summary' | 'tag'> & {
    readonly inProject?: boolean;
    readonly limits?: Route['limits'];
    readonly params: P;
    readonly status?: number;
    readonly model?: Model<T>;
    readonly run: (core: Core, actor: Actor, input: Input<P>) => Promise<T>;
  };

/** Builds an endpoint. Checks that parameters, model and `run` match, and fills in defaults. */
export function route<P extends Params, T>(spec: RouteSpec<P, T>): Route {
  const { method, path, operation, summary, tag, limits = [], params, status, model, run, ...meta } = spec;
  return {
    ...{ method, path, operation, summary, tag, limits, run },
    input: params,
    output: {
      status: status ?? (model ? 200 : 204),
      // The types of this function check it; a list of endpoints cannot carry the type of each.
      ...(model && { model: model as Model }),
      ...(meta.redirects && { description: 'Redirect to the URL in `Location`.' }),
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

/** The scopes of which the caller must hold one; empty if anyone may call. */
export function scopesOf({ meta: { scope } }: Route): readonly Scope[] {
  if (scope === null) return [];
  return typeof scope === 'string' ? [scope] : scope;
}
