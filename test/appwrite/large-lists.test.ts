import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { correctCounts } from '../../src/core/listing/kept-counts.ts';
import { sealTokens } from '../../src/core/oauth/tokens.ts';
import { sealWith } from '../../src/crypto/seal.ts';
import type { Tx } from '../../src/db/database.ts';
import { openEngine } from '../../src/open.ts';
import { onEachEngine } from '../support/engines.ts';
import { type Answer, call, PROJECT, serving, settingsFor } from '../support/server.ts';

const MOST_BYTES = 8 * 1_048_576;
const MOST_ROWS = 5_000;
const AT_ONCE = 8;
const MOST_RESIDENT_MB = 450;

/** The longest values that the protocol takes. */
const PREFS = `{"text":"${'x'.repeat(65_000)}"}`;
const LABELS = JSON.stringify(Array.from({ length: 1_000 }, (_, at) => `label${at}`.padEnd(36, 'x')));
const ROLES = JSON.stringify(Array.from({ length: 100 }, (_, at) => `role${at}`.padEnd(81, 'x')));
/** Each takes six bytes in JSON. */
const ESCAPED = '\u0001';
const TOKEN = 't'.repeat(16_000);

/** Rows of each table, all of the user `owner` or the team `home` if they belong to one. */
const counts = {
  users: 200,
  teams: 180,
  memberships: 1_500,
  identities: 400,
  targets: MOST_ROWS,
  sessions: 300,
};

type List = { readonly path: string; readonly field: string; readonly rows: number };

const lists: readonly List[] = [
  { path: '/users', field: 'users', rows: counts.users },
  { path: '/teams', field: 'teams', rows: counts.teams },
  { path: '/teams/home/memberships', field: 'memberships', rows: counts.memberships },
  { path: '/users/owner/memberships', field: 'memberships', rows: counts.memberships },
  { path: '/users/identities', field: 'identities', rows: counts.identities },
  { path: '/users/owner/targets', field: 'targets', rows: counts.targets },
];

