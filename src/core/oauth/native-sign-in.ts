import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { instantOf } from '../instant.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { takeInWindow } from '../limits/store.ts';
import type { NewSession } from '../sessions/open-session.ts';
import { externalProfileOf } from './external-profile.ts';
import { type IdTokenClaims, verifyIdToken } from './id-token.ts';
import { getNativeProvider, type NativeProvider } from './provider-configs.ts';
import { claims as places, profileIn } from './providers/profiles.ts';
import type { ProviderKey } from './providers/table.ts';
import { openSessionOnce } from './session-or-token.ts';
import { expiryIn } from './tokens.ts';

export type NativeSignIn = {
  readonly provider: ProviderKey;
  readonly idToken: string;
  /** The raw nonce; the token has it, or its SHA-256. */
  readonly nonce?: string;
  /** Stored for the app, and never used to authenticate. */
  readonly accessToken?: string;
  /** Seconds. */
  readonly accessTokenExpiry?: number;
  /** For a user without a name, where the token has none. */
  readonly name?: string;
};

/** A token may be used so long after its expiry, by a clock that is behind. */
const SKEW_MS = 60_000;

/**
 * Opens a session by an ID token that an app got from the provider itself, once for each token. A signed-in user gets
 * the identity linked, and the session replaces the current one. Fails with `provider_unsupported`,
 * `provider_disabled`, `provider_refused`, `id_token_invalid`, `not_allowed`, and as `completeSignIn`.
 */
export async function signInWithIdToken(core: Core, actor: Actor, input: NativeSignIn): Promise<NewSession> {
  if (actor.impersonatorId !== undefined) throw new Failure('not_allowed');
  const configured = await getNativeProvider(core, actor, input.provider);
  const caller = actor.user?.id;
  try {
    return await openWith(core, actor, configured, input);
  } catch (error) {
    // A blocked user is recorded by the sign-in itself.
    const isRefusal = error instanceof Failure && !unrecorded.has(error.code);
    if (isRefusal)
      await recordRefusal(core, actor, { user: caller, factor: 'oauth2', reason: 'wrong', attempts: [] });
    throw error;
  }
}

const unrecorded: ReadonlySet<string> = new Set([
  'user_blocked',
  'provider_refused',
  'unavailable',
  'internal',
]);

async function openWith(
  core: Core,
  actor: Actor,
  configured: NativeProvider,
  input: NativeSignIn,
): Promise<NewSession> {
  const verified = await verifyIdToken(core, configured, input);
  const { accessToken = '', accessTokenExpiry, idToken } = input;
  const expiresAt = accessToken === '' ? null : expiryIn(core, accessTokenExpiry);
  const tokens = { access: accessToken, refresh: '', expiresAt, idToken };
  const external = externalProfileOf(
    configured,
    { tokens, profile: profileIn(verified, places) },
    input.name,
  );
  return openSessionOnce(core, actor, { external, caller: actor.user?.id }, async (tx) => {
    const used = await takeInWindow(tx, usedToken(core, actor, idToken, verified));
    if ((used?.used ?? 1) > 1) throw new Failure({ code: 'id_token_invalid', problem: 'used' });
  });
}

/** Remembers a token until it expires. The signature is left out of the key, since it can be written in several ways. */
function usedToken(core: Core, actor: Actor, idToken: string, { exp }: IdTokenClaims) {
  const [header = '', payload = ''] = idToken.split('.');
  return {
    project_id: actor.project.id,
    key: digest(`id-token\n${header}.${payload}`),
    used: 1,
    ends_at: instantOf(exp * 1000 + SKEW_MS),
    now: core.clock.now(),
  };
}
