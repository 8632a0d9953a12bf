import type { FailureCode } from '../core/failure.ts';
import type { Answer } from './failures.ts';

/** What is refused where users sign in with accounts elsewhere. */
export const elsewhereFailures = {
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
  provider_disabled: {
    status: 412,
    type: 'project_provider_disabled',
    message: 'The project has not set this provider up. Its operator runs: denizen providers set',
  },
  provider_failed: {
    status: 424,
    type: 'user_oauth2_provider_failure',
    message: 'The provider could not complete the sign-in. Please try again.',
  },
  provider_refused: {
    status: 424,
    type: 'user_oauth2_provider_error',
    message: 'The provider refused the sign-in.',
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
  oauth_state_invalid: {
    status: 400,
    type: 'user_oauth2_bad_request',
    message:
      'The sign-in is not known: it took too long, was completed before, or was begun in another browser. Begin again.',
  },
  success_page_refused: {
    status: 400,
    type: 'project_invalid_success_url',
    message: 'The page for success is not of a host of the project.',
  },
} as const satisfies Partial<Record<FailureCode, Answer>>;
