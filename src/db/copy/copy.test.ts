import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import {
  anyLine,
  beginBetween,
  contentOf,
  copyBetween,
  emptySide,
  fillByChance,
  type Side,
} from '../../../test/support/copying.ts';
import type { EngineName } from '../../../test/support/engines.ts';
import { DatabaseUnavailable } from '../database.ts';
import type { Schema } from '../schema.ts';
import { copyRows, finishCopy, followSource, switchSource, takeBack, verifyRows } from './copy.ts';
import { abandonSource, countChanges, setReadOnly } from './source.ts';
import { getCopyState } from './state.ts';

/** Every table of the schema. A new one does not compile until it stands here. */
const everyTable: Readonly<Record<keyof Schema, true>> = {
  admin_grants: true,
  admin_links: true,
  attempts: true,
  audit: true,
  authenticators: true,
  challenges: true,
  counts: true,
  daily_counts: true,
  device_codes: true,
  device_grants: true,
  erasures: true,
  history_checkpoints: true,
  history_cuts: true,
  history_heads: true,
  history_lanes: true,
  identifiers: true,
  identities: true,
  import_rows: true,
  import_secrets: true,
  import_jobs: true,
  imports: true,
  job_parts: true,
  jobs: true,
  keys: true,
  leases: true,
  lookups: true,
  memberships: true,
  mock_phones: true,
  oauth_states: true,
  old_systems: true,
  outbox: true,
  password_history: true,
  profiles: true,
  project_removals: true,
  projects: true,
  provider_errors: true,
  providers: true,
  rate_windows: true,
  recovery_codes: true,
  seal_keys: true,
  served_contracts: true,
  sessions: true,
  targets: true,
  team_words: true,
  teams: true,
  tokens: true,
  user_keys: true,
  user_metadata: true,
  user_words: true,
  users: true,
  webhook_deliveries: true,
  webhooks: true,
};
const ENGINES: readonly EngineName[] = ['sqlite', 'postgres'];
const other = (engine: EngineName) => (engine === 'sqlite' ? 'postgres' : 'sqlite');
const SEED = Date.now() % 1_000_000;

describe('a copy', () => {
  it(`keeps every row of every table on the way through all directions (seed ${SEED})`, async () => {
    const ways: readonly EngineName[] = ['sqlite', 'postgres', 'postgres', 'sqlite', 'sqlite'];
    await using sides = new AsyncDisposableStack();
    const open = async (engine: EngineName) => {
      const side = await emptySide(engine);
      sides.defer(side.close);
      return side;
    };
    let last = await open('sqlite');
    await fillByChance(last, 40, SEED);
    const content = await contentOf(last);
    assert.deepEqual(
      Object.entries(content).filter(([, rows]) => !rows.startsWith('40 ')),
      [],
    );
    for (const engine of ways.slice(1)) {
      const next = await open(engine);
      const tables = await copyBetween(last, next);
      assert.deepEqual(
        Object.fromEntries(tables.map(({ name, rows, digest }) => [name, `${rows} ${digest}`])),
        content,
      );
      assert.deepEqual(await contentOf(next), content);
      last = next;
    }
  });
});

