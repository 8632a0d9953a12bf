import { z } from 'zod';
import type { Instant } from '../../core/instant.ts';

/** `2026-09-01T10:00:00.123+00:00`, or empty for never. */
export const date = z.string().meta({ description: 'Date and time in ISO 8601 with offset +00:00; empty for never.' });

export function dateOf(at: Instant | null): string {
  return at === null ? '' : `${new Date(at).toISOString().slice(0, -1)}+00:00`;
}
