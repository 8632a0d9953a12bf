import { randomBytes } from 'node:crypto';
import type { UnauditedTx } from '../../db/database.ts';
import type { AuditRow } from '../../db/schema.ts';
import type { HistoryHeadRow } from '../../db/schema-history.ts';
import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import { entryHash, GENESIS_HASH, personalHash } from './encoding.ts';
import { beginHead, findWaiting, type Link, listWaiting, lockHead, moveHead, writeLinks } from './store.ts';

const SALT_BYTES = 16;

/**
 * Chains newly committed entries: `most` per project, in one transaction per project. Several servers may run this at
 * once; a project that another server holds is skipped. Returns the number of chained entries. A failure of one
 * project does not stop the others and is thrown at the end.
 */
export async function chainHistory(core: Core, { most }: { readonly most: number }): Promise<number> {
  const troubles: unknown[] = [];
  let chained = 0;
  for (
    let project = await findWaiting(core.read, undefined);
    project !== undefined;
    project = await findWaiting(core.read, project)
  ) {
    const at: string = project;
    await core
      .unaudited((tx) => chainBatch(tx, core.clock.now(), { project: at, most }))
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
  { project, most }: { readonly project: string; readonly most: number },
): Promise<number> {
  const head = (await lockHead(tx, project)) ?? (await beginHead(tx, newHead(project, now)));
  if (!head) return 0;
  const entries = await listWaiting(tx, project, most);
  if (entries.length === 0) return 0;
  const links = linksAfter(head, entries);
  await writeLinks(tx, project, links);
  const last = links.at(-1) ?? head;
  await moveHead(tx, { ...head, position: last.position, hash: last.hash, updated_at: now });
  return links.length;
}

function newHead(project: string, now: Instant): HistoryHeadRow {
  const nothing = { position: 0, hash: GENESIS_HASH, signed_position: 0 };
  return { project_id: project, ...nothing, updated_at: now, signed_at: now };
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
    links.push({ id: entry.id, position, hash, personal_hash, salt });
  }
  return links;
}
