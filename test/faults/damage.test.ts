import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { failureOf } from '../../src/core/core.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import { DatabaseDamaged } from '../../src/db/database.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import { checkQuickly, checkRows } from '../../src/db/sqlite-check.ts';
import { isWhole } from '../support/extent.ts';
import { testFolder } from '../support/folders.ts';
import { insertManyUsers } from '../support/many-users.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { freshPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { call, PROJECT, type Started, settingsFor, start } from '../support/server.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const FLIPS = isWhole ? 500 : 50;
const USERS = 600;
const PREFS = '{"plan":"a plan that is found again"}';

/**
 * Columns of SQLite's tables that are in no index, and why a check need not compare them: what is short-lived, what is
 * only a count, and what proves itself by a signature, a seal or a chain.
 */
const withoutCopy: Readonly<Record<string, string>> = {
  admin_links: 'lives for days',
  attempts: 'counts, for some minutes',
  audit: 'the chain of the history has a hash of every entry',
  challenges: 'lives for minutes',
  counts: 'the number of rows, which a check counts',
  old_systems: 'settings, which an operator sees and sets again',
  served_contracts: 'settings, which an operator sees and sets again',
  daily_counts: 'numbers for people, which the history has too',
  device_codes: 'lives for minutes',
  erasures: 'work that waits',
  history_checkpoints: 'signed',
  history_cuts: 'proves itself: it is signed',
  history_heads: 'the chain of the history ends there',
  import_jobs: 'lives for days',
  import_rows: 'which row became which user, which the users themselves show',
  imports: 'how many rows of what, which the history has too',
  job_parts: 'lives for a month',
  jobs: 'lives for a month',
  leases: 'lives for minutes',
  oauth_states: 'lives for minutes, and is sealed',
  outbox: 'messages that wait, and are sealed',
  project_removals: 'work that waits',
  provider_errors: 'the last error, for people',
  rate_windows: 'counts, for some minutes',
  schema_migrations: 'the time of a migration',
  schema_migrations_lock: 'only a flag',
  team_words: 'derived from the column search of teams',
  user_words: 'derived from the column search of users',
  webhook_deliveries: 'events that wait',
};

