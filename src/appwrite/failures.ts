import {
  type AdminFailures,
  Failure,
  type FailureCode,
  type FailureOf,
  type IdTokenProblem,
  type JobFailures,
  type OperatorFailures,
} from '../core/failure.ts';
import {
  argumentWords,
  bodyWords,
  contentTypeWords,
  keyDeniedWords,
  missingScopesWords,
  notAllowedWords,
  providerFailedWords,
  providerRefusedWords,
  queryWords,
  rateWords,
  requestWords,
  rowNames,
  tooBroadWords,
  tooLargeWords,
  unavailableWords,
  type Words,
} from './failure-words.ts';

const idTokenProblems: Readonly<Record<IdTokenProblem, string>> = {
  malformed: 'it is malformed',
  key_id_missing: 'it names no key',
  key_unknown: 'the provider does not have its key',
  signature: 'its signature is wrong',
  issuer: 'it is of another issuer',
  audience: 'it is for another client',
  time: 'it has expired, or is not valid yet',
  nonce_required: 'a nonce is required',
  nonce_mismatch: 'it has another nonce',
  subject_missing: 'it names no subject',
  used: 'it was used already',
};

type Answer<Code extends FailureCode> = {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  /** Replaces `message` if the data say more. */
  readonly words?: (data: FailureOf<Code>) => Words | undefined;
};

/** Failures of operators, administrators and jobs do not occur in calls. */
export type AppwriteFailureCode = Exclude<
  FailureCode,
  keyof OperatorFailures | keyof AdminFailures | keyof JobFailures
>;

