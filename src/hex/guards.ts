import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { mfaRequired } from '../core/factors/mfa-required.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { type AuthenticatedRequest, anonymousActor, type Caller } from './callers.ts';
import { forbidden, unauthorized } from './errors.ts';
import { isAllowedApi } from './permissions.ts';
import { requireTotp } from './require-totp.ts';
import type { HexRoute } from './route.ts';

const NOTHING_SHOWN = { factors: [] } as const;

/**
 * Checks the requirements of a call before its route runs, in the protocol's order. A user who owes a second factor
 * sends a code with the call, or sees only what is public. Returns the call with the proven factors.
 */
export async function runGuards(
  core: Core,
  called: AuthenticatedRequest,
  route: HexRoute,
  request: HttpRequest,
): Promise<AuthenticatedRequest> {
  const { actor, caller } = called;
  const { access, need } = route.meta;
  if (caller.kind === 'anonymous' && access === 'open') return called;
  if (caller.kind === 'anonymous') throw unauthorized('missing authentication information');
  if (caller.kind === 'user' && access === 'verified') requireVerified(actor);
  if (need && !isAllowedApi(caller, need)) throw unauthorized('key not authorized for this action');
  const user = caller.kind === 'user' ? caller.user : caller.maker;
  if (!user) return called;
  const owes = await mfaRequired(core, actor, user, actor.authentication ?? NOTHING_SHOWN);
  if (owes && access === 'open' && !need) return anonymousActor(actor.project, request);
  if (!owes && !(need === 'write' && isDevice(caller))) return called;
  await requireTotp(core, actor, user, request);
  return { caller, actor: withTotp(actor) };
}

function withTotp(actor: Actor): Actor {
  const { authentication } = actor;
  if (!authentication) return actor;
  const factors = [...new Set([...authentication.factors, 'totp'])];
  return { ...actor, authentication: { ...authentication, factors } };
}

/** Tokens of keys need no code, since the key itself needs none. */
function isDevice(caller: Caller): boolean {
  return caller.kind === 'user' && caller.credential.by === 'token' && caller.credential.kind === 'device';
}

function requireVerified({ user }: Actor): void {
  if (user?.emailVerifiedAt == null) throw forbidden('email not verified');
}
