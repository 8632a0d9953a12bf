import type { Losses } from './losses.ts';
import { list } from './names.ts';
import type { SqlRow } from './sql.ts';
import { type ExportField, ExportRefused, type ExportUser, type TargetOptions } from './target.ts';

/** Columns that the tables of applications may lack, and the field that each holds. */
const FIELDS = {
  name: 'name',
  username: 'username',
  email_verified_at: 'email verification',
  confirmed_at: 'email verification',
  current_sign_in_at: 'last access',
  created_at: 'created',
  updated_at: undefined,
} as const satisfies Readonly<Record<string, ExportField | undefined>>;

export type OptionalColumn = keyof typeof FIELDS;

/** Returns the columns that the option `columns` names. Refuses others than those that there may be. */
export function optionalColumns(
  options: TargetOptions,
  known: readonly OptionalColumn[],
  usual: string,
): readonly OptionalColumn[] {
  const named = list(options, 'columns', usual);
  if (named.some((name) => !known.some((column) => column === name)))
    throw new ExportRefused(`The option columns is a list of ${known.join(', ')}.`);
  return known.filter((column) => named.includes(column));
}

/** Returns the values of the columns, and reports the fields of the user that have none. */
export function optionalValues(
  user: ExportUser,
  { known, columns }: Readonly<Record<'known' | 'columns', readonly OptionalColumn[]>>,
  losses: Losses,
): SqlRow {
  const [createdAt, updatedAt] = [new Date(user.createdAt), new Date(user.updatedAt)];
  const verifiedAt = user.emailVerified ? createdAt : null;
  const values: Readonly<Record<OptionalColumn, string | Date | null>> = {
    name: user.name,
    username: user.username,
    email_verified_at: verifiedAt,
    confirmed_at: verifiedAt,
    current_sign_in_at: user.accessedAt === null ? null : new Date(user.accessedAt),
    created_at: createdAt,
    updated_at: updatedAt,
  };
  for (const column of known) {
    const field = FIELDS[column];
    if (field && values[column] && !columns.includes(column))
      losses.add(field, `the table has no column ${column}`);
  }
  return Object.fromEntries(columns.map((column) => [column, values[column]]));
}
