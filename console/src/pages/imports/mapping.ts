/** What a column of a table can be. */
export const columnFields = [
  ...(['ignore', 'id', 'name', 'email', 'emailVerified', 'phone', 'username', 'password'] as const),
  ...([
    'createdAt',
    'createdAtSeconds',
    'createdAtMs',
    'blocked',
    'labels',
    'totp',
    'prefs',
    'private',
  ] as const),
] as const;
export type ColumnField = (typeof columnFields)[number];

export const MAPPING_NAME = 'mapping.json';

const names: readonly (readonly [RegExp, ColumnField])[] = [
  [/^(?:user_?)?id$/i, 'id'],
  [/^(?:full_?|display_?)?name$/i, 'name'],
  [/^e_?mail(?:_?address)?$/i, 'email'],
  [/^e_?mail_?verified$/i, 'emailVerified'],
  [/^(?:phone|mobile)(?:_?number)?$/i, 'phone'],
  [/^(?:user_?name|login|nick_?name)$/i, 'username'],
  [/^(?:password|passwd|pass)(?:_?hash)?$|^hash$/i, 'password'],
  [/^(?:created|registered)(?:_?at|_?on)?$/i, 'createdAt'],
  [/^(?:blocked|banned|disabled)$/i, 'blocked'],
  [/^(?:labels|roles)$/i, 'labels'],
];

/** Guesses what the columns are by their names, each field once; others are kept as private metadata. */
export function guessed(columns: readonly string[]): Readonly<Record<string, ColumnField>> {
  const taken = new Set<ColumnField>();
  return Object.fromEntries(
    columns.map((column) => {
      const field = names.find(([pattern]) => pattern.test(column))?.[1] ?? 'private';
      if (field !== 'private' && taken.has(field)) return [column, 'private'];
      taken.add(field);
      return [column, field];
    }),
  );
}

/** What tells rows apart: the id, or without one what no two users have. `undefined` if there is nothing of the kind. */
export function keyOf(fields: Readonly<Record<string, ColumnField>>): ColumnField | undefined {
  const present = new Set(Object.values(fields));
  return (['id', 'email', 'username'] as const).find((field) => present.has(field));
}

const YES = ['true', 't', '1', 'yes', 'TRUE', 'True'];
const NO = ['false', 'f', '0', 'no', 'FALSE', 'False', ''];

/** The mapping that `denizen import csv` reads: see docs/guide/import.md. */
export function mappingOf(
  fields: Readonly<Record<string, ColumnField>>,
  { name, scheme }: { readonly name: string; readonly scheme: string },
): Readonly<Record<string, unknown>> {
  const mapping: Record<string, unknown> = { format: formatOf(name) };
  const [ignore, prefs, hidden]: [string[], Record<string, object>, Record<string, object>] = [[], {}, {}];
  if (/\.tsv(?:\.gz)?$/i.test(name)) mapping.delimiter = '\t';
  for (const [column, field] of Object.entries(fields)) {
    if (field === 'ignore') ignore.push(column);
    else if (field === 'prefs') prefs[column] = { column };
    else if (field === 'private') hidden[column] = { column };
    else if (field === 'createdAt') mapping.createdAt = { column, format: 'ISO' };
    else if (field === 'createdAtSeconds') mapping.createdAt = { column, format: 'epoch-s' };
    else if (field === 'createdAtMs') mapping.createdAt = { column, format: 'epoch-ms' };
    else if (field === 'emailVerified' || field === 'blocked')
      mapping[field] = { column, true: YES, false: NO };
    else if (field === 'labels') mapping.labels = { column, split: ',' };
    else if (field === 'password') mapping.password = { column, scheme: scheme.trim() || 'bcrypt' };
    else mapping[field] = { column };
  }
  const key = keyOf(fields);
  return { ...mapping, ...(key && { id: mapping[key] }), prefs, private: hidden, ignore };
}

function formatOf(name: string): 'csv' | 'json' | 'ndjson' {
  if (/\.(?:ndjson|jsonl)(?:\.gz)?$/i.test(name)) return 'ndjson';
  return /\.json(?:\.gz)?$/i.test(name) ? 'json' : 'csv';
}
