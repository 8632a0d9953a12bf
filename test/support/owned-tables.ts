import type { ColumnMetadata, Kysely } from 'kysely';

/** Tables as they are found, of which no type knows. */
export type Rows = Record<string, Record<string, unknown>>;

/** A table of which some rows are users' own, with the column that says whose. */
export type UsersTable = {
  readonly name: string;
  readonly column: string;
  readonly columns: readonly ColumnMetadata[];
};

/** Each table of the schema as it stands that says of its rows which user they belong to. */
export async function tablesOfUsers(db: Kysely<Rows>): Promise<readonly UsersTable[]> {
  const tables = await db.introspection.getTables();
  // Partitions hold rows of their table.
  const whole = tables.filter(({ name }) => !name.startsWith('audit_'));
  return whole.flatMap(({ name, columns }) => {
    const names = columns.map((column) => column.name);
    const column = name === 'users' ? 'id' : names.find((each) => /^(?:user|owner)_id$/.test(each));
    return column === undefined ? [] : [{ name, column, columns }];
  });
}

export function rowsOf(db: Kysely<Rows>, { name, column }: UsersTable, user: string) {
  return db.selectFrom(name).selectAll().where(column, '=', user).execute();
}

/** A row of the user that says as little as the table takes: texts that differ from another user's, and ones. */
export async function addRow(
  db: Kysely<Rows>,
  { name, column, columns }: UsersTable,
  user: string,
  project = 'test',
): Promise<void> {
  const values = columns
    .filter(({ isNullable, hasDefaultValue }) => !isNullable && !hasDefaultValue)
    .map((each) => [each.name, /int/i.test(each.dataType) ? 1 : JSON.stringify([user])]);
  const kind = column === 'owner_id' ? { owner_kind: 'user' } : {};
  const row = { ...Object.fromEntries(values), ...kind, project_id: project, [column]: user };
  await db.insertInto(name).values(row).execute();
}
