import { type ClientErrorType, TypedError } from './errors.ts';

/**
 * Every `type` that a {@link HexError} can have: by the status of the answer, or what went wrong on the way.
 *
 * @example
 * ```ts
 * const isGone = (type: HexErrorType) => type === 'hex_not_found';
 * isGone('hex_unauthorized'); // false
 * ```
 */
export type HexErrorType =
  /** 422: `errors` says what is wrong with each field. */
  | 'hex_invalid'
  /** 401: no key, or one that is unknown, revoked or not enough. */
  | 'hex_unauthorized'
  /** 403: as an address that is not verified. */
  | 'hex_forbidden'
  /** 404 */
  | 'hex_not_found'
  /** 429, after all retries. */
  | 'hex_rate_limited'
  /** 5xx, after all retries. */
  | 'hex_unavailable'
  /** Every other refusal. */
  | 'hex_refused'
  | ClientErrorType;

/**
 * What is wrong with fields: a sentence each, or the same again for what a field holds.
 *
 * @example
 * ```ts
 * const errors: HexFieldErrors = { username: 'has already been taken', emails: { email: 'has invalid format' } };
 * ```
 */
export type HexFieldErrors = { readonly [field: string]: string | HexFieldErrors };

/**
 * Thrown by every method of `HexUsers` that does not succeed.
 *
 * @example
 * ```ts
 * try {
 *   await hex.getUser('nobody');
 * } catch (error) {
 *   if (!(error instanceof HexError) || error.type !== 'hex_not_found') throw error;
 * }
 * ```
 */
export class HexError extends TypedError<HexErrorType> {
  /** `HexError` */
  override readonly name: string = 'HexError';

  /**
   * What is wrong with each field, where `type` is `hex_invalid`; else empty.
   *
   * @returns A sentence for each field.
   *
   * @example
   * ```ts
   * const user = { username: 'bo', password: 'elixir1234', emails: ['bo@example.com'] };
   * const error = await hex.createUser(user).catch((refused: unknown) => refused);
   * if (error instanceof HexError) console.log(error.errors.username);
   * ```
   */
  get errors(): HexFieldErrors {
    if (this.type !== 'hex_invalid') return {};
    const { errors } = JSON.parse(this.response) as { readonly errors?: HexFieldErrors };
    return typeof errors === 'object' ? errors : {};
  }
}
