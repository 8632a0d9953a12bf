/** The closed list of every way we refuse. Each protocol says in its `failures.ts` how it answers each. */
export type FailureCode =
  | 'argument_invalid'
  | 'authenticator_not_found'
  | 'authenticator_verified'
  | 'body_invalid'
  | 'body_too_large'
  | 'challenge_required'
  | 'content_type_unsupported'
  | 'credentials_wrong'
  | 'cursor_not_found'
  | 'cursor_on_null'
  | 'email_missing'
  | 'email_taken'
  | 'email_unverified'
  | 'email_verified'
  | 'factors_required'
  | 'failure_page_refused'
  | 'identity_not_found'
  | 'internal'
  | 'invite_mismatch'
  | 'invite_not_found'
  | 'invite_secret_wrong'
  | 'jwt_and_session'
  | 'jwt_denied'
  | 'jwt_invalid'
  | 'key_expired'
  | 'key_not_found'
  | 'mail_disabled'
  | 'membership_confirmed'
  | 'membership_mismatch'
  | 'membership_not_found'
  | 'auth_method_disabled'
  | 'not_allowed'
  | 'origin_unknown'
  | 'password_hash_refused'
  | 'password_personal'
  | 'password_recently_used'
  | 'phone_missing'
  | 'phone_taken'
  | 'phone_unverified'
  | 'phone_verified'
  | 'project_exists'
  | 'project_missing'
  | 'project_not_found'
  | 'provider_disabled'
  | 'provider_failed'
  | 'provider_not_found'
  | 'provider_refused'
  | 'provider_bad_request'
  | 'provider_unauthorized'
  | 'provider_uid_missing'
  | 'query_invalid'
  | 'query_too_broad'
  | 'rate_limited'
  | 'recovery_codes_exist'
  | 'recovery_codes_not_found'
  | 'request_invalid'
  | 'request_refused'
  | 'route_not_found'
  | 'scope_missing'
  | 'session_exists'
  | 'session_not_found'
  | 'oauth_state_invalid'
  | 'sms_disabled'
  | 'success_page_refused'
  | 'target_exists'
  | 'target_invalid_email'
  | 'target_invalid_phone'
  | 'target_not_found'
  | 'team_exists'
  | 'team_not_found'
  | 'token_invalid'
  | 'unavailable'
  | 'user_blocked'
  | 'user_exists'
  | 'user_keys_limit'
  | 'user_not_found'
  | 'username_taken'
  | 'users_limit';

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
