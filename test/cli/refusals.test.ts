import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, describe, it } from 'node:test';
import { asAdmin, freshPostgres } from '../support/postgres.ts';
import { folder, run } from '../support/program.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A stack trace is for faults of ours. */
const STACK = /\n {4}at |Error:/;

/** Commands that users get wrong, and the beginning of what they are told. */
const mistakes: Readonly<Record<string, string>> = {
  'projects create shop': 'The project "shop" already exists.',
  'projects create a/b': 'A project id has 1 to 36 characters',
  'keys create --project shop --scopes users.reed':
    'Unknown scope: users.reed. Scopes: users.read, users.write',
  'keys create --project shop --scopes ,': 'A key needs a scope. Scopes: users.read, users.write',
  'keys create --scopes *': 'There are several projects. Choose one with --project ID.',
  'keys create --scopes * --project nowhere': 'Unknown project "nowhere".',
  'keys list --project A/B': 'DENIZEN_PROJECT must have 1 to 36 characters',
  'keys revoke nothing --project shop': 'Unknown key "nothing".',
  'serve --port 70000': 'DENIZEN_PORT must be a number from 0 to 65535, not "70000".',
  'serve --host 203.0.113.1':
    'listen EADDRNOTAVAIL: address not available 203.0.113.1. This machine does not have this address',
  'check --database mysql://db': 'DENIZEN_DATABASE must be sqlite: and a path',
  'check --database sqlite:./missing/people.db':
    'The database ./missing/people.db does not exist. Check DENIZEN_DATABASE; to create it, run: npm run -s denizen -- migrate',
  'check --database sqlite:.': 'The database . cannot be opened: unable to open database file',
  'check --database sqlite:./text.txt':
    'The file ./text.txt is not a Denizen database. Check DENIZEN_DATABASE.',
  'serve --database sqlite:./text.txt':
    'The file ./text.txt is not a Denizen database. Check DENIZEN_DATABASE.',
  'serve --database sqlite:./other.db':
    'The file ./other.db is not a Denizen database: it has tables of another program (songs). Check DENIZEN_DATABASE.',
  'check --database sqlite:./other.db':
    'The file ./other.db is not a Denizen database: it has tables of another program (songs). Check DENIZEN_DATABASE.',
  'check --database postgres://ann@127.0.0.1:1/people':
    'Denizen cannot continue: the PostgreSQL server cannot serve right now (connect ECONNREFUSED 127.0.0.1:1).',
  ...Object.fromEntries(
    [
      'yesterday',
      '2020-01-01',
      '2099-02-31',
      '2099-01-31T10:00:00',
      '2099-01-31(noon)',
      '0d',
      '1.5d',
      '-1d',
      '90',
    ].map((when) => [
      `keys create --project shop --scopes * --expires=${when}`,
      '--expires takes a future date such as 2030-01-31, or a number of days such as 90d.',
    ]),
  ),
};

/** What the library for commands finds. */
const misspelt: Readonly<Record<string, string>> = {
  'projekts list': "error: unknown command 'projekts'\n(Did you mean projects?)",
  'keys make': "error: unknown command 'make'\n(Did you mean create?)",
  'serve --prot 1': "error: unknown option '--prot'\n(Did you mean --port?)",
  'serve --port': "error: option '--port <number>' argument missing",
  'keys create': "error: required option '--scopes <names>' not specified",
  'projects create': "error: missing required argument 'id'",
};

describe('a mistake', () => {
  const home = folder();
  before(async () => {
    for (const id of ['shop', 'blog']) await run(`projects create ${id}`, {}, { folder: home() });
    const other = new DatabaseSync(join(home(), 'other.db'));
    other.exec('create table songs (id integer primary key)');
    other.close();
    chmodSync(join(home(), 'other.db'), 0o644);
    writeFileSync(
      join(home(), 'text.txt'),
      'This is no database, but some text of more than a few bytes.\n'.repeat(100),
    );
  });

  it('is answered with one sentence and the exit code 1', async () => {
    for (const batch of inTurns(Object.entries(mistakes), 4)) {
      await Promise.all(
        batch.map(async ([command, sentence]) => {
          const { code, output, errors } = await run(command.split(' '), {}, { folder: home() });
          assert.deepEqual([code, output, errors.slice(0, sentence.length)], [1, '', sentence], command);
          assert.doesNotMatch(errors, STACK);
          assert.doesNotMatch(errors, /canary/);
          assert.equal(errors.trimEnd().split('\n').length, 1);
        }),
      );
    }
  });

  it('with a secret as a flag is warned of first, without what it says', async () => {
    const [secret, database] = [
      'another-secret-0123456789abcdef',
      'postgres://ann:canary@127.0.0.1:1/people',
    ];
    const seen = [];
    for (const flag of [`--secret ${secret}`, `--database ${database}`, `--secret ${secret} --json`]) {
      const { code, errors } = await run(`check ${flag}`, {}, { folder: home() });
      assert.doesNotMatch(errors, /canary|another-secret/);
      seen.push([
        code,
        ...errors
          .trimEnd()
          .split('\n')
          .map((line) => line.slice(0, 40)),
      ]);
    }
    assert.deepEqual(seen, [
      [1, 'Others on this machine can read --secret', 'The sealing key is not the one that this'],
      [1, 'Others on this machine can read --databa', 'Denizen cannot continue: the PostgreSQL '],
      [1, '{"warning":"Others on this machine can r', '{"error":"The sealing key is not the one'],
    ]);
  });

  it('in the command itself is answered with what was meant', async () => {
    await Promise.all(
      Object.entries(misspelt).map(async ([command, sentence]) => {
        const { code, output, errors } = await run(command, {}, { folder: home() });
        assert.deepEqual([code, output, errors], [2, '', `${sentence}\nAdd --help for usage.\n`], command);
      }),
    );
  });

  it('is answered in JSON when JSON was asked for', async () => {
    const { code, output, errors } = await run('projects create shop --json', {}, { folder: home() });
    assert.deepEqual(
      [code, output, JSON.parse(errors)],
      [1, '', { error: 'The project "shop" already exists.' }],
    );
  });

  it('leaves nothing behind', async () => {
    assert.deepEqual(readdirSync(home()).toSorted(), ['data', 'other.db', 'text.txt']);
    assert.equal(statSync(join(home(), 'other.db')).mode & 0o777, 0o644);
    assert.ok(!existsSync(join(home(), 'missing')));
  });
});

