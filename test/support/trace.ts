import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { testFolder } from './folders.ts';

/** What a process did, in order: the write-ahead log synced to the disk, or "201" answered on a connection. */
export type Step = { readonly did: 'sync' } | { readonly did: 'answer'; readonly connection: string };

export type Trace = {
  /** What to put before the command whose system calls are to be seen. */
  readonly launch: readonly string[];
  /** To be asked when the process has ended. */
  readonly steps: () => Promise<readonly Step[]>;
};

/** Watches a process with `strace`, which stands in nobody's way: the process is our own child all the same (`-D`). */
export function tracing(): Trace {
  const file = join(testFolder(), 'trace');
  const calls = 'trace=fsync,fdatasync,write,writev,sendto';
  return {
    launch: ['strace', '-D', '-f', '-y', '-s', '16', '-o', file, '-e', calls],
    steps: async () => {
      while (!/\+\+\+ (exited with \d+|killed by \w+) \+\+\+\n$/.test(readFileSync(file, 'utf8')))
        await setTimeout(20);
      return readFileSync(file, 'utf8').split('\n').flatMap(stepOf);
    },
  };
}

function stepOf(line: string): Step | [] {
  if (/(fsync|fdatasync)\(\d+<[^>]*-wal>/.test(line)) return { did: 'sync' };
  const connection = /(?:write|writev|sendto)\(\d+<(socket:[^>]*|TCP:[^>]*)>.*"HTTP\/1\.1 201/.exec(
    line,
  )?.[1];
  return connection === undefined ? [] : { did: 'answer', connection };
}
