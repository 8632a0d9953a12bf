import { Failure, type FailureCode } from '../core/failure.ts';

/** A refusal in the form of RFC 6749, section 5.2. */
export class OauthRefusal extends Error {
  override readonly name = 'OauthRefusal';
  readonly status: number;
  readonly code: string;
  readonly description: string;

  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
    this.description = description;
  }
}

/** What the core refuses programs with that ask for tokens. All else is answered as everywhere. */
const refusals: Partial<Record<FailureCode, () => OauthRefusal>> = {
  token_invalid: () => new OauthRefusal(400, 'invalid_grant', 'It is not good, or not any more.'),
  user_blocked: () => new OauthRefusal(403, 'access_denied', 'The user is blocked.'),
  credentials_wrong: () =>
    new OauthRefusal(401, 'invalid_client', 'The client secret is no key that is good.'),
  scope_missing: () => new OauthRefusal(400, 'invalid_scope', 'The key may do less than that.'),
};

/** Nothing for what is answered in the protocol's usual form. */
export function oauthRefusalOf(error: unknown): OauthRefusal | undefined {
  if (error instanceof OauthRefusal) return error;
  return error instanceof Failure ? refusals[error.code]?.() : undefined;
}