describe('damage of a SQLite file', () => {
  let whole = '';
  before(async () => {
    whole = join(testFolder(), 'whole.db');
    const settings = settingsFor(`sqlite:${whole}`);
    const server = await start(settings);
    assert.equal(await server.stop(), 0);
    const engine = await openSqlite(whole);
    await insertManyUsers(engine, PROJECT as ProjectId, USERS);
    await engine.transact(({ db }) => db.updateTable('users').set({ prefs: PREFS }).execute());
    await engine.close();
  });

  it('is possible without notice only in columns that prove themselves or do not last', () => {
    const db = new DatabaseSync(whole, { readOnly: true });
    const found = db
      .prepare(`select distinct tables.name from sqlite_schema as tables, pragma_table_info(tables.name) as c
        where tables.type = 'table' and not (tables.name = 'users' and c.name = 'search')
          and not (tables.name = 'teams' and c.name = 'search')
          and tables.name not like 'user_part%'
          and not exists (select 1 from pragma_index_list(tables.name) as list, pragma_index_xinfo(list.name) as x
            where x.name = c.name and list.partial = 0
              and not (list.origin = 'pk' and tables.sql like '%without rowid%')) order by 1`)
      .all()
      .map(({ name }) => String(name));
    db.close();
    assert.deepEqual(found, Object.keys(withoutCopy).toSorted());
  });

  it(`is noticed wherever one flipped bit changes what a row says (SEED=${SEED})`, (t) => {
    const bytes = readFileSync(whole);
    const copy = join(testFolder(), 'copy.db');
    const before = contentOf(whole);
    const random = randomFrom(SEED);
    const counts = { structure: 0, rows: 0, harmless: 0 };
    for (let flip = 0; flip < FLIPS; flip++) {
      const at = Math.floor(random() * bytes.length);
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
      writeFileSync(copy, changed);
      const noticed = noticedBy(copy);
      counts[noticed ?? 'harmless']++;
      if (!noticed) assert.equal(contentOf(copy), before, `byte ${at} of page ${Math.floor(at / 4096) + 1}`);
    }
    t.diagnostic(JSON.stringify(counts));
    assert.ok(counts.rows > 0);
  });

  it('is noticed in the words by which a user is found', () => {
    const copy = join(testFolder(), 'copy.db');
    copyFileSync(whole, copy);
    const db = new DatabaseSync(copy);
    db.exec("update user_words set word = 'nome' where word = 'name' and user_id = 'u100005'");
    db.exec("insert into user_words (project_id, word, user_id) values ('test', 'another', 'u100006')");
    db.exec("update users set search = cast(search as blob) where id = 'u100007'");
    const findings = [...checkRows(db)].flatMap((step) => step.findings);
    db.close();
    assert.deepEqual(
      [...new Set(findings)],
      ['user_words: 1 row differs from the words of its owner', 'users: 2 rows differ from its words'],
    );
  });

  it('inside of a row is found by a server in the background, which then is not ready, and by "check"', async (t) => {
    const { settings, file } = copied(t, whole);
    flipContent(file);
    const server = await started(t, settings);
    const damaged = await eventually(async () => {
      const { status, body } = await call(server.base, 'GET', '/readyz');
      return status === 503 ? body : undefined;
    });
    assert.deepEqual((damaged as { checks: { damage: unknown } }).checks.damage, {
      status: 'fail',
      reason: 'the database is damaged',
    });
    // The log is written in blocks.
    const logged = /"finding":"users: 1 row differs from the index users_content"/;
    await eventually(async () => logged.test(server.errors()) || undefined);
    const metrics = (await call(server.base, 'GET', '/metrics')).body as string;
    assert.match(metrics, /^denizen_database_damage_findings [1-9]/m);
    // Whatever is not damaged is served on.
    assert.equal((await call(server.endpoint, 'GET', '/users/u100005')).status, 200);
    const checked = await run('check', settings);
    assert.equal(checked.code, 1);
    assert.match(checked.output, /^Damage: users: 1 row differs from the index users_content$/m);
    assert.match(checked.output, /The database is damaged: restore a backup\.\n$/);
    const quick = await run('check --quick', settings);
    assert.deepEqual([quick.code, /Rows were not compared/.test(quick.output)], [0, true]);
  });

  it('of the structure is told before a server starts', async () => {
    const file = join(testFolder(), 'denizen.db');
    copyFileSync(whole, file);
    overwritePages(file, 'users_by_phone');
    const { code, output, errors } = await run('serve', settingsFor(`sqlite:${file}`));
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, /^The database is damaged \(.*\): restore a backup\.$/m);
  });

  it('that a request meets is a 503 in the shape of each protocol, and the server is not ready', async (t) => {
    const { settings, file } = copied(t, whole);
    const server = await started(t, { ...settings, DENIZEN_HEX_PROJECT: PROJECT });
    await eventually(async () => {
      const { body } = await call(server.base, 'GET', '/metrics');
      return /^denizen_database_check_progress_ratio 1$/m.test(String(body)) || undefined;
    });
    assert.equal((await call(server.base, 'GET', '/readyz')).status, 200);
    // The next write lets the readers forget what they have of the file.
    overwritePages(file, 'users');
    for (const table of ['identifiers', 'profiles']) overwritePages(file, table);
    const other = new DatabaseSync(file);
    other.exec("update projects set name = 'Other'");
    other.close();
    const appwrite = await call(server.endpoint, 'GET', '/users/u100005');
    assert.deepEqual(
      [appwrite.status, appwrite.headers.get('retry-after'), appwrite.body],
      [
        503,
        '60',
        {
          message: 'The database is damaged. The operator of this server must restore it.',
          code: 503,
          type: 'general_service_unavailable',
          version: (appwrite.body as { version: string }).version,
        },
      ],
    );
    const hex = await call(`${server.base}/hex/api`, 'GET', '/users/someone');
    assert.deepEqual([hex.status, hex.body], [503, { status: 503, message: 'The database is damaged' }]);
    // What it found is kept for a second.
    await eventually(async () => (await call(server.base, 'GET', '/readyz')).status === 503 || undefined);
    const logged = /"finding":"a statement failed: .*malformed"/;
    await eventually(async () => logged.test(server.errors()) || undefined);
  });

  it('that was only a disk that could not be read is forgotten after a check that finds nothing', async (t) => {
    const { settings } = copied(t, whole);
    const server = await started(t, settings);
    const faults = spawn('strace', [
      ...['-f', '-qq', '-p', String(server.process.pid), '-o', '/dev/null'],
      ...['-e', 'trace=pread64', '-e', 'inject=pread64:error=EIO'],
    ]);
    t.after(() => faults.kill());
    let at = 0;
    const failed = await eventually(async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => call(server.endpoint, 'GET', `/users/u${100_001 + (at++ % USERS)}`)),
      );
      return answers.find(({ status }) => status !== 200);
    });
    assert.equal(failed.status, 503);
    assert.equal((failed.body as { type: string }).type, 'general_service_unavailable');
    faults.kill();
    await eventually(async () => {
      const { status } = await call(server.base, 'GET', '/readyz');
      return status === 200 || undefined;
    });
    await eventually(async () => server.errors().includes('no damage of the database') || undefined);
  });
});

