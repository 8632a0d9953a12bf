/**
 * Makes a folder with everything that Denizen needs on Linux, Node included: `npm run release -- [x64|arm64] [FOLDER]`. Without
 * a folder it is `release/denizen-VERSION-linux-ARCHITECTURE`, with an archive of the same name beside it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bundleInto, outside } from './bundle.ts';
import { licencesOf } from './licences.ts';
import { type Architecture, architectures, copyPackages, fetchPackage, foldersOf } from './packages.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What people read. */
const READ = ['LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md'];
/** Loads what the first requests need. */
const FIRST_ASKED = ['/v1/health/version', '/v1/users', '/admin/session', '/console/', '/readyz', '/metrics'];

type Made = { readonly version: string; readonly type: string };

const [architecture = process.arch, named] = process.argv.slice(2);
if (!isArchitecture(architecture)) {
  process.stderr.write(`There is no ${architecture}: say ${architectures.join(' or ')}.\n`);
  process.exitCode = 1;
} else {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Made;
  const target = resolve(named ?? join(ROOT, 'release', `denizen-${version}-linux-${architecture}`));
  await make(target, architecture, version);
  process.stdout.write(`${target}\n`);
  if (named === undefined) {
    const archive = `${target}.tar.gz`;
    // Whoever unpacks it as root shall own it.
    execFileSync('tar', [
      '-czf',
      archive,
      '--owner=0',
      '--group=0',
      '-C',
      dirname(target),
      target.slice(dirname(target).length + 1),
    ]);
    process.stdout.write(`${archive}\n`);
  }
}

function isArchitecture(text: string): text is Architecture {
  return architectures.includes(text as Architecture);
}

/** Makes it beside its place, so that there is a whole one or none. */
async function make(target: string, architecture: Architecture, version: string): Promise<void> {
  const fresh = `${target}-${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    const packages = await bundleInto(join(fresh, 'dist'), { minify: true });
    // A module by its folder, for the names of its files say nothing.
    writeFileSync(
      join(fresh, 'package.json'),
      `${JSON.stringify({ name: 'denizen', version, type: 'module' })}\n`,
    );
    copyPackages(outside, join(fresh, 'node_modules'), architecture);
    writeFileSync(
      join(fresh, 'LICENCES-OF-PACKAGES.txt'),
      `${licencesOf([...new Set([...packages, ...foldersOf(outside)])].toSorted())}\n`,
    );
    execFileSync('npm', ['run', 'build', '-w', 'denizen-console'], { cwd: ROOT, stdio: 'ignore' });
    cpSync(join(ROOT, 'console/dist'), join(fresh, 'console/dist'), { recursive: true });
    execFileSync(process.execPath, [join(ROOT, 'tools/site/build.ts'), join(fresh, 'docs/dist')], {
      stdio: 'ignore',
    });
    for (const file of READ) copyFileSync(join(ROOT, file), join(fresh, file));
    copyFileSync(join(import.meta.dirname, 'denizen.sh'), join(fresh, 'denizen'));
    chmodSync(join(fresh, 'denizen'), 0o755);
    putNode(fresh, architecture);
    if (architecture === process.arch) await compileInto(fresh);
    rmSync(target, { recursive: true, force: true });
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Puts the binary and its licence into the folder, without the symbols that only debuggers need. */
function putNode(folder: string, architecture: Architecture): void {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/node/package.json'), 'utf8')) as Made;
  const name = `node-linux-${architecture}`;
  const installed = join(ROOT, 'node_modules/node/node_modules', name);
  const scratch = mkdtempSync(join(tmpdir(), 'denizen-node-'));
  try {
    const from = existsSync(installed) ? installed : scratch;
    if (from === scratch) fetchPackage(name, version, scratch);
    copyFileSync(join(from, 'bin/node'), join(folder, 'node'));
    copyFileSync(join(from, 'LICENSE'), join(folder, 'LICENCE-OF-NODE.txt'));
  } finally {
    rmSync(scratch, { recursive: true });
  }
  chmodSync(join(folder, 'node'), 0o755);
  if (architecture === process.arch) putLibrary(folder);
  if (architecture === process.arch && hasStrip())
    execFileSync('strip', ['--strip-unneeded', join(folder, 'node')]);
}

/**
 * Puts the library beside Node that Node needs and small systems lack. Another architecture's is not on this machine: there
 * it comes with the system (`libatomic1` of Debian).
 */
function putLibrary(folder: string): void {
  const needed = execFileSync('ldd', [join(folder, 'node')], { encoding: 'utf8' });
  const path = /libatomic\.so\.1 => (\/\S+)/.exec(needed)?.[1];
  if (path === undefined) throw new Error('libatomic.so.1 is not on this machine: install libatomic1');
  mkdirSync(join(folder, 'lib'));
  copyFileSync(path, join(folder, 'lib/libatomic.so.1'));
}

function hasStrip(): boolean {
  try {
    execFileSync('strip', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs the program once, so that its code comes compiled. */
async function compileInto(folder: string): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'denizen-compiled-'));
  const database = `sqlite:${join(data, 'denizen.db')}`;
  const run = async (isFirst: boolean): Promise<void> => {
    const server = spawn(join(folder, 'denizen'), ['serve', '--json'], {
      cwd: data,
      env: {
        ...{ PATH: process.env.PATH, DENIZEN_PORT: '0', DENIZEN_DATABASE: database },
        ...{ DENIZEN_PROJECT: 'default', DENIZEN_LOG_LEVEL: 'error' },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    server.stderr.on('data', (chunk: Buffer) => {
      errors += chunk;
    });
    const ended = once(server, 'exit');
    let output = '';
    for await (const text of server.stdout.setEncoding('utf8')) {
      output += text;
      if (output.includes('\n}')) break;
    }
    const { endpoint } = JSON.parse(output) as { endpoint: string };
    // The first start has the migrations, and the second what a start usually has.
    if (isFirst) for (const path of FIRST_ASKED) await (await fetch(new URL(path, endpoint))).arrayBuffer();
    server.kill();
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error(`the program ended with ${code}: ${errors}`);
  };
  try {
    await run(true);
    await run(false);
  } finally {
    rmSync(data, { recursive: true });
  }
}
