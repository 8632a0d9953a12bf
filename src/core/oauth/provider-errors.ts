import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { type Instant, instantOf } from '../instant.ts';
import { HttpClientError } from './http-client.ts';
import { ProviderError } from './provider-request.ts';
import type { ProviderKey } from './providers/table.ts';
import { providerErrorsOf, upsertProviderError } from './store.ts';

/** Where a sign-in failed: before the redirect to the provider, at the provider, or when its code was exchanged. */
export type SignInStep = 'authorize' | 'redirect' | 'exchange';

/** The last sign-in that a provider failed. */
export type SignInError = {
  readonly key: string;
  readonly at: Instant;
  readonly step: string;
  /** The status of the answer; null when there was none. */
  readonly status: number | null;
  /** A standard error code; empty when there was none. */
  readonly error: string;
};

/** The user decided so, which says nothing of the provider. */
const BY_USERS: ReadonlySet<string> = new Set(['access_denied', 'user_cancelled_login', 'consent_required']);

/**
 * Keeps the error of a sign-in in place of the one before. Other errors than those of providers are left out. What
 * cannot be kept does not change the outcome of the sign-in.
 */
export async function keepSignInError(
  core: Core,
  actor: Actor,
  { key, step, error }: { readonly key: ProviderKey; readonly step: SignInStep; readonly error: unknown },
): Promise<void> {
  const known = columnsOf(error);
  if (!known || BY_USERS.has(known.error)) return;
  const row = { project_id: actor.project.id, key, at: core.clock.now(), step, ...known };
  await core.unaudited((tx) => upsertProviderError(tx, row)).catch(() => {});
}

/** By provider. */
export async function listSignInErrors(core: Core, actor: Actor): Promise<ReadonlyMap<string, SignInError>> {
  const rows = await providerErrorsOf(core.read, actor.project.id);
  return new Map(
    rows.map(({ key, at, step, status, error }) => [key, { key, at: instantOf(at), step, status, error }]),
  );
}

function columnsOf(error: unknown): Pick<SignInError, 'status' | 'error'> | undefined {
  if (error instanceof ProviderError) return { status: error.status, error: error.reason };
  return error instanceof HttpClientError ? { status: null, error: '' } : undefined;
}
