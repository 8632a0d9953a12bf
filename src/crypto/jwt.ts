const ALGORITHM = 'HS256';
/** Tells these tokens from whatever else is signed with a key of ours. */
const AUDIENCE = 'session';

type SessionClaims = { readonly userId: string; readonly sessionId: string };

/** Signs who a user is; `seconds` from now it is void. `issuer` names the project. */
export async function signJwt(
  key: Uint8Array,
  issuer: string,
  claims: SessionClaims,
  moments: { now: number; seconds: number },
): Promise<string> {
  // Loaded when it is asked for: most servers never are.
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
