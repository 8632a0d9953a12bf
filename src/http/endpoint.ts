import type { z } from 'zod';
import type { Core } from '../core/core.ts';
import type { Limit } from './limits.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An input value: its schema, and its texts for errors and the document. */
export type Param<T = unknown> = {
  readonly schema: z.ZodType<T>;
  /** Returns what the schema makes of a valid value, in a fraction of its time; `undefined` leaves a value to the schema. */
  readonly quick?: (value: unknown) => T | undefined;
  /** The rule as a sentence without subject: "must be …". */
  readonly rule: string;
  readonly description: string;
  /** `path`, or `input`: the query string of GET, the body of other methods. */
  readonly place: 'path' | 'input';
  readonly optional: boolean;
};

export type Params = Readonly<Record<string, Param>>;

type OptionalNames<P extends Params> = { [K in keyof P]: P[K]['optional'] extends true ? K : never }[keyof P];
type ValueOf<T> = T extends Param<infer V> ? V : never;

/** The parsed input of `run`. */
export type Input<P extends Params> = {
  readonly [K in Exclude<keyof P, OptionalNames<P>>]: ValueOf<P[K]>;
} & { readonly [K in OptionalNames<P>]?: ValueOf<P[K]> };

/** A named wire shape. */
export type Shape = { readonly name: string; readonly schema: z.ZodType };

/** A wire shape, and the pure view from a value of the core and the caller. */
export type Model<T = unknown, Caller = never> = Shape & {
  readonly view: (value: T, caller: Caller) => unknown;
  /**
   * Of a user, or a page of users: tells apart the callers for whom the view of the same user differs; `undefined` if it
   * is not to be remembered. Missing if no view is.
   */
  readonly variant?: (caller: Caller) => string | undefined;
  /** Of a page of users: the view of one, which is what the page has of it. */
  readonly rowView?: (row: never, caller: Caller) => unknown;
};

/** The response of a successful request. */
export type Output<T = unknown, Caller = never> = {
  readonly status: number;
  /** Missing for a response without a body. */
  readonly model?: Model<T, Caller>;
  /** Replaces the default text in the document. */
  readonly description?: string;
  /** Other successful responses, without a body. */
  readonly others?: readonly { readonly status: number; readonly description: string }[];
};

/**
 * An endpoint as a value. Router, validation, limits, OpenAPI document, generated SDK and refusal tests read the same
 * list. Only the protocol reads `meta`. `Caller` is the protocol's description of the caller, an argument of `run`.
 */
export type Endpoint<Meta = unknown, Caller = never> = {
  readonly method: Method;
  /** Path below the protocol's prefix; parameters as `:name`. */
  readonly path: string;
  /** The `operationId`, unique within the protocol. */
  readonly operation: string;
  readonly summary: string;
  readonly tag: string;
  readonly input: Params;
  readonly output: Output<unknown, Caller>;
  readonly limits: readonly Limit[];
  readonly meta: Meta;
  readonly run: (core: Core, caller: Caller, input: never) => Promise<unknown>;
};

/** An endpoint whose input, output and `run` match; `T` is the result of `run`. */
export type Described<Meta, Caller, P extends Params, T> = Omit<
  Endpoint<Meta, Caller>,
  'input' | 'output' | 'limits' | 'run'
> & {
  readonly input: P;
  readonly output: Output<T, Caller>;
  readonly limits?: readonly Limit[];
  readonly run: (core: Core, caller: Caller, input: Input<P>) => Promise<T>;
};

/** Returns a protocol's constructor of endpoints, which checks their types. */
export function endpointsOf<Meta, Caller>() {
  return <P extends Params, T>(described: Described<Meta, Caller, P, T>): Endpoint<Meta, Caller> => ({
    limits: [],
    ...described,
    // The types of this function check it; a list of endpoints cannot carry the type of each.
    output: described.output as Output<unknown, Caller>,
  });
}
