import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { DumpTables, type Layout } from '../../src/imports/dump-tables.ts';
import { bytesOfBytea, itemsOfArray } from '../../src/imports/readers/postgres-values.ts';
import { readSqlDump } from '../../src/imports/readers/sql-dump.ts';
import { ImportRefused, type SourceFile } from '../../src/imports/source.ts';
import { pocketbase } from '../../src/imports/systems/pocketbase.ts';
import { wordpress } from '../../src/imports/systems/wordpress.ts';
import { itemsOf, sampleFile, textFile } from './sql-samples.ts';

const layout: Layout = {
  users: { table: 'users', needs: ['id'] },
  tables: {
    users: { columns: ['id', 'name', 'email'], ignored: ['token'] },
    roles: { columns: ['user', 'role'] },
  },
};

type Loaded = { readonly users: readonly unknown[]; readonly refused: readonly string[] };

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'denizen-dump-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function loaded(file: SourceFile, of: Layout = layout, prefix?: string): Promise<Loaded> {
  return await inFolder(async (folder) => {
    using tables = await DumpTables.load([file], of, { folder }, prefix);
    return {
      users: [...tables.rows('users')].map(({ values }) =>
        ['id', 'name', 'email'].map((name) => values[name]),
      ),
      refused: [...tables.refusals()].map(({ file: name, row, reason }) => `${name}:${row}: ${reason}`),
    };
  });
}

/** Reads a dump in pieces of several sizes, which must not matter. */
async function read(text: string | Uint8Array): Promise<Loaded> {
  const whole = await loaded(textFile('dump.sql', text));
  for (const size of [1, 3, 64]) assert.deepEqual(await loaded(textFile('dump.sql', text, size)), whole);
  return whole;
}

const postgres = (rows: string, end = '\\.\n') =>
  `-- PostgreSQL database dump\n\\restrict abc\nSET client_encoding = 'UTF8';\nCOPY public.users (id, name, email) FROM stdin;\n${rows}${end}`;
const mysql = (statement: string) =>
  `-- MySQL dump\n/*!40101 SET NAMES utf8mb4 */;\nCREATE TABLE \`users\` (\n  \`id\` int(11) NOT NULL,\n  \`name\` varchar(250) DEFAULT 'it''s (a), b',\n  \`email\` text COMMENT 'x\\'y',\n  PRIMARY KEY (\`id\`),\n  UNIQUE KEY \`email\` (\`email\`)\n);\n${statement}`;

test('COPY: escapes, nulls, empty texts and carriage returns of the file', async () => {
  const rows = '1\ta\\tb\\\\c\\n\\x41\\101\tÖ@example.com\r\n2\t\\N\t\r\n';
  assert.deepEqual(await read(postgres(rows.replaceAll('\r', ''))), {
    users: [
      ['1', 'a\tb\\c\nAA', 'Ö@example.com'],
      ['2', null, ''],
    ],
    refused: [],
  });
  assert.deepEqual(await read(postgres(rows, '\\.\r\n')), await read(postgres(rows.replaceAll('\r', ''))));
});

test('COPY: a row with too many or too few values is refused with its line, the next one is read', async () => {
  const { users, refused } = await read(postgres('1\ta\n2\tb\tc\td\n3\te\tf\n'));
  assert.deepEqual(users, [['3', 'e', 'f']]);
  assert.deepEqual(refused, [
    'dump.sql:1: line 5, a row of users: it has 2 values for 3 columns',
    'dump.sql:2: line 6, a row of users: it has 4 values for 3 columns',
  ]);
});

test('COPY: a dump that was cut is read up to the cut', async () => {
  const cut = await read(postgres('1\ta\tb\n2\tc', ''));
  assert.deepEqual(cut.users, [['1', 'a', 'b']]);
  assert.deepEqual(cut.refused, ['dump.sql:2: line 6, a row of users: the file ends in the middle of it']);
  const between = await read(postgres('1\ta\tb\n', ''));
  assert.deepEqual(between.refused, [
    'dump.sql:2: line 6, a row of users: the file ends before the table does',
  ]);
});

