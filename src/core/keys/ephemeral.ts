import type { Seal } from '../../crypto/seal.ts';
import type { Instant } from '../instant.ts';
import { instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';

const PREFIX = 'ephemeral_';
/** The older prefix of the same secrets. */
const OLDER_PREFIX = 'dynamic_';
const ALGORITHM = 'HS256';
const AUDIENCE = 'key';
const LENGTH_AT_MOST = 8_192;

/** What an ephemeral key says of itself. Nothing of it is stored. */
export type EphemeralClaims = {
  /** The stored key that it comes from, and ends with. */
  readonly keyId: string;
  readonly scopes: readonly string[];
};

type Sealing = { readonly seal: Seal };

export function isEphemeralSecret(secret: string): boolean {
  return secret.startsWith(PREFIX) || secret.startsWith(OLDER_PREFIX);
}

/** Signs the secret of an ephemeral key of a project. */
export async function signEphemeral(
  { seal }: Sealing,
  project: ProjectId,
  { keyId, scopes }: EphemeralClaims,
  moments: { readonly now: Instant; readonly expiresAt: Instant },
): Promise<string> {
  const { SignJWT } = await import('jose');
  const token = await new SignJWT({ projectId: project, keyId, scopes: [...scopes] })
    .setProtectedHeader({ typ: 'JWT', alg: ALGORITHM })
    .setAudience(AUDIENCE)
    .setIssuedAt(Math.floor(moments.now / 1000))
    // With its fraction (RFC 7519, NumericDate): a key for a second would end within it.
    .setExpirationTime(moments.expiresAt / 1000)
    .sign(seal.derive('ephemeral-keys'));
  return PREFIX + token;
}

/** Returns the claims and the expiry of a secret that was signed for the project; nothing for any other text. */
export async function verifyEphemeral(
  { seal }: Sealing,
  project: ProjectId,
  secret: string,
): Promise<(EphemeralClaims & { readonly expiresAt: Instant }) | undefined> {
  if (secret.length > LENGTH_AT_MOST) return undefined;
  const token = secret.slice(secret.indexOf('_') + 1);
  const { jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token, seal.derive('ephemeral-keys'), {
      algorithms: [ALGORITHM],
      typ: 'JWT',
      audience: AUDIENCE,
      requiredClaims: ['exp'],
      // The caller compares the expiry, since an expired key fails otherwise than an unknown one.
      currentDate: new Date(0),
    });
    const { projectId, keyId, scopes, exp = 0 } = payload;
    if (projectId !== project || typeof keyId !== 'string' || !Array.isArray(scopes)) return undefined;
    // Cast: the signature shows that this program wrote them.
    return { keyId, scopes: scopes as string[], expiresAt: instantOf(Math.round(exp * 1000)) };
  } catch {
    return undefined;
  }
}
