import type { ReplicaRead } from '../db/database.ts';
import type { Actor } from './actor.ts';
import { callersOf } from './callers.ts';
import type { Core } from './core.ts';

/**
 * Returns a handle for what the actor lists, counts or looks back on in one request. A replica may answer it that knows
 * all that the actor wrote, and all that was written to the user. What decides about access is read with `core.read`.
 */
export function readFor({ read }: Pick<Core, 'read'>, actor: Actor): ReplicaRead {
  const callers = callersOf(actor);
  return callers.length > 0 && read.replicas ? read.replicas.readFor(callers) : read;
}
