import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { chance } from '../../../test/support/chance.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { fuzzRuns } from '../../../test/support/extent.ts';
import { insertSessions, type MadeSession } from '../../../test/support/many-sessions.ts';
import { migrations } from '../../db/migrations/all.ts';
import { openEngine } from '../../open.ts';
import type { Actor } from '../actor.ts';
import { hours, type Instant, instantOf } from '../instant.ts';
import type { Bounds } from '../listing/search.ts';
import { defaultPolicies, type ProjectId } from '../projects/project.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { fillSessions } from './fill.ts';
import { networkRangeOf } from './network.ts';
import { countSessionFacets, parseSessionCursor, searchSessions, sessionsMatching } from './search.ts';
import type { SessionFilter } from './search-terms.ts';
import { endSession } from './sessions.ts';

const SMALL: Bounds = { scanned: 40, sorted: 10, batch: 5, probed: 5 };

onEachEngine('a search of sessions', (database) => {
  const here = directory(database);
  let projects = 0;

  /** A project of its own with these sessions, whose users exist. */
  const projectWith = async (made: readonly MadeSession[]): Promise<Actor> => {
    const id = `sessions${projects++}` as ProjectId;
    const actor: Actor = { ...here.actor, project: { id, name: '', policies: defaultPolicies } };
    for (const user of new Set(made.map((each) => each.user)))
      await createUser(here.core, actor, { id: user as UserId, name: `Name of ${user}` });
    await insertSessions(here.engine, id, made);
    return actor;
  };
  const idsOf = async (actor: Actor, filter: SessionFilter, limit = 7): Promise<readonly string[]> => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const from = cursor === null ? undefined : parseSessionCursor(cursor);
      const page = await searchSessions(here.core, actor, { filter, cursor: from, limit });
      ids.push(...page.rows.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null);
    return ids;
  };
  const matching = async (actor: Actor, filter: SessionFilter, bounds?: Bounds) => {
    const ids: string[] = [];
    for await (const { sessions } of sessionsMatching(here.core, actor, filter, { most: 9 }, bounds))
      ids.push(...sessions.map(({ id }) => id));
    return ids;
  };

  it('finds what a look at each session finds, newest first, over pages of any size, and counts it', async () => {
    const next = chance(5);
    const now = here.clock.now();
    const made = Array.from({ length: 100 }, (_, at) => sessionAt(at, now, next));
    const actor = await projectWith(made);
    const some = <T>(value: T): T | undefined => (next() < 0.25 ? value : undefined);
    const moment = () => instantOf(now - Math.floor(next() * hours(30)));
    for (let run = 0; run < fuzzRuns(12); run++) {
      const filter = compact({
        network: some(
          networkRangeOf(
            oneOf(next, ['10.0.1.0/24', '10.0.0.0/8', '10.0.1.1', '10.0.2.0/31', '2001:db8::/32']),
          ),
        ),
        country: some(oneOf(next, ['DE', 'NZ'])),
        os: some(oneOf(next, ['Linux', 'iOS'])),
        browser: some(oneOf(next, ['Firefox', 'Chrome'])),
        device: some(oneOf(next, ['desktop', 'smartphone'])),
        provider: some(oneOf(next, ['email', 'github'])),
        createdBefore: some(moment()),
        unusedSince: some(moment()),
        usedSince: some(moment()),
      }) as SessionFilter;
      const expected = made
        .filter((each) => meets(each, filter, now))
        .toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
        .map(({ id }) => id);
      const text = JSON.stringify(filter);
      assert.deepEqual(await idsOf(actor, filter, 1 + Math.floor(next() * 20)), expected, text);
      const counted = await searchSessions(here.core, actor, { filter, limit: 1, counted: true });
      assert.equal(counted.total, expected.length, text);
      assert.deepEqual(await matching(actor, filter), expected, text);
      assert.deepEqual(await matching(actor, filter, SMALL), expected, text);
    }
  });

  it('shows user, origin, device and moments', async () => {
    const at = here.clock.now() - 5_000;
    const device = { osName: 'Linux', clientName: 'Firefox', deviceName: 'desktop' };
    const origin = { ip: '203.0.113.7', country: 'NZ', provider: 'github', device } as const;
    const actor = await projectWith([{ id: 's1', user: 'ann', at, usedAt: at + 1_000, ...origin }]);
    const { rows, total, next } = await searchSessions(here.core, actor, { filter: {}, limit: 5 });
    const { device: shown, ...rest } = rows[0] ?? assert.fail();
    assert.deepEqual([shown.osName, shown.clientVersion, total, next], ['Linux', '', undefined, null]);
    assert.deepEqual(rest, {
      id: 's1',
      user: { id: 'ann', name: 'Name of ann', email: null },
      ip: '203.0.113.7',
      country: 'NZ',
      provider: 'github',
      createdAt: at,
      usedAt: at + 1_000,
      expiresAt: at + hours(24) * 365,
    });
  });

  it('goes on behind a session that ended meanwhile', async () => {
    const now = here.clock.now();
    const made = [1, 2, 3].map((at) => ({ id: `e${at}`, user: 'ann', at: now - at }));
    const actor = await projectWith(made);
    const first = await searchSessions(here.core, actor, { filter: {}, limit: 1 });
    await endSession(here.core, actor, { user: 'ann' as UserId, id: 'e1' });
    const cursor = parseSessionCursor(first.next ?? '');
    const then = await searchSessions(here.core, actor, { filter: {}, cursor, limit: 5 });
    assert.deepEqual(
      [first, then].map(({ rows }) => rows.map(({ id }) => id)),
      [['e1'], ['e2', 'e3']],
    );
  });

  it('is refused where it would read too much, but the sessions are gone through in steps', async () => {
    const now = here.clock.now();
    const made = Array.from({ length: 200 }, (_, at) => ({
      id: `w${String(at).padStart(3, '0')}`,
      user: 'ann',
      at: now - at - 1,
      country: at % 2 ? 'DE' : 'NZ',
      provider: at > 190 ? 'github' : 'email',
      device: { osName: at % 2 ? 'Linux' : 'iOS' },
    }));
    const actor = await projectWith(made);
    const rare = { country: 'DE', os: 'iOS' };
    await assert.rejects(
      searchSessions(here.core, actor, { filter: rare, limit: 5 }, SMALL),
      ({ data }) => data.code === 'query_too_broad',
    );
    assert.deepEqual(await matching(actor, rare, SMALL), []);
    const last = made.slice(191).map(({ id }) => id);
    assert.deepEqual(await matching(actor, { provider: 'github' }, SMALL), last);
    const both = { country: 'DE', os: 'Linux', createdBefore: instantOf(now - 150) };
    const far = made.filter(({ at, country }) => at < now - 150 && country === 'DE').map(({ id }) => id);
    assert.deepEqual(await matching(actor, both, SMALL), far);
  });

  it('goes through sessions that end on the way, and from where another process stopped', async () => {
    const now = here.clock.now();
    const made = Array.from({ length: 30 }, (_, at) => ({
      id: `j${String(at).padStart(2, '0')}`,
      user: at % 2 ? 'ann' : 'bob',
      at: now - at - 1,
    }));
    const actor = await projectWith(made);
    const ended: string[] = [];
    let after = parseSessionCursor('x');
    for (let processes = 0; processes < 30 && ended.length < made.length; processes++) {
      const from = { most: 4, ...(after && { after }) };
      for await (const { sessions, cursor } of sessionsMatching(here.core, actor, {}, from)) {
        for (const { user, id } of sessions) {
          await endSession(here.core, actor, { user: user as UserId, id });
          ended.push(id);
        }
        after = cursor;
        if (ended.length % 8 === 0) break;
      }
    }
    assert.deepEqual(
      ended,
      made.map(({ id }) => id),
    );
    assert.deepEqual(await idsOf(actor, {}), []);
  });

  it('counts the most frequent values of what it finds', async () => {
    const now = here.clock.now();
    const of = (at: number, more: Partial<MadeSession>): MadeSession => ({
      id: `f${at}`,
      user: 'ann',
      at: now - at - 1,
      ...more,
    });
    const many = Array.from({ length: 25 }, (_, at) => of(at, { ip: `10.0.${at}.1`, provider: 'github' }));
    const actor = await projectWith([
      ...many,
      of(30, { ip: '10.0.3.9', country: 'NZ', device: { osName: 'Linux', deviceName: 'desktop' } }),
      of(31, { ip: '2001:db8::1', country: 'NZ' }),
      of(32, { expiresAt: now - 1 }),
    ]);
    const facets = await countSessionFacets(here.core, actor, {});
    assert.deepEqual([facets.networks.length, facets.networks[0]], [20, { value: '10.0.3.0/24', count: 2 }]);
    assert.deepEqual(facets.countries, [
      { value: '', count: 25 },
      { value: 'NZ', count: 2 },
    ]);
    assert.deepEqual(facets.providers, [
      { value: 'github', count: 25 },
      { value: 'email', count: 2 },
    ]);
    assert.deepEqual(facets.systems.at(-1), { value: 'Linux', count: 1 });
    assert.equal(facets.isExact, true);
    const inCountry = await countSessionFacets(here.core, actor, { country: 'NZ' });
    assert.deepEqual(
      inCountry.networks.map(({ value }) => value),
      ['10.0.3.0/24', '2001:db8::/64'],
    );
  });

  it('finds sessions of an older server once they are filled in', async () => {
    const now = here.clock.now();
    const device = { osName: 'Linux', clientName: 'Firefox', deviceName: 'desktop' };
    const actor = await projectWith([{ id: 'o1', user: 'ann', at: now - 1, ip: '10.1.2.3', device }]);
    const asOlder = sql`update sessions set network = null, os = null, browser = null, device_kind = null
      where project_id = ${actor.project.id}`;
    await here.engine.transact((tx) => asOlder.execute(tx.db));
    const filter = {
      network: networkRangeOf('10.1.2.0/24') ?? assert.fail(),
      os: 'Linux',
      browser: 'Firefox',
    };
    assert.deepEqual(await idsOf(actor, filter), []);
    assert.deepEqual(await idsOf(actor, {}), ['o1']);
    assert.equal(await fillSessions(here.core, 5), 1);
    assert.deepEqual(await idsOf(actor, { ...filter, device: 'desktop' }), ['o1']);
    assert.equal(await fillSessions(here.core, 5), 0);
  });
});

