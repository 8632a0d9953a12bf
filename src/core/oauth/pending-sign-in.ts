import { createHash } from 'node:crypto';
import { digest, freshSecret, sameText } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { isProviderKey, type ProviderKey } from './providers/table.ts';
import { insertState, takeState } from './store.ts';

export type Flow = 'session' | 'token';

/** A pending sign-in at a provider. Stored sealed, by the digest of its state, and completed once. */
export type PendingSignIn = {
  readonly provider: ProviderKey;
  readonly flow: Flow;
  readonly success: string;
  readonly failure: string;
  readonly redirectUri: string;
  readonly nonce: string;
  /** The PKCE verifier; null when the provider does not support it. */
  readonly verifier: string | null;
  /** Digest of the cookie of the browser that began; null for a server. */
  readonly browserBinding: string | null;
  /** The signed-in user who links the account. */
  readonly user: string | null;
};

/** Lifetime of a pending sign-in. */
export const PENDING_MS = 600_000;
const BINDING = /^[0-9a-f]{64}$/;
/** 86 characters; RFC 7636 allows at most 128. */
const VERIFIER_BYTES = 64;

/** Returns the browser's binding: its existing cookie, or a new one. */
export function browserBindingOf(actor: Actor): string {
  const binding = actor.browser?.browserBinding;
  return binding !== undefined && BINDING.test(binding) ? binding : freshSecret();
}

export function freshVerifier(): string {
  return Buffer.from(freshSecret(VERIFIER_BYTES), 'hex').toString('base64url');
}

/** Returns the S256 challenge of a verifier. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Stores the sign-in for ten minutes. Returns its state. */
export async function savePending(core: Core, actor: Actor, pending: PendingSignIn): Promise<string> {
  const state = freshSecret();
  const row = {
    id: digest(state),
    payload: core.seal.seal(JSON.stringify(pending)),
    expires_at: expiryAfter(core.clock, PENDING_MS),
  };
  await core.unaudited((tx) => insertState(tx, actor.project.id, row));
  return state;
}

/**
 * Removes and returns the sign-in of the state, also when it then fails. Fails with `oauth_state_invalid` for an
 * unknown state, another provider, or another browser.
 */
export async function consumePending(
  core: Core,
  actor: Actor,
  { state, provider }: { readonly state: string; readonly provider: ProviderKey },
): Promise<PendingSignIn> {
  const of = { id: digest(state), now: core.clock.now() };
  const row = await core.unaudited((tx) => takeState(tx, actor.project.id, of));
  const text = row && core.seal.open(row.payload);
  if (text === undefined) throw new Failure('oauth_state_invalid');
  // Cast: written by `savePending` only.
  const pending = JSON.parse(text) as PendingSignIn;
  if (!isProviderKey(pending.provider) || pending.provider !== provider)
    throw new Failure('oauth_state_invalid');
  const binding = actor.browser?.browserBinding ?? '';
  if (pending.browserBinding !== null && !sameText(digest(binding), pending.browserBinding))
    throw new Failure('oauth_state_invalid');
  return pending;
}
