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
export type Pending = {
  readonly provider: ProviderKey;
  readonly flow: Flow;
  readonly success: string;
  readonly failure: string;
  readonly redirectUri: string;
  readonly nonce: string;
  /** Whose PKCE challenge the provider was given; null where it takes none. */
  readonly verifier: string | null;
  /** Digest of the mark of the browser that began; null where a server did. */
  readonly mark: string | null;
  /** Who was signed in when it began, and links the account. */
  readonly user: string | null;
};

const LIVES_MS = 600_000;
const MARK = /^[0-9a-f]{64}$/;
/** 86 characters, of the at most 128 that the standard allows. */
const VERIFIER_BYTES = 64;

/** The mark by which the browser is known when it comes back: its own, or a fresh one. */
export function markOf(actor: Actor): string {
  const mark = actor.visit?.mark;
  return mark !== undefined && MARK.test(mark) ? mark : freshSecret();
}

export function freshVerifier(): string {
  return Buffer.from(freshSecret(VERIFIER_BYTES), 'hex').toString('base64url');
}

/** The S256 challenge of a verifier. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Keeps the sign-in for ten minutes. Answers the state by which it is known. */
export async function keepPending(core: Core, actor: Actor, pending: Pending): Promise<string> {
  const state = freshSecret();
  const now = core.clock.now();
  const row = {
    project_id: actor.project.id,
    id: digest(state),
    payload: core.seal.seal(JSON.stringify(pending)),
    expires_at: instantOf(now + LIVES_MS),
  };
  await core.count((books) => insertState(books, row, now));
  return state;
}

/**
 * The sign-in of that state, which is good for once: also when it came by another way than it was sent. Refuses with
 * `sign_in_unknown` what is not kept, of another provider, or of another browser.
 */
export async function takePending(
  core: Core,
  actor: Actor,
  { state, provider }: { readonly state: string; readonly provider: ProviderKey },
): Promise<Pending> {
  const of = { id: digest(state), now: core.clock.now() };
  const row = await core.count((books) => takeState(books, actor.project.id, of));
  const text = row && core.seal.open(row.payload);
  if (text === undefined) throw new Failure('sign_in_unknown');
  // Written by `keepPending` and nothing else: hence the cast.
  const pending = JSON.parse(text) as Pending;
  if (!isProviderKey(pending.provider) || pending.provider !== provider) throw new Failure('sign_in_unknown');
  const mark = actor.visit?.mark ?? '';
  if (pending.mark !== null && !sameText(digest(mark), pending.mark)) throw new Failure('sign_in_unknown');
  return pending;
}
