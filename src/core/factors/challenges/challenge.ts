import type { Expiry } from '../../expiry.ts';
import { hours, type Instant } from '../../instant.ts';

/** The factors that can complete a challenge. `custom`: a server reads the code and delivers it in its own way. */
export const factorKinds = ['email', 'phone', 'totp', 'recoveryCode', 'custom'] as const;

export type FactorKind = (typeof factorKinds)[number];

/** Lifetime of a challenge. */
export const CHALLENGE_MS = hours(1);
/** Lifetime of a sent code, from the issue of its challenge. */
export const CODE_MINUTES = 10;

/** A session's challenge for one factor. */
export type Challenge = {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly factor: FactorKind;
  readonly createdAt: Instant;
  readonly expiresAt: Expiry;
};
