/** Installs the packages that `tools/NAME` pins into `.cache/tools/NAME`, unless they are up to date. Without names, installs all. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const SETS = ['check', 'peers', 'test-all'];
const FILES = ['package.json', 'package-lock.json', '.npmrc'];
/** Written last, so that an interrupted installation is repeated. */
const DONE = 'installed-lockfile.json';

const named = process.argv.slice(2);
const unknown = named.filter((name) => !SETS.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`Unknown set: ${unknown.join(', ')}. Sets: ${SETS.join(', ')}.\n`);
  process.exitCode = 1;
} else {
  for (const name of named.length > 0 ? named : SETS) fetchTools(name);
}

function fetchTools(name: string): void {
  const source = join(ROOT, 'tools', name);
  const target = join(ROOT, '.cache/tools', name);
  const lockfile = readFileSync(join(source, 'package-lock.json'), 'utf8');
  const done = join(target, DONE);
  if (existsSync(done) && readFileSync(done, 'utf8') === lockfile) return;
  process.stdout.write(`Installing tools/${name}\n`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of FILES) copyFileSync(join(source, file), join(target, file));
  try {
    execFileSync('npm', ['ci'], { cwd: target, stdio: 'inherit' });
    writeFileSync(done, lockfile);
  } catch {
    process.stderr.write(
      `The packages of tools/${name} cannot be installed: they come from the npm registry.\n`,
    );
    process.exitCode = 1;
  }
}
