import type { Core } from '../core.ts';
import type { Device } from '../devices/device.ts';
import { fillSession, listUnfilled } from './search-store.ts';
import { searchedColumns } from './searched-columns.ts';

const ROWS_AT_ONCE = 200;

/**
 * Fills the searched columns of sessions that a server of the version before them has opened beside this one. Takes at
 * most `steps` transactions of 200. Returns how many were filled.
 */
export async function fillSessions(core: Core, steps: number): Promise<number> {
  let filled = 0;
  for (let step = 0; step < steps; step++) {
    const rows = await listUnfilled(core.read, ROWS_AT_ONCE);
    if (rows.length === 0) return filled;
    await core.unaudited(async (tx) => {
      for (const row of rows) {
        // Cast: validated on write.
        const device = JSON.parse(row.device) as Device;
        await fillSession(tx, row, searchedColumns({ ip: row.ip, device }));
      }
    });
    filled += rows.length;
    if (rows.length < ROWS_AT_ONCE) return filled;
  }
  return filled;
}