onEachEngine('lists of the largest rows', ({ setting, config, secrets }) => {
  const server = serving({ setting });
  before(async () => {
    const engine = await openEngine(config(), secrets());
    await engine.transact(async (tx) => {
      await insertLargest(tx);
      await correctCounts(tx);
    });
    await engine.close();
  });
  const get = async (path: string, ...queries: readonly Query[]) => {
    const text = queries.map((query) => `queries[]=${encodeURIComponent(JSON.stringify(query))}`).join('&');
    return call(server.get().endpoint, 'GET', `${path}?${text}`);
  };

  for (const { path, field, rows } of lists) {
    describe(path, () => {
      it('end early, and go on after the last row until all were given', async () => {
        const ids: string[] = [];
        let pages = 0;
        for (;;) {
          const last = ids.at(-1);
          const page = await get(
            path,
            limit(MOST_ROWS),
            ...(last === undefined ? [] : [cursor('After', last)]),
          );
          assert.equal(page.status, 200);
          assert.equal((page.body as { total: number }).total, Math.min(rows, MOST_ROWS));
          assert.ok(bytesOf(page) <= MOST_BYTES, `a page of ${bytesOf(page)} bytes`);
          const found = idsIn(page, field);
          if (found.length === 0) break;
          ids.push(...found);
          pages++;
        }
        assert.equal(new Set(ids).size, rows);
        assert.equal(ids.length, rows);
        assert.ok(pages > 1);
      });

      it('end early before a cursor with the rows next to it', async () => {
        const all = await get(path, limit(1), { method: 'offset', values: [rows - 1] });
        const [last = ''] = idsIn(all, field);
        const page = await get(path, limit(MOST_ROWS), cursor('Before', last));
        const found = idsIn(page, field);
        assert.ok(bytesOf(page) <= MOST_BYTES && found.length < rows - 1);
        const next = await get(path, limit(1), cursor('After', found.at(-1) ?? ''));
        assert.deepEqual(idsIn(next, field), [last]);
      });

      it('name the limit that fits where no cursor goes on', async () => {
        const refused = await get(path, limit(MOST_ROWS), { method: 'offset', values: [0] });
        const { message, type } = refused.body as { message: string; type: string };
        assert.deepEqual([refused.status, type], [400, 'general_query_limit_exceeded']);
        const fits = limitIn(message);
        const page = await get(path, limit(fits), { method: 'offset', values: [0] });
        assert.deepEqual([page.status, idsIn(page, field).length], [200, fits]);
        assert.ok(bytesOf(page) <= MOST_BYTES && bytesOf(page) > MOST_BYTES * 0.7, `${bytesOf(page)} bytes`);
        assert.equal((await get(path, limit(fits + 1), { method: 'offset', values: [0] })).status, 400);
        if (path.endsWith('memberships')) return;
        assert.equal((await get(path, limit(MOST_ROWS), { method: 'orderRandom' })).status, 400);
      });
    });
  }

  it('of sessions are refused', async () => {
    const refused = await get('/users/owner/sessions');
    const { message, type } = refused.body as { message: string; type: string };
    assert.deepEqual(
      [refused.status, type, message],
      [400, 'general_query_limit_exceeded', 'The answer would have more than 8 MB.'],
    );
  });

  it('of log entries are refused with the limit that fits', async () => {
    const refused = await get('/users/owner/logs', limit(MOST_ROWS));
    assert.equal(refused.status, 400);
    const page = await get(
      '/users/owner/logs',
      limit(limitIn((refused.body as { message: string }).message)),
    );
    assert.equal(page.status, 200);
    assert.ok(bytesOf(page) <= MOST_BYTES && bytesOf(page) > MOST_BYTES / 2, `${bytesOf(page)} bytes`);
  });

  it('name a user with all targets, which is a bounded response of its own', async () => {
    const user = await get('/users/owner');
    assert.equal((user.body as { targets: unknown[] }).targets.length, 1_000);
    assert.ok(bytesOf(user) <= MOST_BYTES / 2);
    const few = await get('/users', limit(2), { method: 'equal', attribute: '$id', values: ['owner', 'u1'] });
    const listed = (few.body as { users: { $id: string }[] }).users.find(({ $id }) => $id === 'owner');
    assert.deepEqual(listed, user.body);
  });

  it('are the same row by row as in one piece, in every format', async () => {
    for (const format of ['1.9.5', '1.4.0', '0.12.0']) {
      const headers = { 'X-Appwrite-Response-Format': format };
      const page = (rows: number) =>
        call(server.get().endpoint, 'GET', `/users/owner/logs?queries[]=limit(${rows})`, { headers });
      const [piecewise, whole] = [await page(26), await page(25)];
      const { logs, ...rest } = piecewise.body as { logs: unknown[] };
      assert.deepEqual({ ...rest, logs: logs.slice(0, 25) }, whole.body);
      assert.deepEqual(Object.keys(piecewise.body as object), Object.keys(whole.body as object));
      assert.equal(logs.length, 26);
    }
  });

  it(`take bounded memory, ${AT_ONCE} at once, and others are answered beside them`, async () => {
    const pages = Promise.all(Array.from({ length: AT_ONCE }, () => get('/users', limit(MOST_ROWS))));
    const beside = await get('/users/u1/prefs');
    const statuses = (await pages).map(({ status, headers }) => [status, headers.get('retry-after')]);
    assert.equal(beside.status, 200);
    // On a slow machine, the last ones wait too long.
    assert.deepEqual(
      statuses.filter(([status, retryAfter]) => status !== 200 && !(status === 503 && retryAfter === '2')),
      [],
    );
    assert.ok(statuses.some(([status]) => status === 200));
    const status = readFileSync(`/proc/${server.get().process.pid}/status`, 'utf8');
    const residentMb = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
    assert.ok(residentMb < MOST_RESIDENT_MB, `${residentMb} MB were resident`);
  });
});

type Query = { readonly method: string; readonly values?: readonly unknown[]; readonly attribute?: string };

function limit(rows: number): Query {
  return { method: 'limit', values: [rows] };
}

