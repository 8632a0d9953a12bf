import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import { DatabaseUnavailable, type PointRead, type Read } from './database.ts';
import { GatheredReads, ROWS_AT_MOST } from './gathered-reads.ts';

type Ref = { readonly project_id: string; readonly id: string };

/** A row's value is its id and the number of the statement that found it. */
const users: PointRead<Ref, { readonly id: string; readonly sent: number }> = {
  keyOf: ({ id }) => id,
  statement: (_, refs) =>
    CompiledQuery.raw(
      refs[0]?.project_id ?? '',
      refs.map(({ id }) => id),
    ),
  toValue: (row, { id }) => {
    if (id === 'broken') throw new Error('not readable');
    return row as { readonly id: string; readonly sent: number } | undefined;
  },
};
const others = { ...users };

/** A server with connections, each free again when its statement is answered; whose ids begin with `no` do not exist. */
function simulated({ connections = 10, fails = (_ids: readonly unknown[]): unknown => undefined } = {}) {
  const sent: { readonly project: string; readonly ids: readonly unknown[]; readonly answer: () => void }[] =
    [];
  const waiting: (() => void)[] = [];
  let free = connections;
  const gathered = new GatheredReads(async (make) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    const { sql: project, parameters: ids } = make();
    const number = sent.length;
    await new Promise<void>((answer) => sent.push({ project, ids, answer }));
    const next = waiting.shift();
    if (next) next();
    else free++;
    const error = fails(ids);
    if (error) throw error;
    return { rows: ids.map((id) => (String(id).startsWith('no') ? undefined : { id, sent: number })) };
  });
  const find = (id: string, project = 'p', point = users) =>
    gathered.find({} as Read, point, { project_id: project, id });
  return { find, sent, asked: () => sent.map(({ project, ids }) => [project, ...ids]) };
}

/** Answers statements until all have their values. */
async function answered<T>(
  { sent }: ReturnType<typeof simulated>,
  found: readonly Promise<T>[],
): Promise<readonly T[]> {
  let isOver = false;
  const all = Promise.all(found).finally(() => {
    isOver = true;
  });
  for (let at = 0; !isOver; await setImmediate()) while (at < sent.length) sent[at++]?.answer();
  return all;
}

describe('reads of single rows', () => {
  it('are sent at once when nothing is on its way', async () => {
    const server = simulated();
    const found = server.find('ann');
    await setImmediate();
    assert.deepEqual(server.asked(), [['p', 'ann']]);
    assert.deepEqual(await answered(server, [found]), [{ id: 'ann', sent: 0 }]);
  });

  it('of one turn are one statement for each kind and project, and each gets its own row', async () => {
    const server = simulated();
    const found = await answered(server, [
      server.find('ann'),
      server.find('nobody'),
      server.find('ben', 'q'),
      server.find('ann', 'p', others),
      server.find('ben'),
    ]);
    assert.deepEqual(server.asked(), [
      ['p', 'ann', 'nobody', 'ben'],
      ['q', 'ben'],
      ['p', 'ann'],
    ]);
    assert.deepEqual(found, [
      { id: 'ann', sent: 0 },
      undefined,
      { id: 'ben', sent: 1 },
      { id: 'ann', sent: 2 },
      { id: 'ben', sent: 0 },
    ]);
  });

  it('of the same row share its value', async () => {
    const server = simulated();
    const [one, other] = await answered(server, [server.find('ann'), server.find('ann')]);
    assert.equal(one, other);
    assert.deepEqual(server.asked(), [['p', 'ann']]);
  });

  it('are never answered by a statement that was sent before', async () => {
    const server = simulated();
    const before = server.find('ann');
    await setImmediate();
    const after = server.find('ann');
    assert.deepEqual(await answered(server, [before, after]), [
      { id: 'ann', sent: 0 },
      { id: 'ann', sent: 1 },
    ]);
  });

  it('do not wait for a statement on its way while a connection is free', async () => {
    const server = simulated({ connections: 2 });
    const found = [server.find('ann')];
    await setImmediate();
    found.push(server.find('ben'));
    await setImmediate();
    assert.deepEqual(server.asked(), [
      ['p', 'ann'],
      ['p', 'ben'],
    ]);
    await answered(server, found);
  });

  it('are gathered while no connection is free', async (t) => {
    // Time stands still, however busy the machine is.
    t.mock.method(performance, 'now', () => 0);
    const server = simulated({ connections: 1 });
    const found = [];
    for (const id of ['ann', 'ben', 'cid', 'ben']) {
      found.push(server.find(id));
      await setImmediate();
    }
    await answered(server, found);
    assert.deepEqual(server.asked(), [
      ['p', 'ann'],
      ['p', 'ben', 'cid'],
    ]);
  });

  it('join no statement that has waited long for a connection', async () => {
    const server = simulated({ connections: 1 });
    const found = [server.find('ann')];
    await setImmediate();
    found.push(server.find('ben'));
    await setTimeout(150);
    found.push(server.find('ben'));
    await answered(server, found);
    assert.deepEqual(server.asked(), [
      ['p', 'ann'],
      ['p', 'ben'],
      ['p', 'ben'],
    ]);
  });

  it('are a bounded number in a statement, in their order', async () => {
    const server = simulated();
    const ids = Array.from({ length: 2 * ROWS_AT_MOST + 1 }, (_, at) => `u${at}`);
    const found = await answered(
      server,
      ids.map((id) => server.find(id)),
    );
    assert.deepEqual(
      found.map((value) => value?.id),
      ids,
    );
    assert.deepEqual(
      server.asked().map(([, ...asked]) => asked),
      [ids.slice(0, ROWS_AT_MOST), ids.slice(ROWS_AT_MOST, -1), ids.slice(-1)],
    );
  });

  it('fail alone when the fault is of one row or of one value', async () => {
    const fault = new Error('invalid byte sequence');
    const server = simulated({ fails: (ids) => ids.includes('bad') && fault });
    const found = ['ann', 'bad', 'broken', 'ben'].map((id) => server.find(id));
    const settled = await answered(
      server,
      found.map((one) => one.then((value) => value?.id, String)),
    );
    assert.deepEqual(settled, ['ann', `${fault}`, 'Error: not readable', 'ben']);
    assert.equal(server.sent.length, 1 + found.length);
  });

  it('fail together when the database cannot serve, and the next are asked anew', async () => {
    const unavailable = new DatabaseUnavailable('down');
    let isDown = true;
    const server = simulated({ fails: () => isDown && unavailable });
    const found = ['ann', 'ben'].map((id) => server.find(id).catch((error: unknown) => error));
    assert.deepEqual(await answered(server, found), [unavailable, unavailable]);
    isDown = false;
    assert.deepEqual(server.asked(), [['p', 'ann', 'ben']]);
    const next = server.find('ann');
    await setImmediate();
    server.sent[1]?.answer();
    assert.deepEqual(await next, { id: 'ann', sent: 1 });
  });

  it('fail when there is no connection, and the next are asked anew', async () => {
    let isThere = false;
    const gathered = new GatheredReads(async (make) => {
      if (!isThere) throw new DatabaseUnavailable('no connection');
      return { rows: make().parameters.map((id) => ({ id, sent: 0 })) };
    });
    const find = () => gathered.find({} as Read, users, { project_id: 'p', id: 'ann' });
    await assert.rejects(find(), DatabaseUnavailable);
    isThere = true;
    assert.deepEqual(await find(), { id: 'ann', sent: 0 });
  });
});