/** Status, type and message of each failure. A missing row does not compile. */
export const failures: { readonly [Code in AppwriteFailureCode]: Answer<Code> } = {
  argument_invalid: {
    status: 400,
    type: 'general_argument_invalid',
    message: 'A parameter is not valid.',
    words: argumentWords,
  },
  authenticator_not_found: {
    status: 404,
    type: 'user_authenticator_not_found',
    message: 'The user has no such authenticator.',
  },
  authenticator_verified: {
    status: 409,
    type: 'user_authenticator_already_verified',
    message: 'The authenticator is verified already. Delete it to enrol another.',
  },
  body_invalid: {
    status: 400,
    type: 'general_argument_invalid',
    message: 'The body cannot be read.',
    words: bodyWords,
  },
  body_too_large: {
    status: 413,
    type: 'general_argument_invalid',
    message: 'The body is too large: 256 KiB at most.',
  },
  challenge_required: {
    status: 401,
    type: 'user_challenge_required',
    message: 'This needs a second factor shown within the last 30 minutes. Complete a challenge first.',
  },
  content_type_unsupported: {
    status: 415,
    type: 'general_argument_invalid',
    message: 'The content type is not understood. Send application/json.',
    words: contentTypeWords,
  },
  credentials_wrong: {
    status: 401,
    type: 'user_invalid_credentials',
    message: 'Invalid credentials. Please check the email and password.',
  },
  cursor_not_found: {
    status: 400,
    type: 'general_cursor_not_found',
    message: 'The cursor was not found.',
    words: ({ collection, id }) => `${rowNames[collection]} '${id}' for the 'cursor' value not found.`,
  },
  email_aliased: {
    status: 400,
    type: 'user_email_not_canonical',
    message: 'The email is an alias. Use the address of the mailbox itself.',
  },
  email_disposable: {
    status: 400,
    type: 'user_email_disposable',
    message: 'Disposable email addresses are not allowed. Use a permanent one.',
  },
  email_free: {
    status: 400,
    type: 'user_email_free',
    message: 'Addresses of free email providers are not allowed.',
  },
  email_not_corporate: {
    status: 400,
    type: 'user_email_not_corporate',
    message: 'Only corporate email addresses are allowed.',
  },
  email_missing: { status: 400, type: 'user_email_not_found', message: 'The user has no email.' },
  email_taken: {
    status: 409,
    type: 'user_email_already_exists',
    message: 'A user with the same email already exists in this project.',
  },
  email_unverified: {
    status: 400,
    type: 'user_email_not_verified',
    message: 'The email of the user is not verified.',
  },
  email_verified: {
    status: 409,
    type: 'user_email_already_verified',
    message: 'The email of the user is verified already.',
  },
  factors_required: {
    status: 401,
    type: 'user_more_factors_required',
    message: 'More factors are required to complete the sign in process.',
  },
  failure_page_refused: {
    status: 400,
    type: 'project_invalid_failure_url',
    message: 'The page for failure is not of a host of the project.',
  },
  identity_not_found: {
    status: 404,
    type: 'user_identity_not_found',
    message: 'Identity with the requested ID could not be found.',
  },
  internal: { status: 500, type: 'general_unknown', message: 'Server Error' },
  invite_mismatch: {
    status: 401,
    type: 'team_invite_mismatch',
    message: 'The invitation is for another user. Sign in as the one who was invited.',
    words: ({ callerEmail }) =>
      callerEmail === undefined ? undefined : `Invite does not belong to current user (${callerEmail ?? ''})`,
  },
  invite_not_found: {
    status: 404,
    type: 'team_invite_not_found',
    message: 'Team invitation with the requested ID could not be found.',
  },
  invite_secret_wrong: {
    status: 401,
    type: 'team_invalid_secret',
    message: 'The team invitation secret is invalid. Ask for another invitation.',
  },
  jwt_and_session: {
    status: 403,
    type: 'user_jwt_and_cookie_set',
    message: 'The request has a signed token and a session. Send one of them.',
  },
  jwt_denied: {
    status: 403,
    type: 'user_jwt_creation_denied',
    message: 'A signed token cannot be exchanged for another. Ask with a session.',
  },
  jwt_invalid: {
    status: 401,
    type: 'user_jwt_invalid',
    message: 'Failed to verify JWT. It is not valid, or has expired.',
  },
  key_creation_denied: {
    status: 403,
    type: 'key_creation_denied',
    message: 'An API key cannot create API keys.',
    words: ({ reason }) => keyDeniedWords[reason],
  },
  mock_phone_exists: {
    status: 409,
    type: 'mock_number_already_exists',
    message: 'The phone number has a fixed code already.',
  },
  mock_phone_not_found: {
    status: 404,
    type: 'mock_number_not_found',
    message: 'The phone number has no fixed code.',
  },
  mock_phones_limit: {
    status: 400,
    type: 'mock_number_limit_exceeded',
    message: 'The project takes no more phone numbers with a fixed code.',
    words: ({ most }) =>
      most === 0
        ? 'The project takes no phone numbers with a fixed code. Its operator runs: denizen projects set ID mockPhonesLimit=10'
        : undefined,
  },
  webhook_exists: {
    status: 409,
    type: 'webhook_already_exists',
    message: 'Webhook with the requested ID already exists.',
  },
  webhook_not_found: {
    status: 404,
    type: 'webhook_not_found',
    message: 'Webhook with the requested ID could not be found.',
  },
  webhooks_limit: {
    status: 400,
    type: 'general_resource_limit_exceeded',
    message: 'The project has as many webhooks as it may have.',
  },
  key_expired: {
    status: 401,
    type: 'project_key_expired',
    message: 'The API key has expired. Make a new one.',
  },
  key_not_found: {
    status: 404,
    type: 'key_not_found',
    message: 'Key with the requested ID could not be found.',
  },
  mail_disabled: {
    status: 503,
    type: 'general_smtp_disabled',
    message: 'This server sends no mail. Its operator sets DENIZEN_SMTP_URL.',
  },
  membership_confirmed: {
    status: 409,
    type: 'membership_already_confirmed',
    message: 'The membership is confirmed already.',
  },
  membership_mismatch: {
    status: 404,
    type: 'team_membership_mismatch',
    message: 'The membership does not belong to the team.',
  },
  membership_not_found: {
    status: 404,
    type: 'membership_not_found',
    message: 'Membership with the requested ID could not be found.',
  },
  auth_method_disabled: {
    status: 501,
    type: 'user_auth_method_unsupported',
    message: 'The project does not allow this way of signing in.',
    words: ({ by }) => (by === 'mfaFactors' ? 'The project does not accept this second factor.' : undefined),
  },
  not_allowed: {
    status: 401,
    type: 'user_unauthorized',
    message: 'The user is not allowed to do this.',
    words: ({ action }) => action && notAllowedWords[action],
  },
  origin_unknown: {
    status: 403,
    type: 'general_unknown_origin',
    message: 'Requests from this origin are not allowed. Register its host as a platform of the project.',
  },
  password_hash_refused: {
    status: 400,
    type: 'general_argument_invalid',
    message: 'The password hash cannot be accepted.',
    words: ({ reason }) => ({ param: 'password', problem: reason }),
  },
  password_personal: {
    status: 400,
    type: 'password_personal_data',
    message: 'The password holds something personal, such as a name or an address. Choose another.',
  },
  password_recently_used: {
    status: 400,
    type: 'password_recently_used',
    message: 'The password was used before. Choose one that was not.',
  },
  phone_missing: { status: 400, type: 'user_phone_not_found', message: 'The user has no phone number.' },
  phone_taken: {
    status: 409,
    type: 'user_phone_already_exists',
    message: 'A user with the same phone number already exists in this project.',
  },
  phone_unverified: {
    status: 400,
    type: 'user_phone_not_verified',
    message: 'The phone number of the user is not verified.',
  },
  phone_verified: {
    status: 409,
    type: 'user_phone_already_verified',
    message: 'The phone number of the user is verified already.',
  },
  project_exists: {
    status: 409,
    type: 'project_already_exists',
    message: 'A project with this ID already exists.',
  },
  project_missing: {
    status: 403,
    type: 'project_id_missing',
    message: 'The request names no project. Send the project ID as X-Appwrite-Project.',
    words: ({ hasKey }) =>
      hasKey && 'The request has an API key and no project. Send the project ID as X-Appwrite-Project.',
  },
  project_not_found: {
    status: 404,
    type: 'project_not_found',
    message: 'Project with the requested ID could not be found. Check the X-Appwrite-Project header.',
  },
  provider_disabled: {
    status: 412,
    type: 'project_provider_disabled',
    message: 'The project has not set this provider up. Its operator runs: denizen providers set',
  },
  provider_failed: {
    status: 424,
    type: 'user_oauth2_provider_failure',
    message: 'The provider could not complete the sign-in. Please try again.',
    words: providerFailedWords,
  },
  provider_not_found: {
    status: 404,
    type: 'provider_not_found',
    message: 'Provider with the requested ID could not be found.',
  },
  provider_refused: {
    status: 424,
    type: 'user_oauth2_provider_error',
    message: 'The provider refused the sign-in.',
    words: providerRefusedWords,
  },
  provider_bad_request: {
    status: 400,
    type: 'user_oauth2_bad_request',
    message: 'The provider did not take the request for other tokens.',
  },
  provider_unauthorized: {
    status: 401,
    type: 'user_oauth2_unauthorized',
    message: 'The provider does not know the tokens of the session any more.',
  },
  provider_uid_missing: {
    status: 400,
    type: 'user_missing_id',
    message: 'The provider did not say who signed in.',
  },
  provider_unsupported: {
    status: 400,
    type: 'project_provider_unsupported',
    message: 'Sign-in with an ID token is not available for this provider.',
  },
  id_token_invalid: {
    status: 401,
    type: 'user_oauth2_token_invalid',
    message: 'The ID token is invalid.',
    words: ({ problem }) => `The ID token is invalid: ${idTokenProblems[problem]}.`,
  },
  query_invalid: {
    status: 400,
    type: 'general_query_invalid',
    message: 'The query cannot be run.',
    words: queryWords,
  },
  query_too_broad: {
    status: 400,
    type: 'general_query_invalid',
    message: 'The query is too broad.',
    words: tooBroadWords,
  },
  rate_limited: {
    status: 429,
    type: 'general_rate_limit_exceeded',
    message: 'Too many requests. Wait and try again.',
    words: ({ limit }) => rateWords[limit],
  },
  recovery_codes_exist: {
    status: 409,
    type: 'user_recovery_codes_already_exists',
    message: 'The user has recovery codes already. Regenerate them to get others.',
  },
  recovery_codes_not_found: {
    status: 404,
    type: 'user_recovery_codes_not_found',
    message: 'The user has no recovery codes. Create them first.',
  },
  request_invalid: {
    status: 400,
    type: 'general_bad_request',
    message: 'The request cannot be read.',
    words: requestWords,
  },
  request_refused: { status: 400, type: 'general_bad_request', message: 'The request is refused.' },
  route_not_found: {
    status: 404,
    type: 'general_route_not_found',
    message: 'The requested route was not found. Check method and path against the documentation at /docs.',
  },
  response_too_large: {
    status: 400,
    type: 'general_query_limit_exceeded',
    message: 'The answer would be too large.',
    words: tooLargeWords,
  },
  scope_missing: {
    status: 401,
    type: 'general_unauthorized_scope',
    message: 'The caller lacks a scope.',
    words: ({ missing }) => missing && missingScopesWords(missing),
  },
  session_exists: {
    status: 401,
    type: 'user_session_already_exists',
    message: 'A session is active already. End it before another is made.',
  },
  session_not_found: {
    status: 404,
    type: 'user_session_not_found',
    message: 'The user has no session with the requested ID.',
  },
  oauth_state_invalid: {
    status: 400,
    type: 'user_oauth2_bad_request',
    message:
      'The sign-in is not known: it took too long, was completed before, or was begun in another browser. Begin again.',
  },
  sms_disabled: {
    status: 503,
    type: 'general_phone_disabled',
    message: 'This server sends no text messages. Its operator sets DENIZEN_SMS_URL.',
  },
  success_page_refused: {
    status: 400,
    type: 'project_invalid_success_url',
    message: 'The page for success is not of a host of the project.',
  },
  target_exists: {
    status: 409,
    type: 'user_target_already_exists',
    message: 'A target with the same ID already exists.',
    words: ({ taken = 'id' }) => `A target with the same ${taken === 'id' ? 'ID' : taken} already exists.`,
  },
  target_invalid_email: {
    status: 400,
    type: 'general_invalid_email',
    message: 'The identifier is not a valid email address.',
    words: ({ source }) => source && 'The provider gave no valid email address.',
  },
  target_invalid_phone: {
    status: 400,
    type: 'general_invalid_phone',
    message: 'The identifier is not a valid phone number.',
  },
  target_not_found: {
    status: 404,
    type: 'user_target_not_found',
    message: 'The user has no target with the requested ID.',
  },
  team_exists: {
    status: 409,
    type: 'team_already_exists',
    message: 'Team with the requested ID already exists.',
  },
  team_not_found: {
    status: 404,
    type: 'team_not_found',
    message: 'Team with the requested ID could not be found.',
  },
  token_invalid: {
    status: 401,
    type: 'user_invalid_token',
    message: 'The secret is wrong, was used, or has expired.',
  },
  unavailable: {
    status: 503,
    type: 'general_service_unavailable',
    message: 'The service cannot answer right now. Nothing was changed; try again in a moment.',
    words: ({ reason }) => reason && unavailableWords[reason],
  },
  user_blocked: { status: 403, type: 'user_blocked', message: 'The user is blocked.' },
  user_exists: {
    status: 409,
    type: 'user_already_exists',
    message: 'A user with the same id, email, or phone already exists in this project.',
    words: ({ taken = 'id, email, or phone' }) =>
      `A user with the same ${taken} already exists in this project.`,
  },
  user_keys_limit: {
    status: 400,
    type: 'general_argument_invalid',
    message: 'There are as many keys as there may be. Revoke one first.',
  },
  user_not_found: {
    status: 404,
    type: 'user_not_found',
    message: 'User with the requested ID could not be found.',
  },
  username_taken: { status: 409, type: 'user_already_exists', message: 'The username is taken.' },
  users_limit: { status: 400, type: 'user_count_exceeded', message: 'The project takes no more users.' },
};

/** An error that only this protocol has, with its message. */
export class AppwriteError extends Failure {
  readonly words: Words;

  constructor(failure: ConstructorParameters<typeof Failure>[0], words: Words) {
    super(failure);
    this.words = words;
  }
}

export type Answered = { readonly status: number; readonly type: string; readonly words: Words };

/** Returns status, type and message of a failure. */
export function answerTo(failure: Failure): Answered {
  // A row takes the data of its own code, which the lookup guarantees.
  const answers = failures as Partial<Record<FailureCode, Answer<never>>>;
  // Unreachable for known operations. Input must never lead to a 5xx, so the fallback is a 4xx.
  const { status, type, message, words } = answers[failure.code] ?? failures.request_refused;
  const own = failure instanceof AppwriteError ? failure.words : words?.(failure.data as never);
  return { status, type, words: own ?? message };
}
