import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyHistory } from '../../src/core/history/verification.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { act } from '../support/history.ts';
import { until } from '../support/patience.ts';
import { served } from '../support/probe.ts';
import { call, type Started, settingsFor, start } from '../support/server.ts';

const CROWD = 300;

onEachEngine('the chain of a server', (database) => {
  let server: Started | undefined;
  afterEach(() => server?.stop('SIGKILL'));
  const here = directory(database);
  const begin = () => start(settingsFor(database.setting()));
  const makeUser = (to: Started, userId: string) =>
    served(() => call(to.endpoint, 'POST', '/users', { body: { userId } }));
  const makeUsers = (to: Started, name: string) =>
    Promise.all(
      Array.from({ length: CROWD }, (_, at) => makeUser(to, `${name}${at}`).catch(() => undefined)),
    );
  /** What waits to be chained and what is chained and not signed, and what is wrong with the chain. */
  const standing = async () => {
    const { db } = here.core.read;
    const waiting = await db.selectFrom('audit').select('id').where('position', 'is', null).execute();
    const unsigned = await db
      .selectFrom('history_heads')
      .select('project_id')
      .whereRef('position', '>', 'signed_position')
      .execute();
    const verdicts = await Promise.all(['', 'test'].map((project) => verifyHistory(here.core, project)));
    // The clocks of server and test are not the same: what waits for long cannot be told.
    const findings = verdicts.flatMap((report) => report.findings).filter(({ kind }) => kind !== 'unchained');
    return { waiting: waiting.length, unsigned: unsigned.length, findings };
  };

  it('reaches everything, signed, once the server was told to stop', async () => {
    server = await begin();
    const answers = await makeUsers(server, 'stop');
    assert.deepEqual([...new Set(answers.map((answer) => answer?.status))], [201]);
    assert.equal(await server.stop(), 0);
    assert.deepEqual(await standing(), { waiting: 0, unsigned: 0, findings: [] });
  });

  it('is gone on with by the next server when one was killed', async () => {
    server = await begin();
    const asked = makeUsers(server, 'kill');
    await sleep(150);
    await server.stop('SIGKILL');
    await asked;
    const { findings } = await standing();
    // Written, and never chained by the one that was killed.
    await act(here, here.actor);
    server = await begin();
    await until(async () => (await standing()).waiting === 0, 'it is not chained');
    assert.deepEqual([findings, (await standing()).findings], [[], []]);
  });
});
