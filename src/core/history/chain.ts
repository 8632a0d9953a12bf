import { randomBytes } from 'node:crypto';
import type { UnauditedTx } from '../../db/database.ts';
import type { AuditRow } from '../../db/schema.ts';
import type { HistoryHeadRow } from '../../db/schema-history.ts';
import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import { countsOf } from './daily-counts.ts';
import { addToDays } from './daily-counts-store.ts';
import { entryHash, GENESIS_HASH, personalHash } from './encoding.ts';
import {
  beginHead,
  type Chain,
  findWaiting,
  hasEntriesAfter,
  type Link,
  listWaiting,
  lockHead,
  moveHead,
  writeLinks,
} from './store.ts';

const SALT_BYTES = 16;

/**
 * Chains newly committed entries: `most` per chain, in one transaction per chain. Several servers may run this at
 * once; a chain that another server holds is skipped. Returns the number of chained entries. A failure of one
 * chain does not stop the others and is thrown at the end.
 */
export async function chainHistory(core: Core, { most }: { readonly most: number }): Promise<number> {
  const troubles: unknown[] = [];
  let chained = 0;
  for (
    let chain = await findWaiting(core.read, undefined);
    chain !== undefined;
    chain = await findWaiting(core.read, chain)
  ) {
    const at: Chain = chain;
    await core
      .unaudited((tx) => chainBatch(tx, core.clock.now(), { chain: at, most }))
      .then(
        (some) => {
          chained += some;
        },
        (error: unknown) => void troubles.push(error),
      );
  }
  if (troubles.length > 0) throw troubles[0];
  return chained;
}

async function chainBatch(
  tx: UnauditedTx,
  now: Instant,
  { chain, most }: { readonly chain: Chain; readonly most: number },
): Promise<number> {
  const head = (await lockHead(tx, chain)) ?? (await beginChain(tx, chain, now));
  if (!head) return 0;
  const entries = await listWaiting(tx, chain, most);
  if (entries.length === 0) return 0;
  if (await hasEntriesAfter(tx, chain, head.position))
    throw new Error(`the history of ${chain.project} goes on behind its head, which was changed`);
  const links = linksAfter(head, entries);
  await writeLinks(tx, chain.project, links);
  const last = links.at(-1) ?? head;
  await moveHead(tx, { ...head, position: last.position, hash: last.hash, updated_at: now });
  // Here each entry comes once, and no request waits.
  await addToDays(tx, countsOf(entries));
  return links.length;
}

/** The head of lane 0 says when the project was signed, whether that lane has entries or not. */
async function beginChain(
  tx: UnauditedTx,
  { project, lane }: Chain,
  now: Instant,
): Promise<HistoryHeadRow | undefined> {
  const nothing = { position: 0, hash: GENESIS_HASH, signed_position: 0 };
  const head = { project_id: project, ...nothing, updated_at: now, signed_at: now };
  if (lane !== 0) await beginHead(tx, { ...head, lane: 0 });
  return beginHead(tx, { ...head, lane });
}

function linksAfter(head: HistoryHeadRow, entries: readonly AuditRow[]): readonly Link[] {
  const salts = randomBytes(SALT_BYTES * entries.length).toString('hex');
  const links: Link[] = [];
  let { hash, position } = head;
  for (const [at, entry] of entries.entries()) {
    const salt = salts.slice(at * 2 * SALT_BYTES, (at + 1) * 2 * SALT_BYTES);
    const personal_hash = personalHash(entry, salt);
    position += 1;
    hash = entryHash(hash, { ...entry, position }, personal_hash);
    links.push({ place: entry.place, id: entry.id, position, hash, personal_hash, salt });
  }
  return links;
}
