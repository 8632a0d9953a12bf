import type { Actor } from '../core/actor.ts';
import { Failure } from '../core/failure.ts';
import type { UserId } from '../core/users/user.ts';

/** Returns the id of the calling user. Refuses other callers with `scope_missing`. */
export function self(actor: Actor): UserId {
  if (!actor.user) throw new Failure('scope_missing');
  return actor.user.id;
}
