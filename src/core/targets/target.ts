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
};

export type TargetKind = 'email' | 'sms' | 'push';
