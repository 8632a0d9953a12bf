import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { act, chainAll, projectWith } from '../../test/support/history.ts';
import { until } from '../../test/support/patience.ts';
import type { Actor } from '../core/actor.ts';
import { parsePosition } from '../core/audit/tail.ts';
import { createEventStreams } from './event-streams.ts';

const FAST = { pollMs: 5, heartbeatMs: 600_000, stalledMs: 600_000 };

onEachEngine('streams of events', (database) => {
  const here = directory(database, { lanes: 2 });
  let admins = 0;
  const wanted = (actor: Actor, more: object = {}) => ({
    project: actor.project.id,
    admin: `admin${admins++}`,
    isAllowed: async () => true,
    render: async (entries: readonly { readonly user: unknown }[]) => entries.map(({ user }) => user),
    ...more,
  });
  const read = async (stream: AsyncIterable<string>): Promise<string> => {
    const { value } = await stream[Symbol.asyncIterator]().next();
    return value ?? 'the end';
  };
  /** Reads until so many users came: lanes are chained one after the other, and what is chained may come alone. */
  const readUsers = async (stream: AsyncIterable<string>, count: number): Promise<readonly string[]> => {
    const users: string[] = [];
    while (users.length < count) users.push(...usersIn(await read(stream)));
    return users.toSorted();
  };
  const add = async (actor: Actor, ...users: readonly string[]) => {
    for (const user of users) await act(here, actor, user);
    await chainAll(here);
  };
  const usersIn = (text: string) => [...text.matchAll(/"id":"(\w+)"/g)].map(([, user = '']) => user);
  const lastId = (text: string) => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '';

  it('have what is added after they began, and go on at the id of any event', async () => {
    const actor = await projectWith(here, 1);
    await chainAll(here);
    const streams = createEventStreams(here.core, FAST);
    const stream = await streams.open(wanted(actor));
    const first = await read(stream);
    await add(actor, 'ann');
    const second = await read(stream);
    await add(actor, 'bob', 'carl');
    const third = await readUsers(stream, 2);
    assert.deepEqual([usersIn(first), usersIn(second), third], [[], ['ann'], ['bob', 'carl']]);
    assert.match(second, /^id: [\d:,]+\nevent: history\ndata: \{"id":"ann","name":null\}\n\n$/);
    for (const [text, expected] of [
      [first, ['ann', 'bob', 'carl']],
      [second, ['bob', 'carl']],
    ] as const) {
      const resumed = await streams.open(wanted(actor, { after: parsePosition(lastId(text)) }));
      await read(resumed);
      assert.deepEqual(await readUsers(resumed, expected.length), expected);
    }
    streams.stop();
  });

  it('go on at the end of a history that is shorter than what the client has seen, as after a restore', async () => {
    const actor = await projectWith(here, 1);
    await chainAll(here);
    const streams = createEventStreams(here.core, FAST);
    for (const seen of ['900719925474099', '0:900719925474099,1:1', '7:900719925474099']) {
      const stream = await streams.open(wanted(actor, { after: parsePosition(seen) }));
      await read(stream);
      await add(actor, 'dora');
      const next = await Promise.race([read(stream), wait(2_000, 'nothing', { ref: false })]);
      assert.deepEqual(usersIn(next), ['dora'], seen);
    }
    streams.stop();
  });

  it('ask for the end of a history once for all that watch it, and for no entries while nothing is added', async () => {
    const [one, other] = [await projectWith(here, 1), await projectWith(here, 1)];
    await chainAll(here);
    const asked: string[] = [];
    const rows: typeof here.core.read.rows = (query) => {
      asked.push(`${query.sql} ${JSON.stringify(query.parameters)}`);
      return here.core.read.rows(query);
    };
    const core = { ...here.core, read: { ...here.core.read, rows } };
    const streams = createEventStreams(core, FAST);
    const opened = [];
    for (const actor of [one, one, one, other, other]) opened.push(await streams.open(wanted(actor)));
    for (const stream of opened) await read(stream);
    asked.length = 0;
    await until(() => asked.length >= 8);
    streams.stop();
    assert.ok(asked.every((text) => text.includes('history_heads')));
    // Five streams watch two histories, whose ends are asked for in turns.
    const [a, b] = asked;
    assert.notEqual(a, b);
    assert.deepEqual(asked.slice(0, 8), [a, b, a, b, a, b, a, b]);
  });

  it('have nothing of before, also when others are looked after while they begin', async (t) => {
    const [one, other] = [await projectWith(here, 0), await projectWith(here, 0)];
    await add(other, 'ann');
    const [begun, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let looks = 0;
    let isFirst = true;
    const rows: typeof here.core.read.rows = async (query) => {
      if (query.parameters.includes(one.project.id)) looks++;
      // The first that is asked about it is where it ends.
      if (!isFirst || !query.parameters.includes(other.project.id)) return here.core.read.rows(query);
      isFirst = false;
      const found = await here.core.read.rows(query);
      begun.resolve();
      await mayGoOn.promise;
      return found;
    };
    const streams = createEventStreams({ ...here.core, read: { ...here.core.read, rows } }, FAST);
    t.after(streams.stop);
    await read(await streams.open(wanted(one)));
    const opening = streams.open(wanted(other));
    await begun.promise;
    looks = 0;
    await until(() => looks > 2);
    mayGoOn.resolve();
    assert.match(await read(await opening), /^id: [\d:,]+\n\n$/);
  });

  it('leave what a client does not take in the database', async () => {
    const actor = await projectWith(here, 0);
    const streams = createEventStreams(here.core, FAST);
    let rendered = 0;
    const render = async (entries: readonly unknown[]) => {
      rendered += entries.length;
      return entries;
    };
    const stream = await streams.open(wanted(actor, { render }));
    await read(stream);
    await add(actor, 'ann');
    while (rendered === 0) await wait(5);
    await add(actor, 'bob', 'carl');
    await wait(50);
    assert.equal(rendered, 1);
    await read(stream);
    await read(stream);
    assert.equal(rendered, 3);
    streams.stop();
  });

  it('end for a client that takes nothing for long, and say that they are there to others', async () => {
    const actor = await projectWith(here, 0);
    const streams = createEventStreams(here.core, { pollMs: 5, heartbeatMs: 20, stalledMs: 80 });
    const stalled = await streams.open(wanted(actor));
    const stream = await streams.open(wanted(actor));
    await read(stream);
    for (let beats = 0; beats < 6; beats++) assert.match(await read(stream), /^: /);
    assert.equal(streams.count(), 1);
    await read(stalled);
    assert.equal(await read(stalled), 'the end');
    streams.stop();
  });

  it('end before an entry is sent to an administrator who may not read it any more', async () => {
    const actor = await projectWith(here, 0);
    const streams = createEventStreams(here.core, FAST);
    let may = true;
    const stream = await streams.open(wanted(actor, { isAllowed: async () => may }));
    await read(stream);
    may = false;
    await add(actor, 'ann');
    assert.equal(await read(stream), 'the end');
    assert.equal(streams.count(), 0);
  });

  it('are 20 of one administrator and 200 of all at most', async () => {
    const actor = await projectWith(here, 0);
    const streams = createEventStreams(here.core, FAST);
    const opened = [];
    for (let at = 0; at < 20; at++) opened.push(await streams.open(wanted(actor, { admin: 'ann' })));
    await assert.rejects(streams.open(wanted(actor, { admin: 'ann' })), { code: 'rate_limited' });
    for (let at = 20; at < 200; at++) opened.push(await streams.open(wanted(actor)));
    await assert.rejects(streams.open(wanted(actor)), { code: 'unavailable' });
    await opened[0]?.[Symbol.asyncIterator]().return?.();
    assert.equal(streams.count(), 199);
    await streams.open(wanted(actor, { admin: 'ann' }));
    streams.stop();
  });

  it('end when the server stops, which opens no other', async () => {
    const actor = await projectWith(here, 0);
    const streams = createEventStreams(here.core, FAST);
    const stream = await streams.open(wanted(actor));
    await read(stream);
    const last = read(stream);
    streams.stop();
    assert.equal(await last, 'the end');
    assert.equal(streams.count(), 0);
    await assert.rejects(streams.open(wanted(actor)), { code: 'unavailable' });
  });
});
