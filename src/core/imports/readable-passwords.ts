import { setTimeout } from 'node:timers/promises';
import { findScheme } from '../../crypto/passwords/passwords.ts';
import { ReadablePassword } from '../../crypto/passwords/readable.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { unsealed } from '../users/sealed-password.ts';
import { lookAt, type Running } from './batch.ts';
import type { BatchRow, Candidate } from './candidate.ts';
import { decide } from './decide.ts';

/** Longer ones are refused at sign-ins. */
const BYTES_AT_MOST = 256;
/** How often a hash is tried that finds too much waiting. */
const TRIES = 30;
const RETRY_SECONDS = 2;
/** Digests in hex, and texts that name an algorithm. */
const LIKE_A_HASH =
  /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64}|[\da-f]{96}|[\da-f]{128})$|^\$[^$]{1,32}\$|^\{[\w.-]{1,32}\}/i;

/** Says why a password could open no session, or should open none: who knows a hash must not be let in by it. */
export function refusalOfReadable(readable: ReadablePassword): string | undefined {
  const password = readable.reveal();
  if (password === '') return 'The password is empty';
  if (Buffer.byteLength(password) > BYTES_AT_MOST)
    return `The password is longer than ${BYTES_AT_MOST} bytes`;
  if (!password.isWellFormed() || password.includes('\0')) return 'The password is malformed';
  const isHash = LIKE_A_HASH.test(password) || findScheme(password) !== undefined;
  return isHash ? 'What should be a password looks like a hash' : undefined;
}

/** Who is here of a batch, and whom earlier imports created. */
type Seen = Awaited<ReturnType<typeof lookAt>>;
type HashOf = (readable: ReadablePassword) => Promise<string>;

export type Hashing = Running & {
  /** Name of the system whose rows they are. */
  readonly system: string;
  /** How many passwords are hashed at once. */
  readonly atOnce: number;
  /** Called after each password with how many rows of the batch have been gone through. */
  readonly onHashed: (rows: number) => void;
};

/**
 * Hashes the passwords of a batch that are in clear text: before its transaction, in the threads that hash those of
 * sign-ins. A user here who has the password keeps the hash, so that such a row is the same each time.
 */
export async function hashReadable(
  hashing: Hashing,
  batch: readonly BatchRow[],
): Promise<readonly BatchRow[]> {
  const readable = batch.filter(isReadable);
  if (readable.length === 0) return batch;
  const seen = await lookAt(hashing, hashing.core.read, hashing.system, readable);
  const hashOf: HashOf = (password) => patiently(() => hashing.core.passwords.hash(password.reveal()));
  return inTurns(batch, hashing, (row) => settled(hashing, row, { seen, hashOf }));
}

/** As `hashReadable`, for a dry run: stands in for hashes, which differ from all that is stored. */
export async function compareReadable(
  running: Running,
  batch: readonly BatchRow[],
  seen: Seen,
): Promise<readonly BatchRow[]> {
  const hashOf: HashOf = async () => 'hashed when it is imported';
  const hashing = { atOnce: 1, onHashed: () => {} };
  return inTurns(batch, hashing, (row) => settled(running, row, { seen, hashOf }));
}

/** Reports whether the password of a row is yet to be hashed. */
export function isReadable(row: BatchRow): row is { readonly candidate: Candidate } {
  return 'candidate' in row && row.candidate.password instanceof ReadablePassword;
}

async function inTurns(
  batch: readonly BatchRow[],
  { atOnce, onHashed }: Pick<Hashing, 'atOnce' | 'onHashed'>,
  settle: (row: { readonly candidate: Candidate }) => Promise<BatchRow>,
): Promise<readonly BatchRow[]> {
  const rows = [...batch];
  let next = 0;
  const work = async () => {
    while (next < rows.length) {
      const at = next++;
      const row = rows[at];
      if (!row || !isReadable(row)) continue;
      rows[at] = await settle(row);
      onHashed(at);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, work));
  return rows;
}

async function settled(
  { core, plan }: Pick<Running, 'core' | 'plan'>,
  { candidate }: { readonly candidate: Candidate },
  { seen: { existing, made }, hashOf }: { readonly seen: Seen; readonly hashOf: HashOf },
): Promise<BatchRow> {
  const { password } = candidate;
  if (!(password instanceof ReadablePassword)) return { candidate };
  const decision = decide(candidate, existing, { plan, made });
  const stored = decision.does === 'merge' ? unsealed(core, decision.into).password : null;
  const isKept = stored !== null && (await matches(core, password, stored));
  return { candidate: { ...candidate, password: isKept ? stored : await hashOf(password) } };
}

/** A hash that refers to the secrets of its import is replaced: nothing matches it without them. */
async function matches(core: Core, password: ReadablePassword, stored: string): Promise<boolean> {
  if (!findScheme(stored)) return false;
  return patiently(() => core.passwords.verify(password.reveal(), stored));
}

/** Sign-ins come first: what finds too many of them waiting is tried again. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure) || error.data.code !== 'unavailable' || tries >= TRIES) throw error;
      await setTimeout((error.data.retryAfterSeconds ?? RETRY_SECONDS) * 1_000);
    }
  }
}
