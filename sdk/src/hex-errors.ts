import { type ClientErrorType, TypedError } from './errors.ts';

/**
 * Every `type` of a {@link HexError}: by status of the response, or an error of the client or the network.
 *
 * @example
 * ```ts
 * const isGone = (type: HexErrorType) => type === 'hex_not_found';
 * isGone('hex_unauthorized'); // false
 * ```
 */
export type HexErrorType =
  /** 422: `errors` has the errors by field. */
  | 'hex_invalid'
  /** 401: the key is missing, unknown, revoked or insufficient. */
  | 'hex_unauthorized'
  /** 403: for example, an unverified email address. */
  | 'hex_forbidden'
  /** 404 */
  | 'hex_not_found'
  /** 429, after all retries. */
  | 'hex_rate_limited'
  /** 5xx, after all retries. */
  | 'hex_unavailable'
  /** Every other error. */
  | 'hex_refused'
  | ClientErrorType;

/**
 * Errors by field: a sentence, or the errors of subfields.
 *
 * @example
 * ```ts
 * const errors: HexFieldErrors = { username: 'has already been taken', emails: { email: 'has invalid format' } };
 * ```
 */
export type HexFieldErrors = { readonly [field: string]: string | HexFieldErrors };

/**
 * Thrown by the methods of `HexUsers`.
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
   * Returns the errors by field if `type` is `hex_invalid`, else an empty object.
   *
   * @returns A sentence per field.
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
