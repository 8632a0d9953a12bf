import type { Core } from '../core.ts';
import { PAGE_BYTES, responseTooLarge } from '../response-memory.ts';
import type { Found, Listing, Page } from './listing.ts';
import type { Size } from './row-sizes.ts';

/** Rows whose sizes one statement reads. */
const SIZES_AT_ONCE = 500;
/** Bytes of the rows that one statement reads. */
const BYTES_AT_ONCE = 65_536;
const ROWS_AT_ONCE = 100;

/** How the rows of a page are read, by their ids and in any order. */
export type RowSource<Row> = {
  /** The bytes of each row in JSON, read without the long values themselves. */
  readonly sizes: (ids: readonly string[]) => Promise<readonly Size[]>;
  readonly rows: (ids: readonly string[]) => Promise<readonly Row[]>;
};

/**
 * Returns the rows of the ids in order, without rows deleted meanwhile. A page of more bytes than a response may have
 * ends early if the next one can begin at its last row. Fails with `response_too_large` otherwise, and with
 * `unavailable` when the process has no memory for it.
 */
export async function readPage<Row extends { readonly id: string }>(
  core: Pick<Core, 'memory'>,
  listing: Listing,
  { ids: found, ...total }: Found,
  source: RowSource<Row>,
): Promise<Page<Row>> {
  if (found.length === 0) return { rows: [], ...total };
  const pace = core.memory.pacer();
  const sizes = new Map<string, number>();
  for (let at = 0; at < found.length; at += SIZES_AT_ONCE) {
    await pace();
    for (const { id, bytes } of await source.sizes(found.slice(at, at + SIZES_AT_ONCE)))
      sizes.set(id, Number(bytes));
  }
  const existing = found.filter((id) => sizes.has(id));
  const ids = fitting(existing, sizes, listing);
  await core.memory.reserve(sumOf(ids, sizes));
  const rows = new Map<string, Row>();
  for (const some of portions(ids, sizes)) {
    await pace();
    for (const row of await source.rows(some)) rows.set(row.id, row);
  }
  const read = ids.flatMap((id) => rows.get(id) ?? []);
  const isCut = read.length < found.length;
  return { rows: read, ...total, ...(isCut && { isCut }) };
}

/** Returns the ids that fit into one response: those next to the cursor. At least one, since single rows are bounded. */
function fitting(
  ids: readonly string[],
  sizes: ReadonlyMap<string, number>,
  { cursor, mayEndEarly }: Listing,
): readonly string[] {
  const isBefore = cursor?.before === true;
  const ordered = isBefore ? ids.toReversed() : ids;
  let [count, bytes] = [0, 0];
  for (const id of ordered) {
    bytes += sizes.get(id) ?? 0;
    if (bytes > PAGE_BYTES && count > 0) break;
    count++;
  }
  if (count === ids.length) return ids;
  if (!mayEndEarly) throw responseTooLarge(count);
  return isBefore ? ids.slice(-count) : ids.slice(0, count);
}

function sumOf(ids: readonly string[], sizes: ReadonlyMap<string, number>): number {
  return ids.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
}

/** Splits the ids into portions of bounded bytes, of at least one row each. */
function* portions(ids: readonly string[], sizes: ReadonlyMap<string, number>): Generator<readonly string[]> {
  let portion: string[] = [];
  let bytes = 0;
  for (const id of ids) {
    const size = sizes.get(id) ?? 0;
    if (portion.length > 0 && (bytes + size > BYTES_AT_ONCE || portion.length === ROWS_AT_ONCE)) {
      yield portion;
      [portion, bytes] = [[], 0];
    }
    portion.push(id);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
}
