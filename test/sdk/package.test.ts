import assert from 'node:assert/strict';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { isWhole, skipUnlessWhole } from '../support/extent.ts';
import { fetchedProgram } from '../support/fetched-tools.ts';
import { deadLinks } from '../support/links.ts';
import { KEY, PROJECT, serving } from '../support/server.ts';
import { bundle } from './bundle.ts';
import { installedByReadme, nodeOf, type Packed, packed, tool } from './packed.ts';

const SIZE_AT_MOST = 8_000;
/** As a page would have it. */
const SMALL = { format: 'esm', minify: true, target: 'es2022' } as const;
const JOURNEY = join(import.meta.dirname, 'journey.mjs');

/** The oldest Node that it is for, the newest, and what else runs JavaScript. */
const runtimes = [
  { name: 'Node 20', command: [nodeOf(20) ?? ''] },
  { name: `Node ${process.versions.node}`, command: [process.execPath] },
  ...(isWhole ? fetchedRuntimes() : []),
];

/** What the journey tells, wherever it is made. */
const EXPECTED = {
  made: [true, true, true, true, true],
  listed: ['-5', '-4', '-3', '-2', '-1'],
  prefs: { theme: 'dark' },
  refusals: [
    'DenizenError user_not_found',
    'DenizenError sdk_parameter_missing',
    'DenizenError sdk_aborted',
    'DenizenError general_route_not_found',
    'DenizenError general_unauthorized_scope',
  ],
  events: [
    'DELETE /users/{userId} 204',
    'GET /users 200',
    'GET /users/{userId} 404',
    'GET /users/{userId}/prefs 200',
    'PATCH /users/{userId}/prefs 200',
    'POST /users 201',
  ],
  teams: [],
};

describe('the packed SDK', () => {
  const server = serving({ setting: () => 'sqlite::memory:' }, BEHIND_PROXY);
  let here: Packed = { archive: '', project: '' };
  before(async () => {
    here = await packed();
    cpSync(JOURNEY, join(here.project, 'journey.mjs'));
    const told = { endpoint: server.get().endpoint, project: PROJECT, key: KEY };
    const lines = [
      "import { journey } from './journey.mjs';",
      `console.log(JSON.stringify(await journey(${JSON.stringify(told)})));`,
    ];
    writeFileSync(join(here.project, 'run.mjs'), lines.join('\n'));
  });

  it('is as publint wants packages', async () => {
    const { messages } = await publint({
      pkgDir: join(here.project, 'node_modules/denizen-sdk'),
      strict: true,
    });
    assert.deepEqual(messages, []);
  });

  it('has types wherever its code is', { skip: skipUnlessWhole }, async () => {
    const told = await tool(
      fetchedProgram('attw'),
      [here.archive, '--profile', 'esm-only', '--format', 'json'],
      here.project,
    );
    const { problems = {} } = JSON.parse(told) as { readonly problems?: object };
    // What requires it gets a module, and what is older than `exports` finds nothing: it is for neither.
    assert.deepEqual(Object.keys(problems).sort(), ['CJSResolvesToESM', 'NoResolution']);
  });

  it('holds its code, its types, its licence and a page about it, which links to nothing else', () => {
    const folder = join(here.project, 'node_modules/denizen-sdk');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const other = files.filter((file) => !/^dist(\/generated)?(\/[a-z-]+\.(js|d\.ts))?$/.test(file));
    assert.deepEqual(other.sort(), ['LICENSE', 'README.md', 'package.json']);
    assert.deepEqual(deadLinks(folder), []);
    const typed = files.filter((file) => file.endsWith('.js')).map((file) => file.replace('.js', '.d.ts'));
    assert.deepEqual(
      typed.filter((file) => !files.includes(file)),
      [],
    );
  });

  it('is installed by the commands of its README', async () => {
    const project = await installedByReadme();
    const code = "console.log(typeof (await import('denizen-sdk')).Users)";
    assert.equal(await tool(process.execPath, ['--input-type=module', '-e', code], project), 'function\n');
  });

  it('is small: client and users in 8 kB', { skip: skipUnlessWhole }, async () => {
    const entry = "export { Client, Users } from 'denizen-sdk';";
    const bytes = gzipSync((await bundle(here.project, entry, SMALL)).contents, { level: 9 }).length;
    assert.ok(bytes <= SIZE_AT_MOST, `${bytes} bytes`);
  });

  it('leaves out what is not used', { skip: skipUnlessWhole }, async () => {
    const { text: code } = await bundle(here.project, "export { ID } from 'denizen-sdk';", SMALL);
    assert.ok(code.length < 500, code);
  });

  for (const { name, command } of runtimes) {
    const [program = '', ...args] = command;
    const skip = program === '' && `${name} is not on the PATH`;
    it(`does under ${name} what it does everywhere`, { skip }, async () => {
      assert.deepEqual(JSON.parse(await tool(program, [...args, 'run.mjs'], here.project)), EXPECTED);
    });
  }
});

function fetchedRuntimes() {
  return [
    { name: 'Bun', command: [fetchedProgram('bun')] },
    {
      name: 'Deno',
      command: [fetchedProgram('deno'), 'run', '--allow-net=127.0.0.1', '--node-modules-dir=manual'],
    },
  ];
}
