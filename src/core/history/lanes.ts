import { hash as digestOf } from 'node:crypto';
import type { AuditRow } from '../../db/schema.ts';

/** Returns the place of an entry: the user, else the actor, else the entry itself. */
export function placeOf({
  user_id: user,
  actor_id: actor,
  id,
}: Pick<AuditRow, 'user_id' | 'actor_id' | 'id'>) {
  return user ?? actor ?? id;
}

/** Returns the lane of a place, the same one as long as the number of lanes stays. */
export function laneOf(place: string, lanes: number): number {
  if (lanes === 1) return 0;
  return Number.parseInt(digestOf('sha256', place).slice(0, 8), 16) % lanes;
}
