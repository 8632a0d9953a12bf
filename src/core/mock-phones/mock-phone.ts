import type { Instant, Sequence } from '../instant.ts';
import type { Phone } from '../users/phone.ts';

/** A phone number with a fixed code, for tests: no message is sent to it. */
export type MockPhone = {
  readonly phone: Phone;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** The code, sealed. */
  readonly sealed: string;
};
