import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { before, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { importRoutes } from '../../src/admin/imports.ts';
import type { Core } from '../../src/core/core.ts';
import { receiveFile } from '../../src/core/import-jobs/import-jobs.ts';
import { createImportRunner } from '../../src/core/import-jobs/runner.ts';
import { type Answered, adminServer, type SignedInAdmin } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import {
  linesOf,
  manyRows,
  PEPPERED,
  placeIn,
  type Shown,
  uploaded,
  workOnImports,
} from '../support/import-jobs.ts';

const PATH = '/projects/:project/imports';
const CODE = 'canary-code-314159';

onEachEngine('imports over /admin', (database) => {
  const place = placeIn(join(testFolder(), 'imports'));
  const settings = { DENIZEN_IMPORT_FOLDER: place.folder, DENIZEN_IMPORT_MAX_MB: '1' };
  const here = adminServer(database, settings);
  let owner: SignedInAdmin;
  before(async () => {
    owner = await here.get().adminWith('owner');
  });
  const work = () => workOnImports(here.get().core, place);
  const shown = async (path: string) => (await owner.call('GET', path)).body as Shown;
  const checked = async (path: string, more: object = {}): Promise<Shown> => {
    const { status, body } = await owner.call('POST', `${path}/check`, { system: 'ndjson', ...more });
    assert.equal(status, 202, JSON.stringify(body));
    assert.deepEqual(await work(), []);
    return shown(path);
  };
  const run = async (path: string): Promise<Answered> => {
    const { result } = await shown(path);
    return owner.call('POST', `${path}/run`, { digest: result.digest, confirm: String(result.confirm) });
  };
  const lines = (text: unknown) =>
    String(text)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('go from a file to users: dry run, sign-ins, run, report, and undo', async () => {
    const rows = [
      { sourceId: 'ann', email: 'ann@example.com', emailVerified: true, password: PEPPERED.hash, shoe: 42 },
      { sourceId: 'ben', email: 'nothing' },
    ];
    const path = await uploaded(owner, gzipSync(linesOf(rows)), 'users.ndjson.gz');
    const open = await shown(path);
    const wrong = await checked(path);
    const right = await checked(path, { secrets: { pepper: PEPPERED.pepper } });
    await owner.call('POST', `${path}/canaries`, {
      canaries: [
        { name: 'ann@example.com', password: PEPPERED.password },
        { name: 'nobody', code: CODE },
      ],
    });
    await work();
    const tried = await shown(path);
    const blocked = await run(path);
    await owner.call('POST', `${path}/canaries`, {
      canaries: [{ name: 'ann@example.com', password: PEPPERED.password }],
    });
    await work();
    const begun = await run(path);
    assert.deepEqual(await work(), []);
    const done = await shown(path);
    const report = await owner.call('GET', `${path}/report`);
    const user = await here.get().v1('GET', '/users/ann');
    assert.deepEqual(
      [open.state, (open.files as { systems: string[] }[])[0]?.systems[0], wrong.result.counts.refused],
      ['open', 'ndjson', 2],
    );
    assert.deepEqual(
      [right.state, right.result.counts, right.result.confirm],
      ['checked', { ...NONE, new: 1, refused: 1 }, 1],
    );
    assert.deepEqual(right.settings, {
      ...(right.settings as object),
      system: 'ndjson',
      secrets: ['pepper'],
    });
    assert.deepEqual(tried.canaries, [
      { name: 'ann@example.com', problem: null },
      { name: 'nobody', problem: 'no row has this name' },
    ]);
    assert.deepEqual([blocked.status, blocked.body.code], [409, 'import_blocked']);
    assert.deepEqual([begun.status, begun.body.state], [202, 'running']);
    assert.deepEqual([done.state, done.counts, user.status], ['done', { ...NONE, new: 1, refused: 1 }, 200]);
    assert.deepEqual(lines(report.body), [
      { file: 'users.ndjson', row: 1, outcome: 'new', sourceId: 'ann', user: 'ann' },
      {
        ...{ file: 'users.ndjson', row: 2, outcome: 'refused', sourceId: 'ben' },
        reason: 'its email address is malformed',
      },
    ]);
    const listed = (await owner.call('GET', PATH)).body as { rows: Shown[]; others: unknown[] };
    assert.deepEqual([listed.rows[0]?.id, listed.others], [done.id, []]);
    const undoing = await owner.call('POST', `${path}/undo`);
    await work();
    const undone = await shown(path);
    assert.deepEqual([undoing.status, undone.state, undone.undone], [202, 'undone', { deleted: 1, kept: 0 }]);
    assert.equal((await here.get().v1('GET', '/users/ann')).status, 404);
  });

  it('hash passwords in clear text only with that option, and show none', async () => {
    const password = { family: 'plain-text', scheme: 'note', stored: 'Boxkämpfer 1' };
    const path = await uploaded(
      owner,
      linesOf([{ sourceId: 'clear', email: 'clear@example.com', password }]),
    );
    const without = await checked(path);
    const with_ = await checked(path, { options: { hashesPlainPasswords: true } });
    await owner.call('POST', `${path}/canaries`, {
      canaries: [{ name: 'clear@example.com', password: 'Boxkämpfer 1' }],
    });
    await work();
    const tried = await shown(path);
    await run(path);
    assert.deepEqual(await work(), []);
    const done = await shown(path);
    const report = await owner.call('GET', `${path}/report`);
    assert.deepEqual(
      [without, with_].map(({ result }) => [result.plainPasswords, result.counts.new, result.counts.refused]),
      [
        [1, 0, 1],
        [1, 1, 0],
      ],
    );
    assert.deepEqual(tried.canaries, [{ name: 'clear@example.com', problem: null }]);
    assert.deepEqual(done.counts, { ...NONE, new: 1 });
    const { body: signedIn } = await here
      .get()
      .v1('POST', '/account/sessions/email', { email: 'clear@example.com', password: 'Boxkämpfer 1' });
    assert.equal(signedIn.userId, 'clear');
    assert.doesNotMatch(JSON.stringify([without, with_, tried, done, report.body]), /Boxk/);
  });

  it('keep files and secrets for the server alone, sealed, and no longer than they are needed', async () => {
    const path = await uploaded(owner, linesOf([{ sourceId: 'cem', password: PEPPERED.hash }]));
    const { id } = await checked(path, { secrets: { pepper: PEPPERED.pepper } });
    await owner.call('POST', `${path}/canaries`, {
      canaries: [{ name: 'cem', password: PEPPERED.password }],
    });
    const folder = join(place.folder, id);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const modes = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mode & 0o777);
    const secrets = readFileSync(join(folder, 'secrets'), 'utf8');
    await work();
    await run(path);
    await work();
    assert.ok(modes.length >= 4 && modes.every((mode) => mode === 0o600), String(modes));
    assert.ok(![PEPPERED.pepper, PEPPERED.password].some((secret) => secrets.includes(secret)));
    assert.deepEqual(readdirSync(folder).toSorted(), ['check.ndjson', 'run.ndjson']);
    const { body } = await owner.call('GET', '/projects/:project/history?limit=100');
    const shownAll = JSON.stringify([body, await shown(path), here.get().failures]);
    for (const secret of [PEPPERED.pepper, PEPPERED.password, CODE])
      assert.ok(!shownAll.includes(secret), 'a secret is in the history, the log or an answer');
  });

  it('refuse what is too large while it comes, and keep nothing of it', async () => {
    const path = await uploaded(owner, linesOf([{ sourceId: 'dan' }]));
    const { id } = await shown(path);
    const big = Buffer.alloc(1_048_576, 'a');
    const announced = await owner.call('PUT', `${path}/files/big.csv`, undefined, { raw: big });
    const { app } = here.get();
    const unannounced = await app.inject({
      ...{ method: 'PUT', url: `/admin${path.replace(':project', 'test')}/files/big.csv` },
      headers: { cookie: owner.cookie, 'transfer-encoding': 'chunked' },
      payload: Readable.from([big, big]),
    });
    const left = readdirSync(join(place.folder, id));
    const after = await shown(path);
    assert.deepEqual([announced.status, announced.body.code], [413, 'import_too_large']);
    assert.deepEqual([unannounced.statusCode, unannounced.json().code], [413, 'import_too_large']);
    assert.deepEqual(
      left.filter((name) => name.startsWith('incoming')),
      [],
    );
    assert.deepEqual(
      (after.files as { name: string }[]).map(({ name }) => name),
      ['users.ndjson'],
    );
    await owner.call('POST', `${path}/cancel`);
  });

  it('refuse an announced length before anything is read, and files that are too large together', async () => {
    const path = await uploaded(owner, linesOf([{ sourceId: 'dan' }]));
    const { id } = await shown(path);
    const { core, actor } = here.get();
    const room = { ...place, mostBytes: 1_000 };
    const unread: AsyncIterator<Uint8Array> = { next: () => assert.fail('it was read') };
    const announced = { id, name: 'big.csv', pieces: unread, length: 1_001 };
    await assert.rejects(receiveFile(core, actor, room, announced), { code: 'import_too_large' });
    let taken = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array, undefined> {
      for (; taken < 100; taken++) yield Buffer.alloc(100, 'a');
    };
    const unannounced = { id, name: 'big.csv', pieces: endless() };
    await assert.rejects(receiveFile(core, actor, room, unannounced), { code: 'import_too_large' });
    assert.ok(taken <= 11, `${taken} pieces were taken`);
    const elsewhere = { id, name: '../big.csv', pieces: unread };
    await assert.rejects(receiveFile(core, actor, room, elsewhere), { code: 'import_invalid' });
    const waiting = Promise.withResolvers<void>();
    const piece = Buffer.alloc(600, 'a');
    const late = async function* (): AsyncGenerator<Uint8Array, undefined> {
      yield piece;
      await waiting.promise;
    };
    const first = receiveFile(core, actor, room, { id, name: 'first.csv', pieces: late() });
    await receiveFile(core, actor, room, {
      id,
      name: 'second.csv',
      pieces: Readable.from([piece]).iterator(),
    });
    waiting.resolve();
    await assert.rejects(first, { code: 'import_too_large' });
    const names = readdirSync(join(place.folder, id, 'files'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    assert.deepEqual(names.toSorted(), ['second.csv', 'users.ndjson'], 'what was refused is gone');
    await owner.call('POST', `${path}/cancel`);
  });

  it('are counted together while they arrive, and arrive 16 at once at most', async () => {
    const path = await uploaded(owner, linesOf([{ sourceId: 'flo' }]));
    const { id } = await shown(path);
    const { core, actor } = here.get();
    const MIB = 1_048_576;
    const ends = Promise.withResolvers<void>();
    const crowdEnds = Promise.withResolvers<void>();
    const send = (name: string, pieces: number, mostBytes = 40 * MIB) => {
      const arrived = Promise.withResolvers<void>();
      const content = async function* (): AsyncGenerator<Uint8Array, undefined> {
        for (let at = 0; at < pieces; at++) yield Buffer.alloc(MIB, 'a');
        arrived.resolve();
        await (name.startsWith('crowd') ? crowdEnds : ends).promise;
      };
      const received = receiveFile(core, actor, { ...place, mostBytes }, { id, name, pieces: content() });
      return { received, arrived: arrived.promise };
    };
    const crowd = Array.from({ length: 40 }, (_, at) => send(`crowd${at}.csv`, 1));
    const admitted = await Promise.all(
      crowd.map(({ received, arrived }) =>
        Promise.race([
          arrived.then(() => true),
          received.then(
            () => true,
            () => false,
          ),
        ]),
      ),
    );
    assert.ok(admitted.filter(Boolean).length <= 16, `${admitted.filter(Boolean).length} arrived at once`);
    crowdEnds.resolve();
    await Promise.allSettled(crowd.map(({ received }) => received));
    await Promise.all(crowd.map((_, at) => owner.call('DELETE', `${path}/files/crowd${at}.csv`)));
    const [one, other] = [send('one.csv', 17), send('other.csv', 17)];
    await Promise.all([one.arrived, other.arrived]);
    await assert.rejects(send('third.csv', 17).received, { code: 'import_too_large' });
    const many = Array.from({ length: 14 }, (_, at) => send(`${at}.csv`, 1));
    await Promise.all(many.map(({ arrived }) => arrived));
    await assert.rejects(send('last.csv', 1).received, { code: 'rate_limited' });
    ends.resolve();
    await Promise.allSettled([one, other, ...many].map(({ received }) => received));
    await owner.call('POST', `${path}/cancel`);
  });

  it('say why a file cannot be read, and take another one', async () => {
    const broken = gzipSync(linesOf(manyRows(3_000))).subarray(0, 9_000);
    const path = await uploaded(owner, broken, 'users.ndjson.gz');
    const bad = await checked(path);
    await owner.call('DELETE', `${path}/files/users.ndjson.gz`);
    await owner.call('PUT', `${path}/files/users.ndjson`, undefined, { raw: linesOf([{ sourceId: 'eve' }]) });
    const good = await checked(path);
    assert.equal(bad.state, 'open');
    assert.match(String(bad.problem), /damaged or cut/);
    assert.deepEqual([good.state, good.problem, good.result.counts.new], ['checked', null, 1]);
    await owner.call('POST', `${path}/cancel`);
    assert.ok(!existsSync(join(place.folder, good.id, 'files')));
  });

  it('run only the dry run that was seen, with its number typed', async () => {
    const path = await uploaded(owner, linesOf([{ sourceId: 'fay' }]));
    const first = await checked(path);
    const other = await checked(path, { options: { id: 'fresh' } });
    const ask = async (body: object) => (await owner.call('POST', `${path}/run`, body)).body.code;
    const codes = [
      await ask({ digest: first.result.digest, confirm: '1' }),
      await ask({ digest: other.result.digest, confirm: '2' }),
      await ask({ digest: other.result.digest }),
    ];
    await owner.call('PUT', `${path}/files/more.ndjson`, undefined, { raw: linesOf([{ sourceId: 'gil' }]) });
    codes.push(await ask({ digest: other.result.digest, confirm: '1' }));
    assert.deepEqual(codes, [
      ...['import_digest_invalid', 'import_confirmation_missing', 'import_confirmation_missing'],
      'import_state_conflict',
    ]);
    await owner.call('POST', `${path}/cancel`);
  });

  it('fail when their files are no longer those of the dry run', async () => {
    const path = await uploaded(owner, linesOf([{ sourceId: 'hal' }]));
    await checked(path);
    await run(path);
    const files = join(place.folder, path.split('/').at(-1) ?? '', 'files');
    const [digest = ''] = readdirSync(files);
    writeFileSync(join(files, digest, 'users.ndjson'), linesOf([{ sourceId: 'another' }]));
    await work();
    const { state, problem } = await shown(path);
    assert.deepEqual([state, problem], ['failed', 'The files are not those of the dry run']);
  });

  it('have a bounded number of files', async () => {
    const { body } = await owner.call('POST', PATH);
    const path = `${PATH}/${body.id}`;
    const statuses: number[] = [];
    for (let at = 0; at < 101; at++) {
      const raw = linesOf([{ sourceId: `file${at}` }]);
      statuses.push((await owner.call('PUT', `${path}/files/${at}.ndjson`, undefined, { raw })).status);
    }
    assert.deepEqual([statuses.filter((status) => status === 200).length, statuses.at(-1)], [100, 400]);
    await owner.call('POST', `${path}/cancel`);
  });

  it('are bounded in number, and refuse settings and names that are not valid', async () => {
    const made = [];
    for (let at = 0; at < 6; at++) made.push(await owner.call('POST', PATH));
    const { id } = made[0]?.body ?? {};
    const path = `${PATH}/${id}`;
    const seen = [
      await owner.call('PUT', `${path}/files/..%2Fx`, undefined, { raw: 'a' }),
      await owner.call('PUT', `${path}/files/.x`, undefined, { raw: 'a' }),
      await owner.call('POST', `${path}/check`, { system: 'ndjson' }),
      await owner.call('POST', `${path}/check`, { system: 'myspace' }),
      await owner.call('POST', `${path}/check`, { system: 'ndjson', options: { systemOptions: { x: 'y' } } }),
      await owner.call('POST', `${path}/check`, { system: 'ndjson', options: { providers: { x: 'y' } } }),
      await owner.call('POST', `${path}/canaries`, { canaries: [{ name: 'x' }] }),
      await owner.call('POST', `${path}/undo`),
      await owner.call('GET', `${path}/report`),
      await owner.call('GET', `${PATH}/nobody`),
    ];
    assert.deepEqual(
      made.map(({ status }) => status),
      [201, 201, 201, 201, 201, 409],
    );
    assert.deepEqual(
      seen.map(({ status }) => status),
      [400, 400, 400, 400, 400, 400, 400, 409, 400, 404],
    );
    for (const { body } of made)
      if (body.state === 'open') await owner.call('POST', `${PATH}/${body.id}/cancel`);
  });

  it('are read by support and auditors, who change nothing', async () => {
    const path = await uploaded(owner, linesOf([{ sourceId: 'hal' }]));
    for (const role of ['support', 'auditor'] as const) {
      const who = await here.get().adminWith(role);
      const statuses = [];
      for (const { method, path: of, meta } of importRoutes) {
        const url = of.replace('/projects/:project/imports/:import', path).replace(':file', 'users.ndjson');
        const { status } = await who.call(method, url, method === 'GET' ? undefined : {});
        const mayBe = method === 'GET' || meta.access === 'signed-in';
        statuses.push(mayBe ? status !== 403 : status === 403);
      }
      assert.ok(statuses.every(Boolean), `${role}: ${statuses}`);
    }
    assert.equal((await shown(path)).state, 'open');
    await owner.call('POST', `${path}/cancel`);
  });

  it('go on behind the last batch after a pause, and after the server ended', async () => {
    const path = await uploaded(owner, linesOf(manyRows(1_100)));
    await checked(path);
    await run(path);
    const stopping = new AbortController();
    // A server that stops, as one that is killed, leaves the state as it is.
    const core = afterFirstBatch(here.get().core, async () => stopping.abort());
    await workOnImports(core, place, stopping.signal);
    const stopped = await shown(path);
    const paused = await owner.call('POST', `${path}/pause`);
    await work();
    const resumed = await owner.call('POST', `${path}/resume`);
    await work();
    const done = await shown(path);
    const report = lines((await owner.call('GET', `${path}/report`)).body);
    assert.deepEqual(
      [stopped.state, paused.body.state, resumed.body.state],
      ['running', 'paused', 'running'],
    );
    assert.deepEqual([done.state, done.counts], ['done', { ...NONE, new: 1_100 }]);
    assert.deepEqual([report.length, new Set(report.map(({ row }) => row)).size], [1_100, 1_100]);
  });

  it('stop when they are cancelled, and can be undone as far as they were', async () => {
    const path = await uploaded(owner, linesOf(manyRows(1_100, 'cut')));
    await checked(path);
    await run(path);
    const cancel = () => owner.call('POST', `${path}/cancel`);
    await workOnImports(afterFirstBatch(here.get().core, cancel), place);
    const cancelled = await shown(path);
    const { counts } = (await shown(path)) as unknown as { counts: { new: number } };
    await owner.call('POST', `${path}/undo`);
    await work();
    const undone = await shown(path);
    assert.deepEqual([cancelled.state, counts.new >= 1_024], ['cancelled', true]);
    assert.deepEqual([undone.state, undone.undone], ['undone', { deleted: counts.new, kept: 0 }]);
  });

  it('end when who began them may import no more', async () => {
    const who = await here.get().adminWith('operator');
    const path = await uploaded(owner, linesOf(manyRows(1_100, 'role')));
    await checked(path);
    const { result } = await shown(path);
    await who.call('POST', `${path}/run`, { digest: result.digest, confirm: '1100' });
    await owner.call('PATCH', `/admins/${who.id}`, { grants: [{ project: null, role: 'auditor' }] });
    await work();
    const failed = await shown(path);
    assert.deepEqual([failed.state, failed.problem], ['failed', 'Who started the import may import no more']);
  });

  it('that nobody knows any more leave the disk, and nothing else does', async () => {
    const [unknown, other] = ['0123456789abcdef0123', 'kept by somebody'].map((name) =>
      join(place.folder, name),
    );
    for (const folder of [unknown, other]) mkdirSync(folder ?? '', { recursive: true });
    await createImportRunner({ core: here.get().core, place, reserved: new Set() }).tidy();
    assert.deepEqual([existsSync(unknown ?? ''), existsSync(other ?? '')], [false, true]);
  });

  it('are left alone by a server that has not their files, which says where they are', async () => {
    const path = await uploaded(owner, linesOf([{ sourceId: 'ida' }]));
    await checked(path);
    await run(path);
    const elsewhere = placeIn(join(testFolder(), 'elsewhere'), 'second');
    const errors = await workOnImports(here.get().core, elsewhere);
    const waiting = await shown(path);
    assert.deepEqual([errors, waiting.state, waiting.isHere], [[], 'running', true]);
    await work();
    assert.equal((await shown(path)).state, 'done');
    const gone = await uploaded(owner, linesOf([{ sourceId: 'jon' }]));
    rmSync(join(place.folder, (await shown(gone)).id), { recursive: true });
    const { status, body } = await owner.call('POST', `${gone}/check`, { system: 'ndjson' });
    assert.deepEqual([status, body.code], [409, 'import_elsewhere']);
    assert.match(String(body.message), new RegExp(place.server));
    await owner.call('POST', `${gone}/cancel`);
  });
});

const NONE = { new: 0, update: 0, same: 0, conflict: 0, refused: 0, skipped: 0 };

/** The core, which does something more once the first batch of an import is written. */
function afterFirstBatch(core: Core, then: () => Promise<unknown>): Core {
  let writes = 0;
  return {
    ...core,
    write: async (...given) => {
      const result = await core.write(...given);
      // The first begins the import.
      if (++writes === 2) await then();
      return result;
    },
  };
}
