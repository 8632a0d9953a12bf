/** The closed list of every way we refuse. Each protocol says in its `failures.ts` how it answers each. */
export type FailureCode =
  | 'argument_invalid'
  | 'authenticator_not_found'
  | 'body_invalid'
  | 'body_too_large'
  | 'content_type_unsupported'
  | 'cursor_not_found'
  | 'cursor_on_null'
  | 'email_taken'
  | 'internal'
  | 'key_expired'
  | 'key_not_found'
  | 'origin_unknown'
  | 'password_hash_refused'
  | 'password_recently_used'
  | 'phone_taken'
  | 'project_exists'
  | 'project_missing'
  | 'project_not_found'
  | 'provider_not_found'
  | 'query_invalid'
  | 'query_too_broad'
  | 'recovery_codes_exist'
  | 'recovery_codes_not_found'
  | 'request_invalid'
  | 'route_not_found'
  | 'scope_missing'
  | 'session_not_found'
  | 'target_exists'
  | 'target_invalid_email'
  | 'target_invalid_phone'
  | 'target_not_found'
  | 'unavailable'
  | 'user_exists'
  | 'user_not_found';

/** A refusal. `detail` is a sentence for the caller and carries no secret; without it the protocol's own text stands. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly detail: string | undefined;
  /** Seconds after which the caller may try again. */
  readonly retryAfter: number | undefined;

  constructor(code: FailureCode, detail?: string, options: { cause?: unknown; retryAfter?: number } = {}) {
    super(detail ?? code, { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.retryAfter = options.retryAfter;
  }
}
