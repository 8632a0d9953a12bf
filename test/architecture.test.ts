import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const CORE_MEMBERS_AT_MOST = 14;

/** Which of our folders each folder may import beside itself. Files right under `src` may import everything. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  crypto: [],
  db: [],
  imports: ['crypto'],
  exports: ['crypto', 'imports'],
  core: ['db', 'crypto', 'imports', 'exports'],
  http: ['core', 'version.ts'],
  appwrite: ['core', 'http'],
  hex: ['core', 'http'],
  admin: ['core', 'http', 'imports', 'version.ts'],
  migrate: ['core', 'crypto', 'http', 'version.ts'],
  delivery: ['core', 'setting-values.ts'],
  maintenance: ['core'],
  tracing: ['core', 'setting-values.ts'],
  cli: [
    'imports',
    'exports',
    'admin',
    'appwrite',
    'hex',
    'migrate',
    'delivery',
    'maintenance',
    'tracing',
    'http',
    'core',
    'crypto',
    'db',
    'config.ts',
    'config-file.ts',
    'config-warnings.ts',
    'setting-names.ts',
    'setting-texts.ts',
    'settings.ts',
    'observation-settings.ts',
    'full-disk.ts',
    'key-file.ts',
    'setting-values.ts',
    'open.ts',
    'version.ts',
  ],
};

/** Arrows of the core against the way of the others, each with its reason. */
const bothWays: ReadonlySet<string> = new Set([
  // What others see of a user changes with the user's row, wherever that is changed.
  'users store needs usernames',
]);

const sources = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !file.endsWith('.test.ts'));
const sdkSources = globSync('sdk/src/**/*.ts', { cwd: ROOT });

const coreSources = sources.filter((file) => folderOf(file) === 'core');