onEachEngine('sessions of before they could be searched', (database) => {
  it('are filled in by the migration', async (t) => {
    const engine = await openEngine(database.config(), database.secrets());
    t.after(() => engine.close());
    const isBefore = ([name]: readonly [string, unknown]) => name < '0039';
    await engine.migrate(Object.fromEntries(Object.entries(migrations).filter(isBefore)));
    const device = '{"osName":"Linux","clientName":"Firefox","deviceName":"desktop"}';
    await engine.transact(async (tx) => {
      for (let from = 0; from < 1_200; from += 100) {
        const rows = Array.from({ length: 100 }, (_, at) => from + at).map(
          (at) => sql`('p', ${`u${at % 7}`}, ${`s${at}`}, 0, 0, '', 0, 'email', '', '[]',
            ${at % 2 ? '10.1.2.3' : null}, ${at % 3 ? device : '{}'})`,
        );
        await sql`insert into sessions (project_id, user_id, id, sequence, updated_at, secret_hash, expires_at,
          provider, provider_uid, factors, ip, device) values ${sql.join(rows)}`.execute(tx.db);
      }
    });
    await engine.migrate();
    const { rows } = await sql`select network, os, browser, device_kind, count(*) as total from sessions
      group by 1, 2, 3, 4 order by total, network, os`.execute(engine.read.db);
    const filled = { os: 'Linux', browser: 'Firefox', device_kind: 'desktop' };
    const empty = { os: '', browser: '', device_kind: '' };
    assert.deepEqual(
      rows.map((row) => ({ ...(row as object) })).toSorted(byText),
      [
        { network: null, ...empty, total: 200 },
        { network: '40a0102', ...empty, total: 200 },
        { network: null, ...filled, total: 400 },
        { network: '40a0102', ...filled, total: 400 },
      ].toSorted(byText),
    );
  });
});

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

