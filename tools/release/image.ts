/**
 * Assembles the root file system of the image from the steps of `ops/docker/Dockerfile`, without a container engine:
 * `node tools/release/image.ts FOLDER [RELEASE]`, as root on Debian 12. The root of this machine stands in for the image that
 * the build begins with, in an overlay that is thrown away; packages of Debian stand in for the distroless one, which
 * is made of them. With a RELEASE the build is left out, and that folder is what it has built.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { configOf, type ImageConfig, type Stage, stagesOf } from './dockerfile.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCKERFILE = join(ROOT, 'ops/docker/Dockerfile');
/** What `distroless/cc-debian12` has of Debian. */
const PACKAGES = [
  ...['base-files', 'ca-certificates', 'libc6', 'libgcc-s1', 'libgomp1', 'libssl3', 'libstdc++6'],
  ...['netbase', 'tzdata'],
];
const MERGED = /^\/(?:bin|lib|lib64|sbin)$/;
const NOT_IN_IMAGES = /^\/usr\/share\/(?:doc|man|locale|lintian|bug|info)\//;

const [target, release] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('Say the folder to make.\n');
  process.exitCode = 1;
} else {
  const config = assemble(resolve(target), release === undefined ? undefined : resolve(release));
  process.stdout.write(`${JSON.stringify(config)}\n`);
}

function assemble(root: string, release: string | undefined): ImageConfig {
  const [build, final, ...others] = stagesOf(readFileSync(DOCKERFILE, 'utf8'));
  if (!build || !final || others.length > 0) throw new Error('the Dockerfile has not two stages');
  const built = release === undefined ? mkdtempSync(join(tmpdir(), 'denizen-image-')) : undefined;
  try {
    if (built !== undefined) runBuild(build, built, copied(final));
    makeMerged(root);
    for (const name of PACKAGES) unpack(name, root);
    writeFileSync(
      join(root, 'etc/passwd'),
      'root:x:0:0::/root:/sbin/nologin\nnonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n',
    );
    writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
    for (const folder of ['dev', 'proc', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
    for (const { from, to, owner } of copied(final)) {
      const source = release !== undefined && from === '/opt/denizen' ? release : join(built ?? '', from);
      if (existsSync(source)) cpSync(source, join(root, to), { recursive: true, verbatimSymlinks: true });
      else mkdirSync(join(root, to), { recursive: true });
      if (owner) chownSync(join(root, to), owner[0] ?? 0, owner[1] ?? 0);
    }
    return configOf(final);
  } finally {
    if (built !== undefined) rmSync(built, { recursive: true });
  }
}

type Copied = { readonly from: string; readonly to: string; readonly owner: readonly number[] | undefined };

/** What the stage takes out of the one before it. */
function copied({ instructions }: Stage): readonly Copied[] {
  return instructions
    .filter(({ name }) => name === 'COPY')
    .map(({ text }) => {
      const words = text.split(/\s+/);
      const [from = '', to = ''] = words.filter((word) => !word.startsWith('--'));
      const owner = words.find((word) => word.startsWith('--chown='))?.slice('--chown='.length);
      if (!words.includes('--from=build')) throw new Error(`this is not of the build: ${text}`);
      return { from, to, owner: owner?.split(':').map(Number) };
    });
}

/** Runs the steps in an overlay of this machine's root, and copies what is wanted of it into a folder. */
function runBuild({ instructions }: Stage, to: string, wanted: readonly Copied[]): void {
  const lines: string[] = [];
  let folder = '/';
  for (const { name, text } of instructions) {
    if (name === 'WORKDIR') {
      folder = text;
      lines.push(`mkdir -p ${folder}`);
    } else if (name === 'COPY' && text === '. .') lines.push(`cp -a /denizen-context/. ${folder}/`);
    else if (name === 'RUN') lines.push(`(cd ${folder} && ${text})`);
    else throw new Error(`this step cannot be run: ${name} ${text}`);
  }
  const take = wanted.map(
    ({ from }) => `mkdir -p /denizen-built${dirname(from)} && cp -a ${from} /denizen-built${from}`,
  );
  const script = `set -e
    scratch=$(mktemp -d)
    mount -t tmpfs tmpfs "$scratch"
    mkdir "$scratch/up" "$scratch/work" "$scratch/root" "$scratch/context"
    git -C "$1" ls-files -z | tar -C "$1" --null -T - -cf - | tar -C "$scratch/context" -xf -
    mount -t overlay overlay -o "lowerdir=/,upperdir=$scratch/up,workdir=$scratch/work" "$scratch/root"
    mkdir -p "$scratch/root/denizen-context" "$scratch/root/denizen-built"
    mount --bind "$scratch/context" "$scratch/root/denizen-context"
    mount --bind "$2" "$scratch/root/denizen-built"
    mount --rbind /dev "$scratch/root/dev"
    mount -t proc proc "$scratch/root/proc"
    mount -t tmpfs tmpfs "$scratch/root/tmp"
    chroot "$scratch/root" sh -ec "$3"`;
  const { status } = spawnSync(
    'unshare',
    ['--mount', '--', 'sh', '-c', script, 'sh', ROOT, to, [...lines, ...take].join('\n')],
    { stdio: ['ignore', 2, 2], env: { ...process.env, TMPDIR: '/tmp' } },
  );
  if (status !== 0) throw new Error(`the build ended with ${status}`);
}

/** As Debian 12 has them: programs and libraries are below `usr`. */
function makeMerged(root: string): void {
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(join('usr', name), join(root, name));
  }
}

/** Unpacks a package of Debian: its files on this machine if it is installed, else the archive. */
function unpack(name: string, root: string): void {
  const listed = spawnSync('dpkg', ['-L', name], { encoding: 'utf8' });
  if (listed.status === 0) {
    const files = listed.stdout
      .split('\n')
      .filter((path) => path !== '/.' && path !== '' && !NOT_IN_IMAGES.test(path));
    const found = files.filter(
      (path) => existsSync(path) && !lstatSync(path).isDirectory() && !MERGED.test(path),
    );
    const args = ['-C', '/', '--null', '-T', '-', '-cf', '-'];
    const input = found.map((path) => path.slice(1)).join('\0');
    const archive = execFileSync('tar', args, { input, maxBuffer: 512 * 1024 * 1024 });
    execFileSync('tar', ['-C', root, '-xf', '-', '--keep-directory-symlink'], { input: archive });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'denizen-package-'));
  try {
    execFileSync('apt-get', ['download', '-qq', name], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    execFileSync('sh', ['-c', 'dpkg-deb -x ./*.deb "$1"', 'sh', root], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
