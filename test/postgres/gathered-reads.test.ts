import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type CompiledQuery, sql } from 'kysely';
import { readConfig } from '../../src/config.ts';
import { createKey, revokeKey } from '../../src/core/keys/keys.ts';
import { findProjectAndKey } from '../../src/core/keys/store.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import { findProject } from '../../src/core/projects/store.ts';
import { parseSessionToken } from '../../src/core/sessions/session.ts';
import { createServerSession } from '../../src/core/sessions/sessions.ts';
import { findSession, findSessionBySecret } from '../../src/core/sessions/store.ts';
import { createTarget } from '../../src/core/targets/user-targets.ts';
import { findUser } from '../../src/core/users/store.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { digest } from '../../src/crypto/tokens.ts';
import type { Read } from '../../src/db/database.ts';
import { GatheredReads, ROWS_AT_MOST } from '../../src/db/gathered-reads.ts';
import { openDirectory } from '../support/directory.ts';
import { databaseSettings } from '../support/engines.ts';
import { SHARDS, skipOnCluster } from '../support/extent.ts';
import { freshPostgres } from '../support/postgres.ts';
import { planOf } from '../support/watched.ts';

const USERS = 2 * ROWS_AT_MOST + 5;
/** On a cluster, users and sessions lie on several shards, and each is asked for alone. */
const isSharded = process.env[SHARDS] !== undefined;

