import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { readFor } from '../list-read.ts';
import { find } from '../listing/find.ts';
import type { Collection, Listing, Page } from '../listing/listing.ts';
import { readPage } from '../listing/read-page.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { findTargets, targetSizes } from './store.ts';
import type { Target } from './target.ts';

/** The attributes targets can be filtered and sorted by. The targets of a user are found by the primary key. */
const targets = {
  table: 'targets',
  attributes: {
    id: { kind: 'text', column: 'id', exact: true },
    sequence: { kind: 'number', column: 'sequence', scale: 1 },
    createdAt: { kind: 'moment', column: 'sequence', scale: 1000 },
    updatedAt: { kind: 'moment', column: 'updated_at', scale: 1 },
    userId: { kind: 'text', column: 'user_id', exact: true, indexed: true },
    providerId: { kind: 'text', column: 'provider_id', exact: true, nullable: true },
    identifier: { kind: 'text', column: 'identifier', exact: true },
    kind: { kind: 'text', column: 'provider_type', exact: true },
  },
} as const satisfies Collection;

export type TargetAttribute = keyof typeof targets.attributes;

/** Returns the targets of one user. Fails with `user_not_found`, and like every list. */
export async function listTargets(
  core: Core,
  actor: Actor,
  user: UserId,
  listing: Listing,
): Promise<Page<Target>> {
  const project = actor.project.id;
  if (!(await findUser(core.read, project, user))) throw new Failure('user_not_found');
  const own = { is: 'equal', attribute: 'userId', values: [user] } as const;
  const read = readFor(core, actor);
  const found = await find(read, project, targets, {
    ...listing,
    filters: [own, ...listing.filters],
  });
  return readPage(core, listing, found, {
    sizes: (ids) => targetSizes(read, project, { user, ids }),
    rows: (ids) => findTargets(read, project, { user, ids }),
  });
}
