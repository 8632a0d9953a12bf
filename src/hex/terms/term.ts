/** What a body carries in any of the three formats. Whole numbers beyond what a double holds are bigints. */
export type Term =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Term[]
  | { readonly [key: string]: Term };

/** A body that is no term we take. `at` is where reading stopped: a byte or a character from 0. */
export class TermRefused extends Error {
  override readonly name = 'TermRefused';
  readonly at: number;

  constructor(reason: string, at: number) {
    super(reason);
    this.at = at;
  }
}

/** What one body may hold. No client's body of ours comes near any of these. */
export const DEPTH_AT_MOST = 64;
export const TERMS_AT_MOST = 10_000;
export const INTEGER_BYTES_AT_MOST = 255;
/** The first magnitude that takes a byte more. */
export const TOO_LARGE = 1n << BigInt(8 * INTEGER_BYTES_AT_MOST);

/** The number itself where a double holds it exactly. */
export function wholeOf(value: bigint): number | bigint {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}

/** Whether a number is written as a whole one. Beyond 2^53, and for -0, only a float gives the same number back. */
export function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

/** A map to be filled by `addField`. */
export type Fillable = Record<string, Term>;

/** Puts a field in, as an own one whatever its name is. Answers false when the name is there already. */
export function addField(to: Fillable, name: string, value: Term): boolean {
  if (Object.hasOwn(to, name)) return false;
  if (name === '__proto__') Object.defineProperty(to, name, { value, ...OWN });
  else to[name] = value;
  return true;
}

const OWN = { enumerable: true, writable: true, configurable: true } as const;
