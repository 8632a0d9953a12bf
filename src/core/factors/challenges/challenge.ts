import type { Instant } from '../../instant.ts';

/** What a person can show beside the way they signed in. */
export const factorKinds = ['email', 'phone', 'totp', 'recoveryCode'] as const;

export type FactorKind = (typeof factorKinds)[number];

/** How long a code that was sent is good for; its challenge outlives it. */
export const CODE_MINUTES = 10;

/** A session's question for one factor. */
export type Challenge = {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly factor: FactorKind;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};
