import type { Actor } from '../core/actor.ts';
import { Failure } from '../core/failure.ts';
import type { UserId } from '../core/users/user.ts';

/** The user who calls. Refuses with `scope_missing` whoever is none. */
export function self(actor: Actor): UserId {
  if (!actor.user) throw new Failure('scope_missing');
  return actor.user.id;
}
