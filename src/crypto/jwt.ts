import { digest } from './tokens.ts';

/** A value, or the promise of one. */
type Soon<T> = T | Promise<T>;

const ALGORITHM = 'HS256';
/** Distinguishes these tokens from anything else signed with a key of ours. */
const AUDIENCE = 'session';
const LENGTH_AT_MOST = 4_096;
/** A token from further ahead was signed while the clock was ahead, and would live for as long as that longer. */
const ISSUED_AHEAD_MS = 60_000;
/** Verified tokens that are remembered, about 400 bytes each. */
const VERIFIED_AT_MOST = 10_000;

export type SessionClaims = {
  readonly userId: string;
  readonly sessionId: string;
  /** Identifies the user among users of the same id, for a token without a session; otherwise empty. */
  readonly stamp: string;
  /** The factors that the session had shown when the token was signed. */
  readonly factors: readonly string[];
};

/** Signs a token for a user that expires after `seconds`. `issuer` names the project. */
export async function signJwt(
  key: Uint8Array,
  issuer: string,
  claims: SessionClaims,
  moments: { now: number; seconds: number },
): Promise<string> {
  // Loaded on first use: most servers never need it.
  const { SignJWT } = await import('jose');
  const issuedAt = Math.floor(moments.now / 1000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ typ: 'JWT', alg: ALGORITHM })
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + moments.seconds)
    .sign(key);
}

/** A token whose signature was verified, and the seconds between which it holds. */
type Verified = { readonly claims: SessionClaims; readonly issuedAt: number; readonly expiresAt: number };

/**
 * Returns a function that returns the claims of a token signed with the key for a project; nothing for any other or an
 * expired one. No leeway. It remembers that a signature is good, which never changes, and compares the times anew.
 */
export function jwtVerifier(
  keyOf: () => Uint8Array,
): (issuer: string, token: string, now: number) => Soon<SessionClaims | undefined> {
  const verified = new Map<string, Verified>();
  let key: Uint8Array | undefined;
  return (issuer, token, now) => {
    if (token.length > LENGTH_AT_MOST) return undefined;
    const name = `${issuer} ${digest(token)}`;
    const known = verified.get(name);
    if (known) {
      if (holds(known, now)) return known.claims;
      verified.delete(name);
      return undefined;
    }
    key ??= keyOf();
    return verifyJwt(key, issuer, token, now).then((found) => {
      if (!found) return undefined;
      if (verified.size >= VERIFIED_AT_MOST) verified.clear();
      verified.set(name, found);
      return found.claims;
    });
  };
}

function holds({ issuedAt, expiresAt }: Verified, now: number): boolean {
  return expiresAt > Math.floor(now / 1000) && issuedAt * 1000 <= now + ISSUED_AHEAD_MS;
}

async function verifyJwt(
  key: Uint8Array,
  issuer: string,
  token: string,
  now: number,
): Promise<Verified | undefined> {
  const { jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      typ: 'JWT',
      issuer,
      audience: AUDIENCE,
      requiredClaims: ['exp', 'iat'],
      currentDate: new Date(now),
    });
    const { userId, sessionId, stamp = '', factors = [], iat = 0, exp = 0 } = payload;
    if (iat * 1000 > now + ISSUED_AHEAD_MS) return undefined;
    if (!Array.isArray(factors)) return undefined;
    const isOurs = [userId, sessionId, stamp, ...factors].every((claim) => typeof claim === 'string');
    // Each was looked at in the lines above.
    const claims = { userId, sessionId, stamp, factors } as SessionClaims;
    return isOurs ? { claims, issuedAt: iat, expiresAt: exp } : undefined;
  } catch {
    return undefined;
  }
}
