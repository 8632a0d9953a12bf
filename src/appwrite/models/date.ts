import { z } from 'zod';
import { type Instant, isoWithoutZone } from '../../core/instant.ts';

/** A time such as `2026-09-01T10:00:00.123+00:00`; empty for never. */
export function date(description: string) {
  return z.string().describe(`${description} Date and time in ISO 8601 with offset +00:00; empty for never.`);
}

export function dateOf(at: Instant | null): string {
  return at === null ? '' : `${isoWithoutZone(at)}+00:00`;
}
