import type { Core } from '../core.ts';
import { createdAt, hours, type Instant, instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Message, Purpose } from './message.ts';
import { expiryOf, nextAttemptAt } from './retries.ts';
import {
  type ClaimedRow,
  claimMessage,
  countMessages,
  listDead,
  listDue,
  removeMessage,
  settleMessage,
  sweepDead,
} from './store.ts';

const DEAD_KEPT_MS = 30 * hours(24);
const ERROR_AT_MOST = 200;
const COUNTED_AT_MOST = 10_000;

/** A message that this server alone delivers until the lease ends. */
export type ClaimedMessage = {
  readonly project: ProjectId;
  readonly id: string;
  readonly createdAt: Instant;
  /** How often it was tried, this time included. */
  readonly tries: number;
  /** When code or link end, if they do. */
  readonly expiresAt: Instant | undefined;
  /** Nothing when no key that is known opens it. */
  readonly message: Message | undefined;
};

/** What can be said of a message that was given up: not to whom it went, nor what was in it. */
export type DeadLetter = {
  /** Nothing when no key that is known opens the message. */
  readonly purpose: Purpose | undefined;
  readonly kind: string;
  readonly deadAt: Instant;
  readonly tries: number;
  readonly error: string;
};

/**
 * Takes messages whose time has come, those that wait longest first. Servers that ask at once never get the same one
 * while the lease lasts. `looked` counts those that were there, and `claimed` has what this server got of them.
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
  // What was taken is delivered in any case; without anything taken, the trouble is the answer.
  if (refused && won.length === 0) throw refused.reason;
  return { found: rows.length, claimed: won.map((row) => claimedFrom(core, row)) };
}

/** Forgets a message that was delivered. */
export async function markDelivered(core: Core, { project, id }: ClaimedMessage): Promise<void> {
  await core.unaudited((tx) => removeMessage(tx, project, { id }));
}

/**
 * Notes that a try failed, and answers when the next one is, or nothing when the message was given up. `error` names
 * neither the recipient nor anything of the message.
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

/** Removes at most `most` of the messages that were given up thirty days ago, and with them what was in them. */
export function deleteDeadMessages(core: Core, most: number): Promise<void> {
  const before = instantOf(core.clock.now() - DEAD_KEPT_MS);
  return core.unaudited((tx) => sweepDead(tx, before, most));
}

/** How many messages wait and how many were given up, each counted up to 10,000, and `most` of the latter, the latest first. */
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

function claimedFrom(core: Core, row: ClaimedRow): ClaimedMessage {
  const message = openPayload(core, row.payload);
  // Rows have what the clock gave when the message was written.
  const at = createdAt(row.sequence as Parameters<typeof createdAt>[0]);
  return {
    project: row.project_id as ProjectId,
    id: row.id,
    createdAt: at,
    tries: row.tries,
    expiresAt: message && expiryOf(message, at),
    message,
  };
}

/** One message that cannot be read must not keep the others from being delivered. */
function openPayload(core: Core, payload: string): Message | undefined {
  const text = core.seal.open(payload);
  if (text === undefined) return undefined;
  try {
    // The seal vouches that it is what we wrote.
    return JSON.parse(text) as Message;
  } catch {
    return undefined;
  }
}
