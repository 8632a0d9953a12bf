import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { acrossShards, requestStatements } from '../../src/db/shard-classes.ts';
import { isWhole, SHARDS, skipOnCluster } from '../support/extent.ts';
import { testFolder } from '../support/folders.ts';
import { judgedOf, recordedIn } from '../support/judged-statements.ts';
import { FOLDER } from '../support/record-statements.ts';
import { operationOf } from '../support/requests-of-statements.ts';
import type { Judged } from '../support/shards.ts';

const ROOT = join(import.meta.dirname, '../..');
const RECORDER = join(ROOT, 'test/support/record-statements.ts');

/** Tests of what callers with a session, a key or a password do, and of lists. */
const scenarios = [
  'test/appwrite/account-clients.test.ts',
  'test/appwrite/clients.test.ts',
  'test/appwrite/logs.test.ts',
  'test/hex/oauth.test.ts',
  ...(isWhole ? ['test/appwrite/account-mfa.test.ts', 'test/appwrite/teams-clients.test.ts'] : []),
];

/** The requests that read from all shards by nature. */
const acrossRequests: ReadonlySet<string> = new Set([
  'membersList',
  'organizationsList',
  'teamsDelete',
  'teamsList',
  'teamsListMemberships',
  'usersGetUsage',
  'usersList',
  'usersListIdentities',
  'usersListMemberships',
  'usersMeAuditLogs',
]);

describe('the statements of a server on a Citus cluster', { skip: skipOnCluster }, () => {
  let judged: readonly Judged[] = [];
  before(async () => {
    const folder = testFolder();
    const waiting = [...scenarios];
    const runNext = async (): Promise<void> => {
      const file = waiting.shift();
      if (file === undefined) return;
      await record(file, folder);
      await runNext();
    };
    await Promise.all([runNext(), runNext()]);
    judged = await judgedOf(recordedIn(folder));
  });

  it('ask one shard at most on the path of a request with a session, a key or a sign-in', () => {
    const wrong = judged
      .filter(({ requests }) => requests.some(isHot))
      .filter((each) => each.shape !== 'select' && classIn(requestStatements, each) !== each.class);
    assert.deepEqual(wrong.map(described), []);
  });

  it('ask all shards only where the table says why', () => {
    const wrong = judged.filter(
      (each) => each.class === 'all shards' && classIn(acrossShards, each) === undefined,
    );
    assert.deepEqual(wrong.map(described), []);
  });

  it('are none that Citus refuses', () => {
    const wrong = judged.filter(({ flaws }) => flaws.length > 0);
    assert.deepEqual(wrong.map(described), []);
  });
});

describe('a statement on a Citus cluster', { skip: skipOnCluster }, () => {
  const ONE = 'select name from users where project_id = $1 and id = $2';
  const judge = async (text: string, values: readonly unknown[] = []) => {
    const [found] = await judgedOf([{ text, values, requests: [] }]);
    return [found?.class, found?.flaws];
  };
  const apart = 'joins what is not beside each other: identifiers, users';

  it('asks one shard when it names the value of each table, and the values are the same', async () => {
    const beside = `${ONE} and exists (select 1 from targets where project_id = $3 and user_id = $4)`;
    assert.deepEqual(await judge(ONE), ['one shard', []]);
    assert.deepEqual(await judge(beside, ['p', 'ann', 'p', 'ann']), ['one shard', []]);
    assert.deepEqual(await judge('select name from keys where id = $1'), ['local', []]);
  });

  it('asks all shards when it names none, or the values of a list', async () => {
    const all = ['all shards', []];
    assert.deepEqual(await judge('select name from users where project_id = $1 and email = $2'), all);
    assert.deepEqual(await judge('select name from users where project_id = $1 and id in ($2, $3)'), all);
  });

  it('is refused when it locks or joins over shards, or moves a row', async () => {
    const joined = `select users.name from identifiers join users on users.id = identifiers.user_id
      where identifiers.value = $1`;
    const locked = 'select 1 from users where project_id = $1 and email = $2 for update';
    const moved = 'update sessions set user_id = $1 where project_id = $2 and user_id = $3';
    assert.deepEqual(await judge(joined), ['all shards', [apart]]);
    assert.deepEqual(await judge(locked), ['all shards', ['locks rows on all shards']]);
    assert.deepEqual(await judge(moved), ['one shard', ['moves a row: sets user_id']]);
  });
});

/** Runs a test file on databases that the program takes for those of a cluster. */
async function record(file: string, folder: string): Promise<void> {
  const child = spawn(process.execPath, ['--test', file], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...{ NODE_TEST_CONTEXT: undefined, DENIZEN_TEST: undefined },
      ...{ [SHARDS]: 'on', [FOLDER]: folder, NODE_OPTIONS: `--import ${RECORDER}` },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  assert.equal(code, 0, output);
  assert.match(output, /on postgres/);
}

function isHot(request: string): boolean {
  return !acrossRequests.has(operationOf(request) ?? '');
}

function classIn(table: Readonly<Record<string, string>>, { shape }: Judged): string | undefined {
  return table[shape];
}

function described({ shape, class: found, flaws, requests, text }: Judged): object {
  const operations = [...new Set(requests.map((request) => operationOf(request) ?? request))];
  return { shape, class: found, flaws, operations, text };
}
