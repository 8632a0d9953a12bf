import assert from 'node:assert/strict';
import { it } from 'node:test';
import { chance } from '../../../test/support/chance.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { fuzzRuns } from '../../../test/support/extent.ts';
import { act, chainAll, chainAndSign, projectWith } from '../../../test/support/history.ts';
import type { Actor } from '../actor.ts';
import { inInstallation } from '../admins/installation.ts';
import { type Instant, instantOf } from '../instant.ts';
import { createKey } from '../keys/keys.ts';
import { type Email, emailOf } from '../users/email.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import type { Act } from './acts.ts';
import { type HistoryEntry, type HistoryFilter, searchHistory } from './search.ts';
import { findEntries } from './search-store.ts';

const LANES = 3;
const ACTS = ['user.name.update', 'user.prefs.update', 'session.create', 'sessions.delete'] as const;

onEachEngine('a search in the history', (database) => {
  const here = directory(database, { lanes: LANES });

  /** Some entries of many kinds, at moments that differ. */
  const filled = async (next: () => number, entries: number): Promise<Actor> => {
    const base = await projectWith(here, 0);
    const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
    const actors: readonly Partial<Actor>[] = [
      { kind: 'user', id: 'ann', impersonatorId: undefined as never },
      { kind: 'user', id: 'bob', impersonatorId: 'ann' as UserId },
      { kind: 'key', id: 'ann', impersonatorId: undefined as never },
      { kind: 'key', id: 'k1', impersonatorId: undefined as never },
      { kind: 'cli', id: undefined as never, impersonatorId: undefined as never },
    ];
    for (let at = 0; at < entries; at++) {
      const user = one(['ann', 'bob', 'carl', undefined]);
      const done = { act: one(ACTS), ...(user && { user }) } as Act;
      await here.core.write({ ...base, ...one(actors) }, done, async () => {});
      if (next() < 0.5) here.clock.advance(1);
    }
    return base;
  };
  const everything = async (actor: Actor, filter: HistoryFilter, limit: number): Promise<HistoryEntry[]> => {
    const rows: HistoryEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await searchHistory(here.core, actor, { filter, cursor, limit });
      assert.ok(page.rows.length <= limit);
      rows.push(...page.rows);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return rows;
  };

  it('finds what a look at each entry finds, newest first, over pages of any size', async () => {
    const next = chance(39);
    const some = <T>(value: T): T | undefined => (next() < 0.4 ? value : undefined);
    const startedAt = here.clock.now();
    const actor = await filled(next, 120);
    const all = await everything(actor, {}, 7);
    assert.equal(all.length, 120);
    for (let run = 0; run < fuzzRuns(30); run++) {
      const moment = () => instantOf(startedAt + Math.floor(next() * 80) - 5);
      const filter = compact({
        user: some(next() < 0.5 ? 'ann' : 'carl'),
        actor: some(
          compact({
            kind: some(next() < 0.6 ? 'user' : next() < 0.5 ? 'key' : 'cli'),
            id: some(next() < 0.7 ? 'ann' : 'k1'),
          }),
        ),
        acts: some(ACTS.filter(() => next() < 0.4)),
        from: some(moment()),
        to: some(moment()),
      }) as HistoryFilter;
      const found = await everything(actor, filter, 1 + Math.floor(next() * 20));
      assert.deepEqual(
        found.map(({ id }) => id),
        all.filter((entry) => meets(entry, filter)).map(({ id }) => id),
        JSON.stringify(filter),
      );
    }
  });

  it('ends a page early where it would read too much, and goes on there', async () => {
    const actor = await filled(chance(7), 40);
    const filter = { actor: { kind: 'key' } };
    const expected = await everything(actor, filter, 100);
    const ids: string[] = [];
    let [before, pages]: [string | undefined, number] = [undefined, 0];
    do {
      const found = await findEntries(here.core.read, actor.project.id, {
        filter,
        before,
        limit: 10,
        most: 5,
      });
      ids.push(...found.rows.map(({ id }) => id));
      before = found.reached;
      pages++;
    } while (before !== undefined);
    assert.deepEqual(
      ids,
      expected.map(({ id }) => id),
    );
    assert.equal(pages, 9);
  });

  it('names users, keys and administrators as they are named now', async () => {
    const user = { id: 'named1' as UserId, name: 'Ann' };
    await createUser(here.core, here.actor, user);
    const { key } = await createKey(here.core, here.actor, {
      name: 'Import',
      scopes: ['*'],
      expiresAt: null,
    });
    const done = { act: 'user.prefs.update', user: user.id } as const;
    await here.core.write({ ...here.actor, kind: 'key', id: key.id }, done, async () => {});
    await here.core.write({ ...here.actor, kind: 'user', id: user.id }, done, async () => {});
    const [byUser, byKey, created] = (
      await searchHistory(here.core, here.actor, {
        filter: { user: user.id },
        limit: 3,
      })
    ).rows;
    assert.deepEqual(
      [byUser, byKey, created].map((entry) => [entry?.actor, entry?.user?.name]),
      [
        [{ kind: 'user', id: user.id, name: 'Ann' }, 'Ann'],
        [{ kind: 'key', id: key.id, name: 'Import' }, 'Ann'],
        [{ kind: 'system', id: null, name: null }, 'Ann'],
      ],
    );
    const asKey = { kind: 'key', id: 'gone' } as const;
    await here.core.write({ ...here.actor, ...asKey }, done, async () => {});
    const { rows } = await searchHistory(here.core, here.actor, { filter: { actor: asKey }, limit: 1 });
    assert.deepEqual(rows[0]?.actor, { ...asKey, name: null });
    const admin = { id: 'root' as UserId, email: emailOf('root@example.com') as Email };
    await createUser(here.core, inInstallation(here.actor), admin);
    await here.core.write({ ...here.actor, kind: 'admin', id: admin.id }, done, async () => {});
    const byAdmin = await searchHistory(here.core, here.actor, {
      filter: { actor: { kind: 'admin' } },
      limit: 1,
    });
    assert.deepEqual(byAdmin.rows[0]?.actor, { kind: 'admin', id: admin.id, name: admin.email });
  });

  it('says whether a signed checkpoint covers an entry, in each lane', async () => {
    const actor = await projectWith(here, 0);
    for (const user of ['ann', 'bob', 'carl', 'dora']) await act(here, actor, user);
    await chainAndSign(here);
    for (const user of ['ann', 'bob', 'carl', 'dora']) await act(here, actor, user);
    await chainAll(here);
    await act(here, actor, 'ann');
    const { rows } = await searchHistory(here.core, actor, { filter: {}, limit: 100 });
    assert.deepEqual(
      rows.map(({ isSigned, position }) => [isSigned, position !== null]),
      [[false, false], ...Array(4).fill([false, true]), ...Array(4).fill([true, true])],
    );
    await here.engine.transact(async (tx) => {
      await tx.db
        .updateTable('history_checkpoints')
        .set({ signature: 'forged' })
        .where('project_id', '=', actor.project.id)
        .execute();
    });
    const forged = await searchHistory(here.core, actor, { filter: {}, limit: 100 });
    assert.ok(forged.rows.every(({ isSigned }) => !isSigned));
  });

  it('shows no other project', async () => {
    const [one, other] = [await projectWith(here, 3), await projectWith(here, 2)];
    assert.equal((await everything(one, {}, 10)).length, 3);
    assert.equal((await everything(other, { user: 'ann' }, 10)).length, 2);
  });
});

function compact(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

function meets(entry: HistoryEntry, { user, actor, acts, from, to }: HistoryFilter): boolean {
  const isWithin = (from ?? 0) <= entry.at && entry.at < (to ?? (Number.POSITIVE_INFINITY as Instant));
  return (
    isWithin &&
    (user === undefined || entry.user?.id === user) &&
    (actor?.kind === undefined || entry.actor.kind === actor.kind) &&
    (actor?.id === undefined || entry.actor.id === actor.id) &&
    (acts === undefined || acts.includes(entry.act))
  );
}
