import type { Tx } from '../../db/database.ts';
import type { Core } from '../core.ts';
import { freshId } from '../id.ts';
import { claim } from '../identifiers/store.ts';
import { createdAt } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { insertTarget } from './store.ts';
import type { Target } from './target.ts';

type Address = { readonly user: string; readonly kind: 'email' | 'sms'; readonly identifier: string | null };

/** Creates the target of an address. Does nothing without an address, or when another target has it. */
export async function addTarget(
  core: Core,
  tx: Tx,
  project: ProjectId,
  address: Address,
): Promise<Target | undefined> {
  const { user, kind, identifier } = address;
  if (identifier === null) return undefined;
  if (!(await claim(tx, { project, kind: 'target', value: identifier }, user))) return undefined;
  return placeTarget(core, tx, project, { user, kind, identifier });
}

/** Creates the target of an address that was claimed for it. */
export async function placeTarget(
  core: Core,
  tx: Tx,
  project: ProjectId,
  address: Address & { readonly identifier: string },
): Promise<Target> {
  const sequence = core.clock.nextSequence();
  const target: Target = {
    id: freshId(sequence),
    userId: address.user,
    kind: address.kind,
    providerId: null,
    identifier: address.identifier,
    name: '',
    createdAt: createdAt(sequence),
    updatedAt: createdAt(sequence),
    expiredAt: null,
  };
  await insertTarget(tx, project, { target, sequence });
  return target;
}
