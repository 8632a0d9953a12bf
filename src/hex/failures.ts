import type { Failure, FailureCode } from '../core/failure.ts';
import { BASIC, type Errors, HexRefusal } from './refusal.ts';

type Answer = {
  readonly status: number;
  readonly message: string | null;
  readonly challenge?: string;
  /** What is wrong with which field, of refusals that clients show beside it. */
  readonly errors?: (detail: string | undefined) => Errors;
};

const UNPROCESSABLE = 'Validation error(s)';
const bad: Answer = { status: 400, message: 'Bad request' };
const gone: Answer = { status: 404, message: 'Page not found' };
const unreachable: Answer = { status: 503, message: 'Service unavailable' };
const wrong = (status: number, message: string): Answer => ({ status, message });
const challenged = (message: string): Answer => ({ status: 401, message, challenge: BASIC });
const invalid = (errors: Errors): Answer => ({ status: 422, message: UNPROCESSABLE, errors: () => errors });

/** The core names the parameter within its sentence. */
const NAMED = /^Invalid `(\w+)` param: (.+)$/s;

function errorsNamed(detail: string | undefined): Errors {
  const [, name, sentence] = NAMED.exec(detail ?? '') ?? [];
  return name === undefined || sentence === undefined ? (detail ?? 'is invalid') : { [name]: sentence };
}

/** How the protocol answers each refusal. Most of them no call of it can meet; they are answered all the same. */
export const failures = {
  argument_invalid: { status: 422, message: UNPROCESSABLE, errors: errorsNamed },
  authenticator_not_found: gone,
  authenticator_verified: bad,
  body_invalid: bad,
  body_too_large: wrong(413, 'Payload too large'),
  challenge_required: challenged('missing authentication information'),
  content_type_unsupported: wrong(415, 'Unsupported media type'),
  credentials_wrong: challenged('invalid username and password combination'),
  cursor_not_found: bad,
  cursor_on_null: bad,
  email_missing: wrong(403, 'email not verified'),
  email_taken: invalid({ emails: { email: 'already in use' } }),
  email_unverified: wrong(403, 'email not verified'),
  email_verified: bad,
  factors_required: challenged('missing authentication information'),
  failure_page_refused: bad,
  identity_not_found: gone,
  internal: wrong(500, 'Internal server error'),
  invite_mismatch: bad,
  invite_not_found: gone,
  invite_secret_wrong: bad,
  jwt_and_session: bad,
  jwt_denied: bad,
  jwt_invalid: challenged('invalid API key'),
  key_expired: challenged('API key revoked'),
  key_not_found: gone,
  mail_disabled: unreachable,
  membership_confirmed: bad,
  membership_mismatch: gone,
  membership_not_found: gone,
  auth_method_disabled: wrong(403, 'account not authorized for this action'),
  not_allowed: wrong(403, 'account not authorized for this action'),
  origin_unknown: wrong(403, 'Blocked'),
  password_hash_refused: invalid({ password: 'is invalid' }),
  password_personal: invalid({ password: 'must not hold your name or an address' }),
  password_recently_used: invalid({ password: 'was used before' }),
  phone_missing: bad,
  phone_taken: bad,
  phone_unverified: bad,
  phone_verified: bad,
  project_exists: bad,
  project_missing: gone,
  project_not_found: gone,
  provider_disabled: bad,
  provider_failed: bad,
  provider_not_found: gone,
  provider_refused: bad,
  provider_bad_request: bad,
  provider_unauthorized: bad,
  provider_uid_missing: bad,
  query_invalid: bad,
  query_too_broad: bad,
  rate_limited: wrong(429, 'Too many tries. Please try again later.'),
  recovery_codes_exist: bad,
  recovery_codes_not_found: gone,
  request_invalid: bad,
  request_refused: bad,
  route_not_found: gone,
  scope_missing: challenged('key not authorized for this action'),
  session_exists: bad,
  session_not_found: challenged('missing authentication information'),
  oauth_state_invalid: bad,
  sms_disabled: unreachable,
  success_page_refused: bad,
  target_exists: bad,
  target_invalid_email: bad,
  target_invalid_phone: bad,
  target_not_found: gone,
  team_exists: bad,
  team_not_found: gone,
  token_invalid: challenged('invalid authentication information'),
  unavailable: unreachable,
  user_blocked: bad,
  user_exists: invalid({ emails: { email: 'already in use' } }),
  user_keys_limit: wrong(403, 'no more keys are taken: revoke one first'),
  user_not_found: gone,
  username_taken: invalid({ username: 'has already been taken' }),
  users_limit: wrong(403, 'no more users are taken'),
} as const satisfies Record<FailureCode, Answer>;

/** A refusal of the core in the protocol's words. */
export function refusalOf(failure: Failure): HexRefusal {
  const { status, message, challenge, errors }: Answer = failures[failure.code];
  return new HexRefusal(status, message, {
    ...(challenge !== undefined && { challenge }),
    ...(errors && { errors: errors(failure.detail) }),
    ...(failure.retryAfter !== undefined && { retryAfter: failure.retryAfter }),
  });
}
