import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome } from '../../../test/support/second-factors.ts';
import { plansOf } from '../../../test/support/watched.ts';
import type { Actor } from '../actor.ts';
import { freshId } from '../id.ts';
import { addMember, removeMember, setRoles } from '../memberships/memberships.ts';
import type { Team, TeamId } from '../teams/team.ts';
import { createTeam, removeTeam, renameTeam } from '../teams/teams.ts';
import { createUserKey, revokeUserKey } from '../user-keys/user-keys.ts';
import type { User, UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { listOrganizationActs } from './acts.ts';

const ENTRIES = 20_000;
const key = { name: 'ci', permissions: [{ domain: 'api', resource: 'read' }], revokeAt: null };

onEachEngine('the acts in an organization', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;
  const team = (id: string): Promise<Team> =>
    createTeam(here.core, here.actor, { id: id as TeamId, name: id, roles: [] });
  const person = (id: string): Promise<User> => createUser(here.core, here.actor, { id: id as UserId });
  const list = (id: TeamId, page = {}, actor: Actor = here.actor) =>
    listOrganizationActs(here.core, actor, id, { offset: 0, limit: 100, ...page });
  const named = async (id: TeamId, page = {}) => (await list(id, page)).map(({ act }) => act);

  it('are listed newest first, of all actors, with their details', async () => {
    const { id } = await team('acme');
    const { id: user } = await person('ann');
    const owner = { kind: 'team', id } as const;
    const member = await addMember(here.core, here.actor, { team: id, user, roles: ['read'] });
    const at = here.clock.now();
    const made = await createUserKey(here.core, { ...here.actor, kind: 'user', id: user }, owner, key);
    await renameTeam(here.core, here.actor, { id, name: 'Acme' });
    await setRoles(here.core, here.actor, { team: id, id: member.id, roles: ['a role', 'write'] });
    await revokeUserKey(here.core, here.actor, owner, 'ci');
    await removeMember(here.core, here.actor, { team: id, id: member.id });
    const [of, about] = [
      { teamId: 'acme', membershipId: member.id },
      { userAgent: null, at },
    ];
    const ofKey = { keyId: made.key.id, owner: 'team acme', name: 'ci', permissions: ['api:read'] };
    assert.deepEqual(await list(id), [
      { act: 'membership.delete', details: of, user, ...about },
      { act: 'user-key.revoke', details: ofKey, user: null, ...about },
      { act: 'membership.update', details: { ...of, role: 'write' }, user, ...about },
      { act: 'user-key.create', details: ofKey, user: null, ...about },
      { act: 'membership.create', details: of, user, ...about },
      { act: 'team.create', details: { teamId: 'acme' }, user: null, ...about },
    ]);
  });

  it('exclude other organizations, keys of a user with the same name, and an earlier team of the same id', async () => {
    const [{ id }, { id: other }] = [await team('ben'), await team('blue')];
    const { id: user } = await person('ben');
    await addMember(here.core, here.actor, { team: other, user, roles: [] });
    await createUserKey(here.core, here.actor, { kind: 'user', id: user }, key);
    const before = [await named(id), await named(other)];
    await removeTeam(here.core, here.actor, id);
    await team('ben');
    assert.deepEqual(
      [before, await named(id)],
      [[['team.create'], ['membership.create', 'team.create']], ['team.create']],
    );
  });

  it('are visible to members, and to owners only when the project hides members', async () => {
    const { id } = await team('cyan');
    const [member, owner, stranger] = [await person('cid'), await person('cleo'), await person('cora')];
    await addMember(here.core, here.actor, { team: id, user: member.id, roles: [] });
    await addMember(here.core, here.actor, { team: id, user: owner.id, roles: ['owner'] });
    const as = (user: User, actor: Actor) =>
      outcome(list(id, {}, { ...actor, kind: 'user', id: user.id, user }));
    const hiding = here.under({ hiddenMemberFields: ['userName'] });
    assert.deepEqual(
      [
        await as(member, here.actor),
        await as(stranger, here.actor),
        await as(member, hiding),
        await as(owner, hiding),
      ],
      ['done', 'team_not_found', 'not_allowed', 'done'],
    );
  });

  it('are paged along the index of listed acts alone', async () => {
    const { id } = await team('drum');
    const first = here.clock.nextSequence();
    const row = (at: number) => ({
      project_id: project,
      id: freshId((first + at) as typeof first),
      at,
      user_id: null,
      place: id,
      lane: 0,
      actor_kind: 'system',
      actor_id: null,
      acting_as: null,
      ip: null,
      user_agent: null,
      act: at % 100 === 0 ? 'membership.delete' : 'team.update',
      request_id: null,
      details: JSON.stringify({ teamId: id }),
    });
    const rows = Array.from({ length: ENTRIES }, (_, at) => row(at));
    await here.engine.transact(async (tx) => {
      for (let at = 0; at < rows.length; at += 1_000)
        await tx.db
          .insertInto('audit')
          .values(rows.slice(at, at + 1_000))
          .execute();
      if (database.engine === 'postgres') await sql`analyze audit`.execute(tx.db);
    });
    const page = await list(id, { offset: 198 });
    const plansAt = (offset: number) =>
      plansOf(here.engine, (read) =>
        listOrganizationActs({ ...here.core, read }, here.actor, id, { offset, limit: 100 }),
      );
    const [plans, beyond] = [(await plansAt(198)).join('\n'), (await plansAt(100_001)).join('\n')];
    assert.deepEqual(
      [
        page.map(({ act, at }) => [act, at]),
        (await named(id, { offset: 201 })).length,
        await named(id, { offset: 100_001 }),
      ],
      [
        [
          ['membership.delete', 100],
          ['membership.delete', 0],
          ['team.create', here.clock.now()],
        ],
        0,
        [],
      ],
    );
    assert.match(plans, /audit_by_subject/);
    assert.doesNotMatch(plans, /-> {2}(?:Incremental )?Sort|TEMP B-TREE/);
    assert.doesNotMatch(beyond, /audit/);
  });
});
