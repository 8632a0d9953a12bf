import { type ServerErrorType, serverErrorTypes } from './generated/error-types.ts';

/**
 * Errors of the client or the network.
 *
 * @example
 * ```ts
 * const isOfTheWay = (type: ErrorType) =>
 *   (['sdk_connection_failed', 'sdk_deadline_passed'] satisfies ClientErrorType[] as ErrorType[]).includes(type);
 * ```
 */
export type ClientErrorType =
  /** A required parameter is missing: `parameter` names it. Nothing was sent. */
  | 'sdk_parameter_missing'
  /** A parameter is invalid: `parameter` names it. Nothing was sent. */
  | 'sdk_parameter_invalid'
  /** The server was unreachable, or the connection broke before the end of the response. */
  | 'sdk_connection_failed'
  /** The deadline of the call passed. */
  | 'sdk_deadline_passed'
  /** The caller's signal ended the call. */
  | 'sdk_aborted'
  /** The server redirected to another origin; nothing was sent there. */
  | 'sdk_redirect_refused'
  /** The response is not the expected JSON, but perhaps the page of a proxy. */
  | 'sdk_answer_unreadable'
  /** An error type that this version does not know: `rawType` has its name. */
  | 'sdk_unknown';

/**
 * Every `type` that a {@link DenizenError} can have. The list is closed, so that a `switch` over it can be exhaustive.
 *
 * @example
 * ```ts
 * const statusFor = (type: ErrorType): number => {
 *   switch (type) {
 *     case 'user_not_found':
 *       return 404;
 *     case 'general_rate_limit_exceeded':
 *       return 429;
 *     default:
 *       return 500;
 *   }
 * };
 * statusFor('user_not_found'); // 404
 * ```
 */
export type ErrorType = ServerErrorType | ClientErrorType;

/**
 * The data of an error.
 *
 * @example
 * ```ts
 * const details: ErrorDetails<ErrorType> = { type: 'user_not_found', code: 404 };
 * const error = new DenizenError('No such user.', details);
 * ```
 */
export type ErrorDetails<T extends string> = {
  /** Error type for programs. */
  readonly type: T;
  /** HTTP status; 0 without a response. */
  readonly code?: number;
  /** The raw text of the response. */
  readonly response?: string;
  /** The type of the server, if it differs. */
  readonly rawType?: string;
  /** The invalid parameter. */
  readonly parameter?: string;
  /** Id of the request in the server's log. */
  readonly requestId?: string | undefined;
  /** The underlying error. */
  readonly cause?: unknown;
};

/**
 * The base of all errors of this package.
 *
 * @example
 * ```ts
 * const told = await hex.getUser('nobody').catch((error: unknown) => {
 *   if (error instanceof TypedError) return `${error.type} (${error.code})`;
 *   throw error;
 * });
 * told; // hex_not_found (404)
 * ```
 */
export abstract class TypedError<T extends string> extends Error {
  /** Error type for programs. */
  readonly type: T;
  /** HTTP status; 0 without a response. */
  readonly code: number;
  /** The raw text of the response; empty without one. */
  readonly response: string;
  /** The type of the server if `type` is `sdk_unknown`, else the same as `type`. */
  readonly rawType: string;
  /** The missing or invalid parameter. */
  readonly parameter: string | undefined;
  /** Id of the request in the server's log. */
  readonly requestId: string | undefined;

  /**
   * Creates an error. Used by the package, and by your tests.
   *
   * @param message - Message for people.
   * @param details - Data for programs.
   */
  constructor(message: string, details: ErrorDetails<T>) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.type = details.type;
    this.code = details.code ?? 0;
    this.response = details.response ?? '';
    this.rawType = details.rawType ?? details.type;
    this.parameter = details.parameter;
    this.requestId = details.requestId;
  }
}

/**
 * Thrown by the methods of `Users`, `Account`, `Teams` and `Health`.
 *
 * @example
 * ```ts
 * try {
 *   await users.get('nobody');
 * } catch (error) {
 *   if (!(error instanceof DenizenError)) throw error;
 *   if (error.type !== 'user_not_found') throw error;
 * }
 * ```
 */
export class DenizenError extends TypedError<ErrorType> {
  /** `DenizenError` */
  override readonly name: string = 'DenizenError';
}

/** Creates an error of the class of a service. */
export type Refuse = (message: string, details: ErrorDetails<ClientErrorType>) => Error;

export const refuse: Refuse = (message, details) => new DenizenError(message, details);

/** Returns the error type, or `sdk_unknown`. */
export function errorTypeOf(type: string): ErrorType {
  return isServerErrorType(type) ? type : 'sdk_unknown';
}

function isServerErrorType(type: string): type is ServerErrorType {
  return ` ${serverErrorTypes} `.includes(` ${type} `);
}
