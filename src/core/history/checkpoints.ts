import { createHmac, timingSafeEqual } from 'node:crypto';
import type { UnauditedTx } from '../../db/database.ts';
import type { HistoryCheckpointRow } from '../../db/schema-history.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { CLOCK_TOLERANCE_MS, type Instant, instantOf } from '../instant.ts';
import { encode } from './encoding.ts';
import { chains } from './status.ts';
import {
  insertCheckpoint,
  listCheckpoints,
  listUnsigned,
  lockHead,
  moveHead,
  replaceSignature,
} from './store.ts';

const PURPOSE = 'history';
const HEADS_AT_ONCE = 100;
const ROWS_AT_ONCE = 500;

/**
 * The signed length of a project's chain at a moment. `at` in milliseconds since 1970, `hash` and `signature` in hex.
 */
export type Checkpoint = {
  readonly project: string;
  readonly position: number;
  readonly hash: string;
  readonly at: number;
  readonly signature: string;
};

/** A chain gets a checkpoint after this many entries, or when it grew and its last checkpoint is this old. */
export type Cadence = { readonly entries: number; readonly milliseconds: number };

export const defaultCadence: Cadence = { entries: 1_000, milliseconds: 300_000 };

/** Signs the chains that are due. Returns the checkpoints, for a copy outside the database. */
export async function signHistory(
  core: Core,
  cadence: Cadence = defaultCadence,
): Promise<readonly Checkpoint[]> {
  const now = core.clock.now();
  const before = now - cadence.milliseconds;
  const due = await listUnsigned(core.read, {
    every: cadence.entries,
    before,
    latest: now + CLOCK_TOLERANCE_MS,
    most: HEADS_AT_ONCE,
  });
  const signed: Checkpoint[] = [];
  for (const head of due) {
    const checkpoint = await core.unaudited((tx) => sign(core, tx, head.project_id, now));
    if (checkpoint) signed.push(checkpoint);
  }
  return signed;
}

async function sign(
  core: Core,
  tx: UnauditedTx,
  project: string,
  at: Instant,
): Promise<Checkpoint | undefined> {
  const head = await lockHead(tx, project);
  if (!head || head.position <= head.signed_position) return undefined;
  const unsigned = { position: head.position, hash: head.hash, at };
  const signature = signatureOf(core.seal.derive(PURPOSE), { project, ...unsigned });
  await insertCheckpoint(tx, project, { ...unsigned, signature });
  await moveHead(tx, { ...head, signed_position: head.position, signed_at: at });
  return { project, ...unsigned, signature };
}

/** Returns a function that verifies a checkpoint's signature with the known keys. */
export function signatures(core: Core): (checkpoint: Checkpoint) => boolean {
  const keys = core.seal.deriveEach(PURPOSE);
  return (checkpoint) => signerOf(keys, checkpoint);
}

function signerOf(keys: readonly Buffer[], checkpoint: Checkpoint): boolean {
  const given = Buffer.from(checkpoint.signature);
  return keys.some((key) => {
    const right = Buffer.from(signatureOf(key, checkpoint));
    return given.length === right.length && timingSafeEqual(given, right);
  });
}

function signatureOf(key: Buffer, { project, position, hash, at }: Omit<Checkpoint, 'signature'>): string {
  const text = encode(['denizen checkpoint 1', project, position, hash, at]);
  return createHmac('sha256', key).update(text).digest('hex');
}

/**
 * Signs checkpoints of an earlier key anew, so that the key can be retired. Checkpoints that no known key signed are
 * left alone. Each write of at most 500 is recorded as part of the rotation. Returns how many were signed anew.
 */
export async function resignHistory(core: Core, actor: Actor): Promise<number> {
  const act = { act: 'seal.rotate', details: { keyId: core.seal.keyId } } as const;
  const [newest, ...earlier] = core.seal.deriveEach(PURPOSE);
  if (!newest || earlier.length === 0) return 0;
  let resigned = 0;
  for await (const project of chains(core)) {
    for (let after = 0, more = true; more; ) {
      const rows = await listCheckpoints(core.read, project, { after, most: ROWS_AT_ONCE });
      const old = rows.filter((row) => signerOf(earlier, checkpointOf(row)));
      if (old.length > 0) {
        await core.write(actor, act, async (tx) => {
          for (const row of old) {
            const to = signatureOf(newest, checkpointOf(row));
            await replaceSignature(tx, project, { position: row.position, from: row.signature, to });
          }
        });
      }
      resigned += old.length;
      after = rows.at(-1)?.position ?? after;
      more = rows.length === ROWS_AT_ONCE;
    }
  }
  return resigned;
}

export function checkpointOf({
  project_id,
  position,
  hash,
  at,
  signature,
}: HistoryCheckpointRow): Checkpoint {
  return { project: project_id, position, hash, at: instantOf(at), signature };
}
