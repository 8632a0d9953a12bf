import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Longer than any build takes. */
const LEFT_AFTER_MS = 600_000;

/**
 * Makes a folder beside its place and puts it there whole, so that all who look see the old one, the new one or, for a moment, none. When
 * another process has put one there meanwhile, or it `replaces` none, that one stays. A disk that takes nothing is said in one line, with exit code 1.
 */
export async function putWhole(
  target: string,
  { make, replaces }: { readonly make: (fresh: string) => Promise<unknown>; readonly replaces: boolean },
): Promise<void> {
  const fresh = `${target}-${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    await make(fresh);
    if (replaces) rmSync(target, { recursive: true, force: true });
    renameSync(fresh, target);
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
      return;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  for (const left of unfinished(target)) rmSync(left, { recursive: true, force: true });
}

/** What builds of it have left that were killed. */
function unfinished(target: string): readonly string[] {
  const folder = dirname(target);
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(target)}-`) && /-\d+$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LEFT_AFTER_MS);
}

function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
