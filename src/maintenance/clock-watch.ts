import type { Core } from '../core/core.ts';
import { correctAhead } from '../core/expiring.ts';
import type { ClockJump } from '../core/instant.ts';

type Log = { readonly warn: (fields: object, message: string) => void };

/**
 * Returns a function that looks at the clock. It logs each jump of more than a minute once, and corrects what was
 * stored while the clock was ahead: at its first call, and after the clock has gone back.
 */
export function watchClock({ core, log }: { readonly core: Core; readonly log: Log }): () => Promise<void> {
  let logged: ClockJump | undefined;
  let corrected: ClockJump | undefined | 'never' = 'never';
  return async () => {
    core.clock.now();
    const jump = core.clock.lastJump();
    if (jump !== undefined && jump !== logged) {
      logged = jump;
      log.warn({ seconds: Math.round(jump.byMs / 1000) }, 'the clock of this machine jumped');
    }
    if (jump === corrected) return;
    if (corrected === 'never' || (jump?.byMs ?? 0) < 0) await correctAhead(core);
    corrected = jump;
  };
}
