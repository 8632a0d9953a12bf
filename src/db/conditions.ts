import type { ComparisonOperator, Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely';
import type { ReplicaRead } from './database.ts';
import { Placeholder } from './prepared.ts';
import type { Schema } from './schema.ts';

export type Table = keyof Schema;
export type Row<T extends Table> = Selectable<Schema[T]>;
export type Column<T extends Table> = keyof Row<T> & string;

/**
 * The rows of a statement, column by column. A text names the value of each call: `'id'` for equality, `'> now'`,
 * `'<= now'`, `'!= kept'`, `'in ids'` (a list), `'is null or < at'`; `null` and `'is not null'` take no value.
 * `'owner.kind'` is the field `kind` of the value `owner`.
 */
export type Where<T extends Table> = { readonly [K in Column<T>]?: string | null };

/** What a statement sets, column by column: the name of a value of each call, or null. */
export type Setting<T extends Table> = { readonly [K in Column<T>]?: string | null };

/** The value name in an entry of `Where`. */
type NameIn<Text> = Text extends `is null or ${infer Rest}`
  ? NameIn<Rest>
  : Text extends `${string} ${infer Name}`
    ? Name
    : Text;

export type NoValues = Readonly<Record<never, never>>;

type Named<Name, Value> = Name extends `${infer Outer}.${infer Inner}`
  ? { readonly [K in Outer]: { readonly [L in Inner]: Value } }
  : Name extends string
    ? { readonly [K in Name]: Value }
    : NoValues;

type Compared<Text, Value> = Text extends null | 'is not null'
  ? NoValues
  : Named<NameIn<Text>, Text extends `in ${string}` ? readonly NonNullable<Value>[] : NonNullable<Value>>;

type All<Union> = (Union extends unknown ? (each: Union) => void : never) extends (each: infer Each) => void
  ? Each
  : never;

/** The values that the conditions take from each call. */
export type WhereValues<T extends Table, W> = All<
  { [K in keyof W]: K extends Column<T> ? Compared<W[K], Row<T>[K]> : never }[keyof W]
>;
/** The values that a setting takes from each call. */
export type SetValues<T extends Table, S> = All<
  { [K in keyof S]: K extends Column<T> ? Named<S[K], Row<T>[K]> : never }[keyof S]
>;

/** Untyped tables and columns: the types above have checked the names. */
export type Loose = Record<string, LooseRow>;
export type LooseRow = Readonly<Record<string, unknown>>;
export type LooseWhere = Readonly<Record<string, string | null>>;

/** The input of one call. */
export type Call = { readonly project: string; readonly values: LooseRow };
type Columns = ExpressionBuilder<Loose, string>;
type Condition = (read: ReplicaRead, columns: Columns) => Expression<SqlBool>;

export type Meant = (read: ReplicaRead) => (columns: Columns) => Expression<SqlBool>;

const PROJECT = new Placeholder<Call>(({ project }) => project);

/** The rows of the project and owner that meet the conditions. */
export function meaning(owner: LooseWhere, where: LooseWhere): Meant {
  const conditions = [...Object.entries(owner), ...Object.entries(where)].map(conditionOf);
  return (read) => (columns) =>
    columns.and([
      columns('project_id', '=', PROJECT),
      ...conditions.map((condition) => condition(read, columns)),
    ]);
}

const CONDITION = /^(is null or )?(?:(!=|<=|>=|<|>|in) )?([\w.]+)$/;

function conditionOf([column, text]: readonly [string, string | null]): Condition {
  if (text === null) return (_, columns) => columns(column, 'is', null);
  if (text === 'is not null') return (_, columns) => columns(column, 'is not', null);
  const [, orNull, operator = '=', name] = CONDITION.exec(text) ?? [];
  if (name === undefined) throw new Error(`not a condition on ${column}: ${text}`);
  if (operator === 'in') return (read, columns) => columns(column, 'in', eachOf(read, name));
  const value = valueNamed(name);
  const compared = (columns: Columns) => columns(column, operator as ComparisonOperator, value);
  if (orNull === undefined) return (_, columns) => compared(columns);
  return (_, columns) => columns.or([columns(column, 'is', null), compared(columns)]);
}

/** A list is one JSON text, so that the statement is the same for any length. */
function eachOf(read: ReplicaRead, name: string) {
  const json = new Placeholder<Call>(({ values }) => JSON.stringify(values[name])) as unknown as string;
  return read.db.selectFrom(read.sql.eachText(json).as('each')).select('each.value');
}

/** A placeholder for the named value of each call. */
export function valueNamed(name: string): Placeholder<Call> {
  const [outer = '', inner] = name.split('.');
  if (inner === undefined) return new Placeholder(({ values }) => values[outer]);
  return new Placeholder(({ values }) => (values[outer] as LooseRow)[inner]);
}
