import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { emptyDatabase } from '../../faults/scenario.ts';
import { onAnyEngine } from '../support/engines.ts';
import { changeUser, flawsAt, type Ledger, lossesAt } from '../support/ledger.ts';
import { begin, folder, run, runKilled, withoutProgress } from '../support/program.ts';
import { call, type Started, settingsFor, start } from '../support/server.ts';

const { DENIZEN_SECRET = '' } = settingsFor('');
const CLIENTS = 3;
/** So soon that none is complete on a quiet machine; one that is complete is no harm. */
const KILLED_AFTER_MS = [450, 700];

const copy = (...words: readonly string[]) => run(['copy', ...words], { DENIZEN_SECRET });

onAnyEngine('copying a served database to the other engine', (database) => {
  const ledger: Ledger = new Map();
  let target: Awaited<ReturnType<typeof emptyDatabase>>;
  let server: Started;
  let isOver = false;
  const refused: { readonly status: number; readonly retryAfter: string | null }[] = [];
  before(async () => {
    target = await emptyDatabase(database.engine === 'sqlite' ? 'postgres' : 'sqlite');
    server = await start(settingsFor(database.setting()));
  });
  after(async () => {
    await server.stop();
    await target.drop();
  });
  const serve = (setting: string) => run('serve', settingsFor(setting));

  it('loses no change when it is killed again and again, while clients write', async () => {
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let turn = 0; !isOver; turn++) {
        const id = `c${client}-${turn}`;
        await changeUser({
          ...{ endpoint: server.endpoint, ledger, now: () => performance.now(), turn, id },
          answered: (answer) => {
            if (answer && answer.status >= 300)
              refused.push({ status: answer.status, retryAfter: answer.headers.get('retry-after') });
          },
        });
        await setTimeout(20);
      }
    });
    try {
      const words = ['copy', database.setting(), target.setting, '--follow'];
      for (const afterMs of KILLED_AFTER_MS) await runKilled(words, afterMs, { DENIZEN_SECRET });
      const done = await copy(database.setting(), target.setting, '--follow', '--json');
      assert.equal(done.code, 0, done.errors);
      // Writes until the source was read-only, and refusals since.
      await setTimeout(100);
    } finally {
      isOver = true;
      await Promise.all(clients);
    }
    assert.deepEqual(await lossesAt(target.setting, ledger, performance.now()), []);
    assert.deepEqual(await flawsAt(target.setting), []);
    assert.deepEqual(
      [...new Set(refused.map(({ status, retryAfter }) => `${status} ${retryAfter}`))],
      ['503 1'],
    );
  });

  it('leaves a source that is read and not written, and says where it went', async () => {
    const { endpoint } = server;
    const read = await call(endpoint, 'GET', '/users');
    const written = await call(endpoint, 'POST', '/users', { body: { userId: 'late' } });
    assert.deepEqual([read.status, written.status], [200, 503]);
    assert.deepEqual((written.body as { type: string }).type, 'general_service_unavailable');
    await server.stop();
    const { code, errors } = await serve(database.setting());
    assert.equal(code, 1);
    assert.match(errors, /^This database was copied to .+ and is read-only since\. Serve that one\./m);
  });

  it('makes a target that serves, with an intact history, and is complete when it is copied again', async () => {
    const again = await copy(database.setting(), target.setting, '--follow');
    assert.deepEqual([again.code, again.output], [0, 'The copy was complete before.\n'], again.errors);
    const there = await start(settingsFor(target.setting));
    const created = await call(there.endpoint, 'POST', '/users', { body: { userId: 'after' } });
    await there.stop();
    assert.equal(created.status, 201);
    const verified = await run('audit verify', { DENIZEN_DATABASE: target.setting, DENIZEN_SECRET });
    assert.equal(verified.code, 0, verified.output);
  });

  it('takes writes again once the copy is abandoned', async () => {
    const abandoned = await copy(database.setting(), '--abandon');
    assert.equal(abandoned.code, 0, abandoned.errors);
    server = await start(settingsFor(database.setting()));
    const { status } = await call(server.endpoint, 'POST', '/users', { body: { userId: 'again' } });
    assert.equal(status, 201);
  });
});

describe('copying a file', () => {
  const home = folder();
  const here = (...words: readonly string[]) => run(['copy', ...words], {}, { folder: home() });
  const serving = () => begin('serve --json', '\n}', { DENIZEN_PROJECT: 'shop' }, { folder: home() });
  const source = 'sqlite:data/denizen.db';

  it('is refused while a server has it, unless it follows', async () => {
    const server = await serving();
    const { code, errors } = await here(source, 'sqlite:other/denizen.db');
    await server.stop();
    assert.equal(code, 1);
    assert.match(
      errors,
      /Another server has this SQLite database open\. .+ Or copy while it serves: --follow\.\n$/,
    );
  });

  it('takes the key file along, names the addresses in files, and can leave the source as it was', async () => {
    writeFileSync(join(home(), 'to'), 'sqlite:other/denizen.db\n');
    const { code, output, errors } = await here(source, '@to', '--keep-source');
    assert.deepEqual([code, withoutProgress(errors)], [0, '']);
    assert.match(output, /The source can be written again/);
    const [key, other] = ['data', 'other'].map((name) =>
      readFileSync(join(home(), name, 'denizen.key'), 'utf8'),
    );
    assert.equal(other, key);
    for (const name of ['data', 'other']) {
      const DENIZEN_DATABASE = `sqlite:${name}/denizen.db`;
      const created = await run('projects create again', { DENIZEN_DATABASE }, { folder: home() });
      assert.equal(created.code, 0, created.errors);
    }
  });

  it('overwrites nothing', async () => {
    for (const [target, sentence] of [
      ['sqlite:other/denizen.db', /Nothing is overwritten/],
      [source, /Source and target are the same database/],
      ['sqlite::memory:', /A database in memory can be neither copied nor filled/],
    ] as const) {
      const { code, errors } = await here(source, target);
      assert.equal(code, 1);
      assert.match(errors, sentence);
    }
    const { errors } = await here('sqlite:none/denizen.db', 'sqlite:new/denizen.db');
    assert.match(errors, /The database none\/denizen\.db does not exist/);
    assert.equal(existsSync(join(home(), 'none')), false);
  });

  it('warns of a password in an address', async () => {
    const { errors } = await here(source, 'postgres://a:secret7f3a@127.0.0.1:1/none');
    assert.match(errors, /^Others on this machine can read the password/);
    assert.doesNotMatch(errors, /secret7f3a/);
  });
});
