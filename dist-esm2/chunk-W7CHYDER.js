// src/db/sqlite-check.ts
var WORDS = [
  { table: "users", words: "user_words", owner: "user_id" },
  { table: "teams", words: "team_words", owner: "team_id" }
], TYPES = "'text', 'integer', 'varchar(255)'", OWN_TABLES = "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'", SMALL_BYTES = 128 * 1024 * 1024;
function* checkQuickly(db) {
  let part = "structure", bytes = 0, names = [], unreadable = guarded(() => (bytes = Number(
    all(db, "select page_count * page_size as n from pragma_page_count, pragma_page_size")[0]?.n
  ), names = tableNames(db), [...unknownTypes(db), ...lostColumns(db)]));
  if (unreadable.length > 0 || bytes <= SMALL_BYTES) {
    yield { part, share: 1, findings: unreadable.length > 0 ? unreadable : checkStructure(db) };
    return;
  }
  for (let [at, name] of names.entries())
    yield { part: `${part} of ${name}`, share: (at + 1) / names.length, findings: checkStructure(db, name) };
}
function checkStructure(db, table) {
  return guarded(
    () => all(db, `pragma quick_check(${table ?? 20})`).flatMap((row) => Object.values(row).join(" ").split(`
`)).filter((line) => line !== "ok" && !line.startsWith("***"))
  );
}
function* checkRows(db) {
  let tables = [];
  yield { part: "rows", share: 0, findings: guarded(() => (tables = tablesOf(db), [])) };
  let weightOf = ({ highest, indexes }) => (highest + 1) * (indexes.length + 1), whole = tables.reduce((sum, table) => sum + weightOf(table), 0), done = 0;
  for (let table of tables) {
    for (let { share, findings } of checkTable(db, table))
      yield { part: `rows of ${table.name}`, share: (done + share * weightOf(table)) / whole, findings };
    done += weightOf(table);
  }
}
function* checkTable(db, table) {
  let after, seen = 0;
  for (; ; ) {
    let found = [], findings = guarded(() => (found = readRows(db, table, after), rowFindings(table, found)));
    seen += found.length;
    let last = found.at(-1);
    if (yield { share: Math.min(1, seen / (table.highest + 1)), findings }, last === void 0 || found.length < 1e3) break;
    after = table.key.map((_, at) => last[`k${at}`] ?? null);
  }
  yield { share: 1, findings: guarded(() => countFindings(db, table)) };
}
function readRows(db, table, after) {
  let keys = table.key.map((column, at) => `t.${column} as k${at}`), missing = table.indexes.map((index, at) => `${missingIn(table, index)} as i${at}`), noWord = withoutWords(table.name).map((condition) => `${condition} as words`), order = table.key.map((column) => `t.${column}`).join(", "), beyond = after ? `where (${order}) > (${after.map(() => "?").join(", ")})` : "";
  return all(
    db,
    `select ${[...keys, ...missing, ...noWord].join(", ")} from ${table.name} as t not indexed ${beyond}
      order by ${order} limit 1000`,
    ...after ?? []
  );
}
function withoutWords(table) {
  let owner = WORDS.find(({ table: name }) => name === table);
  if (owner)
    return [
      `exists (select 1 from json_each('[' || replace(json_quote(trim(cast(t.search as text))), ' ', '","') || ']') as w where w.value <> ''
        and not exists (select 1 from ${owner.words} as x where x.project_id = t.project_id and x.word = w.value
          and x.${owner.owner} = t.id))`
    ];
  let word = WORDS.find(({ words: name }) => name === table);
  return word ? [
    `not exists (select 1 from ${word.table} as x where x.project_id = t.project_id and x.id = t.${word.owner}
      and instr(x.search || ' ', ' ' || t.word || ' ') > 0)`
  ] : [];
}
function missingIn({ name, key }, index) {
  if (index.columns.length === 0) return "0";
  let same = [...index.columns, ...key].map((column) => `x.${column} is t.${column}`), listed = index.predicate === "" ? [] : [`(${index.predicate})`], looked = `exists (select 1 from ${name} as x indexed by ${index.name}
    where ${[...listed, ...same].join(" and ")})`;
  return index.predicate === "" ? `not ${looked}` : `((${index.predicate}) and not ${looked})`;
}
function rowFindings(table, found) {
  let wrong = (column) => found.filter((row) => row[column] === 1).length, sentence = (count2, where) => count2 === 0 ? [] : [`${table.name}: ${count2} row${count2 === 1 ? " differs" : "s differ"} from ${where}`];
  return [
    ...table.indexes.flatMap(({ name }, at) => sentence(wrong(`i${at}`), `the index ${name}`)),
    ...sentence(wrong("words"), table.key.includes("word") ? "the words of its owner" : "its words")
  ];
}
function countFindings(db, { name, indexes }) {
  return atOneMoment(db, () => {
    let whole = count(db, `${name} not indexed`);
    return indexes.flatMap((index) => {
      let expected = index.predicate === "" ? whole : count(db, `${name} not indexed`, index.predicate), entries = count(db, `${name} indexed by ${index.name}`, index.predicate);
      return entries === expected ? [] : [`${name}: ${expected} rows, ${entries} in the index ${index.name}`];
    });
  });
}
function count(db, from, predicate = "") {
  let where = predicate === "" ? "" : ` where ${predicate}`;
  return all(db, `select count(*) as n from ${from}${where}`)[0]?.n ?? 0;
}
function atOneMoment(db, work) {
  db.exec("begin");
  try {
    return work();
  } finally {
    db.exec("rollback");
  }
}
function tablesOf(db) {
  return tableNames(db).map((table) => {
    let [kind] = all(db, `select wr from pragma_table_list('${table}') where schema = 'main'`), wr = kind?.wr, key = wr === 1 ? primaryKey(db, table) : ["rowid"], [highest] = all(
      db,
      wr === 1 ? `select count(*) as n from ${table}` : `select max(rowid) as n from ${table}`
    ), indexes = indexesOf(db, table).filter(({ columns }) => columns.join() !== key.join());
    return { name: table, key, indexes, highest: Number(highest?.n ?? 0) };
  });
}
function unknownTypes(db) {
  return all(
    db,
    `select tables.name, columns.name as column_name from sqlite_schema as tables, pragma_table_info(tables.name) as columns
      where tables.name in (${OWN_TABLES}) and lower(columns.type) not in (${TYPES})`
  ).map(({ name, column_name: column }) => `the type of the column ${column} of ${name} is unknown`);
}
function lostColumns(db) {
  return all(
    db,
    `select indexes.name from sqlite_schema as indexes, pragma_index_xinfo(indexes.name) as columns
      where indexes.type = 'index' and columns.cid = -2 and indexes.sql not like '%(%(%'`
  ).map(({ name }) => `a column of the index ${name} is not in its table`);
}
function tableNames(db) {
  return all(db, `${OWN_TABLES} order by name`).map(({ name }) => String(name));
}
function primaryKey(db, table) {
  return all(db, `select name from pragma_table_info('${table}') where pk > 0 order by pk`).map(
    ({ name }) => String(name)
  );
}
function indexesOf(db, table) {
  return all(
    db,
    `select list.name, schema.sql from pragma_index_list('${table}') as list
      join sqlite_schema as schema on schema.name = list.name order by list.name`
  ).map(({ name, sql }) => ({
    name: String(name),
    columns: columnsOf(db, String(name)),
    predicate: /\swhere\s([\s\S]+)$/i.exec(String(sql ?? ""))?.[1]?.trim() ?? ""
  }));
}
function columnsOf(db, index) {
  let names = all(db, `select name from pragma_index_xinfo('${index}') where key = 1 order by seqno`);
  return names.every(({ name }) => name !== null) ? names.map(({ name }) => String(name)) : [];
}
function all(db, sql, ...values) {
  return db.prepare(sql).all(...values);
}
function guarded(check) {
  try {
    return check();
  } catch (error) {
    let { errcode, message } = error;
    if (errcode !== void 0 && [11, 26].includes(errcode & 255)) return [message];
    throw error;
  }
}

export {
  checkQuickly,
  checkRows
};
