import type { Fields } from '../support/official-packages.ts';
import { isBelow } from '../support/user-fields.ts';
import type { Walk } from './walk.ts';

/** The words in which a client of this generation asks for a page. */
export function paged(
  { one }: Walk,
  page: { readonly limit: number; readonly offset: number; readonly isReversed?: boolean },
): Fields {
  const { limit, offset, isReversed = false } = page;
  if (isBelow(one.format, '1.0.0')) return { limit, offset, ...(isReversed && { orderType: 'DESC' }) };
  const { Query } = one;
  const order = isReversed ? [Query.orderDesc('name')] : [];
  return { queries: [...order, Query.limit(limit), Query.offset(offset)] };
}

/** The same for the rows after one. */
export function after({ one }: Walk, cursor: unknown): Fields {
  if (isBelow(one.format, '1.0.0')) return { cursor, cursorDirection: 'after' };
  return { queries: [one.Query.cursorAfter(String(cursor))] };
}

/** The same for the one row before another. */
export function before({ one }: Walk, cursor: unknown): Fields {
  if (isBelow(one.format, '1.0.0')) return { cursor, cursorDirection: 'before', limit: 1 };
  return { queries: [one.Query.cursorBefore(String(cursor)), one.Query.limit(1)] };
}
