import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { newMembership } from '../memberships/membership.ts';
import { insertMembership } from '../memberships/store.ts';
import type { TeamId } from '../teams/team.ts';
import { createTeam, renameTeam } from '../teams/teams.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { findOrganization, organizationsOf, roleIn } from './organizations.ts';

onEachEngine('an organization', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;
  const team = (id: string) =>
    createTeam(here.core, here.actor, { id: id as TeamId, name: 'Some', roles: [] });
  const join = async (name: string, user: UserId, roles: readonly string[], joined = true) => {
    const { id } = await team(name);
    const membership = newMembership(here.core, { team: id, user, roles, joined });
    await here.engine.transact((tx) => insertMembership(tx, project, membership));
  };

  it('is a team from the view of its member, by name', async () => {
    const { id } = await createUser(here.core, here.actor, { id: 'ann' as UserId });
    await join('writing', id, ['other', 'write']);
    await join('owned', id, ['owner']);
    await join('administered', id, ['write', 'admin']);
    await join('plain', id, []);
    await join('asked', id, ['owner'], false);
    await team('foreign');
    const names = ['owned', 'administered', 'writing', 'plain', 'asked', 'foreign', 'missing', '', 'a\0'];
    assert.deepEqual(
      {
        all: await organizationsOf(here.core, project, id),
        each: await Promise.all(names.map((name) => roleIn(here.core, project, name, id))),
        nobody: await organizationsOf(here.core, project, 'nobody' as UserId),
      },
      {
        all: [
          { name: 'administered', role: 'admin' },
          { name: 'owned', role: 'admin' },
          { name: 'plain', role: 'read' },
          { name: 'writing', role: 'write' },
        ],
        each: ['admin', 'admin', 'write', 'read', undefined, undefined, undefined, undefined, undefined],
        nobody: [],
      },
    );
  });

  it('has the id of its team and its times of creation and update', async () => {
    const { id, sequence } = await team('Crew');
    const made = await findOrganization(here.core, project, 'Crew');
    here.clock.advance(5);
    const renamed = await renameTeam(here.core, here.actor, { id, name: 'The crew' });
    const changed = await findOrganization(here.core, project, 'Crew');
    const missing = ['crew', 'missing', '', 'a\0'];
    assert.deepEqual(
      [
        [made?.name, made?.insertedAtMicros, made?.updatedAtMicros],
        changed,
        await Promise.all(missing.map((name) => findOrganization(here.core, project, name))),
      ],
      [
        ['Crew', sequence, sequence],
        {
          name: 'Crew',
          team: renamed,
          insertedAtMicros: sequence,
          updatedAtMicros: renamed.updatedAt * 1000,
        },
        Array(missing.length).fill(undefined),
      ],
    );
  });
});
