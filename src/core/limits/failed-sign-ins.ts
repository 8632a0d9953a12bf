import { digest } from '../../crypto/tokens.ts';
import type { UnauditedTx } from '../../db/database.ts';
import { type Actor, isServer } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryOf, isAhead } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { hours } from '../instant.ts';
import { networkOf, requesterOf } from './network.ts';
import { findWindow, takeInWindow } from './store.ts';

const WINDOW_MS = hours(1);

/**
 * Fails with `rate_limited` for a network with too many failed sign-ins within the hour, as set by the project's
 * policy. A device that `user` has signed in with before is let through. Failures are counted after they are
 * evaluated, so concurrent requests can exceed the limit by the number that waits for a hash; `countAttempt` bounds
 * the guesses at one user.
 */
export async function refuseFailingNetwork(core: Core, actor: Actor, user?: string): Promise<void> {
  const most = actor.project.policies.failedSignInsLimit;
  if (most === 0 || actor.ip === undefined || isServer(actor)) return;
  if (requesterOf(actor, user).known) return;
  const now = core.clock.now();
  const key = digest(keyOf('failed-sign-ins', actor));
  const window = await findWindow(core.read, actor.project.id, { key, now });
  // The next failure shortens a window that ends too late.
  if (!window || window.used < most || isAhead(window.ends_at, now, WINDOW_MS)) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((window.ends_at - now) / 1000));
  throw new Failure({ code: 'rate_limited', limit: 'attempts', retryAfterSeconds });
}

/**
 * Counts a failure of the caller's network. For an account that does not exist, returns the number of the failure
 * within the hour, from 1. Runs in a transaction of its own: its rows are shared by all failures in the network, and
 * are locked until it ends.
 */
export async function countFailedSignIn(core: Core, actor: Actor, isUnknown: boolean): Promise<number> {
  if (actor.ip === undefined && !isUnknown) return 1;
  return core.unaudited(async (tx) => {
    await countWithinHour(core, tx, actor, 'failed-sign-ins');
    return isUnknown ? countWithinHour(core, tx, actor, 'unknown-refusals') : 1;
  });
}

async function countWithinHour(core: Core, tx: UnauditedTx, actor: Actor, name: string): Promise<number> {
  const now = core.clock.now();
  const row = { project_id: actor.project.id, key: digest(keyOf(name, actor)), used: 1, now };
  return (await takeInWindow(tx, { ...row, ends_at: expiryOf(now, WINDOW_MS) }))?.used ?? 1;
}

function keyOf(name: string, { ip }: Actor): string {
  return `${name}\n${networkOf(ip ?? '')}`;
}
