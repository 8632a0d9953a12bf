import { Failure, type FailureCode } from '../core/failure.ts';
import type { Issue } from '../http/input.ts';
import { UNKNOWN_GRANT_TYPE } from './oauth-params.ts';
import type { Refusals } from './route.ts';

/** An error in the form of RFC 6749, section 5.2. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

/** Failures of the core with an OAuth error code. All others become usual errors of the protocol. */
const errors: Partial<Record<FailureCode, () => OAuthError>> = {
  token_invalid: () => new OAuthError(400, 'invalid_grant', 'The code or token is unknown, used or expired.'),
  user_blocked: () => new OAuthError(403, 'access_denied', 'The user is blocked.'),
  credentials_wrong: () => new OAuthError(401, 'invalid_client', 'The client secret is no key that is good.'),
  factors_required: () => new OAuthError(400, 'invalid_grant', 'A second factor is needed: sign in again.'),
  scope_missing: () => new OAuthError(400, 'invalid_scope', 'The key may do less than that.'),
};

export const oauthRefusals: Refusals = {
  ofInput: ({ name, broken }: Issue) => {
    if (name === 'client_id') return new OAuthError(401, 'invalid_client', 'The client is unknown.');
    if (name === 'scope') return new OAuthError(400, 'invalid_scope', 'The scope is missing or unknown.');
    if (broken[0]?.message === UNKNOWN_GRANT_TYPE)
      return new OAuthError(400, 'unsupported_grant_type', 'The grant type is unknown.');
    return missing(name);
  },
  answerTo: (error) => {
    const refusal = oauthErrorOf(error);
    if (!refusal) return undefined;
    const { status, code, message } = refusal;
    return { status, body: { error: code, error_description: message } };
  },
};

export function missing(name: string): OAuthError {
  return new OAuthError(400, 'invalid_request', `The parameter ${name} is missing.`);
}

/** Returns `undefined` for an error that has the usual form of the protocol. */
function oauthErrorOf(error: unknown): OAuthError | undefined {
  if (error instanceof OAuthError) return error;
  return error instanceof Failure ? errors[error.code]?.() : undefined;
}
