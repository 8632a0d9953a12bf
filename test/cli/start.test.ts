import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PATIENCE_MS } from '../support/patience.ts';
import { begin, folder, run } from '../support/program.ts';
import { call } from '../support/server.ts';

const ROOT = join(import.meta.dirname, '../..');
const READY = 'Next';
const SECRET = /standard_[0-9a-f]{64}/;
const KEY = 'a key that the operator chose, 32+'.replaceAll(' ', '-');

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** What the start says, by the word at the beginning of each line. */
function lines(output: string): Record<string, string> {
  return Object.fromEntries(
    output
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/))
      .filter((words) => words.length > 1),
  );
}

const asKey = (project: string, key: string) => ({ 'X-Appwrite-Project': project, 'X-Appwrite-Key': key });

describe('the first start', () => {
  const home = folder();
  let secret = '';

  it('makes data, project and key, and says in a few lines what a newcomer needs', async (test) => {
    const server = await begin('serve', READY, {}, { folder: home() });
    test.after(() => server.stop());
    secret = SECRET.exec(server.output())?.[0] ?? '';
    const endpoint = lines(server.output()).Endpoint ?? '';
    const said = server
      .output()
      .replaceAll(secret, 'KEY')
      .replaceAll(endpoint, 'ENDPOINT')
      .replaceAll(endpoint.slice(0, -3), 'BASE');
    assert.match(endpoint, /^http:\/\/localhost:\d+\/v1$/);
    assert.equal(
      said
        .replace(/\d+ ms/, 'N ms')
        .replace(/setup=[0-9a-f]{64}/, 'setup=LINK')
        .replace(/127\.0\.0\.1:\d+(?:, \[::1\]:\d+)?/, 'PLACES'),
      `Denizen is ready (N ms).
  Endpoint  ENDPOINT
  Listens   PLACES
  Project   default
  API key   KEY  (not shown again: keep it)
  Console   BASE/console/#setup=LINK  (good once, for 30 minutes)
  Docs      BASE/docs
  Next      curl ENDPOINT/users -H 'X-Appwrite-Project: default' -H 'X-Appwrite-Key: KEY' -H 'Content-Type: application/json' -d '{"userId":"unique()","email":"ann@example.com"}'
`,
    );
  });

  it('gives a key that works, and a documentation page', async (test) => {
    const server = await begin('serve', READY, {}, { folder: home() });
    test.after(() => server.stop());
    const { Endpoint: endpoint = '', Docs: docs = '' } = lines(server.output());
    const body = { userId: 'unique()', email: 'ann@example.com' };
    const { status } = await call(endpoint, 'POST', '/users', { body, headers: asKey('default', secret) });
    assert.deepEqual([status, (await fetch(docs)).status], [201, 200]);
  });

  it('lets nobody else read its files', () => {
    const data = join(home(), 'data');
    assert.equal(modeOf(data), '700');
    assert.deepEqual(
      readdirSync(data).filter((name) => modeOf(join(data, name)) !== '600'),
      [],
    );
    assert.match(readFileSync(join(data, 'denizen.key'), 'utf8'), /^[0-9a-f]{64}\n$/);
  });

  it('keeps the key as a hash only', () => {
    const data = join(home(), 'data');
    const holding = readdirSync(data).filter((name) =>
      readFileSync(join(data, name)).includes(secret.slice(-64)),
    );
    assert.deepEqual(holding, []);
  });
});

describe('the second start', () => {
  const home = folder();

  it('says the same without the key, which it makes as little as the key file', async () => {
    const first = await (await begin('serve', READY, {}, { folder: home() })).stop();
    const sealing = readFileSync(join(home(), 'data', 'denizen.key'), 'utf8');
    const second = await (await begin('serve', READY, {}, { folder: home() })).stop();
    const {
      Next: next,
      Endpoint: _,
      Docs: __,
      Console: page = '',
      Listens: places,
      ...rest
    } = lines(second.output);
    assert.match(places ?? '', /^127\.0\.0\.1:\d+/);
    assert.deepEqual(rest, { Project: 'default' });
    // While there is no administrator, each start makes a link, which no log has.
    const [, link = ''] = /#setup=([0-9a-f]{64})$/.exec(page) ?? [];
    assert.ok(link !== '' && !first.output.includes(link) && !second.errors.includes(link));
    assert.equal(next, 'npm run -s denizen -- keys create --project default --scopes users.read,users.write');
    assert.equal(readFileSync(join(home(), 'data', 'denizen.key'), 'utf8'), sealing);
    assert.deepEqual([first.code, second.code], [0, 0]);
    for (const { errors } of [first, second]) assert.doesNotMatch(errors, SECRET);
    assert.match(first.output, SECRET);
    assert.doesNotMatch(second.output, SECRET);
  });

  it('does not go on with another sealing key, nor makes one where the file is missing', async () => {
    const file = join(home(), 'data', 'denizen.key');
    const other = await run(
      'serve',
      { DENIZEN_SECRET: 'another secret, which is long enough too' },
      { folder: home() },
    );
    rmSync(file);
    const missing = await run('serve', {}, { folder: home() });
    assert.match(
      other.errors,
      /^The sealing key is not the one that this database was first opened with\. Set DENIZEN_SECRET to that one, /,
    );
    assert.match(
      missing.errors,
      /^The sealing key of this database is missing: data\/denizen\.key does not exist or is empty\. Restore the file, /,
    );
    assert.deepEqual([other.code, missing.code, existsSync(file)], [1, 1, false]);
  });
});

