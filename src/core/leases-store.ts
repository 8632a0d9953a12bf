import { sql } from 'kysely';
import type { UnauditedTx } from '../db/database.ts';
import type { Expiry } from './expiry.ts';
import { CLOCK_TOLERANCE_MS, type Instant } from './instant.ts';

type Lease = { readonly name: string; readonly holder: string };

/**
 * Takes or extends the lease for `lasts` milliseconds, unless another holder has it. One statement on a row, so that it
 * works behind a pooler too. A lease that ends further ahead than one that is taken now was stored while a clock was
 * ahead, and is void.
 */
export async function takeLease(
  { db }: UnauditedTx,
  { name, holder }: Lease,
  { now, endsAt, lasts }: { readonly now: Instant; readonly endsAt: Expiry; readonly lasts: number },
): Promise<boolean> {
  const { rows } = await sql`insert into leases (project_id, name, holder, ends_at)
    values ('', ${name}, ${holder}, ${endsAt})
    on conflict (project_id, name) do update set holder = excluded.holder, ends_at = excluded.ends_at
    where leases.holder = excluded.holder or leases.ends_at <= ${now}
      or leases.ends_at > ${now + lasts + CLOCK_TOLERANCE_MS}
    returning holder`.execute(db);
  return rows.length === 1;
}

/** Gives the lease back, for the next server. */
export async function endLease({ db }: UnauditedTx, { name, holder }: Lease): Promise<void> {
  await db
    .deleteFrom('leases')
    .where('project_id', '=', '')
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute();
}
