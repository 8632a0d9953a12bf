import { setTimeout as sleep } from 'node:timers/promises';
import { monthOf } from '../../db/audit-partitions.ts';
import type { Tx } from '../../db/database.ts';
import type { HistoryCutRow } from '../../db/schema-history.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { minutes } from '../instant.ts';
import {
  type Checkpoint,
  checkpointOf,
  type Head,
  headsOf,
  proofOf,
  rowOf,
  signatures,
  signedAnew,
  signerOfProof,
} from './checkpoints.ts';
import {
  findFirstSigned,
  findLastSigned,
  insertCut,
  listCuts,
  listLastCuts,
  replaceProof,
} from './cuts-store.ts';
import { GENESIS_HASH } from './encoding.ts';
import { chains } from './status.ts';
import { lockHead } from './store.ts';

/** A busy server signs within this time what was done in a month. */
const SIGNED_WITHIN_MS = minutes(10);
const LOCK_TRIES = 100;
const LOCK_PAUSE_MS = 100;

/** The removal of a part of a history: what follows `from` (position 0 for the beginning), up to the checkpoint. */
export type Cut = {
  readonly kind: HistoryCutRow['kind'];
  readonly fromPosition: number;
  readonly checkpoint: Checkpoint;
  /** Of the file, SHA-256 in hex; empty without one. */
  readonly digest: string;
  readonly madeAt: number;
  readonly proof: string;
};

/** Where the history of a project begins that is still there. */
export type Base = { readonly position: number; readonly heads: readonly Head[] };

export const wholeHistory: Base = { position: 0, heads: [[0, 0, GENESIS_HASH]] };

/** Signs a cut. */
export function provenCut(core: Pick<Core, 'seal'>, cut: Omit<Cut, 'proof'>): Cut {
  return { ...cut, proof: proofOf(core.seal, cutFields(cut)) };
}

/** Reports whether a known key has signed both the cut and its checkpoint. */
export function isProven(core: Pick<Core, 'seal'>, cut: Cut): boolean {
  return signatures(core)(cut.checkpoint) && signerOfProof(core.seal, cutFields(cut), cut.proof);
}

function cutFields({ kind, fromPosition, checkpoint, digest, madeAt }: Omit<Cut, 'proof'>) {
  const { project, position, hash, at } = checkpoint;
  return ['denizen cut 1', project, position, hash, at, fromPosition, kind, digest, madeAt];
}

export function cutOf(row: HistoryCutRow): Cut {
  const { kind, from_position: fromPosition, digest, made_at: madeAt, proof } = row;
  return { kind, fromPosition, checkpoint: checkpointOf(row), digest, madeAt, proof };
}

/** Returns the last cut of a project. */
export async function findLastCut({ read }: Pick<Core, 'read'>, project: string): Promise<Cut | undefined> {
  const [row] = await listLastCuts(read, project);
  return row && cutOf(row);
}

export function baseOf(cut: Cut | undefined): Base {
  return cut ? { position: cut.checkpoint.position, heads: headsOf(cut.checkpoint) } : wholeHistory;
}

/** A month of a history: up to the first checkpoint after it, or the last one in it if the next is long after. */
export type Portion = { readonly month: string; readonly checkpoint: Checkpoint };

/** Returns the next month after a position that ended at `before` or earlier. */
export async function findPortion(
  { read }: Pick<Core, 'read'>,
  project: string,
  { after, before }: { readonly after: number; readonly before: number },
): Promise<Portion | undefined> {
  const first = await findFirstSigned(read, project, { after, from: 0, to: before });
  if (!first) return undefined;
  const { name, endsAt } = monthOf(first.at);
  if (endsAt > before) return undefined;
  const soon = { after, from: endsAt, to: endsAt + SIGNED_WITHIN_MS };
  const last =
    (await findFirstSigned(read, project, soon)) ??
    (await findLastSigned(read, project, { after, from: 0, to: endsAt }));
  return last && { month: name, checkpoint: checkpointOf(last) };
}

/** Another process cut the history meanwhile. */
export class CutConflict extends Error {
  override readonly name = 'CutConflict';
}

/**
 * Records a cut, after which the entries before it may be deleted. Fails with `CutConflict` when the history does
 * not begin where the cut does.
 */
export async function recordCut(core: Core, actor: Actor, cut: Cut): Promise<void> {
  const { project, position } = cut.checkpoint;
  const act = { act: 'history.cut', details: { kind: cut.kind, position } } as const;
  const acting = { ...actor, project: { ...actor.project, id: project as typeof actor.project.id } };
  for (let tries = 1; ; tries++) {
    const isDone = await core.write(
      acting,
      (done) => (done ? act : []),
      (tx) => insertAtBase(tx, cut),
    );
    if (isDone) return;
    // Another server chains, signs or erases at this moment.
    if (tries === LOCK_TRIES) throw new CutConflict(`the head of the history of ${project} stays locked`);
    await sleep(LOCK_PAUSE_MS);
  }
}

/** Returns false while the head is locked. */
async function insertAtBase(tx: Tx, cut: Cut): Promise<boolean> {
  const { checkpoint } = cut;
  const { project } = checkpoint;
  if (!(await lockHead(tx, { project, lane: 0 }))) return false;
  const [last] = await listLastCuts(tx, project);
  if ((last?.position ?? 0) !== cut.fromPosition)
    throw new CutConflict(`the history of ${project} was cut by another process meanwhile`);
  const { kind, fromPosition: from_position, digest, madeAt: made_at, proof } = cut;
  const named = { kind, from_position, digest, made_at, proof, removed_at: null };
  if (!(await insertCut(tx, project, { ...rowOf(checkpoint), ...named })))
    throw new CutConflict(`the history of ${project} was cut by another process meanwhile`);
  return true;
}

const CUTS_AT_ONCE = 100;

/** Signs cuts of an earlier key anew, like `resignHistory`. Returns how many. */
export async function resignCuts(core: Core, actor: Actor): Promise<number> {
  let resigned = 0;
  for await (const project of chains(core)) resigned += await resignCutsOf(core, actor, project);
  return resigned;
}

async function resignCutsOf(core: Core, actor: Actor, project: string): Promise<number> {
  const act = { act: 'seal.rotate', details: { keyId: core.seal.keyId } } as const;
  let resigned = 0;
  for (let after = -1, more = true; more; ) {
    const rows = await listCuts(core.read, project, { after, most: CUTS_AT_ONCE });
    const old = rows
      .map(cutOf)
      .filter((cut) => isProven(core, cut) && provenCut(core, cut).proof !== cut.proof);
    if (old.length > 0) {
      await core.write(actor, act, async (tx) => {
        for (const cut of old) {
          const { checkpoint, proof } = cut;
          const to = provenCut(core, cut).proof;
          const signature = signedAnew(core, checkpoint).signature;
          await replaceProof(tx, project, { position: checkpoint.position, from: proof, to, signature });
        }
      });
    }
    resigned += old.length;
    after = rows.at(-1)?.position ?? after;
    more = rows.length === CUTS_AT_ONCE;
  }
  return resigned;
}
