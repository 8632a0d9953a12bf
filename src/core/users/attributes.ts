import type { UserRow } from '../../db/schema.ts';
import type { Instant } from '../instant.ts';
import { parseJson } from '../json.ts';
import type { Attribute } from '../listing/listing.ts';
import { comparable } from '../text.ts';
import { type Email, emailOf } from './email.ts';
import { type Phone, phoneOf } from './phone.ts';

export type Prefs = { readonly [key: string]: unknown };

/** Columns of the row itself, or derived from several attributes. */
type RowColumn = 'project_id' | 'id' | 'sequence' | 'updated_at' | 'search';
type Column = Exclude<keyof UserRow, RowColumn>;
type ComputedColumn = 'name_key';
type Computed = Pick<UserRow, ComputedColumn>;

/** An attribute in a filter or an order. `column` defaults to the attribute's own. */
type Query<A extends Attribute = Attribute> = A extends Attribute
  ? Omit<A, 'column'> & { readonly column?: Column }
  : never;

type Codec = { readonly decode: (stored: string) => unknown; readonly encode: (value: unknown) => string };

type Spec<C extends Column = Column> = C extends Column
  ? {
      readonly column: C;
      /** The names by which lists filter and sort. */
      readonly queries?: Readonly<Record<string, Query>>;
      /** A second column, computed from the value. */
      readonly also?: { readonly column: ComputedColumn; readonly of: (value: string) => string };
    } & (
      | { readonly initial: UserRow[C]; readonly codec?: never }
      | { readonly initial: unknown; readonly codec: Codec }
    )
  : never;

/** Most values are empty: skip the parser. */
const list: Codec = {
  decode: (stored) => (stored === '[]' ? [] : JSON.parse(stored)),
  encode: (value) => JSON.stringify(value),
};
const object: Codec = {
  decode: (stored) => (stored === '{}' ? {} : parseJson(stored)),
  encode: (value) => JSON.stringify(value),
};

const unset = null as Instant | null;
const address = { kind: 'text', unique: true, indexed: true, nullable: true } as const;
const moment = { kind: 'moment', scale: 1, indexed: true, nullable: true } as const;
const flag = { kind: 'flag', set: true, indexed: true } as const;

/** Indexes of few users: what SQLite compares and sorts by there without reading a row. */
const labelledUsers = {
  name: 'users_with_labels',
  isTwice: true,
  columns: new Set(['id', 'sequence', 'labels', 'accessed_at', 'name_key', 'search']),
} as const;
const blockedUsers = {
  name: 'users_blocked',
  columns: new Set([
    ...['id', 'sequence', 'blocked_at', 'accessed_at', 'updated_at'],
    ...['email_verified_at', 'phone_verified_at', 'labels', 'name_key', 'search'],
  ]),
};

/**
 * The attributes of a user, one per row: the column, the initial value (whose type is the attribute's), and how lists
 * filter and sort by it. Store, listing and `User` derive from this table.
 */
export const attributes = {
  name: {
    column: 'name',
    initial: '' as string,
    also: { column: 'name_key', of: comparable },
    queries: { name: { kind: 'text', column: 'name_key', indexed: true, inWords: true, wordsBeside: true } },
  },
  email: {
    column: 'email',
    initial: null as Email | null,
    queries: { email: { ...address, canonical: emailOf, inWords: true, domains: true } },
  },
  phone: {
    column: 'phone',
    initial: null as Phone | null,
    queries: { phone: { ...address, canonical: phoneOf } },
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
  passwordCheckedAt: { column: 'password_checked_at', initial: unset },
  passwordPwnedAt: { column: 'password_pwned_at', initial: unset },
  blockedAt: {
    column: 'blocked_at',
    initial: unset,
    queries: { active: { ...flag, set: false, index: blockedUsers } },
  },
  mfaEnabledAt: { column: 'mfa_enabled_at', initial: unset },
  impersonatorAt: { column: 'impersonator_at', initial: unset, queries: { impersonator: flag } },
  accessedAt: { column: 'accessed_at', initial: unset, queries: { accessedAt: moment } },
  labels: {
    column: 'labels',
    initial: [] as readonly string[],
    codec: list,
    queries: { labels: { kind: 'list', word: 'label:', index: labelledUsers } },
  },
  prefs: { column: 'prefs', initial: {} as Prefs, codec: object },
} as const satisfies Readonly<Record<string, Spec>>;

type Attributes = typeof attributes;
export type AttributeName = keyof Attributes;

/** The values of a user's attributes. */
export type AttributeValues = { readonly [A in AttributeName]: Attributes[A]['initial'] };

/** The stored values, by attribute. */
export type StoredValues = { readonly [A in AttributeName]: UserRow[Attributes[A]['column']] };

type Selection = { [A in AttributeName]: `users.${Attributes[A]['column']} as ${A}` }[AttributeName];
type QueryName = { [A in AttributeName]: Attributes[A] extends { queries: infer Q } ? keyof Q : never };

/** Object.entries with the names kept, over the widest row type. */
const rows = Object.entries<Spec>(attributes) as readonly (readonly [AttributeName, Spec])[];

export const initialValues = Object.fromEntries(
  rows.map(([name, { initial }]) => [name, initial]),
) as AttributeValues;

/** The columns, aliased to their attributes. */
export const selections = rows.map(([name, { column }]) => `users.${column} as ${name}` as Selection);

const encoders = rows.flatMap(([name, { codec }]) => (codec ? [{ name, encode: codec.encode }] : []));
const computed = rows.flatMap(([name, { also }]) => (also ? [{ name, ...also }] : []));
const decoders = rows.flatMap(([name, { codec }]) => (codec ? [{ name, decode: codec.decode }] : []));

/** Decodes a stored row in place: a copy would double the cost of reading a user. */
export function decodeInPlace(row: StoredValues): AttributeValues {
  const values = row as Record<AttributeName, unknown>;
  for (const { name, decode } of decoders) values[name] = decode(values[name] as string);
  // Cast: validated on write.
  return values as AttributeValues;
}

/** Encodes the values and the computed columns, keyed by attribute. */
export function encode<T extends AttributeValues>(
  values: T,
): Omit<T, AttributeName> & StoredValues & Computed {
  const stored: Record<string, unknown> = { ...values };
  for (const { name, encode } of encoders) stored[name] = encode(values[name]);
  for (const { name, column, of } of computed) stored[column] = of(values[name] as string);
  return stored as Omit<T, AttributeName> & StoredValues & Computed;
}

/** Maps encoded values to columns, for building a statement. */
export function columnsOf(stored: StoredValues & Computed): Pick<UserRow, Column> {
  const columns: Record<string, unknown> = {};
  for (const [name, { column }] of rows) columns[column] = stored[name];
  for (const { column } of computed) columns[column] = stored[column];
  // Cast: a test compares the table with the database.
  return columns as Pick<UserRow, Column>;
}

/** The attributes by their names in lists. */
export const queried = Object.fromEntries(
  rows.flatMap(([, { column, queries = {} }]) =>
    Object.entries(queries).map(([name, query]) => [name, { column, ...query }]),
  ),
) as Readonly<Record<QueryName[AttributeName], Attribute>>;
