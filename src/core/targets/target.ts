import type { Instant } from '../instant.ts';

/** Where a user can be reached. */
export type Target = {
  readonly id: string;
  readonly userId: string;
  readonly kind: TargetKind;
  readonly providerId: string | null;
  readonly identifier: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly expiredAt: Instant | null;
  /** The session whose end ends it, of a device's own target; not among a user's other data. */
  readonly sessionId?: string;
};

export type TargetKind = 'email' | 'sms' | 'push';