function cursor(side: 'After' | 'Before', id: string): Query {
  return { method: `cursor${side}`, values: [id] };
}

function bytesOf({ headers }: Answer): number {
  return Number(headers.get('content-length'));
}

function idsIn({ body }: Answer, field: string): readonly string[] {
  return ((body as Record<string, { $id: string }[]>)[field] ?? []).map(({ $id }) => $id);
}

function limitIn(message: string): number {
  const [, text = ''] =
    /^The answer would have more than 8 MB\. Ask for a limit of ([\d,]+) at most\.$/.exec(message) ?? [];
  return Number(text.replaceAll(',', ''));
}

async function insertLargest({ db }: Tx): Promise<void> {
  const insert = (table: string, columns: string, values: ReturnType<typeof sql>, count: number) =>
    sql`insert into ${sql.table(table)} (project_id, ${sql.raw(columns)})
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(count)})
      select ${sql.lit(PROJECT)}, ${values} from n`.execute(db);
  const secret = settingsFor('').DENIZEN_SECRET ?? '';
  const { sealed } = sealTokens(
    { seal: sealWith(secret) },
    { access: TOKEN, refresh: TOKEN, expiresAt: null },
  );
  const later = sql.lit(Date.now() + 3_600_000);
  const name = ESCAPED.repeat(128);
  const user = 'id, sequence, updated_at, name, name_key, labels, prefs, search';
  const owner = sql`'owner', 1, 0, cast(${name} as text), '', '[]', '{}', ''`;
  await insert('users', user, owner, 1);
  const largest = sql`'u' || i, i + 1, 0, cast(${name} as text), '', cast(${LABELS} as text), cast(${PREFS} as text), ''`;
  await insert('users', user, largest, counts.users - 1);
  const team = sql`case when i = 1 then 'home' else 't' || i end, i, 0, cast(${name} as text), '', cast(${PREFS} as text), 0, ''`;
  await insert('teams', 'id, sequence, updated_at, name, name_key, prefs, total, search', team, counts.teams);
  const membership = sql`'home', 'm' || i, 'owner', i, 0, cast(${ROLES} as text), 0, 0`;
  await insert(
    'memberships',
    'team_id, id, user_id, sequence, updated_at, roles, invited_at, joined_at',
    membership,
    counts.memberships,
  );
  const identity = sql`'owner', 'i' || i, i, 0, 'github', '', 'uid' || i, cast(${ESCAPED.repeat(100)} as text), cast(${sealed} as text)`;
  await insert(
    'identities',
    'user_id, id, sequence, updated_at, provider, issuer, provider_uid, provider_email, tokens',
    identity,
    counts.identities,
  );
  for (const [kind, prefix, count] of [
    ['membership-id', 'm', counts.memberships],
    ['identity-id', 'i', counts.identities],
  ] as const) {
    await insert(
      'identifiers',
      'kind, value, user_id',
      sql`${sql.lit(kind)}, ${sql.lit(prefix)} || i, 'owner'`,
      count,
    );
  }
  const target = sql`'owner', 'g' || i, i, 0, 'push', cast(${ESCAPED.repeat(255)} as text), cast(${name} as text)`;
  await insert(
    'targets',
    'user_id, id, sequence, updated_at, provider_type, identifier, name',
    target,
    counts.targets,
  );
  const session = sql`'owner', 's' || i, i, 0, 'hash' || i, ${later}, 'github', 'uid', '[]', '{}', cast(${sealed} as text)`;
  await insert(
    'sessions',
    'user_id, id, sequence, updated_at, secret_hash, expires_at, provider, provider_uid, factors, device, provider_tokens',
    session,
    counts.sessions,
  );
  const entry = sql`'owner', 0, 'z' || (100000 + i), 0, 'user.name.update', 'user', 'owner', 'owner', '{}', cast(${'9'.repeat(600)} as text)`;
  await insert(
    'audit',
    'place, lane, id, at, act, actor_kind, actor_id, user_id, details, ip',
    entry,
    MOST_ROWS,
  );
}
