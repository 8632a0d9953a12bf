import type { FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import type { AuthenticatedRequest, Caller } from './callers.ts';
import { forbidden, unauthorized } from './errors.ts';
import { isAllowedApi } from './permissions.ts';
import { requireTotp } from './require-totp.ts';
import type { HexRoute } from './route.ts';

/** Checks the caller before its route runs, in the order of the protocol. */
export async function runGuards(
  core: Core,
  { actor, caller }: AuthenticatedRequest,
  route: HexRoute,
  request: FastifyRequest,
): Promise<void> {
  const { access, need } = route.meta;
  if (caller.kind === 'nobody' && access === 'open') return;
  if (caller.kind === 'nobody') throw unauthorized('missing authentication information');
  if (caller.kind === 'user' && access === 'verified') requireVerified(actor);
  if (need && !isAllowedApi(caller, need)) throw unauthorized('key not authorized for this action');
  if (need === 'write' && isDevice(caller)) await requireTotp(core, actor, request);
}

/** Tokens of keys need no code, since the key itself needs none. */
function isDevice(caller: Caller): boolean {
  return caller.kind === 'user' && caller.credential.by === 'token' && caller.credential.kind === 'device';
}

function requireVerified({ user }: Actor): void {
  if (user?.emailVerifiedAt == null) throw forbidden('email not verified');
}
