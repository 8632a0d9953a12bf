import type { Core } from '../core/core.ts';
import type { Endpoint, Input, Output, Params } from '../http/endpoint.ts';
import type { Issue } from '../http/input.ts';
import type { AuthenticatedRequest } from './callers.ts';
import type { FieldErrors } from './errors.ts';
import type { Json } from './media.ts';

/** The permission that keys and tokens need. */
export type Need = 'read' | 'write';

/** Who may call: anyone; authenticated callers; authenticated callers with a verified email address. */
export type Access = 'open' | 'signed-in' | 'verified';

/** A call that passed the guards of its route. */
export type Call<Found = unknown> = AuthenticatedRequest & {
  /** Raw names of the path. */
  readonly path: Readonly<Record<string, string>>;
  /** The URL at which the caller reached `/hex`: `https://id.example.com/hex`. */
  readonly base: string;
  /** The result of the route's `find`. */
  readonly found: Found;
};

/** The result of a route. */
export type HexAnswer<T = unknown> = {
  /** The value for the model; missing for a response without a body. */
  readonly value?: T;
  /** Overrides the status of the route. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Time of the last change, in microseconds since 1970, for conditional requests. */
  readonly changedAtMicros?: number;
};

/** Errors of the input, by field. */
export type InputErrors = Readonly<Record<string, FieldErrors | undefined>>;

/** Errors with a form of their own. */
export type Refusals = {
  /** Returns the error of the first invalid value. */
  readonly ofInput: (issue: Issue) => Error;
  /** Returns the response to an error; `undefined` for the usual form of the protocol. */
  readonly answerTo: (
    error: unknown,
  ) => { readonly status: number; readonly body: Readonly<Record<string, Json>> } | undefined;
};

/** Properties of an endpoint that only this protocol reads. */
export type Meta<Found = unknown> = {
  readonly access: Access;
  readonly need?: Need;
  /** Whether responses may be cached for a minute, must be revalidated, or contain secrets and are never stored. */
  readonly caching: 'minute' | 'none' | 'no-store';
  /** Loads the object of the call before its input is parsed. Fails with 404 and 403. */
  readonly find?: (core: Core, call: Call) => Promise<Found>;
  /** Returns errors across fields, given the individually valid values. */
  readonly check?: (core: Core, call: Call<Found>, input: never) => InputErrors | Promise<InputErrors>;
  /** Whether the limits of the route also apply to callers on this machine. */
  readonly limitsLocal?: true;
  readonly refusals?: Refusals;
};

/** An endpoint of this protocol, under `/hex/api`. */
export type HexRoute = Endpoint<Meta, Call>;

type Described<P extends Params, T, Found> = Omit<Meta<Found>, 'check'> &
  Pick<HexRoute, 'method' | 'path' | 'operation' | 'summary' | 'tag'> & {
    readonly limits?: HexRoute['limits'];
    readonly input: P;
    readonly output: Output<T, Call>;
    /** `input` has the individually valid values. */
    readonly check?: (
      core: Core,
      call: Call<Found>,
      input: Partial<Input<P>>,
    ) => InputErrors | Promise<InputErrors>;
    readonly run: (core: Core, call: Call<Found>, input: Input<P>) => Promise<HexAnswer<T>>;
  };

/** Builds an endpoint. Checks that input, output and `run` match. */
export function route<P extends Params, T = undefined, Found = undefined>(
  described: Described<P, T, Found>,
): HexRoute {
  const { method, path, operation, summary, tag, limits = [], input, output, run, ...meta } = described;
  // The types of this function check it; a list of endpoints cannot carry the type of each.
  return { method, path, operation, summary, tag, limits, input, output, run, meta } as unknown as HexRoute;
}
