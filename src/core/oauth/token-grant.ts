import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryAfter, isAhead } from '../expiry.ts';
import type { Identity } from '../identities/identity.ts';
import { sessionSecrets } from '../tokens/session-secrets.ts';

/** The payload of a token that a page redeems for a session. */
export type TokenGrant = {
  readonly secret: string;
  readonly provider: string;
  /** The identity that the user signed in with. */
  readonly identity: string;
};

/** The factors of a session from an external account: two, so that no other is required. */
const LINKED = ['email', 'oauth2'] as const;
/** An external account that was matched only by its email proves no more than a message to that address. */
const FOUND_BY_EMAIL = ['oauth2'] as const;

/** Returns the factors of a sign-in with an external account, by how the user was found when it was linked. */
export function oauthFactors({ foundByEmailAt }: Identity): readonly string[] {
  return foundByEmailAt === null ? LINKED : FOUND_BY_EMAIL;
}

/** Lifetime of the token. */
export const TOKEN_GRANT_SECONDS = sessionSecrets.oauth2.lifetime;
const ALGORITHM = 'HS256';

/** Signs the token for a minute, with a per-project key that signs nothing else. */
export async function signTokenGrant(core: Core, actor: Actor, grant: TokenGrant): Promise<string> {
  const { SignJWT } = await import('jose');
  return new SignJWT({ ...grant })
    .setProtectedHeader({ alg: ALGORITHM })
    .setExpirationTime(Math.floor(expiryAfter(core.clock, TOKEN_GRANT_SECONDS * 1000) / 1000))
    .sign(core.seal.derive(purpose(actor)));
}

/** Returns the payload; `undefined` when it was not signed for this project, or has expired. */
export async function verifyTokenGrant(
  core: Core,
  actor: Actor,
  text: string,
): Promise<TokenGrant | undefined> {
  if (text.split('.').length !== 3) return undefined;
  const { jwtVerify } = await import('jose');
  const now = core.clock.now();
  for (const key of core.seal.deriveEach(purpose(actor))) {
    try {
      const { payload } = await jwtVerify(text, key, {
        algorithms: [ALGORITHM],
        requiredClaims: ['exp', 'secret', 'provider', 'identity'],
        currentDate: new Date(now),
      });
      if (isAhead((payload.exp ?? 0) * 1000, now, TOKEN_GRANT_SECONDS * 1000)) return undefined;
      // Cast: the key signs nothing else.
      return payload as unknown as TokenGrant;
    } catch {
      // Signed with another key, or not by us.
    }
  }
  return undefined;
}

function purpose(actor: Actor): string {
  return `oauth2 ${actor.project.id}`;
}
