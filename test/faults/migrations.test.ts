import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { pending } from '../../src/db/migrate.ts';
import type { Migrations } from '../../src/db/migrations/all.ts';
import { migrations } from '../../src/db/migrations/all.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { openEngine } from '../../src/open.ts';
import { type EmptyDatabase, onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { type Ended, run } from '../support/program.ts';
import { call, settingsFor, start } from '../support/server.ts';

const COMMANDS = ['serve', 'check', 'migrate'];

onEachEngine('migrating', (database) => {
  it('is done once when several processes begin at the same moment', async () => {
    const ended = await Promise.all(
      Array.from({ length: 3 }, () => run('migrate', settingsFor(database.setting()))),
    );
    assert.deepEqual(
      ended.map(({ code, errors }) => [code, errors]),
      Array(3).fill([0, '']),
    );
    assert.deepEqual(
      ended
        .map(({ output }) => output.trim())
        .sort()
        .reverse(),
      [
        'The database is up to date.',
        'The database is up to date.',
        `Applied ${Object.keys(migrations).join(', ')}.`,
      ],
    );
  });

  it('takes no database for another program’s that is migrated while it looks', async () => {
    await withEngine(database, async ({ migrate, read: { db, sql: dialect } }) => {
      await migrate();
      let looks = 0;
      const late = (name: string) =>
        looks++ === 0 ? sql`select 1 as n where 1 = 0` : dialect.tableNamed(name);
      const state = await pending(db, { ...dialect, tableNamed: late });
      assert.deepEqual([state.applied, state.missing, looks], [Object.keys(migrations).length, [], 2]);
    });
  });

  it('leaves everything as it was when a step fails', async () => {
    const broken: Migrations = {
      ...migrations,
      '9998-good': async (db) => void (await db.schema.createTable('half').addColumn('a', 'text').execute()),
      '9999-bad': async (db, dialect) => {
        await migrations['0001-directory']?.(db, dialect);
      },
    };
    const before = await tables(database);
    await withEngine(database, (engine) => assert.rejects(engine.migrate(broken), /already exists/));
    assert.deepEqual(await tables(database), before);
    assert.ok(before.length > 5);
    assert.equal((await run('check', settingsFor(database.setting()))).code, 0);
  });

  it('refuses what a newer version made', async () => {
    await withEngine(database, (engine) => engine.migrate({ ...migrations, '9999-future': async () => {} }));
    await assertAllRefused(settingsFor(database.setting()), /made by a newer Denizen \(it has 9999-future\)/);
  });
});

onEachEngine('migrating an empty database', (database) => {
  it('leaves it empty when the last step fails', async () => {
    const broken: Migrations = { ...migrations, '9999-bad': async () => Promise.reject(new Error('no')) };
    await withEngine(database, (engine) => assert.rejects(engine.migrate(broken), /no/));
    assert.deepEqual(
      (await tables(database)).filter((name) => !name.startsWith('schema_migrations')),
      [],
    );
    assert.equal(
      (await run('migrate', settingsFor(database.setting()))).output,
      `Applied ${Object.keys(migrations).join(', ')}.\n`,
    );
  });
});

onEachEngine('a database of somebody else', (database) => {
  it('is refused and gets no tables of ours', async () => {
    const statement = 'create table users (id integer primary key)';
    const file = database.setting().slice('sqlite:'.length);
    if (database.engine === 'sqlite') new DatabaseSync(file).exec(statement);
    else await asOwner(database.setting(), statement);
    await assertAllRefused(
      settingsFor(database.setting()),
      /not (?:Denizen's|a Denizen database): it has tables of another program \(users\)/,
    );
    // Ours would not open the file.
    const inFile = () => new DatabaseSync(file).prepare('select name from sqlite_schema').all();
    const left = database.engine === 'sqlite' ? inFile().map(({ name }) => name) : await tables(database);
    assert.deepEqual(left, ['users']);
  });
});

onEachEngine('a database that was sealed', (database) => {
  it('is refused to whoever has another secret', async () => {
    const settings = settingsFor(database.setting());
    assert.equal((await run('migrate', settings)).code, 0);
    const others = { ...settings, DENIZEN_SECRET: 'another secret, and as long as the first one' };
    await assertAllRefused(others, /sealing key is not the one that this database was first opened with/);
  });
});

describe('a SQLite file', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = testFolder();
    file = join(folder, 'denizen.db');
  });

  it('is refused when it is something else', async () => {
    writeFileSync(file, 'This is a letter and not a database. '.repeat(500));
    const letter = readFileSync(file, 'utf8');
    await assertAllRefused(settingsFor(`sqlite:${file}`), /is not a Denizen database/);
    assert.equal(readFileSync(file, 'utf8'), letter);
    mkdirSync(join(folder, 'folder'));
    assertRefused(await run('serve', settingsFor(`sqlite:${join(folder, 'folder')}`)), /cannot be opened/);
  });

  it('is not taken for something else while another process begins to migrate it', async () => {
    const begun = new DatabaseSync(file);
    begun.exec(
      'create table schema_migrations (name varchar(255) primary key, timestamp varchar(255) not null)',
    );
    begun.close();
    assert.equal((await run('migrate', settingsFor(`sqlite:${file}`))).code, 0);
  });

  it('has one server, and the second one changes nothing', async (t) => {
    const server = await start(settingsFor(`sqlite:${file}`));
    t.after(() => server.stop('SIGKILL'));
    assertRefused(
      await run('serve', settingsFor(`sqlite:${file}`)),
      /Another server has this SQLite database open/,
    );
    assert.equal((await call(server.endpoint, 'POST', '/users', { body: { userId: 'ann' } })).status, 201);
    await server.stop('SIGKILL');
    const next = await start(settingsFor(`sqlite:${file}`));
    t.after(() => next.stop('SIGKILL'));
    assert.equal((await call(next.endpoint, 'GET', '/users/ann')).status, 200);
  });
});