test('COPY: without columns they are those of CREATE TABLE; other tables, functions and comments are passed', async () => {
  const { users, refused } = await read(
    `SET standard_conforming_strings = on;
/* a /* nested */ INSERT INTO users VALUES ('9'); */
CREATE FUNCTION public.f() RETURNS void LANGUAGE sql AS $body$ INSERT INTO users VALUES ('8', ';', '''); $body$;
CREATE TABLE public.users (\n    id bigint NOT NULL,\n    "Name" text DEFAULT 'x, y)'::text,\n    email text,\n    token text,\n    CONSTRAINT k CHECK ((id > 0))\n);
COPY public.posts (id, body) FROM stdin;\n1\tCOPY users (id) FROM stdin;\n\\.\n
COPY public.empty (id) FROM stdin;\n\\.\n
COPY public.users FROM stdin;\n1\tAnn\ta@example.com\tsecret\n\\.\n`,
  );
  assert.deepEqual(users, [['1', 'Ann', 'a@example.com']]);
  assert.deepEqual(refused, []);
});

test('PostgreSQL INSERT: one row a statement or many, with the columns named or not', async () => {
  const { users, refused } = await read(
    `-- PostgreSQL database dump
CREATE TABLE public.users (id bigint, name text, email text);
INSERT INTO public.users VALUES (1, 'O''Neill \\n', NULL);
INSERT INTO public.users (email, id) VALUES ('b@example.com', 2), (E'c\\'@example.com', 3) ON CONFLICT DO NOTHING;
INSERT INTO "users" OVERRIDING SYSTEM VALUE VALUES (-4.5, '', true);
`,
  );
  assert.deepEqual(users, [
    ['1', "O'Neill \\n", null],
    ['2', null, 'b@example.com'],
    ['3', null, "c'@example.com"],
    ['-4.5', '', 'true'],
  ]);
  assert.deepEqual(refused, []);
});

test('MySQL: many rows a line, escapes, introducers, hex and bits', async () => {
  const { users, refused } = await read(
    mysql(
      "LOCK TABLES `users` WRITE;\n/*!40000 ALTER TABLE `users` DISABLE KEYS */;\nINSERT INTO `users` VALUES (1,'it\\'s \\\"x\\\" \\\\','a''b'),(2,_binary 'Ö\\n',0x414243),\n(3,X'c396',b'101'),(4,'(),;\\\\','--#/*'),(5,NULL,_utf8mb4'x');\nUNLOCK TABLES;\n",
    ),
  );
  assert.deepEqual(users, [
    ['1', 'it\'s "x" \\', "a'b"],
    ['2', 'Ö\n', 'ABC'],
    ['3', 'Ö', '5'],
    ['4', '(),;\\', '--#/*'],
    ['5', null, 'x'],
  ]);
  assert.deepEqual(refused, []);
});

test('MySQL: a row that is none is refused, and so is one that was cut', async () => {
  const { users, refused } = await read(
    mysql("INSERT INTO `users` VALUES (1,'a'),(2,b c,'d'),(3,sleep(9),'e'),(4,'f','g'),\n(5,'h"),
  );
  assert.deepEqual(users, [['4', 'f', 'g']]);
  assert.deepEqual(refused, [
    'dump.sql:1: line 10, a row of users: it has 2 values for 3 columns',
    'dump.sql:2: line 10, a row of users: it is no list of values',
    'dump.sql:3: line 10, a row of users: it is no list of values',
    'dump.sql:5: line 11, a row of users: the file ends in the middle of it',
  ]);
});

test('MySQL: statements of stored procedures are no rows', async () => {
  const { users } = await read(
    mysql(
      "DELIMITER ;;\nCREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW BEGIN\nSELECT 1;\nINSERT INTO users VALUES (8,'no','no');\nEND ;;\nDELIMITER ;\n# a comment with ' a quote\n-- and ' another\nINSERT INTO users VALUES (1,'a','b');\n",
    ),
  );
  assert.deepEqual(users, [['1', 'a', 'b']]);
});

