import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { begin, folder, run } from '../support/program.ts';
import { call } from '../support/server.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What is packed, and what that is made of. */
const NEEDED = [
  'src',
  'docs',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'README.md',
  'CHANGELOG.md',
];
const OLD_NODE = '/usr/bin/node';

const execute = promisify(execFile);
/** Names of packages and of Node's modules, imported at the start or later. */
const IMPORTS = /^import (?:[^'"]*? from )?['"]([^.'"][^'"]*)['"]|\bimport\(['"]([^.'"][^'"]*)['"]\)/gm;
const KEY = 'a-key-that-is-known-and-long-enough';

describe('the package', () => {
  const home = folder();
  const app = () => join(home(), 'app');
  const inside = (...names: string[]) => join(app(), 'node_modules', 'denizen', ...names);
  const binary = () => join(app(), 'node_modules', '.bin', 'denizen');
  /** The binary by the Node of the tests, since the machine's own may be an old one. */
  const program = () => [process.execPath, binary()];

  before(async () => {
    const sources = join(home(), 'checkout');
    for (const name of NEEDED.filter((name) => existsSync(join(ROOT, name)))) {
      cpSync(join(ROOT, name), join(sources, name), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(sources, 'node_modules'));
    mkdirSync(app());
    writeFileSync(join(app(), 'package.json'), '{ "private": true }');
    await execute('npm', ['pack', '--pack-destination', home()], { cwd: sources });
    const [archive = ''] = globSync('denizen-*.tgz', { cwd: home() });
    const quietly = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    await execute('npm', ['install', ...quietly, join(home(), archive)], { cwd: app() });
  });

  it('has a binary that says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.deepEqual(await run('--version', {}, { program: program() }), {
      code: 0,
      output: `${version}\n`,
      errors: '',
    });
  });

  it('serves', async (test) => {
    const settings = { DENIZEN_DATABASE: 'sqlite::memory:', DENIZEN_PROJECT: 'shop', DENIZEN_API_KEY: KEY };
    const server = await begin('serve', 'Next', settings, { program: program() });
    test.after(() => server.stop());
    const endpoint = /Endpoint +(\S+)/.exec(server.output())?.[1] ?? '';
    const headers = { 'X-Appwrite-Project': 'shop', 'X-Appwrite-Key': KEY };
    const body = { userId: 'ann', email: 'ann@gmail.com', phone: '+14155550123', password: 'password' };
    const made = await call(endpoint, 'POST', '/users', { body, headers });
    const docs = await fetch(endpoint.replace('/v1', '/docs'));
    assert.deepEqual([made.status, docs.status], [201, 200]);
    assert.match(server.output(), /Next +denizen keys create --project shop /);
  });

  it('brings the driver for PostgreSQL', async () => {
    const { errors } = await run(
      'check --database postgres://127.0.0.1:1/people',
      {},
      { program: program() },
    );
    assert.match(
      errors,
      /^Denizen cannot go on: the PostgreSQL server cannot serve right now \(connect ECONNREFUSED/,
    );
  });

  it('says so on a Node that is too old', {
    skip: !existsSync(OLD_NODE) && 'there is no old Node here',
  }, async () => {
    const { stdout: version } = await execute(OLD_NODE, ['--version']);
    if (Number.parseInt(version.slice(1), 10) >= 24) return;
    assert.deepEqual(await run('--version', {}, { program: [OLD_NODE, binary()] }), {
      code: 1,
      output: '',
      errors: `Node 24 or newer is needed, and this is Node ${version.slice(1).trim()}.\n`,
    });
  });

  it('has no sources, tests or support in it', () => {
    assert.deepEqual(
      globSync('**/*', { cwd: inside() }).filter((file) =>
        /\.ts$|\.test\.|^(src|test|bench)\b|tsconfig|\.map$/.test(file),
      ),
      [],
    );
    assert.deepEqual(
      readdirSync(inside()).filter(
        (name) => !['dist', 'docs', 'package.json', 'README.md', 'CHANGELOG.md'].includes(name),
      ),
      [],
    );
  });

  it('names no source file, which is not there', () => {
    const naming = globSync('dist/**/*.js', { cwd: inside() }).filter((file) =>
      /['"]\.{1,2}\/[\w./-]+\.ts['"]/.test(readFileSync(inside(file), 'utf8')),
    );
    assert.deepEqual(naming, []);
  });

  it('imports nothing that it does not bring', () => {
    const { dependencies } = JSON.parse(readFileSync(inside('package.json'), 'utf8')) as {
      dependencies: object;
    };
    const known = new Set([
      ...Object.keys(dependencies),
      ...builtinModules.map((name) => `node:${name}`),
      'node:sqlite',
    ]);
    const imported = globSync('dist/**/*.js', { cwd: inside() }).flatMap((file) => {
      const found = readFileSync(inside(file), 'utf8').matchAll(IMPORTS);
      return Array.from(found, ([, named = '', late = '']) => named || late);
    });
    const names = new Set(imported.map((name) => (name.startsWith('node:') ? name : packageOf(name))));
    assert.ok(names.has('fastify') && names.has('node:fs'));
    assert.deepEqual(
      [...names].filter((name) => !known.has(name)),
      [],
    );
  });
});

/** Without the path behind its name: `@scope/name/path` is of `@scope/name`. */
function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}
