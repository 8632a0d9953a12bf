import { createHmac, hash as digestOf, timingSafeEqual } from 'node:crypto';
import type { UnauditedTx } from '../../db/database.ts';
import type { HistoryCheckpointRow, HistoryHeadRow } from '../../db/schema-history.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { CLOCK_TOLERANCE_MS, type Instant, instantOf } from '../instant.ts';
import { encode, GENESIS_HASH } from './encoding.ts';
import { chains } from './status.ts';
import {
  insertCheckpoint,
  listCheckpoints,
  listHeads,
  listUnsigned,
  lockHead,
  moveHead,
  replaceSignature,
} from './store.ts';

const PURPOSE = 'history';
const HEADS_AT_ONCE = 100;
const ROWS_AT_ONCE = 500;

/** The end of a chain: its lane, position and hash. */
export type Head = readonly [lane: number, position: number, hash: string];

/**
 * The signed length of a project's history at a moment. `at` in milliseconds since 1970, hashes and `signature` in hex.
 */
export type Checkpoint = {
  readonly project: string;
  /** The sum of the positions of all lanes. */
  readonly position: number;
  /** The hash of the chain; of several chains, SHA-256 over their heads. */
  readonly hash: string;
  readonly at: number;
  readonly signature: string;
  /** The heads of all lanes, in order, of a history of several lanes. */
  readonly heads?: readonly Head[];
};

/** A history gets a checkpoint after this many entries, or when it grew and its last checkpoint is this old. */
export type Cadence = { readonly entries: number; readonly milliseconds: number };

export const defaultCadence: Cadence = { entries: 1_000, milliseconds: 300_000 };

/** Signs the histories that are due. Returns the checkpoints, for a copy outside the database. */
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
  for (const { project_id } of due) {
    const checkpoint = await core.unaudited((tx) => sign(core, tx, project_id, now));
    if (checkpoint) signed.push(checkpoint);
  }
  return signed;
}

/**
 * Signs what a project's chains have now. Returns the checkpoint, nothing when all is signed, and `'locked'` while
 * another server signs.
 */
export async function signProject(
  core: Core,
  tx: UnauditedTx,
  project: string,
): Promise<Checkpoint | 'locked' | undefined> {
  if ((await listHeads(tx, project)).length === 0) return undefined;
  if (!(await lockHead(tx, { project, lane: 0 }))) return 'locked';
  return sign(core, tx, project, core.clock.now());
}

/** The lock of lane 0 lets one server sign. Other lanes may go on: each head was the end of its chain once. */
async function sign(
  core: Core,
  tx: UnauditedTx,
  project: string,
  at: Instant,
): Promise<Checkpoint | undefined> {
  const first = await lockHead(tx, { project, lane: 0 });
  if (!first) return undefined;
  const summary = summaryOf((await listHeads(tx, project)).map(headOf));
  if (summary.position <= first.signed_position) return undefined;
  const unsigned = { project, ...summary, at };
  const checkpoint = { ...unsigned, signature: signatureOf(core.seal.derive(PURPOSE), unsigned) };
  await insertCheckpoint(tx, project, rowOf(checkpoint));
  await moveHead(tx, { ...first, signed_position: summary.position, signed_at: at });
  return checkpoint;
}

function headOf({ lane, position, hash }: HistoryHeadRow): Head {
  return [lane, position, hash];
}

/** Returns position and hash of all chains of a project. One of only lane 0 has those of the chain. */
export function summaryOf(heads: readonly Head[]): Pick<Checkpoint, 'position' | 'hash' | 'heads'> {
  const [first = [0, 0, GENESIS_HASH] as const, ...others] = heads;
  if (others.length === 0 && first[0] === 0) return { position: first[1], hash: first[2] };
  const position = heads.reduce((sum, [, each]) => sum + each, 0);
  return { position, hash: digestOf('sha256', encode(['denizen heads', ...heads.flat()])), heads };
}

/** Returns the heads that a checkpoint covers. */
export function headsOf({ heads, position, hash }: Pick<Checkpoint, 'position' | 'hash' | 'heads'>) {
  return heads ?? [[0, position, hash] as const];
}

/** Returns a function that verifies a checkpoint's signature with the known keys, and that its heads are those signed. */
export function signatures({ seal }: Pick<Core, 'seal'>): (checkpoint: Checkpoint) => boolean {
  const keys = seal.deriveEach(PURPOSE);
  return (checkpoint) => {
    const { position, hash } = summaryOf(headsOf(checkpoint));
    return position === checkpoint.position && hash === checkpoint.hash && signerOf(keys, checkpoint);
  };
}

/** Signs a checkpoint with the newest key. */
export function signedAnew({ seal }: Pick<Core, 'seal'>, checkpoint: Checkpoint): Checkpoint {
  return { ...checkpoint, signature: signatureOf(seal.derive(PURPOSE), checkpoint) };
}

/** Signs the fields of a cut. */
export function proofOf(seal: Core['seal'], fields: readonly (string | number)[]): string {
  return createHmac('sha256', seal.derive(PURPOSE)).update(encode(fields)).digest('hex');
}

/** Reports whether a known key has signed the fields. */
export function signerOfProof(
  seal: Core['seal'],
  fields: readonly (string | number)[],
  proof: string,
): boolean {
  return seal.deriveEach(PURPOSE).some((key) => {
    const right = createHmac('sha256', key).update(encode(fields)).digest();
    const given = Buffer.from(proof, 'hex');
    return given.length === right.length && timingSafeEqual(given, right);
  });
}

function signerOf(keys: readonly Buffer[], checkpoint: Checkpoint): boolean {
  const given = Buffer.from(checkpoint.signature);
  return keys.some((key) => {
    const right = Buffer.from(signatureOf(key, checkpoint));
    return given.length === right.length && timingSafeEqual(given, right);
  });
}

function signatureOf(key: Buffer, checkpoint: Omit<Checkpoint, 'signature'>): string {
  const { project, position, hash, at, heads } = checkpoint;
  const text = encode([heads ? 'denizen checkpoint 2' : 'denizen checkpoint 1', project, position, hash, at]);
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

export function checkpointOf(row: HistoryCheckpointRow): Checkpoint {
  const { project_id: project, position, hash, at, signature, heads } = row;
  const checkpoint = { project, position, hash, at: instantOf(at), signature };
  return heads === null ? checkpoint : { ...checkpoint, heads: parseHeads(heads) };
}

export function rowOf({
  position,
  hash,
  at,
  signature,
  heads,
}: Checkpoint): Omit<HistoryCheckpointRow, 'project_id'> {
  return { position, hash, at, signature, heads: heads ? JSON.stringify(heads) : null };
}

/** Reads what the database holds, which may not be heads that a server signed. */
export function parseHeads(text: string): readonly Head[] {
  try {
    const heads: unknown = JSON.parse(text);
    return isHeads(heads) ? heads : [];
  } catch {
    return [];
  }
}

export function isHeads(heads: unknown): heads is readonly Head[] {
  return (
    Array.isArray(heads) &&
    heads.every(
      (head) =>
        Array.isArray(head) &&
        head.length === 3 &&
        Number.isSafeInteger(head[0]) &&
        Number.isSafeInteger(head[1]) &&
        typeof head[2] === 'string',
    )
  );
}
