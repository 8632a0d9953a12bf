const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** After this, a date says more than a distance. */
const RELATIVE_AT_MOST = 7 * DAY;

export type Format = {
  readonly number: (value: number) => string;
  /** A count that ends at a bound: `5,000+`. */
  readonly count: (value: number, isExact?: boolean) => string;
  readonly percent: (share: number) => string;
  readonly bytes: (value: number) => string;
  /** A span in the largest unit that it fills: `365 days`. */
  readonly span: (seconds: number) => string;
  /** Relative up to seven days, then a date. */
  readonly relative: (at: Date, now?: number) => string;
  readonly date: (at: Date) => string;
  /** A day of a chart, without the year. */
  readonly day: (at: Date) => string;
  readonly clock: (at: Date) => string;
  /** To the second, with the zone. */
  readonly exact: (at: Date) => string;
  /** `2026-11-29 13:09:00.000 UTC`. */
  readonly utc: (at: Date) => string;
  readonly list: (values: readonly string[]) => string;
  /** The name of a country by its ISO 3166-1 code. */
  readonly country: (code: string) => string;
};

/** Returns the formats of a language. Creating them takes milliseconds: keep them. */
export function formatIn(language: string, words: { readonly now: string }): Format {
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' });
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const countries = new Intl.DisplayNames(language, { type: 'region', fallback: 'code' });
  const formatted = (at: Date, now: number): string => {
    const passed = now - at.getTime();
    const distance = Math.abs(passed);
    if (distance >= RELATIVE_AT_MOST) return date.format(at);
    if (distance < MINUTE) return words.now;
    const [size, unit] =
      distance < HOUR
        ? ([MINUTE, 'minute'] as const)
        : distance < DAY
          ? ([HOUR, 'hour'] as const)
          : ([DAY, 'day'] as const);
    return relative.format(-Math.trunc(passed / size), unit);
  };
  return {
    number: (value) => number.format(value),
    count: (value, isExact = true) => `${number.format(value)}${isExact ? '' : '+'}`,
    percent: (share) => percent.format(share),
    bytes: (value) => bytesIn(number, value),
    span: (seconds) => spanIn(language, seconds),
    relative: (at, now = Date.now()) => formatted(at, now),
    date: (at) => date.format(at),
    day: (at) => day.format(at),
    clock: (at) => clock.format(at),
    exact: (at) => exact.format(at),
    utc: (at) => `${at.toISOString().replace('T', ' ').slice(0, -1)} UTC`,
    list: (values) => list.format(values),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
  };
}

function spanIn(language: string, seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  const [unit, size] =
    units.find(([, each]) => seconds >= each && seconds % each === 0) ?? (['second', 1] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}

function bytesIn(number: Intl.NumberFormat, value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
  const scaled = value / 1_000 ** step;
  return `${number.format(scaled < 10 ? Math.round(scaled * 10) / 10 : Math.round(scaled))} ${units[step]}`;
}
