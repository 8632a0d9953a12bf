import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { run } from '../../../test/support/program.ts';
import { anotherServer } from '../../../test/support/second-factors.ts';
import { settingsFor } from '../../../test/support/server.ts';
import { listTeams } from '../teams/list.ts';
import type { TeamId } from '../teams/team.ts';
import { createTeam, removeTeam } from '../teams/teams.ts';
import { listUsers } from '../users/list.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { keptCount, wrongCounts } from './kept-counts.ts';
import type { Listing } from './listing.ts';

const CROWD = 60;
const page: Listing = { filters: [], orders: [], limit: 1, offset: 0, counted: true };

onEachEngine('a kept count', (database) => {
  const here = directory(database);

  it('is exact after users came, went and were refused at once over two servers', async () => {
    await using other = await anotherServer(here, database);
    const server = (at: number) => (at % 2 ? other : here).core;
    const id = (at: number) => `user${at % (CROWD / 2)}` as UserId;
    const each = (work: (at: number) => Promise<unknown>) =>
      Promise.allSettled(Array.from({ length: CROWD }, (_, at) => work(at)));
    // Each id is asked for twice: one of the two is refused, and leaves nothing.
    await each((at) => createUser(server(at), here.actor, { id: id(at) }));
    const full = await totals();
    await each((at) =>
      at % 3 ? removeUser(server(at), here.actor, id(at)) : createUser(server(at), here.actor, {}),
    );
    const rows = await here.core.read.db.selectFrom('users').select('id').execute();
    assert.deepEqual(
      [full, await totals()],
      [
        { users: 30, teams: 0 },
        { users: rows.length, teams: 0 },
      ],
    );
    assert.deepEqual(await wrongCounts(here.core.read), []);
  });

  it('is exact for teams, and for each project', async () => {
    for (const id of ['one', 'two', 'three'])
      await createTeam(here.core, here.actor, { id: id as TeamId, name: id, roles: [] });
    await assert.rejects(createTeam(here.core, here.actor, { id: 'one' as TeamId, name: '', roles: [] }));
    await removeTeam(here.core, here.actor, 'two' as TeamId);
    await assert.rejects(removeTeam(here.core, here.actor, 'two' as TeamId));
    const elsewhere = { ...here.actor, project: { ...here.actor.project, id: 'other' as never } };
    const others = await keptCount(here.core.read, elsewhere.project.id, 'teams');
    assert.deepEqual([(await totals()).teams, others], [2, 0]);
  });

  it('is compared by the check and corrected by the migration when something else changed the rows', async () => {
    const settings = settingsFor(database.setting());
    const before = await totals();
    await here.engine.transact(({ db }) =>
      db.updateTable('counts').set({ total: 7_000 }).where('counted', '=', 'users').execute(),
    );
    const wrong = await run('check', settings);
    const mended = await run('migrate', settings);
    assert.match(
      wrong.output,
      /^Count: the project test has \d+ users and counts -?\d+: run denizen migrate$/m,
    );
    assert.deepEqual([wrong.code, mended.code], [1, 0]);
    assert.match(mended.output, /Corrected the count of users of test\./);
    assert.deepEqual([await totals(), (await run('check', settings)).code], [before, 0]);
  });

  async function totals(): Promise<{ users: number; teams: number }> {
    return {
      users: (await listUsers(here.core, here.actor, page)).total,
      teams: (await listTeams(here.core, here.actor, page)).total,
    };
  }
});
