import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { CLOCK_TOLERANCE_MS, instantOf } from '../instant.ts';
import type { Session } from '../sessions/session.ts';
import { beginRefresh, endRefresh, findSession, replaceLease } from '../sessions/store.ts';
import { refreshTokens } from './exchange.ts';
import { HttpClientError } from './http-client.ts';
import { getEnabledProvider } from './provider-configs.ts';
import { ProviderError } from './provider-request.ts';
import { isProviderKey } from './providers/table.ts';
import { openTokens, type SealedTokens, sealTokens } from './tokens.ts';

/** Longer than the timeout of a request to a provider. */
const LEASE_MS = 15_000;
const POLL_MS = 50;

/**
 * Refreshes the provider's tokens of a session and passes them to `keep`; does nothing without a refresh token. Of
 * several concurrent callers one makes the request, since many providers accept each refresh token once. The others
 * use its result.
 */
export async function refreshProviderTokens(
  core: Core,
  actor: Actor,
  session: Session,
  keep: (tokens: SealedTokens | undefined) => Promise<Session>,
): Promise<Session> {
  const before = session.sealedTokens;
  const { provider } = session;
  if (!before || session.providerTokens?.refresh === '' || !isProviderKey(provider)) return keep(undefined);
  const lease = await acquireLease(core, actor, session);
  try {
    const of = { user: session.userId, id: session.id, now: core.clock.now() };
    const current = await findSession(core.read, actor.project.id, of);
    if (!current) throw new Failure('session_not_found');
    const { sealedTokens = before } = current;
    const refresh = openTokens(core, sealedTokens)?.refresh ?? '';
    if (refresh === '' || sealedTokens.sealed !== before.sealed) return await keep(undefined);
    const enabled = await getEnabledProvider(core, actor, provider).catch(ifDisabled);
    if (!enabled) return await keep(undefined);
    const tokens = await refreshTokens(core, enabled, refresh).catch((error: unknown) => {
      throw refusal(enabled.provider.name, error);
    });
    return await keep(sealTokens(core, tokens));
  } finally {
    await core.unaudited((tx) => endRefresh(tx, actor.project.id, lease));
  }
}

/** Waits until no other request refreshes the session's tokens. Fails with `unavailable` when that takes too long. */
async function acquireLease(core: Core, actor: Actor, { userId: user, id }: Session) {
  for (let waited = 0; waited <= LEASE_MS; waited += POLL_MS) {
    const now = core.clock.now();
    const lease = { user, id, until: instantOf(now + LEASE_MS) };
    const latest = instantOf(now + LEASE_MS + CLOCK_TOLERANCE_MS);
    const project = actor.project.id;
    const begun = await core.unaudited(
      async (tx) =>
        (await beginRefresh(tx, project, { ...lease, now })) ??
        replaceLease(tx, project, { ...lease, latest }),
    );
    if (begun) return lease;
    await sleep(POLL_MS);
  }
  throw new Failure({ code: 'unavailable', retryAfterSeconds: 1 });
}

function refusal(name: string, error: unknown): Failure {
  if (error instanceof HttpClientError)
    return new Failure({ code: 'provider_refused', provider: name, reason: 'unreachable' });
  if (!(error instanceof ProviderError)) throw error;
  if (error.status === 400) return new Failure('provider_bad_request');
  if (error.status === 401) return new Failure('provider_unauthorized');
  return new Failure({ code: 'provider_refused', provider: name, reason: 'refused' });
}

/** Sessions outlive a disabled provider; its tokens are not refreshed. */
function ifDisabled(error: unknown): undefined {
  if (error instanceof Failure && error.code === 'provider_disabled') return undefined;
  throw error;
}
