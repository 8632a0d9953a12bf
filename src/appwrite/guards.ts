import type { Actor } from '../core/actor.ts';
import { authenticationOf } from '../core/authentication.ts';
import type { Core } from '../core/core.ts';
import { mfaRequired } from '../core/factors/mfa-required.ts';
import { Failure } from '../core/failure.ts';
import { type Route, scopesOf } from './route.ts';

/**
 * Checks the caller before its parameters are parsed, in the order of the protocol. Returns a promise only for a caller
 * that may need a second factor.
 */
export function runGuards(core: Core, actor: Actor, route: Route): Promise<void> | undefined {
  requireScope(actor, route);
  const { blockedExempt, mfaExempt } = route.meta;
  if (isBlocked(actor) && !(blockedExempt && !actor.impersonator)) throw new Failure('user_blocked');
  if (!mfaExempt && authenticationOf(actor) && actor.user)
    return requireSecondFactor(core, actor).then(() => refuseSignIn(actor, route));
  refuseSignIn(actor, route);
  return undefined;
}

function refuseSignIn({ project, session: own }: Actor, { meta: { signIn, session } }: Route): void {
  const disabled = project.policies.disabledAuthMethods;
  if (signIn && disabled.includes(signIn)) throw new Failure('auth_method_disabled');
  if (session === 'opens' && own) throw new Failure('session_exists');
}

function isBlocked({ user, impersonator }: Actor): boolean {
  return user?.blockedAt != null || impersonator?.blockedAt != null;
}

function requireScope(actor: Actor, route: Route): void {
  const required = scopesOf(route);
  // A secret belongs to a project, so without one there is nothing to verify.
  if (required.length === 0 && route.meta.client && actor.project.id === '')
    throw new Failure(route.meta.completesSignIn ? 'oauth_state_invalid' : 'project_missing');
  if (required.length === 0 || required.some((scope) => actor.scopes.has(scope))) return;
  const caller = actor.kind === 'key' || actor.kind === 'user' ? actor.kind : 'guest';
  const missing = { caller, project: actor.project.id, scopes: required } as const;
  throw new Failure({ code: 'scope_missing', missing });
}

/** An impersonator needs its own second factor and that of the impersonated user. */
async function requireSecondFactor(core: Core, actor: Actor): Promise<void> {
  const { user, impersonator } = actor;
  const authentication = authenticationOf(actor);
  if (!authentication || !user) return;
  if (impersonator && (await mfaRequired(core, actor, impersonator, authentication)))
    throw new Failure('factors_required');
  if (await mfaRequired(core, actor, user, authentication)) throw new Failure('factors_required');
}
