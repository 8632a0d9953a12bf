import { createdAt, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { targetOf } from '../targets/store.ts';
import { columnsOf, decodeInPlace, encode, type StoredValues } from './attributes.ts';
import type { User } from './user.ts';
import { joined } from './words.ts';

/** A user's row with its targets aggregated as JSON. */
export type RowWithTargets = StoredValues & {
  readonly id: string;
  readonly sequence: number;
  readonly updatedAt: number;
  readonly targets: string;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Decodes the row in place: the caller must not use it afterwards. */
export function userOf(row: RowWithTargets): User {
  const { sequence, targets } = row;
  // Casts: validated on write.
  const user = decodeInPlace(row) as Mutable<User>;
  user.createdAt = createdAt(sequence as Sequence);
  user.targets =
    targets === '[]' ? [] : (JSON.parse(targets) as Parameters<typeof targetOf>[0][]).map(targetOf);
  return user;
}

/** Returns the values of a row. `words` are the user's, in the order of `itemsOf`. */
export function valuesOf(project: ProjectId, user: User, words: readonly string[]) {
  return { ...encode(user), project_id: project, search: joined(words) };
}

/** Maps the values of a row to its columns. */
export function columnsOfUser(values: ReturnType<typeof valuesOf>) {
  const { updatedAt, search } = values;
  return { ...columnsOf(values), updated_at: updatedAt, search };
}
