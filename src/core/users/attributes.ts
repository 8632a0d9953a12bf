import type { UserRow } from '../../db/schema.ts';
import type { Instant } from '../instant.ts';
import { parseJson } from '../json.ts';
import type { Attribute } from '../listing/listing.ts';
import { comparable } from '../text.ts';
import type { Email } from './email.ts';
import type { Phone } from './phone.ts';

export type Prefs = { readonly [key: string]: unknown };

/** Columns that belong to the row itself, or follow from several attributes. */
type RowColumn = 'project_id' | 'id' | 'sequence' | 'updated_at' | 'search';
type Column = Exclude<keyof UserRow, RowColumn>;
type ComputedColumn = 'name_key';
type Computed = Pick<UserRow, ComputedColumn>;

/** An attribute in a filter or an order; without a `column` it reads that of the attribute. */
type Query<A extends Attribute = Attribute> = A extends Attribute
  ? Omit<A, 'column'> & { readonly column?: Column }
  : never;

type Codec = { readonly decode: (stored: string) => unknown; readonly encode: (value: unknown) => string };

type Spec<C extends Column = Column> = C extends Column
  ? {
      readonly column: C;
      /** The names by which lists filter and sort, and how. */
      readonly queries?: Readonly<Record<string, Query>>;
      /** A second column, computed from the value. */
      readonly also?: { readonly column: ComputedColumn; readonly of: (value: string) => string };
    } & (
      | { readonly initial: UserRow[C]; readonly codec?: never }
      | { readonly initial: unknown; readonly codec: Codec }
    )
  : never;

/** Empty values are frequent and need no parser. */
const list: Codec = {
  decode: (stored) => (stored === '[]' ? [] : JSON.parse(stored)),
  encode: (value) => JSON.stringify(value),
};
const object: Codec = {
  decode: (stored) => (stored === '{}' ? {} : parseJson(stored)),
  encode: (value) => JSON.stringify(value),
};

const unset = null as Instant | null;
const moment = { kind: 'moment', scale: 1, indexed: true, nullable: true } as const;
const flag = { kind: 'flag', set: true, indexed: true } as const;

/**
 * The attributes of a user, one a row: its column, its value in a new user, whose type is the type of the attribute,
 * and how lists filter and sort by it. Store, listing and `User` follow from this table.
 */
export const attributes = {
  name: {
    column: 'name',
    initial: '' as string,
    also: { column: 'name_key', of: comparable },
    queries: { name: { kind: 'text', column: 'name_key', indexed: true } },
  },
  email: {
    column: 'email',
    initial: null as Email | null,
    queries: { email: { kind: 'text', unique: true, indexed: true, nullable: true } },
  },
  phone: {
    column: 'phone',
    initial: null as Phone | null,
    queries: { phone: { kind: 'text', unique: true, indexed: true, nullable: true } },
  },
  emailVerifiedAt: { column: 'email_verified_at', initial: unset, queries: { emailVerified: flag } },
  phoneVerifiedAt: { column: 'phone_verified_at', initial: unset, queries: { phoneVerified: flag } },
  /** One self-describing string for every scheme. */
  password: { column: 'password', initial: null as string | null },
  passwordUpdatedAt: {
    column: 'password_updated_at',
    initial: unset,
    queries: { passwordUpdatedAt: moment },
  },
  blockedAt: { column: 'blocked_at', initial: unset, queries: { active: { ...flag, set: false } } },
  mfaEnabledAt: { column: 'mfa_enabled_at', initial: unset },
  impersonatorAt: { column: 'impersonator_at', initial: unset, queries: { impersonator: flag } },
  accessedAt: { column: 'accessed_at', initial: unset, queries: { accessedAt: moment } },
  labels: {
    column: 'labels',
    initial: [] as readonly string[],
    codec: list,
    queries: { labels: { kind: 'list', word: 'label:' } },
  },
  prefs: { column: 'prefs', initial: {} as Prefs, codec: object },
} as const satisfies Readonly<Record<string, Spec>>;

type Attributes = typeof attributes;
export type AttributeName = keyof Attributes;

/** What the table says of a user. */
export type AttributeValues = { readonly [A in AttributeName]: Attributes[A]['initial'] };

/** The same as it is stored, under the names of the attributes. */
export type StoredValues = { readonly [A in AttributeName]: UserRow[Attributes[A]['column']] };

type Selection = { [A in AttributeName]: `users.${Attributes[A]['column']} as ${A}` }[AttributeName];
type QueryName = { [A in AttributeName]: Attributes[A] extends { queries: infer Q } ? keyof Q : never };

/** Object.entries, which forgets the names, over the widest type of a row. */
const rows = Object.entries<Spec>(attributes) as readonly (readonly [AttributeName, Spec])[];

export const initialValues = Object.fromEntries(
  rows.map(([name, { initial }]) => [name, initial]),
) as AttributeValues;

/** The columns, selected under the names of their attributes. */
export const selections = rows.map(([name, { column }]) => `users.${column} as ${name}` as Selection);

const encoders = rows.flatMap(([name, { codec }]) => (codec ? [{ name, encode: codec.encode }] : []));
const computed = rows.flatMap(([name, { also }]) => (also ? [{ name, ...also }] : []));
const decoders = rows.flatMap(([name, { codec }]) => (codec ? [{ name, decode: codec.decode }] : []));

/** Turns a stored row into the values, in place: a copy would double what it costs to read a user. */
export function decodeInPlace(row: StoredValues): AttributeValues {
  const values = row as Record<AttributeName, unknown>;
  for (const { name, decode } of decoders) values[name] = decode(values[name] as string);
  // What was validated when it was written is trusted when it is read.
  return values as AttributeValues;
}

/** The values as they are stored, still under the names of the attributes, and those of the second columns. */
export function encode<T extends AttributeValues>(
  values: T,
): Omit<T, AttributeName> & StoredValues & Computed {
  const stored: Record<string, unknown> = { ...values };
  for (const { name, encode } of encoders) stored[name] = encode(values[name]);
  for (const { name, column, of } of computed) stored[column] = of(values[name] as string);
  return stored as Omit<T, AttributeName> & StoredValues & Computed;
}

/** The columns, each with the value that `encode` gave; for building a statement. */
export function columnsOf(stored: StoredValues & Computed): Pick<UserRow, Column> {
  const columns: Record<string, unknown> = {};
  for (const [name, { column }] of rows) columns[column] = stored[name];
  for (const { column } of computed) columns[column] = stored[column];
  // The test of this table holds the columns against the database.
  return columns as Pick<UserRow, Column>;
}

/** The attributes by the names that lists know. */
export const queried = Object.fromEntries(
  rows.flatMap(([, { column, queries = {} }]) =>
    Object.entries(queries).map(([name, query]) => [name, { column, ...query }]),
  ),
) as Readonly<Record<QueryName[AttributeName], Attribute>>;
