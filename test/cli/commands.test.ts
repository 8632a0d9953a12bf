import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { folder, run, withoutProgress } from '../support/program.ts';

const DAY_MS = 86_400_000;
const SECRET = /^standard_[0-9a-f]{64}$/m;
const AGAIN = 'npm run -s denizen --';

type KeyShown = {
  id: string;
  name: string;
  scopes: string[];
  expiresAt: string | null;
  project: string;
  secret: string;
};

onAnyEngine('commands', (database) => {
  const home = folder();

  /** What a command that succeeds says, beside nothing on standard error. */
  async function said(command: string | readonly string[], more = {}): Promise<string> {
    const settings = {
      ...more,
      DENIZEN_DATABASE: database.setting(),
      DENIZEN_SECRET: 'a secret for tests, and long enough',
    };
    const { code, output, errors } = await run(command, settings, { folder: home() });
    assert.deepEqual({ code, errors: withoutProgress(errors) }, { code: 0, errors: '' });
    return output;
  }
  const json = async (command: string | readonly string[]): Promise<unknown> =>
    JSON.parse(await said(command));
  const createKey = async (options: string) => (await json(`keys create --json ${options}`)) as KeyShown;

  it('migrate makes the schema, and does nothing the second time', async () => {
    const [first, second, third] = [
      await said('migrate'),
      await said('migrate'),
      await json('migrate --json'),
    ];
    assert.match(first, /^Applied 0001-\S+.*\.\n$/);
    assert.equal(second, 'The database is up to date.\n');
    assert.deepEqual(third, { applied: [], waiting: [] });
  });

  it('migrate drops the index of parts of words, and builds it again, and check says if it is missing', async () => {
    const off = { DENIZEN_SUBSTRING_INDEX: 'off' };
    await said('migrate', off);
    assert.doesNotMatch(await said('check', off), /Warning/);
    assert.match(
      await said('check'),
      /^Warning: Search inside words is off\. The database has no index for it: run the command migrate\.$/m,
    );
    await said('migrate');
    assert.doesNotMatch(await said('check'), /Warning/);
  });

  it('projects create makes a project, and says what to do next', async () => {
    assert.equal(
      await said('projects create Shop'),
      `Created project shop. Next: ${AGAIN} keys create --project shop --scopes users.read,users.write\n`,
    );
    assert.deepEqual(await json(['projects', 'create', 'blog', '--name', 'The Blog', '--json']), {
      id: 'blog',
      name: 'The Blog',
    });
  });

  // How it is said is the same on both engines.
  if (database.engine === 'sqlite') {
    it('projects list shows them, oldest first', async () => {
      assert.equal(await said('projects list'), 'ID    NAME\nshop  shop\nblog  The Blog\n');
      const both = await Promise.all([json('projects list --json'), json('--json projects list')]);
      const expected = [
        { id: 'shop', name: 'shop' },
        { id: 'blog', name: 'The Blog' },
      ];
      assert.deepEqual(both, [expected, expected]);
    });

    it('keys create shows the secret once, keys list never, and keys revoke ends the key', async () => {
      const output = await said([
        'keys',
        'create',
        '--project',
        'shop',
        '--scopes',
        'users.read, users.write',
        '--name',
        'Import',
      ]);
      const id =
        /^Key (\w+) of project shop, for users\.read, users\.write, never expires\./.exec(output)?.[1] ?? '';
      const secret = SECRET.exec(output)?.[0] ?? 'none';
      const list = await said('keys list --project shop');
      const lines = list.split('\n');
      assert.match(lines[0] ?? '', /^ID +NAME +SCOPES +EXPIRES +LAST USED$/);
      assert.match(lines[1] ?? '', new RegExp(`^${id} +Import +users\\.read, users\\.write +never +never$`));
      assert.ok(!list.includes(secret));
      assert.equal(await said(`keys revoke ${id} --project shop`), `Key ${id} is revoked.\n`);
      assert.deepEqual(await json('keys list --project shop --json'), []);
      assert.equal(await said('keys list --project shop'), 'No keys.\n');
    });

    it('keys list is a table that a terminal can show, also for keys with many scopes', async () => {
      const made = [await createKey('--project shop --scopes *')];
      const four =
        '--project shop --scopes users.read,users.write,teams.read,teams.write --expires 2099-01-31';
      made.push(await createKey(four));
      const [, all = '', some = ''] = (await said('keys list --project shop')).split('\n');
      assert.match(all, / {2}\* +never +never$/);
      assert.match(some, / {2}users\.read, users\.write and 2 more +2099-01-31 00:00 +never$/);
      assert.ok(all.length < 120 && some.length < 120);
      for (const { id } of made) await said(`keys revoke ${id} --project shop`);
    });

    it('keys belong to their project', async () => {
      const made = await createKey('--project blog --scopes *');
      const { secret, project, ...shown } = made;
      assert.match(secret, SECRET);
      assert.equal(project, 'blog');
      assert.deepEqual(await json('keys list --json --project blog'), [shown]);
      assert.deepEqual(await json('keys list --json --project shop'), []);
      assert.deepEqual(await json(`keys revoke ${made.id} --project blog --json`), {
        id: made.id,
        revoked: true,
      });
    });

    it('--expires takes a number of days, a day and a moment', async () => {
      const now = Date.now();
      const [days, day, moment] = await Promise.all(
        ['90d', '2099-01-31', '2099-01-31T10:00:00+02:00'].map((when) =>
          createKey(`--project shop --scopes * --expires ${when}`),
        ),
      );
      const inDays = (Date.parse(days?.expiresAt ?? '') - now) / DAY_MS;
      assert.ok(inDays >= 90 && inDays < 90.01, String(inDays));
      assert.equal(day?.expiresAt, '2099-01-31T00:00:00.000Z');
      assert.equal(moment?.expiresAt, '2099-01-31T08:00:00.000Z');
    });
  }

  it('check finds nothing wrong with what the commands made', async () => {
    const output = await said('check');
    assert.match(
      output,
      /^Settings are valid, the sealing key is correct\.\n(SQLite|PostgreSQL) \S.*, schema up to date, 2 projects\.\nHistory: 0 entries chained in \d chains?, 0 of them signed, \d+ waiting\.\n(Warning: This PostgreSQL cluster has no data checksums.*\n)?No problems found\.\n$/,
    );
    type Checked = {
      readonly version: string;
      readonly warnings: readonly string[];
      readonly history: { readonly chained: number; readonly waiting: number };
    };
    const { version, history, warnings, ...rest } = (await json('check --json')) as Checked;
    assert.match(version, /^\d+\.\d+/);
    assert.deepEqual([history.chained, history.waiting > 2], [0, true]);
    const messages = { waiting: 0, dead: 0, latest: [] };
    const nothing = { messages, problems: [] };
    assert.deepEqual(
      warnings.filter((warning) => !warning.includes('no data checksums')),
      [],
    );
    assert.deepEqual(rest, { ok: true, quick: false, engine: database.engine, projects: 2, ...nothing });
  });
});

describe('the only project', () => {
  const home = folder();

  it('need not be named, and DENIZEN_PROJECT names it as the flag does', async () => {
    const inHome = (command: string, settings = {}) => run(`${command} --json`, settings, { folder: home() });
    await inHome('projects create shop');
    const alone = await inHome('keys create --scopes *');
    await inHome('projects create blog');
    const named = await inHome('keys create --scopes *', { DENIZEN_PROJECT: 'blog' });
    const flagged = await inHome('keys create --scopes * --project shop', { DENIZEN_PROJECT: 'blog' });
    const projects = [alone, named, flagged].map(({ output }) => (JSON.parse(output) as KeyShown).project);
    assert.deepEqual(projects, ['shop', 'blog', 'shop']);
  });
});