test('MySQL: bytes that are no text stay bytes, also those with a NUL', async () => {
  const { users } = await read(
    Buffer.concat([
      Buffer.from(mysql("INSERT INTO users VALUES (1,_binary '")),
      Buffer.from([0xff, 0xfe, 0x5c, 0x30, 0x5c, 0x27]),
      Buffer.from("',0x00ff),(2,'a\\0b','c');\n"),
    ]),
  );
  assert.deepEqual(
    users.map((row) => (row as unknown[]).map((value) => (value instanceof Uint8Array ? [...value] : value))),
    [
      ['1', [0xff, 0xfe, 0, 0x27], [0, 0xff]],
      ['2', [97, 0, 98], 'c'],
    ],
  );
});

test('a dump in another encoding is read by its name, one whose quotes may be half a character is not', async () => {
  const latin = (name: string) =>
    Buffer.from(
      `SET client_encoding = '${name}';\nCOPY users (id, name) FROM stdin;\n1\tBen Ölsen\n\\.\n`,
      'latin1',
    );
  assert.deepEqual((await read(latin('LATIN1'))).users, [['1', 'Ben Ölsen', null]]);
  await assert.rejects(loaded(textFile('dump.sql', latin('SJIS'))), ImportRefused);
});

test('sqlite3 .dump: line breaks, texts with escapes, blobs and triggers', async () => {
  const { users, refused } = await read(
    `PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "users" ([id] INTEGER PRIMARY KEY, "name" TEXT, \`email\` TEXT);
INSERT INTO users VALUES(1,replace('a\\nb''c','\\n',char(10)),replace(replace('x\\ry\\n','\\r',char(13)),'\\n',char(10)));
INSERT INTO users VALUES(2,unistr('tab\\u0009'),X'4142');
INSERT INTO users VALUES(3,replace('aaaa','a','${'b'.repeat(50)}'),'');
CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; INSERT INTO users VALUES(9,'no','no'); END;
INSERT INTO users VALUES(4,NULL,2.5);
COMMIT;
`,
  );
  assert.deepEqual(users, [
    ['1', "a\nb'c", 'x\ry\n'],
    ['2', 'tab\t', 'AB'],
    ['4', null, '2.5'],
  ]);
  assert.deepEqual(refused, ['dump.sql:3: line 6, a row of users: it is no list of values']);
});

for (const [kind, start, end] of [
  ['COPY', postgres('1\t', ''), '\tx\n2\ta\tb\n\\.\n'],
  ['INSERT', mysql("INSERT INTO users VALUES (1,'"), "','x'),(2,'a','b');\n"],
] as const)
  test(`${kind}: a row of 10 MB is refused long before its end, the next one is read`, async () => {
    let given = 0;
    const file: SourceFile = {
      name: 'dump.sql',
      async *open() {
        yield Buffer.from(start);
        for (; given < 100; given++) yield Buffer.alloc(100_000, 'y');
        yield Buffer.from(end);
      },
    };
    const rows: unknown[] = [];
    const refusals: string[] = [];
    await readSqlDump(file, {
      wants: () => true,
      table: () => ({ slots: [0, 1, 2], insert: (_row, values) => rows.push(values) }),
      refuse: (_row, reason) => refusals.push(`${given < 15 ? 'early' : 'late'}: ${reason}`),
    });
    assert.deepEqual(rows, [['2', 'a', 'b']]);
    assert.match(String(refusals), /^early: line \d+, a row of users: it is longer than 1 MiB$/);
  });

