import type { Instant } from '../instant.ts';

/** An address at which a user receives messages. */
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
  /** The session that the target ends with, for a device. Not part of the public target. */
  readonly sessionId?: string;
};

export type TargetKind = 'email' | 'sms' | 'push';
