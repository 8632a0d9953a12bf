import { Failure } from '../failure.ts';
import { hours, type Instant, instantOf, minutes } from '../instant.ts';
import { type NetworkRange, networkRangeOf } from './network.ts';

/** What is searched for as texts, as protocols and commands take it. */
export type SessionTerms = {
  readonly ip?: string | undefined;
  readonly network?: string | undefined;
  readonly country?: string | undefined;
  readonly os?: string | undefined;
  readonly browser?: string | undefined;
  readonly device?: string | undefined;
  readonly provider?: string | undefined;
  readonly olderThan?: string | undefined;
  readonly unusedFor?: string | undefined;
  readonly usedWithin?: string | undefined;
};

/**
 * What is searched for among the valid sessions of a project. All that is said must hold. Moments, so that a filter means
 * the same as long as it is used. Plain data that JSON can hold.
 */
export type SessionFilter = {
  /** An address or a network (`networkRangeOf`), both alike. */
  readonly ip?: NetworkRange;
  readonly network?: NetworkRange;
  /** ISO 3166-1 alpha-2 in upper case. */
  readonly country?: string;
  /** Names as the facets have them. */
  readonly os?: string;
  readonly browser?: string;
  readonly device?: string;
  readonly provider?: string;
  readonly createdBefore?: Instant;
  /** Not used since this moment. A session counts as used when it is created. */
  readonly unusedSince?: Instant;
  /** Used at this moment or later. */
  readonly usedSince?: Instant;
};

const AGE = /^(\d{1,9})([smhd])$/;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: minutes(1), h: hours(1), d: hours(24) };
export const AGE_RULE = 'must be a number and a unit out of s, m, h and d, as in 30d';
export const NETWORK_RULE =
  'must be an address or a network as in 203.0.113.0/24 or 2001:db8::/64, of IPv6 one of at most 64 bits';

/** Returns the filter of the terms as of now. Fails with `argument_invalid`. */
export function sessionFilterOf(terms: SessionTerms, now: Instant): SessionFilter {
  const { ip, network, country, os, browser, device, provider } = terms;
  const ago = (field: 'olderThan' | 'unusedFor' | 'usedWithin') => {
    const text = terms[field];
    // PostgreSQL refuses moments that are too far back. No session is older than the first.
    return text === undefined ? undefined : instantOf(Math.max(0, now - ageOf(field, text)));
  };
  const range = (field: 'ip' | 'network', text: string | undefined) => {
    if (text === undefined) return undefined;
    return networkRangeOf(text) ?? refuse(field, NETWORK_RULE);
  };
  const filter: { readonly [Name in keyof SessionFilter]: SessionFilter[Name] | undefined } = {
    ip: range('ip', ip),
    network: range('network', network),
    country: country?.toUpperCase(),
    os,
    browser,
    device,
    provider,
    createdBefore: ago('olderThan'),
    unusedSince: ago('unusedFor'),
    usedSince: ago('usedWithin'),
  };
  // Cast: what is left is defined.
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined),
  ) as SessionFilter;
}

function ageOf(field: string, text: string): number {
  const [, count, unit = ''] = AGE.exec(text) ?? [];
  return count === undefined ? refuse(field, AGE_RULE) : Number(count) * (UNITS[unit] ?? 0);
}

function refuse(field: string, expected: string): never {
  throw new Failure({ code: 'argument_invalid', field, rule: 'malformed', expected });
}
