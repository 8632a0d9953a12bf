import type { Core } from '../core/core.ts';
import type { Endpoint, Input, Output, Params } from '../http/endpoint.ts';
import type { Issue } from '../http/input.ts';
import type { AuthenticatedRequest } from './callers.ts';
import type { FieldErrors } from './errors.ts';
import type { Json } from './media.ts';

/** What a caller must hold, of those who hold less than everything. */
export type Need = 'read' | 'write';

/** Who may call: anybody; whoever is signed in, be the email verified or not; users whose email is verified. */
export type Access = 'open' | 'signed-in' | 'verified';

/** A call that passed the gates of its route. */
export type Call<Found = unknown> = AuthenticatedRequest & {
  /** Names out of the path, as they were sent. */
  readonly path: Readonly<Record<string, string>>;
  /** Where the caller reached `/hex`: `https://id.example.com/hex`. */
  readonly base: string;
  /** What the route's `find` returned. */
  readonly found: Found;
};

/** What a route returns. */
export type HexAnswer<T = unknown> = {
  /** What the model views; nothing for an answer without a body. */
  readonly value?: T;
  /** Where it differs from the route's own. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** When what is shown was last changed, in microseconds since 1970; of what can be asked for by condition. */
  readonly changedAtMicros?: number;
};

/** What is wrong with the input, by field. */
export type InputErrors = Readonly<Record<string, FieldErrors | undefined>>;

/** Refusals of a form of their own. */
export type Refusals = {
  /** For the first value of the input that does not fit. */
  readonly ofInput: (issue: Issue) => Error;
  /** How an error is answered; nothing for one that is answered in the protocol's usual form. */
  readonly answerTo: (
    error: unknown,
  ) => { readonly status: number; readonly body: Readonly<Record<string, Json>> } | undefined;
};

/** What the protocol alone knows of an endpoint. */
export type Meta<Found = unknown> = {
  readonly access: Access;
  readonly need?: Need;
  /** Whether answers may be kept for a minute, must be asked for each time, or hold secrets and are never stored. */
  readonly caching: 'minute' | 'none' | 'no-store';
  /** Finds what the call is about, before the input is looked at. Refuses with 404 and 403. */
  readonly find?: (core: Core, call: Call) => Promise<Found>;
  /** What is wrong with the values that keep their own rules. */
  readonly check?: (core: Core, call: Call<Found>, input: never) => InputErrors | Promise<InputErrors>;
  /** Whether the route's limits hold for callers on this machine, too. */
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
    /** `input` has the values that keep their own rules. */
    readonly check?: (
      core: Core,
      call: Call<Found>,
      input: Partial<Input<P>>,
    ) => InputErrors | Promise<InputErrors>;
    readonly run: (core: Core, call: Call<Found>, input: Input<P>) => Promise<HexAnswer<T>>;
  };

/** Writes an endpoint in short: checks that input, output and `run` fit together. */
export function route<P extends Params, T = undefined, Found = undefined>(
  described: Described<P, T, Found>,
): HexRoute {
  const { method, path, operation, summary, tag, limits = [], input, output, run, ...meta } = described;
  // Checked by the types of this function; a list of endpoints cannot carry the types of each.
  return { method, path, operation, summary, tag, limits, input, output, run, meta } as unknown as HexRoute;
}