describe('architecture', () => {
  it('imports go the way the map says', () => {
    const wrong = sources.flatMap((file) => {
      const folder = folderOf(file);
      const may = allowed[folder];
      if (!may) return [];
      return importsOf(file)
        .filter((imported) => imported.startsWith('src/'))
        .filter((imported) => folderOf(imported) !== folder && !may.includes(folderOf(imported)))
        .map((imported) => `${file} imports ${imported}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('no file imports, by whatever way, what imports it', () => {
    assert.deepEqual(onCircles(sources, importsOf), []);
  });

  it('in the core, stores import no operations', () => {
    const wrong = coreSources
      .filter((file) => layerOf(file) === 'store')
      .flatMap((file) =>
        coreImportsOf(file)
          .filter((imported) => layerOf(imported) === 'operation')
          .map((imported) => `${file} imports ${imported}`),
      );
    assert.deepEqual(wrong, []);
  });

  for (const layer of ['data', 'store', 'operation'] as const) {
    it(`in the core, no folder's ${layer} files need, by whatever way, those of a folder that needs them`, () => {
      const arrows = coreSources
        .filter((file) => layerOf(file) === layer)
        .flatMap((file) =>
          coreImportsOf(file)
            .filter((imported) => layerOf(imported) === layer)
            .map((imported) => [topicOf(file), topicOf(imported)] as const),
        )
        .filter(([from, to]) => from !== to && !bothWays.has(`${from} ${layer} needs ${to}`));
      const next = (topic: string) => arrows.filter(([from]) => from === topic).map(([, to]) => to);
      assert.deepEqual(onCircles([...new Set(arrows.flat())], next), []);
    });
  }

  it('only what starts the program imports the composition root and the commands', () => {
    const wrong = sources
      .filter((file) => file !== 'src/main.ts' && folderOf(file) !== 'cli')
      .filter((file) =>
        importsOf(file).some((imported) => imported === 'src/open.ts' || folderOf(imported) === 'cli'),
      );
    assert.deepEqual(wrong, []);
  });

  it('the SDK imports nothing but itself, and the server nothing of it', () => {
    const isOwn = (imported: string) => imported.startsWith('sdk/src/');
    const isOfSdk = (imported: string) => /^(sdk\/|denizen-sdk)/.test(imported);
    const wrong = [
      ...sdkSources.filter((file) => !importsOf(file).every(isOwn)),
      ...sources.filter((file) => importsOf(file).some(isOfSdk)),
    ];
    assert.deepEqual(wrong, []);
  });

  it('nobody but tests imports the generators, which import nothing of the tests', () => {
    const tools = globSync('tools/**/*.ts', { cwd: ROOT });
    assert.ok(tools.length > 0);
    const wrong = [
      ...[...sources, ...sdkSources].filter((file) => importsOf(file).some((to) => to.startsWith('tools/'))),
      ...tools.filter((file) => importsOf(file).some((to) => /^(test|bench|faults|sdk)\//.test(to))),
    ];
    assert.deepEqual(wrong, []);
  });

  it('scenarios of faults import no other scenario, and only the frame imports the harness', () => {
    const scenarios = globSync('faults/scenarios/*.ts', { cwd: ROOT });
    const wrong = [...scenarios, ...sources, ...sdkSources].flatMap((file) =>
      importsOf(file)
        .filter((to) => /^faults\/(?:scenarios\/|run\.ts|one\.ts)/.test(to))
        .map((to) => `${file} imports ${to}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('every folder has its row', () => {
    const folders = new Set(sources.map(folderOf).filter((folder) => !folder.endsWith('.ts')));
    assert.deepEqual(
      [...folders].filter((folder) => !(folder in allowed)),
      [],
    );
  });

  it('SQL stands in stores, in lists and in the database folder only', () => {
    const speaks = sources.filter((file) =>
      /from 'kysely'|\bdb\s*\.(?:selectFrom|insertInto|updateTable|deleteFrom)/.test(read(file)),
    );
    const at = /^src\/db\/|\/(?:[\w-]+-)?store\.ts$|^src\/core\/listing\/|^src\/core\/users\/list\.ts$/;
    assert.deepEqual(
      speaks.filter((file) => !at.test(file)),
      [],
    );
  });

  it('transactions begin in core.write and nowhere else', () => {
    const begins = sources.filter((file) => /\.transact\(|\.transaction\(/.test(read(file)));
    assert.deepEqual(
      begins.filter((file) => !file.startsWith('src/db/')),
      ['src/core/core.ts'],
    );
  });

  it('acts are recorded by core.write and nowhere else, and not changed once they are given', () => {
    const records = sources.filter((file) =>
      /import \{[^}]*\brecord\b[^}]*\} from [^;]*\/audit\//.test(read(file)),
    );
    assert.deepEqual(records, ['src/core/core.ts']);
    const changed = sources.filter((file) => /\b(?:acts?|details)\.\w+ =[^=]/.test(read(file)));
    assert.deepEqual(changed, []);
  });

  it('the environment is read in one place', () => {
    const reads = sources.filter((file) => /process\.env/.test(read(file)));
    assert.deepEqual(reads, ['src/main.ts']);
  });

  it('what protocols share names none of them', () => {
    const shared = sources.filter((file) => /^src\/(?:core|db|http)\//.test(file));
    // One of the providers of OAuth is called so.
    const named = shared.filter((file) => !file.startsWith('src/core/oauth/providers/'));
    const protocols = /(?<![A-Za-z])(?:hex|appwrite)|Hex|Appwrite|HEX|APPWRITE/;
    const wrong = named.filter((file) => protocols.test(codeOf(file)));
    assert.deepEqual(wrong, []);
  });

  it('Core stays small', () => {
    const body = /export type Core = \{([\s\S]*?)\n\};/.exec(read('src/core/core.ts'))?.[1] ?? '';
    const members = body.match(/^ {2}readonly \w+/gm) ?? [];
    assert.ok(
      members.length > 0 && members.length <= CORE_MEMBERS_AT_MOST,
      `Core has ${members.length} members`,
    );
  });
});

type Layer = 'data' | 'store' | 'operation';

/**
 * Stores are known by their names. An operation needs the core or a store, by whatever way; the rest is data and rules.
 */
function layerOf(file: string): Layer {
  if (/(?:^|[/-])(?:store|rows)\.ts$/.test(file)) return 'store';
  return needsMore(file) ? 'operation' : 'data';
}

const needs = new Map<string, boolean>();

function needsMore(file: string): boolean {
  const known = needs.get(file);
  if (known !== undefined) return known;
  needs.set(file, false);
  const is = coreImportsOf(file).some(
    (imported) => imported === 'src/core/core.ts' || layerOf(imported) === 'store' || needsMore(imported),
  );
  needs.set(file, is || file === 'src/core/core.ts');
  return needs.get(file) ?? false;
}

/** A folder right under the core, or a file there. */
function topicOf(file: string): string {
  return file.split('/')[2] ?? '';
}

function coreImportsOf(file: string): readonly string[] {
  return importsOf(file).filter((imported) => imported.startsWith('src/core/'));
}

/** What is left when all that has no arrow in, or none out, was taken away again and again. */
function onCircles(nodes: readonly string[], next: (node: string) => readonly string[]): readonly string[] {
  const arrows = new Map(nodes.map((node) => [node, next(node)]));
  for (;;) {
    const entered = new Set([...arrows.values()].flat());
    const ends = [...arrows].filter(
      ([node, to]) => !entered.has(node) || !to.some((each) => arrows.has(each)),
    );
    if (ends.length === 0) return [...arrows.keys()];
    for (const [node] of ends) arrows.delete(node);
  }
}

function folderOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function importsOf(file: string): readonly string[] {
  const found = read(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, to = '']) => (to.startsWith('.') ? normalize(join(dirname(file), to)) : to));
}

/** Without comments, and without the name of the encoding. */
function codeOf(file: string): string {
  return read(file)
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replaceAll("'hex'", '');
}

const texts = new Map<string, string>();

function read(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
  texts.set(file, text);
  return text;
}
