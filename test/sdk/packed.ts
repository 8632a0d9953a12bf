import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { testFolder } from '../support/folders.ts';

const ROOT = join(import.meta.dirname, '../..');
const SDK = join(ROOT, 'sdk');
const run = promisify(execFile);
/** Everything but what is built or installed. */
const sources = ['package.json', 'README.md', 'LICENSE', 'tsconfig.json', 'declarations.js', 'src'];

export type Packed = {
  /** The archive as it is published. */
  readonly archive: string;
  /** A project that has the package installed, and a folder to remove in the end. */
  readonly project: string;
};

/** Builds and packs the SDK in a folder of its own, and installs it into a project, as a user would have it. */
export async function packed(): Promise<Packed> {
  const folder = testFolder();
  const source = join(folder, 'source');
  mkdirSync(source);
  for (const name of sources) cpSync(join(SDK, name), join(source, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH };
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source, env });
  const archive = join(folder, fileIn(stdout));
  const installed = join(folder, 'node_modules/denizen-sdk');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', archive, '-C', installed, '--strip-components=1']);
  const dependencies = { 'denizen-sdk': '*' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
  return { archive, project: folder };
}

/** Runs the shell commands of the README, in a checkout and in a project of their own, and returns the project. */
export async function installedByReadme(): Promise<string> {
  const folder = testFolder();
  const checkout = join(folder, 'checkout');
  const project = join(folder, 'project');
  for (const place of [join(checkout, 'sdk'), project]) mkdirSync(place, { recursive: true });
  for (const name of sources) cpSync(join(SDK, name), join(checkout, 'sdk', name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  writeFileSync(join(checkout, 'package.json'), JSON.stringify({ private: true, workspaces: ['sdk'] }));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(readFileSync(join(SDK, 'README.md'), 'utf8')) ?? [];
  const [pack = '', install = ''] = block.replaceAll('/tmp', folder).split('\n');
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH, npm_config_offline: 'true', npm_config_audit: 'false' };
  await run('sh', ['-c', pack], { cwd: checkout, env });
  await run('sh', ['-c', install], { cwd: project, env });
  return project;
}

/** The file that npm says it wrote; older and newer ones wrap it differently. */
function fileIn(output: string): string {
  return /"filename":\s*"([^"]+)"/.exec(output)?.[1] ?? '';
}

/** Runs a program of ours, or one by its path, and answers what it wrote to standard output. */
export async function tool(name: string, args: readonly string[], cwd: string): Promise<string> {
  const program = isAbsolute(name) ? name : join(ROOT, 'node_modules/.bin', name);
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };
  const { stdout } = await run(program, args, { cwd, env, maxBuffer: 10_000_000 });
  return stdout;
}

/** The machine's own Node of this major; `undefined` where it has none. */
export function nodeOf(major: number): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find((path) => execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith(`v${major}.`));
}
