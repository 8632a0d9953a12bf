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