describe('reads of single rows on PostgreSQL', { skip: skipOnCluster }, () => {
  let fresh: Awaited<ReturnType<typeof freshPostgres>>;
  let here: Awaited<ReturnType<typeof openDirectory>>;
  /** Another server over the same database. */
  let there: typeof here;
  let ids: readonly UserId[] = [];
  let keys: readonly Awaited<ReturnType<typeof createKey>>[] = [];
  let sessions: readonly Awaited<ReturnType<typeof createServerSession>>[] = [];
  before(async () => {
    fresh = await freshPostgres();
    const read = () => readConfig(databaseSettings(fresh.url));
    const database = { config: () => read().config, secrets: () => read().secrets };
    here = await openDirectory(database);
    there = await openDirectory(database, { isNew: false, clock: here.clock });
    const { core, actor } = here;
    const number = (count: number) => Array.from({ length: count }, (_, at) => at);
    const made = await Promise.all(
      number(USERS).map((at) => createUser(core, actor, { name: `User "${at}"` })),
    );
    ids = made.map(({ id }) => id);
    const some = ids.slice(0, 20);
    const target = { kind: 'email', name: '' } as const;
    for (const [at, user] of some.entries())
      await createTarget(core, actor, { ...target, user, identifier: `t${at}@example.org` });
    sessions = await Promise.all(some.map((id) => createServerSession(core, actor, id)));
    keys = await Promise.all(
      some.map((name) => createKey(core, actor, { name, scopes: ['users.read'], expiresAt: null })),
    );
  });
  after(async () => {
    await Promise.all([here.close(), there.close()]);
    await fresh.drop();
  });

  const project = () => here.actor.project.id;
  /** Every read that is gathered, of what exists and of what does not. */
  const readAll = (read: Read) => {
    const now = here.clock.now();
    const [first] = sessions;
    return [
      ...[...ids, 'nobody' as UserId, ...ids.slice(0, 3)].map((id) => findUser(read, project(), id)),
      ...[...keys.map(({ secret }) => secret), 'unknown', keys[0]?.secret ?? ''].map((secret) =>
        findProjectAndKey(read, project(), digest(secret)),
      ),
      findProjectAndKey(read, 'elsewhere' as ProjectId, digest(keys[0]?.secret ?? '')),
      ...[project(), project(), 'elsewhere' as ProjectId].map((id) => findProject(read, id)),
      ...sessions.flatMap(({ session, secret }, at) => {
        const of = { user: session.userId, secretHash: digest(parseSessionToken(secret)?.secret ?? ''), now };
        // The session of one user is none of another.
        const other = { ...of, user: sessions[at + 1]?.session.userId ?? first?.session.userId ?? '' };
        return [
          findSessionBySecret(read, project(), of),
          findSessionBySecret(read, project(), other),
          findSession(read, project(), { ...of, id: session.id }),
          findSession(read, project(), { ...other, id: session.id }),
        ];
      }),
    ];
  };
  const inOrder = async (read: Read) => {
    const found: unknown[] = [];
    for (const one of readAll({ ...read, gather: undefined })) found.push(await one);
    return found;
  };

  it('have the same values together as alone', async () => {
    const { read } = here.core;
    assert.deepEqual(await Promise.all(readAll(read)), await inOrder(read));
  });

  it('are few statements when they are asked for together', async () => {
    const counts = () => {
      const sums = { targets: 0, projects: 0, sessions: 0 };
      for (const { table, count } of here.engine.meters.statements.all())
        if (table === 'targets' || table === 'projects' || table === 'sessions') sums[table] += count;
      return sums;
    };
    const before = counts();
    await Promise.all(readAll(here.core.read));
    const { targets, projects, sessions: ofSessions } = counts();
    // The first table that the statement of a user names is that of its targets.
    assert.deepEqual(
      [targets - before.targets, projects - before.projects, ofSessions - before.sessions],
      isSharded ? [USERS + 4, 4, 4 * sessions.length] : [3, 4, 2],
    );
  });

  it('fail alone when one names what no text of the database can be', async () => {
    const { read } = here.core;
    const [ann = '', ben = ''] = ids;
    const asked = [ann, 'a\0b', ben].map(async (id) => (await findUser(read, project(), id as UserId))?.id);
    const settled = await Promise.allSettled(asked);
    assert.deepEqual(
      settled.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))),
      [ann, 'error: invalid byte sequence for encoding "UTF8": 0x00', ben],
    );
  });

  it('know what another server had committed before they were asked for', async () => {
    let isOver = false;
    let known = keys[0];
    const hashOf = () => digest(known?.secret ?? '');
    // Something is always on its way.
    const flood = async () => {
      while (!isOver) {
        const found = [];
        for (let turn = 0; turn < 20; turn++) {
          found.push(findProjectAndKey(here.core.read, project(), hashOf()));
          await setImmediate();
        }
        await Promise.all(found);
      }
    };
    const flooding = flood();
    const stale: string[] = [];
    try {
      for (const { key, secret } of keys) {
        known = { key, secret };
        const before = await findProjectAndKey(here.core.read, project(), digest(secret));
        await revokeKey(there.core, there.actor, key.id);
        const found = await findProjectAndKey(here.core.read, project(), digest(secret));
        if (!before?.key || found?.key) stale.push(key.id);
      }
    } finally {
      isOver = true;
    }
    await flooding;
    assert.deepEqual(stale, []);
  });

  it('find each row in the way in which one alone is found', async () => {
    const gathered: CompiledQuery[] = [];
    const gather = new GatheredReads(async (make) => {
      gathered.push(make());
      return { rows: [] };
    });
    await Promise.all(readAll({ ...here.core.read, gather }));
    const several = gathered.filter(({ parameters }) => parameters.some(Array.isArray));
    const alone: CompiledQuery[] = [];
    const rows: Read['rows'] = async (query) => {
      alone.push(query);
      return [];
    };
    await Promise.all(readAll({ ...here.core.read, gather: undefined, rows }));
    assert.equal(several.length, isSharded ? 1 : 6);
    const all = await scansOf(alone);
    // Without statistics, other ways seem as cheap once several are asked for: the rows must be looked up one by one.
    assert.deepEqual(
      (await scansOf(several)).filter((scan) => !all.includes(scan)),
      ['Function Scan on asked', 'Function Scan on unnest'].slice(isSharded ? 1 : 0),
    );
  });

  /** The steps of the plans that read rows, each once, by their conditions. */
  const scansOf = (queries: readonly CompiledQuery[]) =>
    here.engine.transact(async (tx) => {
      await sql`set local enable_seqscan to off`.execute(tx.db);
      const scans = new Set<string>();
      for (const query of queries)
        for (const step of await planOf(tx, query)) {
          const [scan] = /\w+ Scan .*(?:using|on) \w+/.exec(step) ?? [];
          if (scan) scans.add(scan);
        }
      return [...scans].sort();
    });
});
