import type { z } from 'zod';
import type { Core } from '../core/core.ts';
import type { Limit } from './limits.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One value of the input: how it is parsed, and what refusals and the document say of it. */
export type Param<T = unknown> = {
  readonly schema: z.ZodType<T>;
  /** What a value must be, as a sentence without subject: "must be …". */
  readonly rule: string;
  readonly description: string;
  /** In the path, or else in the query string of GET and in the body of all other methods. */
  readonly place: 'path' | 'input';
  readonly optional: boolean;
};

export type Params = Readonly<Record<string, Param>>;

type OptionalNames<P extends Params> = { [K in keyof P]: P[K]['optional'] extends true ? K : never }[keyof P];
type ValueOf<T> = T extends Param<infer V> ? V : never;

/** The parsed input, as `run` gets it. */
export type Input<P extends Params> = {
  readonly [K in Exclude<keyof P, OptionalNames<P>>]: ValueOf<P[K]>;
} & { readonly [K in OptionalNames<P>]?: ValueOf<P[K]> };

/** A wire shape by its name in the document. */
export type Shape = { readonly name: string; readonly schema: z.ZodType };

/** A wire shape, and the pure view that makes it from a value of the core for the caller. */
export type Model<T = unknown, Caller = never> = Shape & {
  readonly view: (value: T, caller: Caller) => unknown;
};

/** The answer to a request that succeeds. */
export type Output<T = unknown, Caller = never> = {
  readonly status: number;
  /** None for an answer without a body. */
  readonly model?: Model<T, Caller>;
  /** Replaces the document's usual sentence. */
  readonly description?: string;
  /** Other answers that are no refusals, without a body. */
  readonly others?: readonly { readonly status: number; readonly description: string }[];
};

/**
 * An endpoint as a value. The router, the validation, the limits, the OpenAPI document, the generated SDK and the tests
 * of refusals read the same list. `meta` holds what only the protocol knows; `Caller` is what its `run` is told of the
 * caller.
 */
export type Endpoint<Meta = unknown, Caller = never> = {
  readonly method: Method;
  /** Below the protocol's prefix; parameters as `:name`. */
  readonly path: string;
  /** Unique within the protocol; the document's `operationId`. */
  readonly operation: string;
  readonly summary: string;
  readonly tag: string;
  readonly input: Params;
  readonly output: Output<unknown, Caller>;
  readonly limits: readonly Limit[];
  readonly meta: Meta;
  readonly run: (core: Core, caller: Caller, input: never) => Promise<unknown>;
};

/** An endpoint whose input, output and `run` fit together; `T` is what `run` returns and the output's model views. */
export type Described<Meta, Caller, P extends Params, T> = Omit<
  Endpoint<Meta, Caller>,
  'input' | 'output' | 'limits' | 'run'
> & {
  readonly input: P;
  readonly output: Output<T, Caller>;
  readonly limits?: readonly Limit[];
  readonly run: (core: Core, caller: Caller, input: Input<P>) => Promise<T>;
};

/** Returns the function with which a protocol writes its endpoints, which checks their types. */
export function endpointsOf<Meta, Caller>() {
  return <P extends Params, T>(described: Described<Meta, Caller, P, T>): Endpoint<Meta, Caller> => ({
    limits: [],
    ...described,
    // Checked by the types of this function; a list of endpoints cannot carry the types of each.
    output: described.output as Output<unknown, Caller>,
  });
}
