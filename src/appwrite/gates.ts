import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { owesFactor } from '../core/factors/owing.ts';
import { Failure } from '../core/failure.ts';
import { type Route, scopesOf } from '../http/route.ts';

/** Everything that a caller must pass before its parameters are looked at, in the protocol's order. */
export async function passGates(core: Core, actor: Actor, route: Route): Promise<void> {
  refuseWithoutScope(actor, route);
  if (actor.user?.blockedAt != null || actor.impersonator?.blockedAt != null)
    throw new Failure('user_blocked');
  if (!route.mfaExempt) await refuseOwing(core, actor);
  const closed = actor.project.policies.closedMethods;
  if (route.signIn && closed.includes(route.signIn)) throw new Failure('method_closed');
  if (route.session === 'opens' && actor.session) throw new Failure('session_exists');
}

function refuseWithoutScope(actor: Actor, route: Route): void {
  const wanted = scopesOf(route);
  // Where a secret is enough, it is one of some project: outside of all nothing is tried and nothing written.
  if (wanted.length === 0 && route.client && actor.project.id === '') throw new Failure('project_missing');
  if (wanted.length === 0 || wanted.some((scope) => actor.scopes.has(scope))) return;
  const caller = actor.kind === 'key' || actor.kind === 'user' ? actor.kind : 'guest';
  const missing = { caller, project: actor.project.id, scopes: wanted } as const;
  throw new Failure({ code: 'scope_missing', missing });
}

/** An impersonator shows the second factor of its own, and the one that the other user would have to. */
async function refuseOwing(core: Core, actor: Actor): Promise<void> {
  const { session, user, impersonator } = actor;
  if (!session || !user) return;
  if (impersonator && (await owesFactor(core, actor, impersonator, session)))
    throw new Failure('factors_required');
  if (await owesFactor(core, actor, user, session)) throw new Failure('factors_required');
}
