import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { lockUser } from '../users/store.ts';
import { actingFor } from './device-grants.ts';
import type { Grant } from './grant.ts';
import { deleteGrant, findByAccess, findByRefresh } from './store.ts';

/** Ends the grant of an access or refresh token. Succeeds when there is none. */
export async function revokeToken(
  core: Core,
  actor: Actor,
  input: { readonly token: string; readonly clientId: string },
): Promise<void> {
  const hash = digest(input.token);
  const { id } = actor.project;
  const byAccess = await findByAccess(core.read, id, { hash, now: core.clock.now() });
  const grant = byAccess?.grant ?? (await findByRefresh(core.read, id, { hash }));
  if (grant && grant.clientId === input.clientId) await revokeGrant(core, actor, grant);
}

/** Ends the grant whose refresh token has this SHA-256, hex. Succeeds when there is none. */
export async function revokeByHash(core: Core, actor: Actor, hash: string): Promise<void> {
  const grant = await findByRefresh(core.read, actor.project.id, { hash });
  if (grant) await revokeGrant(core, actor, grant);
}

/** Ends the grant. Records nothing when a concurrent call ended it. */
export async function revokeGrant(core: Core, actor: Actor, grant: Grant): Promise<void> {
  const { userId: user, id } = grant;
  const act = { act: 'session.delete', user, details: { sessionId: id } } as const;
  const acts = (isEnded: boolean) => (isEnded ? act : []);
  await core.write(actingFor(actor, user), acts, async (tx) => {
    await lockUser(tx, actor.project.id, user);
    return deleteGrant(tx, actor.project.id, { user, id });
  });
}