describe('a start in JSON', () => {
  it('is one document', async () => {
    const { output } = await (
      await begin('serve --json', '\n}', { DENIZEN_DATABASE: 'sqlite::memory:' })
    ).stop();
    const {
      endpoint,
      docs,
      key,
      console: page,
      listens,
      ...rest
    } = JSON.parse(output) as Record<string, string>;
    assert.match(listens?.[0] ?? '', /^127\.0\.0\.1:\d+$/);
    assert.match(key ?? '', SECRET);
    assert.equal(docs, endpoint?.replace('/v1', '/docs'));
    // Without the link that makes the first administrator.
    assert.equal(page, endpoint?.replace('/v1', '/console/'));
    assert.deepEqual(rest, { project: 'default', projects: 1, database: 'sqlite' });
  });
});

describe('a start with several projects', () => {
  const home = folder();

  it('names them, first the one that it is about', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'shop'])
      await run(`projects create ${id}`, {}, { folder: home() });
    const first = await (await begin('serve', READY, {}, { folder: home() })).stop();
    const shop = await (await begin('serve', READY, { DENIZEN_PROJECT: 'shop' }, { folder: home() })).stop();
    assert.equal(lines(first.output).Projects, 'a, b, c, d, e and 2 more');
    assert.equal(lines(shop.output).Projects, 'shop, a, b, c, d and 2 more');
  });
});

describe('a start in memory', () => {
  const home = folder();

  it('serves, and leaves nothing behind', async (test) => {
    const server = await begin('serve --database sqlite::memory:', READY, {}, { folder: home() });
    test.after(() => server.stop());
    const headers = asKey('default', SECRET.exec(server.output())?.[0] ?? '');
    const { status } = await call(lines(server.output()).Endpoint ?? '', 'POST', '/users', {
      body: { userId: 'ann' },
      headers,
    });
    assert.equal(status, 201);
    assert.deepEqual(readdirSync(home()), []);
  });
});

describe('a start with a known project and key', () => {
  const home = folder();

  /** The statuses that these keys get in the project. */
  async function statuses(settings: Record<string, string>, project: string, keys: readonly string[]) {
    const server = await begin('serve', READY, settings, { folder: home() });
    const endpoint = lines(server.output()).Endpoint ?? '';
    const answers = await Promise.all(
      keys.map((key) => call(endpoint, 'GET', '/users', { headers: asKey(project, key) })),
    );
    const { output, errors } = await server.stop();
    for (const key of keys)
      assert.ok(!output.includes(key) && !errors.includes(key), 'a key that is known is not said');
    const { Project, Projects = Project } = lines(output);
    assert.equal(Projects?.split(', ')[0], project);
    return answers.map(({ status }) => status);
  }

  it('makes both, and another key replaces the first', async () => {
    const other = `${KEY}-again`;
    const shop = { DENIZEN_PROJECT: 'Shop', DENIZEN_API_KEY: KEY };
    assert.deepEqual(await statuses(shop, 'shop', [KEY, other]), [200, 401]);
    assert.deepEqual(await statuses({ ...shop, DENIZEN_API_KEY: other }, 'shop', [KEY, other]), [401, 200]);
    assert.deepEqual(
      await statuses({ DENIZEN_PROJECT: 'blog', DENIZEN_API_KEY: KEY }, 'blog', [KEY, other]),
      [200, 401],
    );
  });
});

describe('several processes in an empty folder', () => {
  const home = folder();

  it('make one database and one key file', async () => {
    const ends = await Promise.all(
      ['a', 'b', 'c'].map((id) => run(`projects create ${id}`, {}, { folder: home() })),
    );
    assert.deepEqual(
      ends.map(({ code, errors }) => [code, errors]),
      [
        [0, ''],
        [0, ''],
        [0, ''],
      ],
    );
    // SQLite leaves its log where two processes close the file at the same moment, and uses it at the next opening.
    const files = readdirSync(join(home(), 'data')).filter((name) => !/-(wal|shm)$/.test(name));
    assert.deepEqual(files, ['denizen.db', 'denizen.db.owner', 'denizen.key']);
    assert.match(
      (await run('check', {}, { folder: home() })).output,
      /3 projects\.\nHistory: .*\nNo problems found\.\n$/,
    );
  });
});

describe('npm start', () => {
  const program = ['npm', 'start', '--silent', '--prefix', ROOT, '--'];

  it('runs the sources on a Node that is new enough, whichever one the machine has', async () => {
    const server = await begin('--database sqlite::memory:', READY, {}, { program });
    const { output } = await server.stop();
    assert.match(output, /^Denizen is ready/);
  });

  it('hands on the signal to stop', { timeout: PATIENCE_MS }, async () => {
    const server = await begin('--database sqlite::memory:', READY, {}, { program });
    const { errors } = await server.stop();
    assert.match(errors, /"reason":"SIGTERM","msg":"stopping"/);
  });
});
