import { type Device, unknownDevice } from '../../src/core/devices/device.ts';
import type { Expiry } from '../../src/core/expiry.ts';
import { createdAt, type Instant, type Sequence } from '../../src/core/instant.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import type { Session } from '../../src/core/sessions/session.ts';
import { insertSession } from '../../src/core/sessions/store.ts';
import type { Engine } from '../../src/db/engine.ts';

/** What a session of a test has beside what all have. `at` is its creation, in milliseconds. */
export type MadeSession = {
  readonly id: string;
  readonly user: string;
  readonly at: number;
  readonly ip?: string | null;
  readonly country?: string | null;
  readonly provider?: string;
  readonly device?: Partial<Device>;
  readonly usedAt?: number | null;
  readonly expiresAt?: number;
};

const YEAR_MS = 365 * 24 * 3_600_000;
const ROWS_AT_ONCE = 500;

/** Stores sessions as sign-ins do. */
export async function insertSessions(
  engine: Engine,
  project: ProjectId,
  made: readonly MadeSession[],
): Promise<void> {
  for (let at = 0; at < made.length; at += ROWS_AT_ONCE) {
    await engine.transact(async (tx) => {
      for (const each of made.slice(at, at + ROWS_AT_ONCE))
        await insertSession(tx, project, { session: sessionOf(each), secretHash: each.id });
    });
  }
}

function sessionOf({ id, user, at, ...more }: MadeSession): Session {
  const sequence = (at * 1_000) as Sequence;
  return {
    id,
    userId: user,
    sequence,
    createdAt: createdAt(sequence),
    issuedAt: at as Instant,
    updatedAt: at as Instant,
    expiresAt: (more.expiresAt ?? at + YEAR_MS) as Expiry,
    provider: more.provider ?? 'email',
    providerUid: '',
    factors: ['password'],
    mfaUpdatedAt: null,
    ip: more.ip ?? null,
    country: more.country ?? null,
    device: { ...unknownDevice, ...more.device },
    usedAt: (more.usedAt ?? null) as Instant | null,
  };
}
