import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { verifyTotpOnce } from '../core/factors/verify-totp.ts';
import { Failure } from '../core/failure.ts';
import { typedCode } from '../core/tokens/typed-code.ts';
import type { User } from '../core/users/user.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { bearerUnauthorized, forbidden, HexError } from './errors.ts';

const NEEDED = 'Two-factor authentication required. Include X-Hex-OTP header with your TOTP code.';
const NOT_ENABLED = 'Two-factor authentication must be enabled for API write access';
const TOO_MANY = 'Too many failed two-factor authentication attempts. Please try again later.';

/**
 * Verifies the authenticator's code in `x-hex-otp`, which works once, for a user who writes with a token or owes a
 * second factor. Clients read from the first letters of the challenge what is missing.
 */
export async function requireTotp(core: Core, actor: Actor, user: User, request: HttpRequest): Promise<void> {
  const sent = request.headers['x-hex-otp'];
  const code = Array.isArray(sent) ? sent[0] : sent;
  if (user.mfaEnabledAt === null) throw forbidden(NOT_ENABLED);
  if (code === undefined || code === '') throw bearerUnauthorized(NEEDED, 'totp_required');
  try {
    await verifyTotpOnce(core, actor, { user: user.id, code: typedCode(code) });
  } catch (error) {
    throw error instanceof Failure ? codeError(error) : error;
  }
}

function codeError(failure: Failure): Failure | HexError {
  const { data } = failure;
  switch (data.code) {
    case 'authenticator_not_found':
      return forbidden(NOT_ENABLED);
    case 'token_invalid':
      return bearerUnauthorized('Invalid two-factor authentication code', 'invalid_totp');
    case 'rate_limited':
      return new HexError(429, TOO_MANY, { retryAfter: data.retryAfterSeconds });
    default:
      return failure;
  }
}
