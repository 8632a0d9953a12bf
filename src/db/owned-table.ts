import { type Compilable, type Expression, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import {
  type Call,
  type Column,
  type Loose,
  type LooseRow,
  type LooseWhere,
  type Meant,
  meaning,
  type NoValues,
  type Row,
  type Setting,
  type SetValues,
  type Table,
  valueNamed,
  type Where,
  type WhereValues,
} from './conditions.ts';
import type { Read, ReplicaRead, Tx, UnauditedTx } from './database.ts';
import { compiledOnce, replicable } from './prepared.ts';

/** Conditions beside the owner's, which are part of every statement. */
type Beside<T extends Table, O> = Where<T> & { readonly [K in keyof O]?: never };

/** The values of a call: for the owner and for the other conditions. */
type Values<T extends Table, O, W> = WhereValues<T, O & Omit<W, keyof O>>;

/** A statement as a function of a handle, the project, and its named values, if any. */
type Statement<Handle, Given, Result> = NoValues extends Given
  ? (handle: Handle, project: string) => Promise<Result>
  : (handle: Handle, project: string, given: Given) => Promise<Result>;

type Order<T extends Table> = {
  /**
   * `'sequence desc'` sorts descending. `'+ sequence'`, for a numeric column, sorts the rows found without using an
   * index in that order, which would lead through rows of other owners.
   */
  readonly order?: readonly (Column<T> | `${Column<T>} desc` | `+ ${Column<T>}`)[];
  /** Maximum number of rows: a number, or the name of a value of each call. */
  readonly most?: number | string;
};
type MostValue<L> = L extends { readonly most: infer Name extends string }
  ? { readonly [K in Name]: number }
  : unknown;

type Keys<T extends Table, Key extends Column<T>> = readonly Row<T>[Key][];

/** The statements of an owned table: see `ownedTable`. */
type OwnedTable<T extends Table, O, Key extends Column<T>, Value, New, Handle> = {
  readonly insert: (handle: Handle, project: string, value: New) => Promise<void>;
  /** Returns false, and writes nothing, when the primary key or another unique value is taken. */
  readonly insertIfFree: (handle: Handle, project: string, value: New) => Promise<boolean>;
  /** Sets every column except the owner's, the key, and `but`. Returns false when there is no such row. */
  readonly replace: (
    but: readonly Column<T>[],
  ) => (handle: Handle, project: string, value: New) => Promise<boolean>;
  readonly find: <const W extends Beside<T, O>>(
    where: W,
  ) => Statement<Read, Values<T, O, W>, Value | undefined>;
  /** Like `find`, and locks the row until the transaction ends. */
  readonly lock: <const W extends Beside<T, O>>(
    where: W,
  ) => Statement<Tx, Values<T, O, W>, Value | undefined>;
  /** Like `list`, and locks the rows, in this order, until the transaction ends. */
  readonly lockAll: <const W extends Beside<T, O>, const L extends Order<T>>(
    where: W,
    order: L,
  ) => Statement<Tx, Values<T, O, W> & MostValue<L>, readonly Value[]>;
  readonly has: <const W extends Beside<T, O>>(where: W) => Statement<Read, Values<T, O, W>, boolean>;
  readonly list: <const W extends Beside<T, O>, const L extends Order<T>>(
    where: W,
    order: L,
  ) => Statement<Read, Values<T, O, W> & MostValue<L>, readonly Value[]>;
  /**
   * Updates the row and returns it. One statement: of any number of concurrent calls, only those succeed for which
   * the conditions still hold.
   */
  readonly update: <const S extends Setting<T>, const W extends Beside<T, O>>(
    set: S,
    where: W,
  ) => Statement<Handle, SetValues<T, S> & Values<T, O, W>, Value | undefined>;
  readonly updateAll: <const S extends Setting<T>, const W extends Beside<T, O>>(
    set: S,
    where: W,
  ) => Statement<Handle, SetValues<T, S> & Values<T, O, W>, readonly Value[]>;
  /** Removes one row and returns it. One statement: of any number of concurrent calls, one gets the row. */
  readonly take: <const W extends Beside<T, O>>(
    where: W,
  ) => Statement<Handle, Values<T, O, W>, Value | undefined>;
  readonly takeAll: <const W extends Beside<T, O>>(
    where: W,
  ) => Statement<Handle, Values<T, O, W>, readonly Value[]>;
  /** Returns the keys of the removed rows, like the other removals. */
  readonly remove: <const W extends Beside<T, O>>(
    where: W,
  ) => Statement<Handle, Values<T, O, W>, Keys<T, Key>>;
  readonly removeAll: Statement<Handle, Values<T, O, NoValues>, Keys<T, Key>>;
  /** Removes rows that expired at `now` or before. */
  readonly removeExpired: 'expires_at' extends Column<T>
    ? Statement<Handle, Values<T, O, NoValues> & { readonly now: number }, Keys<T, Key>>
    : never;
  /**
   * Keeps the first `kept` of the matching rows, sorted descending by these columns, and removes the rest. The first
   * column is numeric.
   */
  readonly keepNewest: <const W extends Beside<T, O>>(
    order: readonly Column<T>[],
    where: W,
  ) => Statement<Handle, Values<T, O, W> & { readonly kept: number }, Keys<T, Key>>;
  /**
   * The same, except that the row with the key `added` counts as the newest: the clock of the server that made the
   * others may be ahead.
   */
  readonly keepAdded: <const W extends Beside<T, O>>(
    order: readonly Column<T>[],
    where: W,
  ) => Statement<
    Handle,
    Values<T, O, W> & { readonly kept: number; readonly added: Row<T>[Key] },
    Keys<T, Key>
  >;
  /** Like `keepNewest`, and returns the removed rows. */
  readonly takeOlder: <const W extends Beside<T, O>>(
    order: readonly Column<T>[],
    where: W,
  ) => Statement<Handle, Values<T, O, W> & { readonly kept: number }, readonly Value[]>;
  /** Like `keepAdded`, and returns the removed rows. */
  readonly takeOlderThanAdded: <const W extends Beside<T, O>>(
    order: readonly Column<T>[],
    where: W,
  ) => Statement<
    Handle,
    Values<T, O, W> & { readonly kept: number; readonly added: Row<T>[Key] },
    readonly Value[]
  >;
  /** The same statements for data that is not audited, such as counters and queues. */
  readonly unaudited: OwnedTable<T, O, Key, Value, New, UnauditedTx>;
  /** Lists that decide nothing about access: a replica may answer them. */
  readonly replicable: {
    readonly list: <const W extends Beside<T, O>, const L extends Order<T>>(
      where: W,
      order: L,
    ) => Statement<ReplicaRead, Values<T, O, W> & MostValue<L>, readonly Value[]>;
  };
  /** The same statements without the owner in their conditions, to find out who owns a row. */
  readonly ofAnyOwner: OwnedTable<T, NoValues, Key, Value, New, Handle>;
};

type Spec<T extends Table, O, Key, Value, New> = {
  /** The owner's columns beside the project, as in `Where`; `{}` when the project is the owner. */
  readonly owner: O;
  /** The columns that identify a row within its owner. */
  readonly key: Key;
  readonly toValue?: (row: Row<T>) => Value;
  readonly toRow?: (value: New) => Omit<Row<T>, 'project_id'>;
};

/**
 * Defines statements over a table whose rows belong to a project and, within it, to an owner, who is part of every
 * condition. A statement is defined once, at the top of a store, and compiled once per engine at its first use:
 *
 *     const tokens = ownedTable('tokens', { owner: { user_id: 'user' }, key: 'id', toValue: tokenOf });
 *     export const takeToken = tokens.take({ secret_hash: 'secretHash', expires_at: '> now' });
 *     const token = await takeToken(tx, project, { user, secretHash, now });
 *
 * `toValue` and `toRow` translate between rows and values. Without them, values are rows, except that an inserted
 * value has no `project_id`.
 */
export function ownedTable<
  const T extends Table,
  const O extends Where<T>,
  const Key extends Column<T>,
  Value = Row<T>,
  New = Omit<Row<T>, 'project_id'>,
>(table: T, spec: Spec<T, O, Key, Value, New>): OwnedTable<T, O, Key, Value, New, Tx> {
  const over = { table, toValue: same, toRow: same, ...spec } as unknown as Over;
  const own = statementsOver(over);
  // Cast: the types above derive the same names from the conditions.
  const statements: unknown = { ...own, ofAnyOwner: statementsOver({ ...over, owner: {} }) };
  return statements as OwnedTable<T, O, Key, Value, New, Tx>;
}

function statementsOver(over: Over) {
  const statements = { ...insertions(over), ...selections(over), ...changes(over), ...removals(over) };
  return { ...statements, unaudited: statements, replicable: statements };
}

type Over = {
  readonly table: string;
  readonly owner: LooseWhere;
  readonly key: string;
  readonly toValue: (row: LooseRow) => unknown;
  readonly toRow: (value: unknown) => LooseRow;
};
function insertions({ table, owner, key, toRow }: Over) {
  const insert = replicable<LooseRow, LooseRow>((read, row) => loose(read).insertInto(table).values(row));
  const insertIfFree = replicable<LooseRow, LooseRow>((read, row) =>
    loose(read)
      .insertInto(table)
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning(key),
  );
  const replace = (but: readonly string[]) =>
    replicable<LooseRow, LooseRow>((read, row) => {
      const places = ['project_id', ...Object.keys(owner), key];
      const set = Object.entries(row).filter(([column]) => ![...places, ...but].includes(column));
      return loose(read)
        .updateTable(table)
        .set(Object.fromEntries(set))
        .where((columns) => columns.and(places.map((column) => columns(column, '=', row[column]))))
        .returning(key);
    });
  const writing =
    (run: (read: ReplicaRead, row: LooseRow) => Promise<readonly LooseRow[]>) =>
    async (read: ReplicaRead, project: string, value: unknown) =>
      (await run(read, { project_id: project, ...toRow(value) })).length > 0;
  return {
    insert: writing(insert),
    insertIfFree: writing(insertIfFree),
    replace: (but: readonly string[]) => writing(replace(but)),
  };
}

function selections(over: Over) {
  const { table, key } = over;
  const rowsOf = (read: ReplicaRead, meant: Meant) =>
    loose(read).selectFrom(table).selectAll().where(meant(read));
  const has = (where: LooseWhere) => {
    const run = statement(over, where, (read, meant) =>
      loose(read).selectFrom(table).select(key).where(meant(read)).limit(limitOf(1)),
    );
    return async (read: ReplicaRead, project: string, values: LooseRow) =>
      (await run(read, project, values)).length > 0;
  };
  const sorted = ({ order = [], most }: LooseOrder, read: ReplicaRead, meant: Meant) => {
    const rows = order.reduce((query, by) => query.orderBy(...sortedBy(by)), rowsOf(read, meant));
    return most === undefined ? rows : rows.limit(limitOf(most));
  };
  return {
    find: (where: LooseWhere) => one(over, where, (read, meant) => rowsOf(read, meant).limit(limitOf(1))),
    lock: (where: LooseWhere) =>
      one(over, where, (read, meant) => rowsOf(read, meant).modifyEnd(read.sql.forUpdate)),
    has,
    list: (where: LooseWhere, order: LooseOrder) =>
      each(over, where, (read, meant) => sorted(order, read, meant)),
    lockAll: (where: LooseWhere, order: LooseOrder) =>
      each(over, where, (read, meant) => sorted(order, read, meant).modifyEnd(read.sql.forUpdate)),
  };
}

function changes(over: Over) {
  const changing = (set: LooseWhere): Build => {
    const changed = Object.fromEntries(
      Object.entries(set).map(([column, name]) => [column, name === null ? null : valueNamed(name)]),
    );
    return (read, meant) =>
      loose(read).updateTable(over.table).set(changed).where(meant(read)).returningAll();
  };
  return {
    update: (set: LooseWhere, where: LooseWhere) => one(over, where, changing(set)),
    updateAll: (set: LooseWhere, where: LooseWhere) => each(over, where, changing(set)),
  };
}

function removals(over: Over) {
  const { table, key } = over;
  const keyOf = (row: LooseRow) => row[key];
  const removed = (read: ReplicaRead, meant: Meant) => loose(read).deleteFrom(table).where(meant(read));
  const taken: Build = (read, meant) => removed(read, meant).returningAll();
  const remove = (where: LooseWhere) =>
    each(over, where, (read, meant) => removed(read, meant).returning(key), keyOf);
  const older = (
    [first, ...others]: readonly string[],
    begin: (rows: LooseRows) => LooseRows = (rows) => rows,
  ) => {
    // An owner has few rows; in this order, an index would lead through those of all owners.
    const order = [`+ ${first} desc`, ...others.map((column) => `${column} desc`)];
    return (read: ReplicaRead, meant: Meant) => {
      const all = begin(loose(read).selectFrom(table).select(key).where(meant(read)));
      const newest = order.reduce((query, by) => query.orderBy(...sortedBy(by)), all);
      return removed(read, meant).where(key, 'not in', newest.limit(limitOf('kept')));
    };
  };
  const addedFirst = (rows: LooseRows) =>
    rows.orderBy(sql`case when ${sql.ref(key)} = ${valueNamed('added')} then 0 else 1 end`);
  const keeping = (where: LooseWhere, build: ReturnType<typeof older>) =>
    each(over, where, (read, meant) => build(read, meant).returning(key), keyOf);
  const taking = (where: LooseWhere, build: ReturnType<typeof older>) =>
    each(over, where, (read, meant) => build(read, meant).returningAll());
  return {
    take: (where: LooseWhere) => one(over, where, taken),
    takeAll: (where: LooseWhere) => each(over, where, taken),
    remove,
    removeAll: remove({}),
    removeExpired: remove({ expires_at: '<= now' }),
    keepNewest: (order: readonly string[], where: LooseWhere) => keeping(where, older(order)),
    keepAdded: (order: readonly string[], where: LooseWhere) => keeping(where, older(order, addedFirst)),
    takeOlder: (order: readonly string[], where: LooseWhere) => taking(where, older(order)),
    takeOlderThanAdded: (order: readonly string[], where: LooseWhere) =>
      taking(where, older(order, addedFirst)),
  };
}

type LooseRows = SelectQueryBuilder<Loose, string, LooseRow>;
type Build = (read: ReplicaRead, meant: Meant) => Compilable<LooseRow>;
type LooseOrder = { readonly order?: readonly string[]; readonly most?: number | string };

function statement({ owner }: Over, where: LooseWhere, build: Build) {
  const meant = meaning(owner, where);
  const run = compiledOnce<Call, LooseRow>((read) => build(read, meant));
  return (read: ReplicaRead, project: string, values: LooseRow) => run(read, { project, values });
}

function one(over: Over, where: LooseWhere, build: Build) {
  const run = statement(over, where, build);
  return (read: ReplicaRead, project: string, values: LooseRow) =>
    run(read, project, values).then(([row]) => row && over.toValue(row));
}

function each(over: Over, where: LooseWhere, build: Build, toValue = over.toValue) {
  const run = statement(over, where, build);
  return (read: ReplicaRead, project: string, values: LooseRow) =>
    run(read, project, values).then((rows) => rows.map(toValue));
}

function limitOf(most: number | string) {
  return typeof most === 'number' ? sql.lit(most) : sql<number>`${valueNamed(most)}`;
}

const SORTED_BY = /^(\+ )?(\w+)( desc)?$/;

function sortedBy(text: string): [by: string | Expression<unknown>, way: 'asc' | 'desc'] {
  const [, isFound, column = '', way] = SORTED_BY.exec(text) ?? [];
  return [isFound ? sql`+ ${sql.ref(column)}` : column, way ? 'desc' : 'asc'];
}

function loose(read: ReplicaRead): Kysely<Loose> {
  return read.db as unknown as Kysely<Loose>;
}

function same<T>(value: T): T {
  return value;
}
