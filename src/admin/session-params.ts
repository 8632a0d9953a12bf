import { optional } from '../http/param.ts';
import { someText } from './params.ts';

const TERM_LENGTH = 64;

/** What sessions are searched for: see `SessionTerms`. */
export const sessionTerms = {
  ip: optional(someText('An address, as in 203.0.113.7.', TERM_LENGTH)),
  network: optional(someText('A network, as in 203.0.113.0/24 or 2001:db8::/64.', TERM_LENGTH)),
  country: optional(someText('ISO 3166-1 alpha-2.', 2)),
  os: optional(someText('Name of the operating system, as the facets have it.', TERM_LENGTH)),
  browser: optional(someText('Name of the program, as the facets have it.', TERM_LENGTH)),
  device: optional(someText('Kind of device, as in "desktop" or "smartphone".', TERM_LENGTH)),
  provider: optional(someText('How the session was opened, as in "email" or "github".', TERM_LENGTH)),
  olderThan: optional(someText('Age of the sessions, as in 30d.', TERM_LENGTH)),
  unusedFor: optional(someText('Sessions that were not used for this long, as in 12h.', TERM_LENGTH)),
  usedWithin: optional(someText('Sessions that were used within this time, as in 15m.', TERM_LENGTH)),
} as const;
