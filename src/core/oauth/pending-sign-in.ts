import { createHash } from 'node:crypto';
import { digest, freshSecret, sameText } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { instantOf } from '../instant.ts';
import { isProviderKey, type ProviderKey } from './providers/table.ts';
import { insertState, takeState } from './store.ts';

export type Flow = 'session' | 'token';

/** A sign-in that was sent to a provider. Kept sealed, under the digest of its state, until it comes back once. */
export type PendingSignIn = {
  readonly provider: ProviderKey;
  readonly flow: Flow;
  readonly success: string;
  readonly failure: string;
  readonly redirectUri: string;
  readonly nonce: string;
  /** Whose PKCE challenge the provider was given; null where it takes none. */
  readonly verifier: string | null;
  /** Digest of the mark of the browser that began; null where a server did. */
  readonly browserBinding: string | null;
  /** Who was signed in when it began, and links the account. */
  readonly user: string | null;
};

const LIFETIME_MS = 600_000;
const BINDING = /^[0-9a-f]{64}$/;
/** 86 characters, of the at most 128 that the standard allows. */
const VERIFIER_BYTES = 64;

/** The mark by which the browser is known when it comes back: its own, or a fresh one. */
export function browserBindingOf(actor: Actor): string {
  const binding = actor.browser?.browserBinding;
  return binding !== undefined && BINDING.test(binding) ? binding : freshSecret();
}

export function freshVerifier(): string {
  return Buffer.from(freshSecret(VERIFIER_BYTES), 'hex').toString('base64url');
}

/** The S256 challenge of a verifier. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Keeps the sign-in for ten minutes. Answers the state by which it is known. */
export async function savePending(core: Core, actor: Actor, pending: PendingSignIn): Promise<string> {
  const state = freshSecret();
  const now = core.clock.now();
  const row = {
    project_id: actor.project.id,
    id: digest(state),
    payload: core.seal.seal(JSON.stringify(pending)),
    expires_at: instantOf(now + LIFETIME_MS),
  };
  await core.unaudited((tx) => insertState(tx, row, now));
  return state;
}

/**
 * The sign-in of that state, which is good for once: also when it came by another way than it was sent. Refuses with
 * `oauth_state_invalid` what is not kept, of another provider, or of another browser.
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
  // Written by `savePending` and nothing else: hence the cast.
  const pending = JSON.parse(text) as PendingSignIn;
  if (!isProviderKey(pending.provider) || pending.provider !== provider)
    throw new Failure('oauth_state_invalid');
  const binding = actor.browser?.browserBinding ?? '';
  if (pending.browserBinding !== null && !sameText(digest(binding), pending.browserBinding))
    throw new Failure('oauth_state_invalid');
  return pending;
}