describe('damage to a SQLite file', () => {
  const folder = testFolder();
  const whole = join(folder, 'whole.db');
  const copy = join(folder, 'copy.db');
  let pageSize = 0;
  before(async () => {
    const server = await start(settingsFor(`sqlite:${whole}`));
    const create = (at: number) =>
      call(server.endpoint, 'POST', '/users', {
        body: { userId: `u${at}`, email: `u${at}@example.com`, name: `Name ${at}` },
      });
    await Promise.all(Array.from({ length: 100 }, (_, at) => create(at)));
    await server.stop();
    pageSize = readFileSync(whole).readUInt16BE(16);
  });

  it('is not seen where there is none', async () => {
    const { code, output } = await run('check', settingsFor(`sqlite:${whole}`));
    assert.deepEqual([code, /No problems found/.test(output)], [0, true]);
  });

  it('is found in the head of any page', async (t) => {
    const pages = readFileSync(whole).length / pageSize;
    t.diagnostic(`${pages} pages`);
    for (let page = 0; page < pages; page++) {
      damage(page * pageSize + (page === 0 ? 100 : 0));
      assert.notDeepEqual(await findings(), [], `page ${page + 1}`);
    }
  });

  for (const [where, page] of [
    ['the schema', 0],
    ['a table', 2],
  ] as const) {
    it(`is reported by "check" when it is in ${where}`, async () => {
      damage(page * pageSize + (page === 0 ? 100 : 0));
      const { code, output, errors } = await run('check', settingsFor(`sqlite:${copy}`));
      assert.equal(code, 1);
      assert.match(output + errors, /[Dd]amage/);
      assert.doesNotMatch(output + errors, /\n {4}at /);
    });
  }

  function damage(at: number): void {
    copyFileSync(whole, copy);
    const bytes = readFileSync(copy);
    bytes.fill(0xff, at, at + 12);
    writeFileSync(copy, bytes);
  }

  /** What the check finds, or why it does not even come to that. */
  async function findings(): Promise<readonly string[]> {
    try {
      const engine = await openSqlite(copy);
      const found = await engine.integrity();
      await engine.close();
      return found;
    } catch (error) {
      return [String(error)];
    }
  }
});

/** One sentence, no stack, and the exit code of a refusal. */
function assertRefused({ code, output, errors }: Ended, sentence: RegExp): void {
  assert.deepEqual([code, output], [1, ''], errors);
  assert.match(errors, sentence);
  assert.equal(errors.trim().split('\n').length, 1, errors);
}

async function assertAllRefused(settings: Record<string, string>, sentence: RegExp): Promise<void> {
  for (const ended of await Promise.all(COMMANDS.map((command) => run(command, settings))))
    assertRefused(ended, sentence);
}

type Opened = Awaited<ReturnType<typeof openEngine>>;

async function withEngine(
  database: EmptyDatabase,
  work: (engine: Opened) => Promise<unknown>,
): Promise<void> {
  const engine = await openEngine(database.config(), database.secrets());
  await work(engine).finally(() => engine.close());
}

async function tables(database: EmptyDatabase): Promise<readonly string[]> {
  let names: readonly string[] = [];
  await withEngine(database, async ({ read }) => {
    names = (await read.db.introspection.getTables({ withInternalKyselyTables: true })).map(
      ({ name }) => name,
    );
  });
  return [...names].sort();
}

async function asOwner(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
