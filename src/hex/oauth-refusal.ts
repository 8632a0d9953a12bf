import { Failure, type FailureCode } from '../core/failure.ts';
import type { Issue } from '../http/input.ts';
import { UNKNOWN_GRANT_TYPE } from './oauth-params.ts';
import type { Refusals } from './route.ts';

/** A refusal in the form of RFC 6749, section 5.2. */
export class OauthRefusal extends Error {
  override readonly name = 'OauthRefusal';
  readonly status: number;
  readonly code: string;
  readonly told: string;

  constructor(status: number, code: string, told: string) {
    super(told);
    this.status = status;
    this.code = code;
    this.told = told;
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

export const oauthRefusals: Refusals = {
  ofInput: ({ name, broken }: Issue) => {
    if (name === 'client_id') return new OauthRefusal(401, 'invalid_client', 'There is no such client.');
    if (name === 'scope')
      return new OauthRefusal(400, 'invalid_scope', 'The scope is missing, or none that there is.');
    if (broken[0]?.message === UNKNOWN_GRANT_TYPE)
      return new OauthRefusal(400, 'unsupported_grant_type', 'There is no such grant type.');
    return missing(name);
  },
  answerTo: (error) => {
    const refusal = oauthRefusalOf(error);
    if (!refusal) return undefined;
    const { status, code, told } = refusal;
    return { status, body: { error: code, error_description: told } };
  },
};

export function missing(name: string): OauthRefusal {
  return new OauthRefusal(400, 'invalid_request', `The parameter ${name} is missing.`);
}

/** Nothing for what is answered in the protocol's usual form. */
function oauthRefusalOf(error: unknown): OauthRefusal | undefined {
  if (error instanceof OauthRefusal) return error;
  return error instanceof Failure ? refusals[error.code]?.() : undefined;
}
