import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CANARY, email, FROM, steps } from '../../../test/support/acts.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Schema } from '../../db/schema.ts';
import type { Actor } from '../actor.ts';
import { Failure } from '../failure.ts';
import type { Key } from '../keys/key.ts';
import { revokeKey } from '../keys/keys.ts';
import type { ProjectId } from '../projects/project.ts';
import { createProject } from '../projects/projects.ts';
import { setEmail } from '../users/addresses.ts';
import { setPassword } from '../users/passwords.ts';
import { renameUser, setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { acts } from './acts.ts';

onEachEngine('the audit log', (database) => {
  const here = directory(database);
  const actor: Actor = {
    ...here.actor,
    ...FROM,
    project: { ...here.actor.project, id: 'shop' as ProjectId },
  };
  let key: Key | undefined;
  const secrets = new Set<string>([CANARY]);
  const made = (): Key => {
    if (!key) throw new Error('the key is made before it is used');
    return key;
  };

  const entries = (project = 'shop') =>
    here.core.read.db
      .selectFrom('audit')
      .selectAll()
      .where('project_id', '=', project)
      .orderBy('id')
      .execute();

  for (const { act, by, also = [], in: project = 'shop', run, details = () => ({}), ...step } of steps) {
    it(`${act} leaves one entry with actor, user, origin and time`, async () => {
      here.clock.advance(1);
      const before = await entries(project);
      const answer = await run(here, actor, made);
      const user = (typeof step.user === 'function' ? await step.user(here) : step.user) ?? null;
      if (act === 'key.create') key = (answer as { key: Key }).key;
      for (const secret of secretsIn(answer)) secrets.add(secret);
      const [entry, ...more] = (await entries(project)).slice(before.length);
      assert.deepEqual(
        more.map((other) => other.act),
        also,
      );
      assert.deepEqual(
        { ...entry, id: undefined, details: JSON.parse(entry?.details ?? '') },
        {
          project_id: project,
          place: user ?? entry?.actor_id ?? entry?.id,
          id: undefined,
          lane: 0,
          at: here.clock.now(),
          act,
          actor_kind: by === undefined ? FROM.kind : 'user',
          // A key is derived from the one that asks.
          actor_id: act === 'key.derive' ? made().id : (by ?? FROM.id),
          acting_as: null,
          user_id: user,
          ip: FROM.ip,
          user_agent: FROM.userAgent,
          request_id: FROM.requestId,
          position: null,
          hash: null,
          personal_hash: null,
          salt: null,
          details: details(act.startsWith('key.') ? made() : ({} as Key), answer),
        },
      );
    });
  }

  it('covers every act', () => {
    // Recorded in the history of the server, as the tests of removals, exports and backups show.
    const ofServer = [
      ...['project.delete', 'project.remove', 'project.export', 'project.import'],
      ...['backup.create', 'backup.restore'],
    ];
    const covered = [...new Set([...steps.map(({ act }) => act), ...ofServer])].toSorted();
    assert.deepEqual(covered, Object.keys(acts).toSorted());
  });

  it('has no entry for refused operations', async () => {
    await createUser(here.core, actor, { id: 'bob' as UserId, email });
    const before = await entries();
    const missing = 'nobody' as UserId;
    const attempts: (() => Promise<unknown>)[] = [
      () => createProject(here.core, actor, { id: actor.project.id, name: 'Again' }),
      () => revokeKey(here.core, actor, 'nothing'),
      () => createUser(here.core, actor, { id: 'bob' as UserId }),
      () => createUser(here.core, actor, { id: 'carl' as UserId, email }),
      () => setEmail(here.core, actor, { id: missing, email }),
      () => setPassword(here.core, actor, { id: missing, password: 'password' }),
      () => setStatus(here.core, actor, { id: missing, active: true }),
      () => removeUser(here.core, actor, missing),
      () =>
        here.core.write(actor, { act: 'user.prefs.update', user: 'bob' }, () =>
          Promise.reject(new Failure('internal')),
        ),
    ];
    for (const attempt of attempts) await assert.rejects(attempt(), Failure);
    assert.deepEqual(await entries(), before);
  });

  it('keeps several acts of one write in order', async () => {
    const before = await entries();
    const done = ['b', 'a', 'c'].map((name) => ({ act: 'project.create', details: { name } }) as const);
    await here.core.write(actor, done, async () => {});
    await here.core.write(
      actor,
      (result: number) => [...done.toReversed(), { act: 'user.prefs.update', user: `user${result}` }],
      async () => 7,
    );
    const fresh = (await entries()).slice(before.length);
    assert.deepEqual(
      fresh.map(({ details, user_id }) => user_id ?? JSON.parse(details).name),
      ['b', 'a', 'c', 'c', 'a', 'b', 'user7'],
    );
  });

  it('has no entry for a write that reports no change', async () => {
    const before = await entries();
    await here.core.write(
      actor,
      () => [],
      async () => {},
    );
    assert.deepEqual(await entries(), before);
  });

  it('rolls the write back when its entry cannot be made', async () => {
    const impossible = { ...actor, id: 'a\ud800\0' } as Actor;
    const act = { act: 'user.name.update', user: 'bob' } as const;
    const write = here.core.write(impossible, act, async (tx) => {
      await tx.db.updateTable('users').set({ name: 'changed' }).where('id', '=', 'bob').execute();
      if (database.engine === 'sqlite') await tx.db.schema.dropTable('audit').execute();
    });
    await assert.rejects(write);
    const rows = await here.core.read.db.selectFrom('users').select('name').where('id', '=', 'bob').execute();
    assert.deepEqual(rows, [{ name: '' }]);
  });

  it('truncates long user agents and drops text that an engine cannot store', async () => {
    const userAgent = `Mozilla\0\ud800${'x'.repeat(1_000)}`;
    await renameUser(here.core, { ...actor, userAgent }, { id: 'bob' as UserId, name: 'Bob' });
    assert.equal((await entries()).at(-1)?.user_agent, `Mozilla\ufffd${'x'.repeat(491)}`);
  });

  it('contains no secret, and neither does any table', async () => {
    const tables = await here.core.read.db.introspection.getTables();
    const rows = await Promise.all(
      tables.map(({ name }) =>
        here.core.read.db
          .selectFrom(name as keyof Schema)
          .selectAll()
          .execute(),
      ),
    );
    const text = JSON.stringify(rows);
    assert.ok(text.includes('user.password.update'));
    assert.ok(secrets.size > 8, `${secrets.size} secrets were made`);
    const found = [...secrets].filter((secret) => text.includes(isShort(secret) ? `"${secret}"` : secret));
    assert.deepEqual(found, []);
  });
});

/** The secrets that an operation returns once. */
function secretsIn(answer: unknown): readonly string[] {
  if (Array.isArray(answer)) return answer.filter((code) => typeof code === 'string');
  const { secret } = (answer ?? {}) as { readonly secret?: string };
  return secret === undefined ? [] : [secret];
}

/** Six digits may occur in a longer number by chance. */
function isShort(secret: string): boolean {
  return secret.length < 16;
}
