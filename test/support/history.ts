import type { Actor } from '../../src/core/actor.ts';
import { chainHistory } from '../../src/core/history/chain.ts';
import { signHistory } from '../../src/core/history/checkpoints.ts';
import { type Finding, verifyHistory } from '../../src/core/history/verification.ts';
import { defaultPolicies, type ProjectId } from '../../src/core/projects/project.ts';
import type { Directory } from './directory.ts';

/** Signs as soon as a chain has gone on. */
export const atOnce = { entries: 1, milliseconds: 0 };

let made = 0;

/** A project of its own with a history of so many entries. */
export async function projectWith(here: Directory, entries: number): Promise<Actor> {
  const id = `history${made++}` as ProjectId;
  const actor: Actor = {
    ...here.actor,
    project: { id, name: '', policies: defaultPolicies },
    kind: 'user',
    id: 'bob',
    impersonatorId: 'eve' as never,
    ip: '203.0.113.7',
    userAgent: 'a browser',
    requestId: 'r1',
  };
  for (let at = 0; at < entries; at++) await act(here, actor);
  return actor;
}

export async function act(here: Directory, actor: Actor, user = 'ann'): Promise<void> {
  const labelled = { act: 'user.labels.update', user, details: { labels: ['vip'] } } as const;
  await here.core.write(actor, labelled, async () => {});
  here.clock.advance(1);
}

/** Chains all that waits. */
export async function chainAll({ core }: Directory, most = 100): Promise<void> {
  while ((await chainHistory(core, { most })) > 0);
}

/** The same, with a checkpoint at the end. */
export async function chainAndSign(here: Directory): Promise<void> {
  await chainAll(here);
  await signHistory(here.core, atOnce);
}

/** What the verification says is wrong. */
export async function findings({ core }: Directory, { project }: Actor): Promise<readonly Finding[]> {
  return (await verifyHistory(core, project.id)).findings;
}
