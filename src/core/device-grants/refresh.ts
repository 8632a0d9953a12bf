import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { lockUser } from '../users/store.ts';
import { actingFor, requireFactors } from './device-grants.ts';
import type { Grant, GrantTokens } from './grant.ts';
import { revokeGrant } from './revoke.ts';
import { findByFamily, replaceTokens } from './store.ts';
import { familyIn, freshTokens } from './tokens.ts';

/**
 * Replaces the tokens of a grant. A refresh token works once. A used one ends the grant, since one of its two holders
 * stole it; so does an expired one. Fails with `token_invalid`, and with `factors_required` when the user needs more
 * factors than the grant has.
 */
export async function refreshGrant(
  core: Core,
  actor: Actor,
  input: { readonly refreshToken: string; readonly clientId: string },
): Promise<GrantTokens> {
  const family = familyIn(input.refreshToken);
  const grant = family && (await findByFamily(core.read, actor.project.id, { hash: digest(family) }));
  if (!grant || grant.clientId !== input.clientId) throw new Failure('token_invalid');
  await requireFactors(core, actor, grant);
  const refreshHash = digest(input.refreshToken);
  const refreshed = await rotateTokens(core, actor, { grant, family, refreshHash });
  if (refreshed) return refreshed;
  await revokeGrant(core, actor, grant);
  throw new Failure('token_invalid');
}

/** Returns nothing when the token was used (also concurrently), has expired, or the grant ended. */
async function rotateTokens(
  core: Core,
  actor: Actor,
  {
    grant,
    family,
    refreshHash,
  }: { readonly grant: Grant; readonly family: string; readonly refreshHash: string },
): Promise<GrantTokens | undefined> {
  const { tokens, hashes } = freshTokens(core, grant, family);
  const project = actor.project.id;
  const act = { act: 'session.update', user: grant.userId, details: { sessionId: grant.id } } as const;
  const acts = (isRotated: boolean) => (isRotated ? act : []);
  const isRotated = await core.write(actingFor(actor, grant.userId), acts, async (tx) => {
    if (!(await lockUser(tx, project, grant.userId))) return false;
    return replaceTokens(tx, project, { grant, before: refreshHash, hashes, now: core.clock.now() });
  });
  return isRotated ? tokens : undefined;
}
