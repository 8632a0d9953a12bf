import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/** A step of a check: the share that is done, 0 to 1, what is being checked, and the damage found in this step. */
export type CheckStep = {
  readonly part: string;
  readonly share: number;
  readonly findings: readonly string[];
};

type Index = {
  readonly name: string;
  /** None for an index of an expression, whose entries are only counted. */
  readonly columns: readonly string[];
  readonly predicate: string;
};
type Table = {
  readonly name: string;
  /** The columns that identify a row and order the steps: `rowid`, or the primary key of a table without. */
  readonly key: readonly string[];
  readonly indexes: readonly Index[];
  readonly highest: number;
};
type Found = { readonly [column: string]: SQLInputValue };

/** A step reads this many rows: some ten milliseconds for users, whose table has most indexes. */
const ROWS_AT_ONCE = 1_000;
const FINDINGS_AT_MOST = 20;
/** The words by which rows are found: derived from a column, where each has a blank before it. */
const WORDS = [
  { table: 'users', words: 'user_words', owner: 'user_id' },
  { table: 'teams', words: 'team_words', owner: 'team_id' },
] as const;

/** The types of all our columns, and of those that the query builder makes for its migrations. */
const TYPES = "'text', 'integer', 'varchar(255)'";
/** Without those of FTS5, an index that can be built again from the rows. */
const OWN_TABLES =
  "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'";
/** A file below this is checked quickly in one statement of less than a second. */
const SMALL_BYTES = 128 * 1024 * 1024;

/** Verifies the structure: the whole of a small file, and a large one table by table, so that it can be stopped. */
export function* checkQuickly(db: DatabaseSync): Generator<CheckStep> {
  const part = 'structure';
  let bytes = 0;
  let names: readonly string[] = [];
  const unreadable = guarded(() => {
    bytes = Number(
      all(db, 'select page_count * page_size as n from pragma_page_count, pragma_page_size')[0]?.n,
    );
    names = tableNames(db);
    return [...unknownTypes(db), ...lostColumns(db)];
  });
  if (unreadable.length > 0 || bytes <= SMALL_BYTES) {
    yield { part, share: 1, findings: unreadable.length > 0 ? unreadable : checkStructure(db) };
    return;
  }
  for (const [at, name] of names.entries()) {
    yield { part: `${part} of ${name}`, share: (at + 1) / names.length, findings: checkStructure(db, name) };
  }
}

/**
 * Verifies the structure of the whole file, or of one table with its indexes, in one statement, which cannot be
 * interrupted. Reads every page once. Does not compare indexes with rows.
 */
export function checkStructure(db: DatabaseSync, table?: string): readonly string[] {
  return guarded(() =>
    all(db, `pragma quick_check(${table ?? FINDINGS_AT_MOST})`)
      // A finding can have several lines, of which the first is a heading.
      .flatMap((row) => Object.values(row).join(' ').split('\n'))
      .filter((line) => line !== 'ok' && !line.startsWith('***')),
  );
}

/**
 * Compares every row with every index of its table and with its words, in small steps without a transaction around
 * them, so that a slow check keeps no log from being reset. Every column of a table that matters is in an index.
 */
export function* checkRows(db: DatabaseSync): Generator<CheckStep> {
  let tables: readonly Table[] = [];
  const unreadable = guarded(() => {
    tables = tablesOf(db);
    return [];
  });
  yield { part: 'rows', share: 0, findings: unreadable };
  const weightOf = ({ highest, indexes }: Table) => (highest + 1) * (indexes.length + 1);
  const whole = tables.reduce((sum, table) => sum + weightOf(table), 0);
  let done = 0;
  for (const table of tables) {
    for (const { share, findings } of checkTable(db, table)) {
      const part = `rows of ${table.name}`;
      yield { part, share: (done + share * weightOf(table)) / whole, findings };
    }
    done += weightOf(table);
  }
}

