import type { Core } from '../core.ts';
import { deleteEnded } from '../expiring-store.ts';
import { atOfId } from '../id.ts';
import { createdAt, hours, type Instant, instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Message, Purpose } from './message.ts';
import { expiryOf, nextAttemptAt } from './retries.ts';
import {
  type ClaimedRow,
  claimMessage,
  countMessages,
  findOldestWaiting,
  listDead,
  listDue,
  removeMessage,
  settleMessage,
} from './store.ts';

const DEAD_KEPT_MS = 30 * hours(24);
const ERROR_AT_MOST = 200;
const COUNTED_AT_MOST = 10_000;

/** A message leased to this server. */
export type ClaimedMessage = {
  readonly project: ProjectId;
  readonly id: string;
  readonly createdAt: Instant;
  /** Number of attempts, including this one. */
  readonly tries: number;
  /** When the code or link expires, if it does. */
  readonly expiresAt: Instant | undefined;
  /** Undefined when no known key opens it. */
  readonly message: Message | undefined;
};

/** A message that was given up, without recipient and content. */
export type DeadLetter = {
  /** Undefined when no known key opens the message. */
  readonly purpose: Purpose | undefined;
  readonly kind: string;
  readonly deadAt: Instant;
  readonly tries: number;
  readonly error: string;
};

/**
 * Claims due messages, longest waiting first. Concurrent servers never claim the same one while its lease lasts.
 * `looked` counts the candidates; `claimed` has those that this server won.
 */
export async function claimDue(
  core: Core,
  batch: { readonly kind: Message['kind']; readonly most: number; readonly leaseMs: number },
): Promise<{ readonly found: number; readonly claimed: readonly ClaimedMessage[] }> {
  const now = core.clock.now();
  const rows = await listDue(core.read, { kind: batch.kind, now, most: batch.most });
  const until = now + batch.leaseMs;
  const claims = rows.map((row) => core.unaudited((tx) => claimMessage(tx, { ...row, until })));
  const settled = await Promise.allSettled(claims);
  const won = settled.flatMap((claim) => (claim.status === 'fulfilled' && claim.value ? [claim.value] : []));
  const refused = settled.find((claim) => claim.status === 'rejected');
  // Claimed messages must be delivered: the error is thrown only when nothing was claimed.
  if (refused && won.length === 0) throw refused.reason;
  return { found: rows.length, claimed: won.map((row) => claimedFrom(core, row)) };
}

/** Deletes a delivered message. */
export async function markDelivered(core: Core, { project, id }: ClaimedMessage): Promise<void> {
  await core.unaudited((tx) => removeMessage(tx, project, { id }));
}

/**
 * Records a failed attempt. Returns the time of the next one, or nothing when the message was given up. `error`
 * contains neither recipient nor content.
 */
export async function markFailed(
  core: Core,
  claimed: ClaimedMessage,
  failure: { readonly error: string; readonly permanent: boolean; readonly delaysMs: readonly number[] },
): Promise<Instant | undefined> {
  const now = core.clock.now();
  const next = nextAttemptAt({ ...claimed, permanent: failure.permanent }, now, failure.delaysMs);
  const outcome = {
    id: claimed.id,
    tries: claimed.tries,
    nextAt: next ?? now,
    deadAt: next === undefined ? now : null,
    error: failure.error.slice(0, ERROR_AT_MOST),
  };
  await core.unaudited((tx) => settleMessage(tx, claimed.project, outcome));
  return next;
}

/** Deletes at most `most` messages that were given up thirty days ago, with their content. Returns how many. */
export async function deleteDeadMessages(core: Core, most: number): Promise<number> {
  const before = instantOf(core.clock.now() - DEAD_KEPT_MS);
  return core.unaudited((tx) => deleteEnded(tx, { table: 'outbox', key: ['id'] }, { before, most }));
}

/** Returns the numbers of waiting and dead messages, each counted up to 10,000, and the latest `most` dead ones. */
export async function getOutboxStatus(
  core: Core,
  most: number,
): Promise<{ readonly waiting: number; readonly dead: number; readonly latest: readonly DeadLetter[] }> {
  const rows = await listDead(core.read, most);
  return {
    waiting: await countMessages(core.read, 'waiting', COUNTED_AT_MOST),
    dead: await countMessages(core.read, 'dead', COUNTED_AT_MOST),
    latest: rows.map((row) => ({
      purpose: openPayload(core, row.payload)?.purpose,
      kind: row.kind,
      deadAt: instantOf(row.dead_at ?? 0),
      tries: row.tries,
      error: row.error ?? '',
    })),
  };
}

/** Returns when the oldest message was queued that waits; of more than 10,000, the oldest of those that are due first. */
export async function getOldestWaitingAt(core: Core): Promise<Instant | null> {
  const oldest = await findOldestWaiting(core.read, COUNTED_AT_MOST);
  return oldest === null ? null : atOfId(oldest);
}

function claimedFrom(core: Core, row: ClaimedRow): ClaimedMessage {
  const message = openPayload(core, row.payload);
  // The sequence dates messages of earlier versions. A message from a moment when the clock was ahead is new now.
  const queued = message?.queuedAt ?? createdAt(row.sequence as Parameters<typeof createdAt>[0]);
  const at = instantOf(Math.min(queued, core.clock.now()));
  return {
    project: row.project_id as ProjectId,
    id: row.id,
    createdAt: at,
    tries: row.tries,
    expiresAt: message && expiryOf(message, at),
    message,
  };
}

/** An unreadable message must not block the others. */
export function openPayload(core: Core, payload: string): Message | undefined {
  const text = core.seal.open(payload);
  if (text === undefined) return undefined;
  try {
    // Cast: the seal authenticates it as written by this program.
    return JSON.parse(text) as Message;
  } catch {
    return undefined;
  }
}
