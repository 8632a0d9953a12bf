import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { owesFactor } from '../core/factors/owing.ts';
import { Failure } from '../core/failure.ts';
import { type Route, scopesOf } from './route.ts';

/** Everything that a caller must pass before its parameters are looked at, in the protocol's order. */
export async function passGates(core: Core, actor: Actor, route: Route): Promise<void> {
  refuseWithoutScope(actor, route);
  if (actor.user?.blockedAt != null || actor.impersonator?.blockedAt != null)
    throw new Failure('user_blocked');
  const { mfaExempt, signIn, session } = route.meta;
  if (!mfaExempt) await refuseOwing(core, actor);
  const closed = actor.project.policies.closedMethods;
  if (signIn && closed.includes(signIn)) throw new Failure('method_closed');
  if (session === 'opens' && actor.session) throw new Failure('session_exists');
}

function refuseWithoutScope(actor: Actor, route: Route): void {
  const wanted = scopesOf(route);
  // Where a secret is enough, it is one of some project: outside of all nothing is tried and nothing written.
  if (wanted.length === 0 && route.meta.client && actor.project.id === '')
    throw new Failure('project_missing');
  if (wanted.length === 0 || wanted.some((scope) => actor.scopes.has(scope))) return;
  throw new Failure('scope_missing', `${whoIs(actor)} missing scopes (${JSON.stringify(wanted)})`);
}

function whoIs(actor: Actor): string {
  if (actor.kind === 'key') return `app.${actor.project.id}@service (role: applications)`;
  return actor.kind === 'user' ? 'User (role: users)' : 'User (role: guests)';
}

/** An impersonator shows the second factor of its own, and the one that the other user would have to. */
async function refuseOwing(core: Core, actor: Actor): Promise<void> {
  const { session, user, impersonator } = actor;
  if (!session || !user) return;
  if (impersonator && (await owesFactor(core, actor, impersonator, session)))
    throw new Failure('factors_required');
  if (await owesFactor(core, actor, user, session)) throw new Failure('factors_required');
}
