import {
  type AddressFailures,
  type AdminFailures,
  type ArgumentProblem,
  type FactorSetupFailures,
  type Failure,
  type FailureCode,
  type FailureOf,
  type ImportFailures,
  type InvitationFailures,
  type JobFailures,
  type KeyManagementFailures,
  type ListFailures,
  type MockPhoneFailures,
  type OAuthFailures,
  type OperatorFailures,
  type ProjectCallFailures,
  type ProjectSetupFailures,
  retryAfterSeconds,
  type SessionFailures,
  type TargetFailures,
  type WebhookFailures,
} from '../core/failure.ts';
import { BASIC, type FieldErrors, HexError } from './errors.ts';
import { BLANK } from './fields.ts';

/** Areas whose operations no call of this protocol uses. */
type UnusedFailures = AddressFailures &
  AdminFailures &
  FactorSetupFailures &
  ImportFailures &
  InvitationFailures &
  JobFailures &
  KeyManagementFailures &
  ListFailures &
  MockPhoneFailures &
  OAuthFailures &
  OperatorFailures &
  ProjectCallFailures &
  ProjectSetupFailures &
  SessionFailures &
  TargetFailures &
  WebhookFailures;

/** Codes that need a row: all except those of the areas above. */
export type HexFailureCode = Exclude<FailureCode, keyof UnusedFailures>;

type Answer<Code extends FailureCode> = {
  readonly status: number;
  readonly message: string;
  /** The message of some reasons. */
  readonly words?: (data: FailureOf<Code>) => string | undefined;
  readonly challenge?: string;
  /** Errors by field. */
  readonly errors?: (data: FailureOf<Code>) => FieldErrors;
};

/** A row without data. */
type Plain = Omit<Answer<never>, 'errors' | 'words'> & { readonly errors?: () => FieldErrors };

const bad: Plain = { status: 400, message: 'Bad request' };
const gone: Plain = { status: 404, message: 'Page not found' };
const notAuthorized = wrong(403, 'account not authorized for this action');
const emailInUse = invalid({ emails: { email: 'already in use' } });

/** Status and message of each failure that calls can meet. A missing row does not compile. */
export const failures: { readonly [Code in HexFailureCode]: Answer<Code> } = {
  argument_invalid: { status: 422, message: 'Validation error(s)', errors: argumentErrors },
  authenticator_not_found: gone,
  body_invalid: bad,
  body_too_large: wrong(413, 'Payload too large'),
  content_type_unsupported: wrong(415, 'Unsupported media type'),
  credentials_wrong: challenged('invalid username and password combination'),
  email_aliased: invalid({
    emails: { email: 'must be written without tags and dots that its provider ignores' },
  }),
  email_disposable: invalid({ emails: { email: 'must not be of a provider of disposable mailboxes' } }),
  email_free: invalid({ emails: { email: 'must not be of a free mail provider' } }),
  email_not_corporate: invalid({ emails: { email: 'must be of a domain of its own' } }),
  email_taken: emailInUse,
  factors_required: challenged('missing authentication information'),
  internal: wrong(500, 'Internal server error'),
  invite_not_found: gone,
  key_not_found: gone,
  membership_confirmed: bad,
  membership_mismatch: gone,
  membership_not_found: gone,
  auth_method_disabled: notAuthorized,
  not_allowed: notAuthorized,
  password_personal: invalid({ password: 'must not hold your name or an address' }),
  password_recently_used: invalid({ password: 'was used before' }),
  project_not_found: gone,
  rate_limited: wrong(429, 'Too many tries. Please try again later.'),
  request_invalid: bad,
  route_not_found: gone,
  scope_missing: challenged('key not authorized for this action'),
  team_not_found: gone,
  token_invalid: challenged('invalid authentication information'),
  unavailable: {
    ...wrong(503, 'Service unavailable'),
    words: ({ reason }) => (reason === 'damaged' ? 'The database is damaged' : undefined),
  },
  user_blocked: bad,
  user_exists: emailInUse,
  user_keys_limit: wrong(403, 'no more keys are taken: revoke one first'),
  user_not_found: gone,
  username_taken: invalid({ username: 'has already been taken' }),
  users_limit: wrong(403, 'no more users are taken'),
};

/** Returns the error of a failure. */
export function errorOf({ data }: Failure): HexError {
  // A row takes the data of its own code, which the lookup guarantees.
  const answers = failures as Partial<Record<FailureCode, Answer<never>>>;
  // Unreachable for known operations. Input must never lead to a 5xx, so the fallback is a 4xx.
  const { status, message, words, challenge, errors }: Answer<never> = answers[data.code] ?? bad;
  const retryAfter = retryAfterSeconds(data);
  return new HexError(status, words?.(data as never) ?? message, {
    ...(challenge !== undefined && { challenge }),
    ...(errors && { errors: errors(data as never) }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

function wrong(status: number, message: string): Plain {
  return { status, message };
}

function challenged(message: string): Plain {
  return { status: 401, message, challenge: BASIC };
}

function invalid(errors: FieldErrors): Plain {
  return { status: 422, message: 'Validation error(s)', errors: () => errors };
}

function argumentErrors(problem: ArgumentProblem): FieldErrors {
  if (problem.rule !== 'one_of_required') return { [problem.field]: ruleError(problem) };
  return Object.fromEntries(problem.fields.map((field) => [field, BLANK]));
}

function ruleError(problem: Exclude<ArgumentProblem, { rule: 'one_of_required' }>): string {
  const { field } = problem;
  switch (problem.rule) {
    case 'required':
      return BLANK;
    case 'malformed':
      return `Value is no ${field}.`;
    case 'length':
      return `The ${field} is a text of ${problem.least} to ${problem.most} characters.`;
    case 'list':
      return `The ${field} are ${problem.most} at most, each a text of 1 to ${problem.lengthMost} characters.`;
    case 'too_few_bytes':
      return `Value must have at least ${problem.least} bytes.`;
    case 'characters_missing':
      return `Value must have a character of each of these kinds: ${problem.characters.join(', ')}.`;
    case 'too_common':
      return 'Value is one of the most common passwords. Choose another.';
    case 'not_same':
      return `does not match ${problem.other}`;
    case 'url_characters':
    case 'foreign_host':
      return 'is invalid';
  }
}