test('any cut and any damaged byte of a dump leaves rows and refusals, never a crash', async () => {
  const whole = Buffer.from(
    mysql(
      "INSERT INTO `users` VALUES (1,'it\\'s',0x41),(2,_binary 'b',NULL);\nINSERT INTO users (id) VALUES (3);\n",
    ),
  );
  for (let at = 60; at < whole.length; at += 3) {
    const damaged = Buffer.from(whole);
    damaged[at] = createHash('sha1').update(String(at)).digest()[0] ?? 0;
    for (const text of [whole.subarray(0, at), damaged])
      await loaded(textFile('dump.sql', text)).catch((error) =>
        assert.ok(error instanceof ImportRefused, error),
      );
  }
});

test('300,000 rows are read in constant memory', async () => {
  const piece = Array.from({ length: 1000 }, (_, at) => `${at}\t${'n'.repeat(100)}\tx@example.com\n`).join(
    '',
  );
  const file: SourceFile = {
    name: 'dump.sql',
    async *open() {
      yield Buffer.from(postgres('', ''));
      for (let at = 0; at < 300; at++) yield Buffer.from(piece);
      yield Buffer.from('\\.\n');
    },
  };
  await inFolder(async (folder) => {
    using tables = await DumpTables.load([file], layout, { folder });
    let rows = 0;
    let peak = 0;
    for (const { values } of tables.rows('users')) {
      if (values.id !== undefined) rows++;
      if (rows % 10_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
    }
    assert.equal(rows, 300_000);
    // The rows are 40 MB of text.
    assert.ok(peak < 120_000_000, `${peak} bytes of heap`);
  });
});

test('columns that a layout does not know are kept aside, except those that are of no use', async () => {
  await inFolder(async (folder) => {
    const file = textFile(
      'dump.sql',
      'COPY users (id, "Name", e_mail, token, plan, empty) FROM stdin;\n1\tAnn\ta@example.com\tsecret\tfull\t\n\\.\n',
    );
    using tables = await DumpTables.load([file], layout, { folder });
    const [row] = [...tables.rows('users')];
    assert.ok(row);
    assert.deepEqual([row.values.name, row.values.email], ['Ann', 'a@example.com']);
    assert.deepEqual(DumpTables.restOf(row), { plan: 'full' });
  });
});

test('a table whose columns nobody names says so', async () => {
  const dump = "-- PostgreSQL database dump\nINSERT INTO public.users VALUES (1, 'a');\n";
  await assert.rejects(loaded(textFile('dump.sql', dump)), {
    message:
      'dump.sql: no table users with the columns id (tables there: public.users). ' +
      'line 2, a row of users: its columns are named neither here nor by CREATE TABLE',
  });
});

test('the temporary tables are gone afterwards, also after a file that is refused', async () => {
  await inFolder(async (folder) => {
    const files = [textFile('dump.sql', 'COPY posts (id) FROM stdin;\n1\n\\.\n')];
    await assert.rejects(DumpTables.load(files, layout, { folder }), {
      name: 'ImportRefused',
      message: 'dump.sql: no table users with the columns id (tables there: posts)',
    });
    assert.deepEqual(await readdir(folder), []);
  });
});

test('the prefix of the tables is that of the table of users; of several one is named', async () => {
  const site = (prefix: string, name: string) =>
    `CREATE TABLE \`${prefix}usermeta\` (\`umeta_id\` int, \`user_id\` int, \`meta_key\` text, \`meta_value\` text);\nINSERT INTO \`${prefix}usermeta\` VALUES (1,1,'${prefix}capabilities','a:1:{s:6:\\"editor\\";b:1;}');\nCREATE TABLE \`${prefix}users\` (\`ID\` int, \`user_login\` text, \`user_pass\` text);\nINSERT INTO \`${prefix}users\` VALUES (1,'${name}','x');\n`;
  const other = 'CREATE TABLE `wp_bp_users` (`ID` int);\nINSERT INTO `wp_bp_users` VALUES (7);\n';
  const one = await itemsOf(wordpress, [
    textFile('dump.sql', `-- MySQL dump\n${other}${site('WP_', 'ann')}`),
  ]);
  assert.deepEqual(
    one.map((item) => (item.kind === 'user' ? [item.username, item.labels] : item)),
    [['ann', ['editor']]],
  );
  const two = [textFile('dump.sql', `-- MySQL dump\n${site('a_', 'ann')}${site('b_', 'ben')}`)];
  await assert.rejects(itemsOf(wordpress, two), /several tables users, with the prefixes a_, b_: name one/);
  const named = await itemsOf(wordpress, two, { 'table-prefix': 'b_' });
  assert.deepEqual(
    named.map((item) => item.kind === 'user' && item.username),
    ['ben'],
  );
});

test('an SQLite file is read as its dump is', async () => {
  await inFolder(async (folder) => {
    const dump = sampleFile('pocketbase', 'data.sql');
    const path = join(folder, 'data.db');
    using db = new DatabaseSync(path);
    for await (const piece of dump.open()) db.exec(Buffer.from(piece).toString('utf8'));
    const file: SourceFile = { ...dump, path, open: () => createReadStream(path) };
    assert.deepEqual(await itemsOf(pocketbase, [file]), await itemsOf(pocketbase, [dump]));
    const { path: _path, ...unpacked } = file;
    assert.deepEqual(await itemsOf(pocketbase, [unpacked]), await itemsOf(pocketbase, [dump]));
  });
});

test('an SQLite file without users whose write-ahead log was left behind says so; a damaged one is refused', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'live.db');
    using db = new DatabaseSync(path);
    db.exec('pragma journal_mode = wal; create table users (id text, email text, "tokenKey" text)');
    db.exec('pragma wal_checkpoint(truncate)');
    db.exec("insert into users values ('1', 'ann@example.com', 'x')");
    const copy = join(folder, 'copy.db');
    writeFileSync(copy, readFileSync(path));
    const file = { name: 'copy.db', path: copy, open: () => createReadStream(copy) };
    await assert.rejects(
      itemsOf(pocketbase, [file]),
      /copy\.db holds no users: they may be in the write-ahead log/,
    );
    const damaged = Buffer.from(readFileSync(path));
    damaged.fill(0xff, 100, 400);
    writeFileSync(copy, damaged);
    await assert.rejects(itemsOf(pocketbase, [file]), ImportRefused);
  });
});