describe('a setting that is misspelt', () => {
  it('stops every command', async () => {
    for (const command of ['serve', 'check']) {
      const { code, output, errors } = await run(command, { DENIZEN_DATABSE: 'sqlite::memory:' });
      assert.deepEqual([code, output], [1, '']);
      assert.match(
        errors,
        /^There is no setting DENIZEN_DATABSE\. Did you mean DENIZEN_DATABASE\? Remove it, or use one of: DENIZEN_HOST, .*\n$/,
      );
    }
  });
});

describe('an answer that cannot be written', () => {
  const toShell = (line: string) => [
    'sh',
    '-c',
    `${process.execPath} src/main.ts projects list --database sqlite::memory: ${line}`,
  ];
  const shell = (line: string) => run('', {}, { program: toShell(line), folder: ROOT });

  it('fails the command on a full disk', {
    skip: !existsSync('/dev/full') && 'there is no full disk here',
  }, async () => {
    const { code, errors } = await shell('>/dev/full');
    assert.deepEqual(
      [code, errors],
      [1, 'The output cannot be written: ENOSPC: no space left on device, write.\n'],
    );
  });

  it('because nobody reads it any more is no fault', async () => {
    const { code, errors } = await shell('| true');
    assert.deepEqual([code, errors], [0, '']);
  });
});

describe('a port that is taken', () => {
  const home = folder();

  it('is said, and nothing is made: the first key is not lost', async (test) => {
    const other = createServer().listen(0, '127.0.0.1');
    test.after(() => other.close());
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const { code, output, errors } = await run('serve', { DENIZEN_PORT: port }, { folder: home() });
    assert.deepEqual([code, output], [1, '']);
    assert.equal(
      errors,
      `listen EADDRINUSE: address already in use 127.0.0.1:${port}. Another program uses this port: stop it, or choose another DENIZEN_PORT.\n`,
    );
    assert.deepEqual(readdirSync(home()), []);
  });
});

describe('a PostgreSQL server that refuses', () => {
  it('is quoted, with what to do', async (test) => {
    const { url, drop } = await freshPostgres();
    test.after(drop);
    const wrong = { 'the password': new URL(url), 'the database': new URL(url), 'the user': new URL(url) };
    wrong['the password'].password = 'canary';
    wrong['the database'].pathname = '/nowhere';
    wrong['the user'].username = 'nobody';
    const ends = await Promise.all(
      Object.values(wrong).map(({ href }) => run('check', { DENIZEN_DATABASE: href })),
    );
    for (const { code, output, errors } of ends) {
      assert.deepEqual([code, output], [1, '']);
      assert.match(
        errors,
        /^PostgreSQL refuses: (password authentication failed|database "nowhere" does not exist).*Check DENIZEN_DATABASE.*\n$/,
      );
      assert.doesNotMatch(errors, STACK);
      assert.doesNotMatch(errors, /canary/);
    }
  });

  it('to make tables says so when it is migrated', async (test) => {
    const { url, drop } = await freshPostgres();
    const user = `reader_${process.pid}`;
    await asAdmin(`create role ${user} login password 'only-reads'`);
    test.after(async () => {
      await drop();
      await asAdmin(`drop role ${user}`);
    });
    const reader = new URL(url);
    [reader.username, reader.password] = [user, 'only-reads'];
    const { code, errors } = await run('migrate', { DENIZEN_DATABASE: reader.href });
    assert.equal(code, 1);
    assert.match(
      errors,
      /^PostgreSQL refuses: permission denied for schema public\. Check DENIZEN_DATABASE, and what its user may do\.\n$/,
    );
  });

  it('or that is empty is not changed by a check', async (test) => {
    const { url, drop } = await freshPostgres();
    test.after(drop);
    const end = () =>
      run('check', { DENIZEN_DATABASE: url, DENIZEN_SECRET: 'a secret for tests, and long enough' });
    for (const { code, errors } of [await end(), await end()]) {
      assert.equal(code, 1);
      assert.match(errors, /^The database lacks 0001-.*\. Run: npm run -s denizen -- migrate\n$/);
    }
  });
});

function inTurns<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
