import { type Config, isSqliteFile } from '../config.ts';
import { counted } from '../core/text.ts';
import type { ReadinessCheck } from '../http/probes.ts';
import type { Opened } from '../open.ts';
import { lowDisk } from './disk.ts';

/** A commit that reached the disk proves for this long that others will. */
const WRITE_EVERY_MS = 10_000;
/** Another process may migrate the database at any time, but seldom does. */
const SCHEMA_EVERY_MS = 30_000;
/** A queue that is fuller than this refuses requests soon. */
const QUEUE_SHARE = 0.9;

/** What `/readyz` checks. Reasons are read by strangers: they name no file, host or user. */
export function readinessChecks(
  config: Config,
  { engine, core }: Pick<Opened, 'engine' | 'core'>,
): readonly ReadinessCheck[] {
  return [
    {
      name: 'databaseReadable',
      run: async () => {
        await engine.tryRead();
        return undefined;
      },
    },
    {
      name: 'databaseWritable',
      everyMs: WRITE_EVERY_MS,
      run: async () => {
        await engine.tryWrite();
        return undefined;
      },
    },
    {
      name: 'migrations',
      everyMs: SCHEMA_EVERY_MS,
      run: async () => {
        const { missing } = await engine.pending();
        return missing.length === 0 ? undefined : `${counted(missing.length, 'is', 'are')} missing`;
      },
    },
    {
      name: 'damage',
      run: () => (engine.damage.findings().length === 0 ? undefined : 'the database is damaged'),
    },
    ...(isSqliteFile(config)
      ? [{ name: 'disk', run: () => (lowDisk(config) === undefined ? undefined : 'too little free space') }]
      : []),
    {
      name: 'clock',
      // A jump is no reason to send requests elsewhere, where the clock may be the same.
      run: () => {
        const jump = core.clock.lastJump();
        return (
          jump && {
            note: `the clock jumped by ${counted(Math.round(jump.byMs / 1000), 'second', 'seconds')}`,
          }
        );
      },
    },
    {
      name: 'writes',
      run: () => fullQueue(engine.waitingWrites()),
    },
    {
      name: 'passwords',
      run: () => fullQueue(core.passwords.waiting()),
    },
  ];
}

function fullQueue({ waiting, most }: { readonly waiting: number; readonly most: number }) {
  return waiting < most * QUEUE_SHARE ? undefined : 'too many are waiting';
}
