import { type ServerErrorType, serverErrorTypes } from './generated/error-types.ts';

/**
 * What can go wrong on our side of the wire, or on the way.
 *
 * @example
 * ```ts
 * const isOfTheWay = (type: ErrorType) =>
 *   (['sdk_connection_failed', 'sdk_deadline_passed'] satisfies ClientErrorType[] as ErrorType[]).includes(type);
 * ```
 */
export type ClientErrorType =
  /** A required parameter was not given: `parameter` names it. Nothing was sent. */
  | 'sdk_parameter_missing'
  /** A parameter cannot be sent as it is: `parameter` names it. Nothing was sent. */
  | 'sdk_parameter_invalid'
  /** The server was not reached, or the connection was cut before the whole answer was there. */
  | 'sdk_connection_failed'
  /** The deadline of the call passed. */
  | 'sdk_deadline_passed'
  /** The caller's signal ended the call. */
  | 'sdk_aborted'
  /** The server wanted to send us elsewhere; nothing was sent there. */
  | 'sdk_redirect_refused'
  /** The answer is not the JSON that it should be: perhaps a proxy's page. */
  | 'sdk_answer_unreadable'
  /** The server refused in a way that this version does not know: `rawType` has its own word. */
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
 * What an error says beside its message.
 *
 * @example
 * ```ts
 * const details: ErrorDetails<ErrorType> = { type: 'user_not_found', code: 404 };
 * const error = new DenizenError('No such user.', details);
 * ```
 */
export type ErrorDetails<T extends string> = {
  /** What is wrong, for programs. */
  readonly type: T;
  /** HTTP status; 0 where there was no answer. */
  readonly code?: number;
  /** The answer's text, as it came. */
  readonly response?: string;
  /** The server's own word, where it is another. */
  readonly rawType?: string;
  /** The parameter that is wrong. */
  readonly parameter?: string;
  /** The id under which the server's log has the request. */
  readonly requestId?: string | undefined;
  /** What went wrong underneath. */
  readonly cause?: unknown;
};

/**
 * What all errors of this package have in common.
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
  /** What is wrong, for programs. */
  readonly type: T;
  /** HTTP status; 0 where there was no answer. */
  readonly code: number;
  /** The answer's text, as it came; empty where there was none. */
  readonly response: string;
  /** The server's own word where `type` is `sdk_unknown`, else the same as `type`. */
  readonly rawType: string;
  /** The parameter that is missing or cannot be sent. */
  readonly parameter: string | undefined;
  /** The id under which the server's log has the request. */
  readonly requestId: string | undefined;

  /**
   * Made by the package; yours to make in tests.
   *
   * @param message - What is wrong, for people.
   * @param details - What is wrong, for programs.
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
 * Thrown by every method of `Users`, `Account`, `Teams` and `Health` that does not succeed.
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

/** Makes an error of the class that the caller of a method expects. */
export type Refuse = (message: string, details: ErrorDetails<ClientErrorType>) => Error;

export const refuse: Refuse = (message, details) => new DenizenError(message, details);

/** The type of a server's refusal, as far as this version knows it. */
export function errorTypeOf(type: string): ErrorType {
  return isServerErrorType(type) ? type : 'sdk_unknown';
}

function isServerErrorType(type: string): type is ServerErrorType {
  return ` ${serverErrorTypes} `.includes(` ${type} `);
}
