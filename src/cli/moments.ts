import { hours, type Instant, instantOf } from '../core/instant.ts';
import { CommandError } from './refusal.ts';

/** Returns NaN for text that is not a date, such as 2030-02-30. */
export function momentOf(text: string): number {
  const day = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(
    text,
  )?.[1];
  const midnight = Date.parse(day ?? '');
  const isReal = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day ?? '');
  return isReal ? Date.parse(text) : Number.NaN;
}

/** Parses a date (its start in UTC), a time with an offset, or a number of days or hours ago such as `90d` or `12h`. */
export function pastOf(flag: string, text: string, now: Instant): Instant {
  const [, number, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  const moment =
    number === undefined ? momentOf(text) : now - hours((unit === 'd' ? 24 : 1) * Number(number));
  if (!Number.isNaN(moment)) return instantOf(moment);
  throw new CommandError(
    `${flag} takes a date such as 2026-01-31, or a number of days or hours ago such as 30d or 12h.`,
  );
}

/** Formats a moment for programs; null without one. */
export function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Formats a moment for people, to the minute in UTC; a hyphen without one. */
export function shortOf(at: number | null): string {
  return at === null ? '-' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
