import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { nodeOf } from '../sdk/packed.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { deadLinks } from '../support/links.ts';
import { begin, folder, run } from '../support/program.ts';
import { call } from '../support/server.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What is packed, and what that is made of. */
const NEEDED = [
  'src',
  'console',
  'docs',
  'tools',
  'ops',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'bench/README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'STYLE.md',
];

const execute = promisify(execFile);
/** Names of packages and of Node's modules, imported at the start or later. */
const IMPORTS = /^import (?:[^'"]*? from )?['"]([^.'"][^'"]*)['"]|\bimport\(['"]([^.'"][^'"]*)['"]\)/gm;
const KEY = 'a-key-that-is-known-and-long-enough';

describe('the package', () => {
  const home = folder();
  const oldNode = nodeOf(20);
  const skip = oldNode === undefined && 'Node 20 is not on the PATH';
  const app = () => join(home(), 'app');
  const inside = (...names: string[]) => join(app(), 'lib/node_modules/denizen', ...names);
  const binary = () => join(app(), 'bin/denizen');
  /** Without the packages that it needs, which lie in it when it is installed for everybody. */
  const files = () => globSync('**/*', { cwd: inside(), exclude: ['node_modules'] });
  /** The binary by the Node of the tests, since the machine's own may be an old one. */
  const program = () => [process.execPath, binary()];

  before(async () => {
    const sources = join(home(), 'checkout');
    for (const name of NEEDED) {
      cpSync(join(ROOT, name), join(sources, name), { recursive: true, verbatimSymlinks: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(sources, 'node_modules'));
    mkdirSync(app());
    await execute('npm', ['pack', '--pack-destination', home()], { cwd: sources });
    const [archive = ''] = globSync('denizen-*.tgz', { cwd: home() });
    const quietly = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    // As `npm install -g denizen` does, in a place of its own.
    await execute('npm', ['install', '-g', '--prefix', app(), ...quietly, join(home(), archive)], {
      cwd: app(),
    });
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
    const console = await fetch(endpoint.replace('/v1', '/console/'));
    const [script = ''] = /\/console\/assets\/[^"]+\.js/.exec(await console.text()) ?? [];
    const loaded = await fetch(endpoint.replace('/v1', script));
    assert.deepEqual([made.status, docs.status, console.status, loaded.status], [201, 200, 200, 200]);
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
      /^Denizen cannot continue: the PostgreSQL server cannot serve right now \(connect ECONNREFUSED/,
    );
  });

  it('says in a sentence what to do on a Node that is too old', { skip }, async () => {
    const { code, output, errors } = await run('--version', {}, { program: [oldNode ?? '', binary()] });
    assert.deepEqual([code, output], [1, '']);
    assert.match(
      errors,
      /^Denizen needs Node 24 or newer and this is Node 20\.[\d.]+: install one from https:\/\/nodejs\.org\/en\/download and run the command again\.\n$/,
    );
  });

  it('has what its README and its other pages link to', () => {
    assert.ok(existsSync(inside('docs/guide/settings.md')));
    assert.deepEqual(deadLinks(inside()), []);
  });

  it('is run by npx from its archive', { skip: skipUnlessWhole }, async () => {
    const [archive = ''] = globSync('denizen-*.tgz', { cwd: home() });
    const node = dirname(process.execPath);
    const { stdout } = await execute(
      'npx',
      ['--yes', '--prefer-offline', '--package', join(home(), archive), 'denizen', '--version'],
      {
        cwd: home(),
        env: { ...process.env, PATH: `${node}${delimiter}${process.env.PATH}` },
      },
    );
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('has no sources, tests or support in it', () => {
    assert.deepEqual(
      files().filter((file) => /\.c?ts$|\.test\.[cm]?[jt]s$|^(src|test)\b|tsconfig|\.map$|\.cjs$/.test(file)),
      [],
    );
    const others = files()
      .filter((file) => statSync(inside(file)).isFile())
      .filter(
        (file) =>
          !/^dist\/.+\.js$|^(?:console|docs)\/dist\/|^ops\/|^docs\/console\.png$|\.md$|^LICENSE$|^package\.json$/.test(
            file,
          ),
      );
    assert.deepEqual(others, []);
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