function oneOf<T>(next: () => number, list: readonly T[]): T {
  return list[Math.floor(next() * list.length)] as T;
}

function sessionAt(at: number, now: number, next: () => number): MadeSession {
  const created = now - Math.floor(next() * hours(30)) - 1;
  return {
    id: `s${String(at).padStart(3, '0')}`,
    user: oneOf(next, ['ann', 'bob', 'carl']),
    at: created,
    ip: oneOf(next, ['10.0.1.1', '10.0.1.2', '10.0.2.0', '10.0.2.5', '192.0.2.1', '2001:db8:1::1', null]),
    country: oneOf(next, ['DE', 'NZ', null]),
    provider: oneOf(next, ['email', 'github']),
    device: oneOf(next, [
      { osName: 'Linux', clientName: 'Firefox', deviceName: 'desktop' },
      { osName: 'iOS', clientName: 'Chrome', deviceName: 'smartphone' },
      {},
    ]),
    usedAt: next() < 0.4 ? null : created + Math.floor(next() * (now - created)),
    ...(next() < 0.1 && { expiresAt: now - 1 }),
  };
}

function meets(made: MadeSession, filter: SessionFilter, now: number): boolean {
  const { network, createdBefore, unusedSince, usedSince } = filter;
  const isIn = () => {
    const own = networkRangeOf(made.ip ?? '')?.from;
    const isWithin = own !== undefined && (network?.from ?? '') <= own && own <= (network?.to ?? '');
    return isWithin && (network?.ips?.includes(made.ip ?? '') ?? true);
  };
  const lastUse = made.usedAt ?? made.at;
  return (
    (made.expiresAt ?? Number.POSITIVE_INFINITY) > now &&
    (network === undefined || isIn()) &&
    (filter.country === undefined || made.country === filter.country) &&
    (filter.os === undefined || made.device?.osName === filter.os) &&
    (filter.browser === undefined || made.device?.clientName === filter.browser) &&
    (filter.device === undefined || made.device?.deviceName === filter.device) &&
    (filter.provider === undefined || made.provider === filter.provider) &&
    (createdBefore === undefined || made.at < createdBefore) &&
    (unusedSince === undefined || lastUse < unusedSince) &&
    (usedSince === undefined || lastUse >= (usedSince as Instant))
  );
}

function compact(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}
