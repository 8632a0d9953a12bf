import type { Core } from '../core/core.ts';
import { organizationsOf } from '../core/organizations/organizations.ts';
import { findTeams } from '../core/teams/store.ts';
import type { Team } from '../core/teams/team.ts';
import type { Json } from './media.ts';
import { organizationOf } from './owners.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';
import { momentOf } from './views.ts';

const about = { tag: 'organizations', cached: true } as const;

export const organizationRoutes: readonly HexRoute[] = [
  {
    ...about,
    method: 'GET',
    path: '/orgs',
    operation: 'organizationsList',
    summary: 'List the organizations that the caller belongs to',
    access: 'open',
    need: 'read',
    run: list,
  },
  {
    ...about,
    method: 'GET',
    path: '/orgs/:organization',
    operation: 'organizationsGet',
    summary: 'Get an organization',
    access: 'verified',
    need: 'read',
    run: show,
  },
];

async function list(core: Core, { actor, caller }: Call): Promise<HexAnswer> {
  if (caller.kind === 'nobody') return { status: 200, body: [] };
  const project = actor.project.id;
  const names =
    caller.kind === 'organization'
      ? [caller.name]
      : (await organizationsOf(core, project, caller.user.id)).map(({ name }) => name);
  const teams = await findTeams(core.read, project, { ids: names });
  const body = teams.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(viewOf);
  return { status: 200, body };
}

async function show(core: Core, call: Call): Promise<HexAnswer> {
  const { team } = await organizationOf(core, call, 'read');
  return { status: 200, body: { ...viewOf(team), seats: null } };
}

/** Nothing is billed: every organization counts as paid for. */
function viewOf({ id, sequence, updatedAt }: Team): Readonly<Record<string, Json>> {
  return {
    name: id,
    billing_active: true,
    inserted_at: momentOf(sequence),
    // Known to the millisecond: in that of the making it would stand before it.
    updated_at: momentOf(Math.max(sequence, updatedAt * 1_000)),
  };
}
