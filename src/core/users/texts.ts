import type { Core } from '../core.ts';
import type { ProjectId } from '../projects/project.ts';
import { USER } from './store.ts';
import type { User } from './user.ts';

/** A user as it was read, and what the text is: everything that it depends on beside the user. */
export type TextOf = { readonly project: ProjectId; readonly user: User; readonly as: string };

/** Returns a text that was made of the user, as long as no commit has changed the user since it was read. */
export function findUserText({ read }: Core, { project, user, as }: TextOf): string | undefined {
  return read.cache?.findDerived({ project, user: user.id, name: USER, from: user, as });
}

/** Remembers a text that was made of the user, if the user itself is remembered. */
export function keepUserText({ read }: Core, { project, user, as }: TextOf, text: string): void {
  read.cache?.keepDerived({ project, user: user.id, name: USER, from: user, as }, text);
}
