import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const MODULES = join(ROOT, 'node_modules');

export const architectures = ['x64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8'));
}

/** Returns the folders of the packages and of everything that they need. */
export function foldersOf(names: readonly string[]): readonly string[] {
  return withDependencies(names).map((name) => join(MODULES, name));
}

function withDependencies(names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const needed of Object.keys(manifestOf(name).dependencies ?? {})) add(needed);
  };
  for (const name of names) add(name);
  return [...found].toSorted();
}

/** Copies the packages, with their machine code for the architecture, into a `node_modules` folder. */
export function copyPackages(names: readonly string[], to: string, architecture: Architecture): void {
  for (const name of withDependencies(names)) {
    copyPackage(join(MODULES, name), join(to, name));
    const native = `${name}-linux-${architecture}-gnu`;
    const version = manifestOf(name).optionalDependencies?.[native];
    if (version === undefined) continue;
    if (existsSync(join(MODULES, native))) copyPackage(join(MODULES, native), join(to, native));
    else fetchPackage(native, version, join(to, native));
  }
}

/** What only people, compilers and bundlers read, and forms of the same that Denizen does not load. */
const UNUSED = new RegExp(
  [
    ...['\\.d\\.[cm]?ts$', '\\.map$', '-ipv[46]\\.mmdb$', '/(?:README|CHANGELOG)[^/]*$'],
    '/libphonenumber-js/(?:bundle|es6|es6-modern|examples|max|metadata\\.(?:full|max|mobile)|mobile|source)\\b',
  ].join('|'),
);

function copyPackage(from: string, to: string): void {
  cpSync(from, to, { recursive: true, dereference: true, filter: (path) => !UNUSED.test(path) });
}

/** Fetches a package from the registry, and fails unless it is the known one. */
export function fetchPackage(name: string, version: string, to: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'denizen-package-'));
  try {
    const args = ['pack', `${name}@${version}`, '--pack-destination', folder, '--json', '--loglevel=error'];
    const [packed] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', cwd: folder })) as [
      { readonly filename: string },
    ];
    const archive = join(folder, packed.filename);
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (found !== integrityOf(name, version))
      throw new Error(`${name}@${version} is not the package that is known`);
    mkdirSync(to, { recursive: true });
    execFileSync('tar', ['-xzf', archive, '-C', to, '--strip-components=1']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As the lockfile has it, or for what it does not have, `pinned.json`. */
function integrityOf(name: string, version: string): string {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
  };
  const pinned = JSON.parse(readFileSync(join(import.meta.dirname, 'pinned.json'), 'utf8')) as Readonly<
    Record<string, string>
  >;
  const locked = packages[`node_modules/${name}`];
  const found = (locked?.version === version ? locked.integrity : undefined) ?? pinned[`${name}@${version}`];
  if (found === undefined) throw new Error(`neither the lockfile nor pinned.json has ${name}@${version}`);
  return found;
}
