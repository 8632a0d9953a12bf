import { createHmac } from 'node:crypto';
import { type Actor, isServer } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryOf } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { hours } from '../instant.ts';
import { findCurrent, isKnownPlace } from './attempts.ts';
import { beginAttempt, findAttempts, postponeAttempts } from './store.ts';

/**
 * This many messages of one purpose are sent to a recipient without a pause, as many as one network may request in an
 * hour; each one after them doubles the wait for the next.
 */
const freeMessages = {
  'magic-url': 60,
  'email-otp': 10,
  'phone-otp': 10,
  recovery: 10,
  verification: 10,
  invitation: 10,
} as const;
const LONGEST_PAUSE_SECONDS = 600;
/** The count restarts after this long without a message. */
const RESTS_MS = hours(1);

/** The recipient of the message. */
export type Recipient = {
  /** An address, or another name of the recipient. */
  readonly to: string;
  /** The user who has the address, if any. */
  readonly user: string | undefined;
  readonly purpose: keyof typeof freeMessages;
};

/**
 * Counts a message to a recipient and returns the seconds to wait if it must not be sent yet. Anyone can request
 * messages to an address, so this pauses messages and never stops them; the user's known places have a count of their
 * own. The endpoints limit what one network may request in an hour. Messages that a server requests are not counted.
 */
export async function messageWaitSeconds(
  core: Core,
  actor: Actor,
  { to, user, purpose }: Recipient,
): Promise<number | undefined> {
  if (isServer(actor)) return undefined;
  const isKnown = user !== undefined && (await isKnownPlace(core, actor, user));
  const at = { user: recipientKey(core, to), factor: `message ${purpose}`, bucket: isKnown ? 'known' : '' };
  const project = actor.project.id;
  const now = core.clock.now();
  const waitIn = (row: { readonly not_before: number } | undefined) =>
    row && row.not_before > now ? Math.max(1, Math.ceil((row.not_before - now) / 1000)) : undefined;
  // Read first, so that a flood of refused requests writes nothing.
  const longestMs = LONGEST_PAUSE_SECONDS * 1000;
  const before = waitIn(await findCurrent(core, project, { ...at, now, longestMs }));
  if (before !== undefined) return before;
  return core.unaudited(async (tx) => {
    const counted = await beginAttempt(tx, {
      project_id: project,
      user_id: at.user,
      factor: at.factor,
      bucket: at.bucket,
      tried: 1,
      not_before: 0,
      updated_at: now,
      limit: Number.MAX_SAFE_INTEGER,
      rested: now - RESTS_MS,
    });
    if (!counted) return waitIn(await findAttempts(tx, project, at)) ?? 1;
    const beyond = counted.tried - freeMessages[purpose];
    if (beyond < 0) return undefined;
    const seconds = Math.min(2 ** beyond, LONGEST_PAUSE_SECONDS);
    await postponeAttempts(tx, project, { ...at, notBefore: expiryOf(now, seconds * 1000) });
    return undefined;
  });
}

/** Counts a message to a recipient. Fails with `rate_limited` while the pause lasts. */
export async function paceMessages(core: Core, actor: Actor, recipient: Recipient): Promise<void> {
  const retryAfterSeconds = await messageWaitSeconds(core, actor, recipient);
  if (retryAfterSeconds !== undefined)
    throw new Failure({ code: 'rate_limited', limit: 'requests', retryAfterSeconds });
}

/**
 * Stands for the recipient without revealing the address. Rows of such keys are deleted a day after the last message.
 */
function recipientKey(core: Core, to: string): string {
  const keyed = createHmac('sha256', core.seal.derive('recipients')).update(to).digest('hex');
  return `~${keyed}`;
}
