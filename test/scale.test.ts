import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Kysely } from 'kysely';
import { fill } from '../bench/scale/fill.ts';
import { personAt } from '../bench/scale/people.ts';
import type { Actor } from '../src/core/actor.ts';
import { clockOver } from '../src/core/instant.ts';
import type { ProjectId } from '../src/core/projects/project.ts';
import type { UserId } from '../src/core/users/user.ts';
import { changeUser, createUser } from '../src/core/users/users.ts';
import { flawsIn } from './support/consistency.ts';
import { openDirectory } from './support/directory.ts';
import { onEachEngine } from './support/engines.ts';
import { isWhole } from './support/extent.ts';
import { run } from './support/program.ts';
import { settingsFor } from './support/server.ts';

const USERS = isWhole ? 300 : 60;
const ID = /^[0-9a-f]{20}$/;
type Untyped = Record<string, Record<string, unknown>>;

onEachEngine('what the bench of large directories fills in', (database) => {
  it('is what the operations write, table by table', async (t) => {
    let now = 0;
    const clock = { ...clockOver(() => now), advance: () => {} };
    const { core, engine, actor, close } = await openDirectory(database, { clock });
    t.after(close);
    const ids = Array.from({ length: USERS }, (_, place) => `made${place}` as UserId);
    now = personAt(0, '' as UserId).createdAt;
    const project = (id: string): Actor => ({ ...actor, project: { ...actor.project, id: id as ProjectId } });
    await fill({ core, engine, actor: project('filled') }, USERS);
    for (const [place, id] of ids.entries()) {
      const { name, email, phone, createdAt } = personAt(place, id);
      now = createdAt;
      const addresses = { ...(email && { email }), ...(phone && { phone }) };
      if (place > 0) await createUser(core, project('made'), { id, name, ...addresses });
    }
    for (const [place, id] of ids.entries()) {
      const { id: _, sequence: __, createdAt: ___, targets: ____, ...values } = personAt(place, id);
      now = values.updatedAt;
      const act = { act: 'user.labels.update', user: id } as const;
      if (place > 0) await changeUser(core, project('made'), act, () => values);
    }
    // Cast: tables as they are found.
    const db = engine.read.db as unknown as Kysely<Untyped>;
    const [filled, made] = [await picture(db, 'filled'), await picture(db, 'made')];
    assert.deepEqual(filled, made);
    assert.deepEqual(Object.keys(made).length > 4, true);
  });

  it('passes the check', async () => {
    assert.deepEqual(await flawsIn(database), []);
    assert.equal((await run('check', settingsFor(database.setting()))).code, 0);
  });
});

/** The rows of each table of the project's users but the first, by user, without what is random. */
async function picture(db: Kysely<Untyped>, project: string): Promise<Record<string, readonly string[]>> {
  const users = await db.selectFrom('users').selectAll().where('project_id', '=', project).execute();
  const order = users
    .filter(({ email }) => email !== 'template@example.com')
    .map(({ id, sequence }) => ({ id, at: Number(sequence) }));
  const names = new Map(order.sort((a, b) => a.at - b.at).map(({ id }, at) => [id, `user ${at}`]));
  const found: Record<string, readonly string[]> = {};
  for (const { name, columns } of await db.introspection.getTables()) {
    const owner = name === 'users' ? 'id' : columns.find((column) => column.name === 'user_id')?.name;
    if (owner === undefined || /^(?:user_part|audit_)/.test(name)) continue;
    const rows = await db.selectFrom(name).selectAll().where('project_id', '=', project).execute();
    const kept = rows.filter((row) => names.has(row[owner]) && row.act !== 'user.labels.update');
    if (kept.length > 0) found[name] = kept.map((row) => plain(row, names)).sort();
  }
  return found;
}

function plain(row: Record<string, unknown>, names: ReadonlyMap<unknown, string>): string {
  const values = Object.entries(row).map(([column, value]) => {
    if (column === 'project_id') return [column, ''];
    if (names.has(value)) return [column, names.get(value)];
    if (typeof value === 'string' && ID.test(value)) return [column, 'an id'];
    // Orders of creation within a millisecond.
    if (typeof value === 'number' && value > 1e15) return [column, Math.floor(value / 1_000)];
    // The id of a user is one of its words.
    if (column === 'search') return [column, String(value).replace(/^ \S+/, '')];
    return [column, value];
  });
  return JSON.stringify(values);
}
