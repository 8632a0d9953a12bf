import { decimalOf, RowRefused, textOf } from './scalars.ts';

/** The last moment that JavaScript knows, for `infinity`: 275760-09-13. */
const FOREVER = 8.64e15;

/** Returns a moment in whole milliseconds. Fails for one beyond those that JavaScript knows. */
export function checkedMoment(moment: number, field: string): number {
  if (!Number.isFinite(moment) || Math.abs(moment) > FOREVER) throw new RowRefused(`${field} is no moment`);
  return Math.trunc(moment);
}

/** Of seconds since 1970, fractions allowed. Zero is "never". */
export function momentOfSeconds(value: unknown, field: string): number | undefined {
  const seconds = decimalOf(value, field);
  return seconds ? checkedMoment(Math.round(seconds * 1000), field) : undefined;
}

/** Of milliseconds since 1970. Zero is "never". */
export function momentOfMilliseconds(value: unknown, field: string): number | undefined {
  const milliseconds = decimalOf(value, field);
  return milliseconds ? checkedMoment(milliseconds, field) : undefined;
}

const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|z|UTC|GMT|[+-]\d\d(?::?\d\d){0,2})?$/;

/**
 * Of ISO 8601 and of what PostgreSQL, MySQL, SQLite and SQL Server write: `2024-01-15 09:30:00.123+01`. A moment without
 * an offset is in `zone`: `UTC` (when not said), an offset or a name of the time zone database. `0000-00-00 …` is
 * "never", `infinity` the last moment there is.
 */
export function momentOfText(value: unknown, field: string, zone = 'UTC'): number | undefined {
  const text = textOf(value, field)?.trim();
  if (!text || text.startsWith('0000-00-00') || text === '-infinity') return undefined;
  if (text === 'infinity') return FOREVER;
  const parts = DATE_TIME.exec(text);
  if (!parts) throw new RowRefused(`${field} is no moment`);
  const [, year, month, day, hour, minute, second, fraction, offset] = parts;
  return momentOfParts({ year, month, day, hour, minute, second, fraction, zone: offset ?? zone }, field);
}

type MomentParts = {
  readonly year: string | undefined;
  readonly month: string | undefined;
  readonly day: string | undefined;
  readonly hour?: string | undefined;
  readonly minute?: string | undefined;
  readonly second?: string | undefined;
  /** Digits after the point. */
  readonly fraction?: string | undefined;
  readonly zone: string;
};

function momentOfParts(parts: MomentParts, field: string): number {
  const { year, month, day, hour = '0', minute = '0', second = '0', fraction = '' } = parts;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  // Years below 100 are taken as of the 20th century by `Date.UTC`.
  const wall = new Date(0);
  wall.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A 30 February moves on to March.
  const isDay = wall.getUTCDate() === Number(day) && Number(month) <= 12;
  const isTime = Number(hour) <= 24 && Number(minute) < 60 && Number(second) <= 60;
  if (!isDay || !isTime) throw new RowRefused(`${field} is no moment`);
  wall.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  return checkedMoment(wall.getTime() - offsetOf(parts.zone, wall.getTime()), field);
}

const OFFSET = /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone is ahead of UTC at a time of its own clocks, in milliseconds. */
function offsetOf(zone: string, wall: number): number {
  if (/^(?:z|utc|gmt)$/i.test(zone)) return 0;
  const [, sign, hours, minutes = '0', seconds = '0'] = OFFSET.exec(zone) ?? [];
  if (sign) {
    const ahead = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -ahead : ahead;
  }
  const first = zoneOffset(zone, wall);
  // The offset at the moment itself, which is another one within hours of a change.
  return zoneOffset(zone, wall - first);
}

function zoneOffset(zone: string, moment: number): number {
  let format = formats.get(zone);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        timeZoneName: 'longOffset',
      });
    } catch {
      throw new RowRefused(`no time zone is called ${zone}`);
    }
    formats.set(zone, format);
  }
  const name = format.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? 0 : offsetOf(name.slice('GMT'.length), moment);
}

const COMPACT = /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(?:(\d\d))?)?(?:[.,](\d{1,9}))?(Z|[+-]\d\d(?:\d\d)?)?$/;

/** Of LDAP's generalized time (RFC 4517, 3.3.13) and of MediaWiki's fourteen digits: `20240115093000.0Z`. */
export function momentOfDigits(value: unknown, field: string): number | undefined {
  const text = textOf(value, field)?.trim();
  if (!text) return undefined;
  if (text === 'infinity') return FOREVER;
  const parts = COMPACT.exec(text);
  if (!parts) throw new RowRefused(`${field} is no moment`);
  const [, year, month, day, hour, minute, second, fraction, offset] = parts;
  if (year === '0000' && month === '00') return undefined;
  return momentOfParts({ year, month, day, hour, minute, second, fraction, zone: offset ?? 'Z' }, field);
}

const TEN_YEARS = 10 * 365.25 * 24 * 3600 * 1000;

/** Reports whether a ban that ends then counts as one without end: more than ten years ahead. */
export function isForever(moment: number | undefined): boolean {
  return moment !== undefined && moment - Date.now() > TEN_YEARS;
}
