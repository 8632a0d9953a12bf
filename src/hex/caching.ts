import { createHash } from 'node:crypto';
import type { HttpRequest } from '../http/exchange.ts';
import type { Written } from './media.ts';
import type { HexAnswer, HexRoute } from './route.ts';

const FOR_A_MINUTE = 'private, max-age=60';
const NEVER = 'max-age=0, private, must-revalidate';
const TAG_LETTERS = 32;

export type Validators = { readonly etag: string; readonly changedAtSeconds: number };

/** Headers of a response that must be revalidated, such as every error. */
export const uncached = { 'cache-control': NEVER, vary: 'accept, accept-encoding' } as const;

export function cachingOf({ meta }: HexRoute): Readonly<Record<string, string>> {
  return cachingHeaders[meta.caching];
}

const cachingHeaders: Readonly<Record<HexRoute['meta']['caching'], Readonly<Record<string, string>>>> = {
  minute: { ...uncached, 'cache-control': FOR_A_MINUTE },
  none: uncached,
  'no-store': { ...uncached, 'cache-control': 'no-store' },
};

/** Returns the validators of a response; none if it supports no conditional requests. */
export function validatorsOf(
  { changedAtMicros }: Pick<HexAnswer, 'changedAtMicros'>,
  written: Written,
): Validators | undefined {
  if (changedAtMicros === undefined) return undefined;
  const hash = createHash('sha256').update(written.contentType).update('\n').update(written.bytes);
  return {
    etag: hash.digest('hex').slice(0, TAG_LETTERS),
    changedAtSeconds: Math.floor(changedAtMicros / 1_000_000),
  };
}

export function validatorHeaders({ etag, changedAtSeconds }: Validators): Readonly<Record<string, string>> {
  return { etag: `"${etag}"`, 'last-modified': new Date(changedAtSeconds * 1000).toUTCString() };
}

/** Whether the caller's copy is current: it sent a condition, and every condition matches. */
export function isFresh(request: HttpRequest, { etag, changedAtSeconds }: Validators): boolean {
  const tags = request.headers['if-none-match'];
  const since = request.headers['if-modified-since'];
  if (tags === undefined && since === undefined) return false;
  if (tags !== undefined && !namesTag(tags, etag)) return false;
  return since === undefined || Date.parse(since) >= changedAtSeconds * 1000;
}

/** hex.pm's own ETags are unquoted. */
function namesTag(tags: string, etag: string): boolean {
  return tags
    .split(',')
    .map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'))
    .some((tag) => tag === '*' || tag === etag);
}
