const ALGORITHM = 'HS256';
/** Distinguishes these tokens from anything else signed with a key of ours. */
const AUDIENCE = 'session';
const LENGTH_AT_MOST = 4_096;
/** A token from further ahead was signed while the clock was ahead, and would live for as long as that longer. */
const ISSUED_AHEAD_MS = 60_000;

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

/**
 * Returns the claims of a token signed with this key for this project; nothing for any other or an expired one. No
 * leeway.
 */
export async function verifyJwt(
  key: Uint8Array,
  issuer: string,
  token: string,
  now: number,
): Promise<SessionClaims | undefined> {
  if (token.length > LENGTH_AT_MOST) return undefined;
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
    const { userId, sessionId, stamp = '', factors = [], iat = 0 } = payload;
    if (iat * 1000 > now + ISSUED_AHEAD_MS) return undefined;
    if (!Array.isArray(factors)) return undefined;
    const isOurs = [userId, sessionId, stamp, ...factors].every((claim) => typeof claim === 'string');
    // Each was looked at in the lines above.
    return isOurs ? ({ userId, sessionId, stamp, factors } as SessionClaims) : undefined;
  } catch {
    return undefined;
  }
}
