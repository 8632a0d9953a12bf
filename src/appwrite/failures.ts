import type { FailureCode } from '../core/failure.ts';

export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  /** What is made of a refusal's own detail; without it, the detail as it is. */
  readonly tell?: (detail: string) => string;
};

/** How the protocol answers each refusal. A refusal's own detail goes before the message given here. */
export const failures = {
  argument_invalid: { status: 400, type: 'general_argument_invalid', message: 'A parameter is not valid.' },
  authenticator_not_found: {
    status: 404,
    type: 'user_authenticator_not_found',
    message: 'The user has no such authenticator.',
  },
  body_invalid: { status: 400, type: 'general_argument_invalid', message: 'The body cannot be read.' },
  body_too_large: {
    status: 413,
    type: 'general_argument_invalid',
    message: 'The body is too large: 256 KiB at most.',
  },
  content_type_unsupported: {
    status: 415,
    type: 'general_argument_invalid',
    message: 'The content type is not understood. Send application/json.',
  },
  cursor_not_found: {
    status: 400,
    type: 'general_cursor_not_found',
    message: 'The cursor was not found.',
    tell: (id) => `User '${id}' for the 'cursor' value not found.`,
  },
  cursor_on_null: {
    status: 400,
    type: 'database_query_order_null',
    message: 'The row of the cursor has no value in an attribute that the list is ordered by.',
  },
  email_taken: {
    status: 409,
    type: 'user_email_already_exists',
    message: 'A user with the same email already exists in this project.',
  },
  internal: { status: 500, type: 'general_unknown', message: 'Server Error' },
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
  origin_unknown: {
    status: 403,
    type: 'general_unknown_origin',
    message: 'Requests from this origin are not allowed. Register its host as a platform of the project.',
  },
  password_hash_refused: {
    status: 400,
    type: 'general_argument_invalid',
    message: 'The password hash cannot be accepted.',
    tell: (why) => `Invalid \`password\` param: ${why}`,
  },
  password_recently_used: {
    status: 400,
    type: 'password_recently_used',
    message: 'The password was used before. Choose one that was not.',
  },
  phone_taken: {
    status: 409,
    type: 'user_phone_already_exists',
    message: 'A user with the same phone number already exists in this project.',
  },
  project_exists: {
    status: 409,
    type: 'project_already_exists',
    message: 'A project with this ID already exists.',
  },
  project_missing: {
    status: 403,
    type: 'project_id_missing',
    message: 'The request has an API key and no project. Send the project ID as X-Appwrite-Project.',
  },
  project_not_found: {
    status: 404,
    type: 'project_not_found',
    message: 'Project with the requested ID could not be found. Check the X-Appwrite-Project header.',
  },
  provider_not_found: {
    status: 404,
    type: 'provider_not_found',
    message: 'Provider with the requested ID could not be found.',
  },
  query_invalid: { status: 400, type: 'general_query_invalid', message: 'The query cannot be run.' },
  query_too_broad: { status: 400, type: 'general_query_invalid', message: 'The query is too broad.' },
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
  request_invalid: { status: 400, type: 'general_bad_request', message: 'The request cannot be read.' },
  route_not_found: {
    status: 404,
    type: 'general_route_not_found',
    message: 'The requested route was not found. Check method and path against the documentation at /docs.',
  },
  scope_missing: { status: 401, type: 'general_unauthorized_scope', message: 'The caller lacks a scope.' },
  session_not_found: {
    status: 404,
    type: 'user_session_not_found',
    message: 'The user has no session with the requested ID.',
  },
  target_exists: {
    status: 409,
    type: 'user_target_already_exists',
    message: 'A target with the same ID already exists.',
  },
  target_invalid_email: {
    status: 400,
    type: 'general_invalid_email',
    message: 'The identifier is not a valid email address.',
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
  unavailable: {
    status: 503,
    type: 'general_service_unavailable',
    message: 'The service cannot answer right now. Nothing was changed; try again in a moment.',
  },
  user_exists: {
    status: 409,
    type: 'user_already_exists',
    message: 'A user with the same id, email, or phone already exists in this project.',
  },
  user_not_found: {
    status: 404,
    type: 'user_not_found',
    message: 'User with the requested ID could not be found.',
  },
} as const satisfies Record<FailureCode, Answer>;
