/** A body in any of the three formats. Integers beyond a double are bigints. */
export type Term =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Term[]
  | { readonly [key: string]: Term };

/** An invalid term. `at` is the position of the error: a byte or a character from 0. */
export class TermRefused extends Error {
  override readonly name = 'TermRefused';
  readonly at: number;

  constructor(reason: string, at: number) {
    super(reason);
    this.at = at;
  }
}

/** Limits of a body, far above the bodies of clients. */
export const DEPTH_AT_MOST = 64;
export const TERMS_AT_MOST = 10_000;
export const INTEGER_BYTES_AT_MOST = 255;
/** The smallest magnitude that needs one more byte. */
export const TOO_LARGE = 1n << BigInt(8 * INTEGER_BYTES_AT_MOST);

/** Returns a number if a double holds it exactly. */
export function wholeOf(value: bigint): number | bigint {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}

/** Whether a number is written as an integer. Beyond 2^53, and for -0, only a float round-trips. */
export function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

/** Creates a map for `addField`. */
export type Fillable = Record<string, Term>;

/** Adds an own property, whatever its name. Returns false if the name exists. */
export function addField(to: Fillable, name: string, value: Term): boolean {
  if (Object.hasOwn(to, name)) return false;
  if (name === '__proto__') Object.defineProperty(to, name, { value, ...OWN });
  else to[name] = value;
  return true;
}

const OWN = { enumerable: true, writable: true, configurable: true } as const;