function* checkTable(db: DatabaseSync, table: Table): Generator<Omit<CheckStep, 'part'>> {
  let after: readonly SQLInputValue[] | undefined;
  let seen = 0;
  for (;;) {
    let found: readonly Found[] = [];
    const findings = guarded(() => {
      found = readRows(db, table, after);
      return rowFindings(table, found);
    });
    seen += found.length;
    const last = found.at(-1);
    yield { share: Math.min(1, seen / (table.highest + 1)), findings };
    // After damage, the order of the rows is unknown: the counts below still tell whether more is wrong.
    if (last === undefined || found.length < ROWS_AT_ONCE) break;
    after = table.key.map((_, at) => last[`k${at}`] ?? null);
  }
  yield { share: 1, findings: guarded(() => countFindings(db, table)) };
}

/** The keys of the next rows and, for each index and the words, whether the row is missing there. */
function readRows(
  db: DatabaseSync,
  table: Table,
  after: readonly SQLInputValue[] | undefined,
): readonly Found[] {
  const keys = table.key.map((column, at) => `t.${column} as k${at}`);
  const missing = table.indexes.map((index, at) => `${missingIn(table, index)} as i${at}`);
  const noWord = withoutWords(table.name).map((condition) => `${condition} as words`);
  const order = table.key.map((column) => `t.${column}`).join(', ');
  const beyond = after ? `where (${order}) > (${after.map(() => '?').join(', ')})` : '';
  return all(
    db,
    `select ${[...keys, ...missing, ...noWord].join(', ')} from ${table.name} as t not indexed ${beyond}
      order by ${order} limit ${ROWS_AT_ONCE}`,
    ...(after ?? []),
  );
}

/** For an owner of words: one of them is missing. For a word: its owner does not have it. */
function withoutWords(table: string): readonly string[] {
  const owner = WORDS.find(({ table: name }) => name === table);
  if (owner) {
    // A text of words as a JSON array. Damage can make it a blob, which JSON refuses, and which differs in its type alone.
    const list = `'[' || replace(json_quote(trim(cast(t.search as text))), ' ', '","') || ']'`;
    return [
      `typeof(t.search) <> 'text' or exists (select 1 from json_each(${list}) as w where w.value <> ''
        and not exists (select 1 from ${owner.words} as x where x.project_id = t.project_id and x.word = w.value
          and x.${owner.owner} = t.id))`,
    ];
  }
  const word = WORDS.find(({ words: name }) => name === table);
  if (!word) return [];
  return [
    `not exists (select 1 from ${word.table} as x where x.project_id = t.project_id and x.id = t.${word.owner}
      and instr(x.search || ' ', ' ' || t.word || ' ') > 0)`,
  ];
}

function missingIn({ name, key }: Table, index: Index): string {
  if (index.columns.length === 0) return '0';
  const same = [...index.columns, ...key].map((column) => `x.${column} is t.${column}`);
  const listed = index.predicate === '' ? [] : [`(${index.predicate})`];
  const looked = `exists (select 1 from ${name} as x indexed by ${index.name}
    where ${[...listed, ...same].join(' and ')})`;
  return index.predicate === '' ? `not ${looked}` : `((${index.predicate}) and not ${looked})`;
}

function rowFindings(table: Table, found: readonly Found[]): readonly string[] {
  const wrong = (column: string) => found.filter((row) => row[column] === 1).length;
  const sentence = (count: number, where: string) =>
    count === 0 ? [] : [`${table.name}: ${count} row${count === 1 ? ' differs' : 's differ'} from ${where}`];
  return [
    ...table.indexes.flatMap(({ name }, at) => sentence(wrong(`i${at}`), `the index ${name}`)),
    ...sentence(wrong('words'), table.key.includes('word') ? 'the words of its owner' : 'its words'),
  ];
}

/** Counts are compared in one transaction, so that rows that come meanwhile are in both or in none. */
function countFindings(db: DatabaseSync, { name, indexes }: Table): readonly string[] {
  return atOneMoment(db, () => {
    const whole = count(db, `${name} not indexed`);
    return indexes.flatMap((index) => {
      const expected = index.predicate === '' ? whole : count(db, `${name} not indexed`, index.predicate);
      const entries = count(db, `${name} indexed by ${index.name}`, index.predicate);
      return entries === expected ? [] : [`${name}: ${expected} rows, ${entries} in the index ${index.name}`];
    });
  });
}

