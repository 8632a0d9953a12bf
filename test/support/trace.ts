import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { testFolder } from './folders.ts';

/** What a process did, in order: the write-ahead log synced to the disk, or "201" answered on a connection. */
export type Step =
  | { readonly did: 'sync'; readonly isOnEventLoop: boolean }
  | { readonly did: 'answer'; readonly connection: string };

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
      return stepsOf(readFileSync(file, 'utf8').split('\n'));
    },
  };
}

/** A sync counts from its end: with threads, `strace` shows beginning and end in lines of their own. */
function stepsOf(lines: readonly string[]): readonly Step[] {
  const syncing = new Set<string>();
  // The first line is that of the first thread.
  const eventLoop = lines[0]?.split(' ', 1)[0];
  return lines.flatMap((line): Step | [] => {
    const thread = line.split(' ', 1)[0] ?? '';
    if (/(fsync|fdatasync)\(\d+<[^>]*-wal>/.test(line)) {
      if (!line.endsWith('<unfinished ...>')) return { did: 'sync', isOnEventLoop: thread === eventLoop };
      syncing.add(thread);
    }
    if (/<\.\.\. f(data)?sync resumed>/.test(line))
      return syncing.delete(thread) ? { did: 'sync', isOnEventLoop: thread === eventLoop } : [];
    const connection = /(?:write|writev|sendto)\(\d+<(socket:[^>]*|TCP:[^>]*)>.*"HTTP\/1\.1 201/.exec(
      line,
    )?.[1];
    return connection === undefined ? [] : { did: 'answer', connection };
  });
}
