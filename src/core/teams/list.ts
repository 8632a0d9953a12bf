import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { readFor } from '../list-read.ts';
import { find } from '../listing/find.ts';
import type { Collection, Listing, Page } from '../listing/listing.ts';
import { readPage } from '../listing/read-page.ts';
import { cursorNotFound } from '../listing/search.ts';
import { teamsOf } from '../memberships/store.ts';
import { isPrivileged } from './access.ts';
import { findTeams, teamSizes } from './store.ts';
import type { Team } from './team.ts';

/** The attributes teams can be filtered and sorted by. */
export const teams = {
  table: 'teams',
  idIndex: 'sqlite_autoindex_teams_1',
  words: { table: 'team_words', id: 'team_id' },
  counted: 'teams',
  attributes: {
    id: { kind: 'text', column: 'id', exact: true, unique: true, indexed: true },
    sequence: { kind: 'number', column: 'sequence', scale: 1, indexed: true },
    createdAt: { kind: 'moment', column: 'sequence', scale: 1000, indexed: true },
    updatedAt: { kind: 'moment', column: 'updated_at', scale: 1, indexed: true },
    name: { kind: 'text', column: 'name_key', indexed: true },
    total: { kind: 'number', column: 'total', scale: 1, indexed: true },
  },
} as const satisfies Collection;

export type TeamAttribute = keyof typeof teams.attributes;

/**
 * Returns all teams for a server; for a user its own teams, 1,000 at most. Fails like every list (`listUsers`).
 */
export async function listTeams(core: Core, actor: Actor, listing: Listing): Promise<Page<Team>> {
  const project = actor.project.id;
  const visible = await seenBy(core, actor);
  // A team that is not visible is not found, also as a cursor.
  if (visible && listing.cursor && !visible.includes(listing.cursor.id))
    throw cursorNotFound(teams, listing.cursor.id);
  if (visible?.length === 0) return { rows: [], total: 0 };
  const own = visible ? [{ is: 'equal', attribute: 'id', values: visible } as const] : [];
  const read = readFor(core, actor);
  const narrowed = { ...listing, filters: [...own, ...listing.filters] };
  return readPage(core, listing, await find(read, project, teams, narrowed), {
    sizes: (ids) => teamSizes(read, project, ids),
    rows: (ids) => findTeams(read, project, { ids }),
  });
}

async function seenBy(core: Core, actor: Actor): Promise<readonly string[] | undefined> {
  if (isPrivileged(actor)) return undefined;
  return actor.user ? teamsOf(core.read, actor.project.id, actor.user.id) : [];
}
