import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Engine } from '../../src/db/engine.ts';
import type { EngineSql } from '../../src/db/engine-sql.ts';
import { OlderServersRun, phaseOf } from '../../src/db/migrate.ts';
import { type Migrations, migrations } from '../../src/db/migrations/all.ts';
import type { Schema } from '../../src/db/schema.ts';
import { openEngine } from '../../src/open.ts';
import { type EmptyDatabase, onEachEngine } from '../support/engines.ts';
import { run } from '../support/program.ts';
import { settingsFor } from '../support/server.ts';

/** The last migration of before the first release. */
const BASELINE = '0036';
const nothing = async () => {};
const addNicknames = async (db: Kysely<Schema>, { text }: EngineSql) => {
  await sql`alter table users add column nickname ${text}`.execute(db);
  await sql`create table nicknames (project_id ${text} not null, nickname ${text} not null)`.execute(db);
};

describe('a migration', () => {
  it('has its phase in its name, since the baseline', () => {
    const without = Object.keys(migrations).filter((name) => !phaseOf(name));
    assert.deepEqual(
      without.filter((name) => name.slice(0, BASELINE.length) > BASELINE),
      [],
    );
  });
});

onEachEngine('migrations of the kind expand', (database) => {
  it('leave all that older programs use as it was', async () => {
    for (const name of Object.keys(migrations).filter((found) => phaseOf(found) === 'expand')) {
      const list = Object.fromEntries(Object.entries(migrations).filter(([other]) => other < name));
      await withEngine(database, async (engine) => {
        await engine.migrate(list);
        const before = await columnsOf(engine);
        await engine.migrate({ ...list, [name]: migrations[name] ?? nothing });
        assert.deepEqual(changedFor(before, await columnsOf(engine)), [], name);
      });
    }
  });
});

onEachEngine('an older program', (database) => {
  it('runs on what a newer one added, and not on what it removed', async () => {
    const settings = settingsFor(database.setting());
    const newer = { ...migrations, '9001-expand-nicknames': addNicknames };
    await withEngine(database, (engine) => engine.migrate(newer));
    const commands = ['migrate', 'check --quick'];
    const ended = await Promise.all(commands.map((command) => run(command, settings)));
    assert.deepEqual(
      ended.map(({ code, errors }) => [code, errors]),
      [
        [0, ''],
        [0, ''],
      ],
    );
    await withEngine(database, (engine) => engine.migrate({ ...newer, '9002-contract-names': nothing }));
    const refused = await run('check --quick', settings);
    assert.match(refused.errors, /made by a newer Denizen \(it has 9002-contract-names\)/);
  });
});

onEachEngine('a migration of the kind contract', (database) => {
  const newer: Migrations = {
    ...migrations,
    '9001-expand-nicknames': addNicknames,
    '9002-contract-names': nothing,
    '9003-expand-more': nothing,
  };

  it('waits while a server of an older version runs, and others do not wait for it', async () => {
    await withEngine(database, (engine) => engine.migrate());
    await withOlderServer(database, () =>
      withEngine(database, async (engine) => {
        assert.deepEqual(await engine.migrate(newer), ['9001-expand-nicknames', '9003-expand-more']);
        assert.deepEqual(await engine.migrate(newer), []);
      }),
    );
    await withEngine(database, async (engine) =>
      assert.deepEqual(await engine.migrate(newer), ['9002-contract-names']),
    );
  });

  it('is refused, with all others, where no version runs without it', async () => {
    const breaking = { ...newer, '9004-names': nothing, '9005-expand-last': nothing };
    await withOlderServer(database, () =>
      withEngine(database, (engine) => assert.rejects(engine.migrate(breaking), OlderServersRun)),
    );
    await withEngine(database, async (engine) =>
      assert.deepEqual(await engine.migrate(breaking), ['9004-names', '9005-expand-last']),
    );
  });

  if (database.engine === 'postgres') {
    it('waits for no server that was killed', async () => {
      await withOlderServer(database, async (engine) => {
        await sql`update schema_servers set seen_at = now() - interval '36 seconds'`.execute(engine.read.db);
        assert.deepEqual(
          await engine.migrate({
            ...newer,
            '9004-names': nothing,
            '9005-expand-last': nothing,
            '9006-contract-more': nothing,
          }),
          ['9006-contract-more'],
        );
      });
    });

    it('lets no older server in while it runs', async () => {
      const begun = Promise.withResolvers<void>();
      const goesOn = Promise.withResolvers<void>();
      const slowly = async () => {
        begun.resolve();
        await goesOn.promise;
      };
      const list = {
        ...newer,
        '9004-names': nothing,
        '9005-expand-last': nothing,
        '9006-contract-more': nothing,
      };
      await withEngine(database, async (engine) => {
        const migrating = engine.migrate({ ...list, '9007-contract-slow': slowly });
        await begun.promise;
        let isIn = false;
        const announcing = engine.announce().then((announced) => {
          isIn = true;
          return announced;
        });
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.equal(isIn, false);
        goesOn.resolve();
        assert.deepEqual(await migrating, ['9007-contract-slow']);
        await using _announced = await announcing;
        await assert.rejects(engine.pending(), /made by a newer Denizen/);
      });
    });
  }
});

/** A server of this version on the database, for the length of `work`. */
async function withOlderServer(
  database: EmptyDatabase,
  work: (engine: Engine) => Promise<unknown>,
): Promise<void> {
  const server = await openEngine(database.config(), database.secrets(), { hold: true });
  const announced = await server.announce();
  try {
    await work(server);
  } finally {
    await announced[Symbol.asyncDispose]();
    await server.close();
  }
}

async function withEngine(
  database: EmptyDatabase,
  work: (engine: Engine) => Promise<unknown>,
): Promise<void> {
  const engine = await openEngine(database.config(), database.secrets());
  await work(engine).finally(() => engine.close());
}

type Column = { readonly type: string; readonly isNeeded: boolean };

/** The columns by table and name. */
async function columnsOf({ read }: Engine): Promise<ReadonlyMap<string, Column>> {
  const tables = await read.db.introspection.getTables({ withInternalKyselyTables: true });
  return new Map(
    tables.flatMap((table) =>
      table.columns.map((column) => [
        `${table.name}.${column.name}`,
        { type: column.dataType, isNeeded: !column.isNullable && !column.hasDefaultValue },
      ]),
    ),
  );
}

/** What a program that knows the columns of before misses, or would have to write. */
function changedFor(
  before: ReadonlyMap<string, Column>,
  after: ReadonlyMap<string, Column>,
): readonly string[] {
  const tables = new Set([...before.keys()].map(tableOf));
  const missing = [...before].filter(([name, { type }]) => after.get(name)?.type !== type);
  const needed = [...after].filter(
    ([name, { isNeeded }]) => tables.has(tableOf(name)) && isNeeded && !before.get(name)?.isNeeded,
  );
  return [...missing, ...needed].map(([name]) => name);
}

function tableOf(column: string): string {
  return column.split('.', 1)[0] ?? '';
}