function count(db: DatabaseSync, from: string, predicate = ''): SQLInputValue {
  const where = predicate === '' ? '' : ` where ${predicate}`;
  return all(db, `select count(*) as n from ${from}${where}`)[0]?.n ?? 0;
}

function atOneMoment<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin');
  try {
    return work();
  } finally {
    db.exec('rollback');
  }
}

function tablesOf(db: DatabaseSync): readonly Table[] {
  return tableNames(db).map((table) => {
    const [kind] = all(db, `select wr from pragma_table_list('${table}') where schema = 'main'`);
    const wr = kind?.wr;
    const key = wr === 1 ? primaryKey(db, table) : ['rowid'];
    const [highest] = all(
      db,
      wr === 1 ? `select count(*) as n from ${table}` : `select max(rowid) as n from ${table}`,
    );
    const indexes = indexesOf(db, table).filter(({ columns }) => columns.join() !== key.join());
    return { name: table, key, indexes, highest: Number(highest?.n ?? 0) };
  });
}

/** A changed letter in the type of a column changes how SQLite converts its values, and is no error. */
function unknownTypes(db: DatabaseSync): readonly string[] {
  return all(
    db,
    `select tables.name, columns.name as column_name from sqlite_schema as tables, pragma_table_info(tables.name) as columns
      where tables.name in (${OWN_TABLES}) and lower(columns.type) not in (${TYPES})`,
  ).map(({ name, column_name: column }) => `the type of the column ${column} of ${name} is unknown`);
}

/**
 * A changed letter in the name of a column makes SQLite take the quoted name in an index for a text, and is no error. An
 * expression of ours has parentheses of its own.
 */
function lostColumns(db: DatabaseSync): readonly string[] {
  return all(
    db,
    `select indexes.name from sqlite_schema as indexes, pragma_index_xinfo(indexes.name) as columns
      where indexes.type = 'index' and columns.cid = -2 and indexes.sql not like '%(%(%'`,
  ).map(({ name }) => `a column of the index ${name} is not in its table`);
}

function tableNames(db: DatabaseSync): readonly string[] {
  const listed = all(db, `${OWN_TABLES} order by name`);
  return listed.map(({ name }) => String(name));
}

function primaryKey(db: DatabaseSync, table: string): readonly string[] {
  return all(db, `select name from pragma_table_info('${table}') where pk > 0 order by pk`).map(({ name }) =>
    String(name),
  );
}

function indexesOf(db: DatabaseSync, table: string): readonly Index[] {
  const listed = all(
    db,
    `select list.name, schema.sql from pragma_index_list('${table}') as list
      join sqlite_schema as schema on schema.name = list.name order by list.name`,
  );
  return listed.map(({ name, sql }) => ({
    name: String(name),
    columns: columnsOf(db, String(name)),
    predicate: /\swhere\s([\s\S]+)$/i.exec(String(sql ?? ''))?.[1]?.trim() ?? '',
  }));
}

function columnsOf(db: DatabaseSync, index: string): readonly string[] {
  const names = all(db, `select name from pragma_index_xinfo('${index}') where key = 1 order by seqno`);
  return names.every(({ name }) => name !== null) ? names.map(({ name }) => String(name)) : [];
}

function all(db: DatabaseSync, sql: string, ...values: readonly SQLInputValue[]): readonly Found[] {
  // Cast: the columns are those of the statement.
  return db.prepare(sql).all(...values) as readonly Found[];
}

/** Damage can make the check itself fail. Failures of the disk and waiting for a lock are not damage. */
function guarded(check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    const { errcode, message } = error as Error & { readonly errcode?: number };
    if (errcode !== undefined && [11, 26].includes(errcode & 0xff)) return [message];
    throw error;
  }
}