for (const engine of ENGINES) {
  describe(`copying from ${engine} to ${other(engine)}`, () => {
    let source: Side;
    let target: Side;
    before(async () => {
      source = await emptySide(engine);
      target = await emptySide(other(engine));
      await fillByChance(source, 30, SEED);
    });
    after(async () => {
      await source.close();
      await target.close();
    });
    const run = (statement: string) => source.engine.transact(({ db }) => sql.raw(statement).execute(db));

    it('finds every table of the schema', async () => {
      const names = (await source.end.tables()).map(({ name }) => name);
      assert.deepEqual(names, Object.keys(everyTable).toSorted());
    });

    it('goes on where it was interrupted, and refuses the target until it is complete', async () => {
      let left = 40;
      const failing = beginBetween(source, target, {
        follows: true,
        wrap: (end) => ({
          ...end,
          insert: async (table, lines) => {
            if (table.name === 'users' && left-- > 0) throw new Error('killed');
            return end.insert(table, lines);
          },
        }),
      });
      await assert.rejects(failing.then(copyRows), /killed/);
      const { unfinishedFrom } = await getCopyState(target.engine.read);
      assert.equal(unfinishedFrom, source.name);
      const copying = await beginBetween(source, target, { follows: true });
      await copyRows(copying);
      await verifyRows(copying);
      assert.deepEqual(await contentOf(target), await contentOf(source));
    });

    it('copies what changes meanwhile, keys too, and in any order', async () => {
      await run(`update users set name = 'changed' where id > 'a'`);
      await run(`delete from sessions where id > 'm'`);
      await run(`update teams set id = 'moved ' || id`);
      await run(`insert into user_words (project_id, word, user_id) values ('p', 'new', 'u')`);
      // The value of a unique index goes from one row to the other.
      await run(`insert into keys (project_id, id, name, secret_hash, scopes, created_at)
        values ('p', 'k1', '', 's1', '', 1), ('p', 'k2', '', 's2', '', 1)`);
      const copying = await beginBetween(source, target, { follows: true });
      await followSource(copying);
      await run(`update keys set secret_hash = 's3' where id = 'k1'`);
      await run(`update keys set secret_hash = 's1' where id = 'k2'`);
      await run(`update keys set secret_hash = 's2' where id = 'k1'`);
      await followSource(copying);
      assert.equal(await countChanges(source.end), 0);
      assert.deepEqual(await contentOf(target), await contentOf(source));
    });

    it('makes the source refuse every change, whatever is written', async () => {
      const tables = await source.end.tables();
      await setReadOnly(source.end, tables, 1);
      for (const table of tables) {
        const line = anyLine(table);
        await assert.rejects(
          source.end.transaction(() => source.end.insert(table, [line])),
          /read-only/,
          table.name,
        );
        await assert.rejects(run(`delete from ${table.name}`), DatabaseUnavailable, table.name);
      }
      const { readOnly } = await getCopyState(source.engine.read);
      assert.deepEqual(readOnly, { to: target.name, movedAt: undefined });
    });

    it('lets the source take writes again when the switch fails, and goes on with what it noted', async () => {
      const copying = await beginBetween(source, target, { follows: true });
      const there = (text: string) => sql.raw(text).execute(target.end.db);
      await there('create table kept as select * from challenges');
      await there('delete from challenges');
      await assert.rejects(switchSource(copying), /^DatabaseDamaged: challenges has \d+ rows in the source/);
      await assert.rejects(run(`update users set name = 'refused'`), DatabaseUnavailable);
      await takeBack(copying);
      await run(`update users set name = 'taken'`);
      await there('insert into challenges select * from kept');
      await there('drop table kept');
    });

    it('leaves a target with everything that a new database has', async () => {
      const copying = await beginBetween(source, target, { follows: true });
      await switchSource(copying);
      const tables = await finishCopy(copying);
      const fresh = await emptySide(other(engine));
      const extras = (side: Side) =>
        side.end.extras().then((all) => all.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
      assert.deepEqual(await extras(target), await extras(fresh));
      await fresh.close();
      assert.deepEqual(
        Object.fromEntries(tables.map(({ name, rows, digest }) => [name, `${rows} ${digest}`])),
        await contentOf(source),
      );
      assert.equal((await getCopyState(target.engine.read)).unfinishedFrom, undefined);
    });

    it('is not begun again into a filled target, and leaves no trace once it is abandoned', async () => {
      assert.equal(await abandonSource(source.end), true);
      await assert.rejects(beginBetween(source, target), /does not know/);
      assert.equal(await abandonSource(source.end), false);
      await run(`update users set name = 'free'`);
      const another = await emptySide(engine);
      await fillByChance(another, 1, SEED);
      await assert.rejects(beginBetween(source, another), /The target is not empty/);
      await another.close();
    });
  });
}
