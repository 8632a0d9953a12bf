import { randomBytes } from 'node:crypto';
import type { Tx } from '../../db/database.ts';
import { claim } from '../identifiers/store.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { User } from '../users/user.ts';
import { insertProfile } from './profiles-store.ts';
import { type NamedUser, USERNAME_AT_MOST } from './username.ts';

const NUMBERED = 20;

type Naming = {
  readonly user: User;
  readonly username: string;
  readonly emailPublicAt: Instant | null;
  readonly updatedAtMicros: number;
};

/** Assigns the username. Returns nothing when it is taken, or when the user has another one. */
export async function assignUsername(
  tx: Tx,
  project: ProjectId,
  naming: Naming,
): Promise<NamedUser | undefined> {
  const { user, username, emailPublicAt, updatedAtMicros } = naming;
  if (!(await claim(tx, { project, kind: 'username', value: username }, user.id))) return undefined;
  const isFirst = await insertProfile(tx, project, {
    user_id: user.id,
    username,
    email_public_at: emailPublicAt,
    updated_at: updatedAtMicros,
  });
  return isFirst ? { ...naming, insertedAtMicros: user.sequence } : undefined;
}

/** The name and its alternatives in order, for when it is taken. The last one is always free. */
export function candidateNames(name: string): readonly string[] {
  const tails = Array.from({ length: NUMBERED - 1 }, (_, at) => `-${at + 2}`);
  return ['', ...tails, `-${randomBytes(8).toString('hex')}`].map(
    (tail) => name.slice(0, USERNAME_AT_MOST - tail.length) + tail,
  );
}
