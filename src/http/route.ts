import type { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import type { Scope } from '../core/keys/scopes.ts';
import type { SignInMethod } from '../core/projects/project.ts';
import type { NewSession } from '../core/sessions/open-session.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One parameter: how it is read, and the rule that a refusal quotes. */
export type Param<T = unknown> = {
  readonly schema: z.ZodType<T>;
  /** What a value must be, as a sentence without subject: "must be …". */
  readonly rule: string;
  readonly description: string;
  readonly place: 'path' | 'input';
  readonly optional: boolean;
};

export type Params = Readonly<Record<string, Param>>;

type OptionalNames<P extends Params> = { [K in keyof P]: P[K]['optional'] extends true ? K : never }[keyof P];
type ValueOf<T> = T extends Param<infer V> ? V : never;

/** What `run` is given: required parameters are there, optional ones may not be. */
export type Input<P extends Params> = {
  readonly [K in Exclude<keyof P, OptionalNames<P>>]: ValueOf<P[K]>;
} & { readonly [K in OptionalNames<P>]?: ValueOf<P[K]> };

/** A wire shape: its schema, and the pure view that makes it of what the core answers. */
export type Model<T = unknown> = {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly view: (value: T, actor: Actor) => unknown;
};

/** How often a route answers callers without a key. */
export type Limit = {
  readonly most: number;
  /** Length of the window; an hour without it. */
  readonly seconds?: number;
  /** What the count is kept by: the caller's network, the signed-in user, or a parameter. */
  readonly by: readonly ('ip' | 'user' | { readonly param: string })[];
  /** Whether a success begins the count anew. */
  readonly refund?: boolean;
};

/** Where a browser is sent, and what it is given to keep. */
export type Redirect = {
  readonly location: string;
  readonly opened?: NewSession;
  /** By which it is known when it comes back. */
  readonly browserBinding?: string;
};

/** An endpoint as a value. The router, the document and the list of scopes all read it. */
export type Route = {
  readonly method: Method;
  readonly path: string;
  /** Other paths of the same endpoint, of older clients. */
  readonly aliases?: readonly string[];
  /** Unique; what the document calls the operation. */
  readonly operation: string;
  readonly summary: string;
  readonly tag: string;
  /** What the caller must hold, one of them if several; `null` where anybody may call. */
  readonly scope: Scope | readonly Scope[] | null;
  /** Whether users and guests may call it as well as keys. */
  readonly client?: boolean;
  /** Answers although the caller's session owes a second factor. */
  readonly mfaExempt?: boolean;
  /** The way of signing in that it serves, which a project may close. */
  readonly signIn?: SignInMethod;
  /** What becomes of the caller's session: a new one is handed over, or the one that it has is given up. */
  readonly session?: 'opens' | 'may-open' | { readonly ends: (actor: Actor, input: never) => boolean };
  readonly limits?: readonly Limit[];
  /** Sends the browser to another address: what it runs answers `Redirect`. */
  readonly redirects?: true;
  /** Whether pages of everybody may call it. */
  readonly anyOrigin?: true;
  /** Whether the call belongs to a project. */
  readonly inProject: boolean;
  readonly params: Params;
  readonly status: number;
  /** Nothing for an answer without body. */
  readonly model: Model | undefined;
  readonly run: (core: Core, actor: Actor, input: never) => Promise<unknown>;
};

type Told<P extends Params, T> = Omit<Route, 'params' | 'model' | 'run' | 'inProject' | 'status'> & {
  readonly inProject?: boolean;
  readonly status?: number;
  readonly params: P;
  readonly model?: Model<T>;
  readonly run: (core: Core, actor: Actor, input: Input<P>) => Promise<T>;
};

/** Checks that parameters, operation and model fit together, and fills in what most routes share. */
export function route<P extends Params, T>(told: Told<P, T>): Route {
  const status = told.status ?? (told.model ? 200 : 204);
  // The types were checked by this function's own; a list of routes cannot carry them.
  return {
    inProject: true,
    ...told,
    status,
    model: told.model as Model | undefined,
    run: told.run as Route['run'],
  };
}

/** The scopes of which the caller must hold one; none where anybody may call. */
export function scopesOf({ scope }: Route): readonly Scope[] {
  if (scope === null) return [];
  return typeof scope === 'string' ? [scope] : scope;
}