describe('damage of a PostgreSQL database', () => {
  it('that the server reports to a statement is told like that of a file', async (t) => {
    const { url, drop } = await freshPostgres();
    const engine = await openPostgres(url);
    t.after(() => engine.close().then(drop));
    const page = "raise exception 'invalid page in block 7' using errcode = 'XX001'";
    for (const run of [
      () => sql.raw(`do $$ begin ${page}; end $$`).execute(engine.read.db),
      () => engine.transact(({ db }) => sql.raw(`do $$ begin ${page}; end $$`).execute(db)),
    ]) {
      const error = await run().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof DatabaseDamaged);
      assert.deepEqual(failureOf(error).data, {
        code: 'unavailable',
        reason: 'damaged',
        retryAfterSeconds: 60,
      });
    }
    assert.deepEqual(engine.damage.findings(), ['invalid page in block 7']);
  });

  it('is looked for by the cluster, if its data checksums are on: "check" tells if not', async (t) => {
    const { url, drop } = await freshPostgres();
    const engine = await openPostgres(url);
    t.after(() => engine.close().then(drop));
    const { rows } = await sql<{ on: string }>`select current_setting('data_checksums') as "on"`.execute(
      engine.read.db,
    );
    const advice = await engine.advice();
    assert.deepEqual(
      advice.map((sentence) => sentence.split(',')[0]),
      rows[0]?.on === 'on' ? [] : ['This PostgreSQL cluster has no data checksums'],
    );
  });
});

/** A copy with settings for a server that reads it. */
function copied(_t: TestContext, whole: string) {
  const file = join(testFolder(), 'denizen.db');
  copyFileSync(whole, file);
  return { file, settings: settingsFor(`sqlite:${file}`) };
}

async function started(t: TestContext, settings: Record<string, string>): Promise<Started> {
  const server = await start(settings);
  t.after(() => server.stop('SIGKILL'));
  return server;
}

/** Which part of the check finds something. */
function noticedBy(file: string): 'structure' | 'rows' | undefined {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    db.exec('pragma cell_size_check = on');
    const has = (steps: Iterable<{ readonly findings: readonly string[] }>) =>
      [...steps].some(({ findings }) => findings.length > 0);
    if (has(checkQuickly(db))) return 'structure';
    return has(checkRows(db)) ? 'rows' : undefined;
  } catch {
    return 'structure';
  } finally {
    db.close();
  }
}

/** A digest of all rows that a server reads, but those of tables whose content is not copied. */
function contentOf(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true });
  const digest = createHash('sha256');
  const tables = db
    .prepare(
      // The index of parts of words can be built again.
      "select name from sqlite_schema where type = 'table' and name not like 'user_part%' order by name",
    )
    .all();
  for (const { name } of tables) {
    if (String(name) in withoutCopy && !String(name).endsWith('_words')) continue;
    digest.update(JSON.stringify(db.prepare(`select * from ${name} not indexed`).all()));
  }
  db.close();
  return digest.digest('hex');
}

/** Changes one letter of one user's preferences in the table itself, not in the index. */
function flipContent(file: string): void {
  const db = new DatabaseSync(file, { readOnly: true });
  const pages = db
    .prepare("select pageno from dbstat where name = 'users' and pagetype = 'leaf'")
    .all()
    .map(({ pageno }) => Number(pageno));
  db.close();
  const bytes = readFileSync(file);
  const at = bytes.indexOf('a plan that is found', (Number(pages[0]) - 1) * 4096);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
  writeFileSync(file, bytes);
}

/** Overwrites the pages of a table or an index, except the schema, as they lie on the disk. */
function overwritePages(file: string, name: string): void {
  const db = new DatabaseSync(file, { readOnly: true });
  const pages = db.prepare('select pageno from dbstat where name = ?').all(name);
  db.close();
  const opened = openSync(file, 'r+');
  const head = Buffer.alloc(12);
  for (const { pageno } of pages) {
    readSync(opened, head, 0, 12, (Number(pageno) - 1) * 4096);
    writeSync(opened, Buffer.alloc(12, 0xff), 0, 12, (Number(pageno) - 1) * 4096);
  }
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  // The check of a file gives way to everything else on a busy machine.
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(performance.now() < deadline, 'it does not come');
    await setTimeout(100);
  }
}

/** The same figures for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
