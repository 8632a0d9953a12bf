import type { Actor } from './actor.ts';
import type { Act } from './audit/acts.ts';

/**
 * Returns who of users, keys and administrators the actor is, as names within the database: the user and who
 * impersonates it, the key, or the administrator. None for guests, commands and the server itself.
 */
export function callersOf({ kind, id, impersonatorId, project }: Actor): readonly string[] {
  if (kind === 'key') return id === undefined ? [] : [`${project.id} key ${id}`];
  if (kind === 'admin') return id === undefined ? [] : [`admin ${id}`];
  if (kind !== 'user') return [];
  return [id, impersonatorId].flatMap((user) => (user === undefined ? [] : [`${project.id} user ${user}`]));
}

/** Returns who shall read what the acts changed: the actor, and the users to whom it was done. */
export function writersOf(actor: Actor, acts: readonly Act[]): readonly string[] {
  const users = acts.flatMap(({ user }) => (user === undefined ? [] : [`${actor.project.id} user ${user}`]));
  return [...callersOf(actor), ...users];
}
