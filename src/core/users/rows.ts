import { createdAt, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { targetOf } from '../targets/store.ts';
import { columnsOf, decodeInPlace, encode, type StoredValues } from './attributes.ts';
import type { User } from './user.ts';
import { joined } from './words.ts';

/** A user's row with the targets that the database gathered as JSON. */
export type RowWithTargets = StoredValues & {
  readonly id: string;
  readonly sequence: number;
  readonly updatedAt: number;
  readonly targets: string;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The row becomes the user, so nothing else may use it afterwards. */
export function userOf(row: RowWithTargets): User {
  const { sequence, targets } = row;
  // What was validated when it was written is trusted when it is read: hence the casts.
  const user = decodeInPlace(row) as Mutable<User>;
  user.createdAt = createdAt(sequence as Sequence);
  user.targets =
    targets === '[]' ? [] : (JSON.parse(targets) as Parameters<typeof targetOf>[0][]).map(targetOf);
  return user;
}

/** What a row is written from; `words` are the user's, in `itemsOf`'s order. */
export function valuesOf(project: ProjectId, user: User, words: readonly string[]) {
  return { ...encode(user), project_id: project, search: joined(words) };
}

/** The columns that a user is written to, each with its value. */
export function columnsOfUser(values: ReturnType<typeof valuesOf>) {
  const { updatedAt, search } = values;
  return { ...columnsOf(values), updated_at: updatedAt, search };
}
