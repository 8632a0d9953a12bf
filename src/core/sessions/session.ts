import type { Device } from '../devices/device.ts';
import type { Instant, Sequence } from '../instant.ts';

export type Session = {
  readonly id: string;
  readonly userId: string;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly expiresAt: Instant;
  readonly provider: string;
  readonly providerUid: string;
  /** The factors that were shown, in the order they were. */
  readonly factors: readonly string[];
  readonly mfaUpdatedAt: Instant | null;
  readonly ip: string | null;
  /** Two letters in upper case, or null. */
  readonly country: string | null;
  readonly device: Device;
};

/** What a client keeps: base64 of a JSON text that names the user, so that a check touches that user's rows only. */
export function handedOut(userId: string, secret: string): string {
  return Buffer.from(JSON.stringify({ id: userId, secret })).toString('base64');
}