test('an SQLite file with a damaged page is read up to it, and the tables after it too', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'damaged.db');
    using db = new DatabaseSync(path);
    db.exec('create table users (id text, name text); create table roles (user text, role text)');
    db.exec("insert into roles values ('1', 'admin')");
    db.exec(
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) insert into users select i, hex(randomblob(50)) from n',
    );
    db.close();
    const bytes = readFileSync(path);
    // A page in the middle, those of the schema and of roles are the first ones.
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 4096);
    writeFileSync(path, bytes);
    using tables = await DumpTables.load([{ ...textFile('damaged.db', bytes), path }], layout, { folder });
    assert.ok(tables.count('users') > 100 && tables.count('users') < 2000);
    assert.equal(tables.count('roles'), 1);
    const [refusal] = [...tables.refusals()];
    assert.match(refusal?.reason ?? '', /^a row of users: the rest of the table cannot be read/);
  });
});

test('arrays and bytea of PostgreSQL', () => {
  assert.deepEqual(itemsOfArray('{a,"b \\"c\\", {}",NULL,"NULL",1.5}', 'x'), [
    'a',
    'b "c", {}',
    null,
    'NULL',
    '1.5',
  ]);
  assert.deepEqual(itemsOfArray('{}', 'x'), []);
  for (const wrong of ['', '{', '{a,}', '{a}b}', '{"a}', '{{a}}'])
    assert.throws(() => itemsOfArray(wrong, 'x'), /x is no array/, wrong);
  assert.equal(bytesOfBytea('\\x6162', 'x').toString(), 'ab');
  assert.equal(bytesOfBytea('a\\142\\\\', 'x').toString(), 'ab\\');
  assert.throws(() => bytesOfBytea('\\x6', 'x'), /x is no bytea/);
});
