import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEngine } from '../../src/open.ts';
import { type EmptyDatabase, onEachEngine } from '../support/engines.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { begin, folder, run } from '../support/program.ts';
import { damage, damages } from './audit-damages.ts';

const SECRET = 'a secret for the history, and long enough';

type Verdicts = {
  readonly ok: boolean;
  readonly chains: readonly {
    readonly project: string;
    readonly entries: number;
    readonly findings: readonly unknown[];
  }[];
};

onEachEngine('audit verify', (database) => {
  const home = folder();
  const settings = () => ({
    DENIZEN_DATABASE: database.setting(),
    DENIZEN_SECRET: SECRET,
    DENIZEN_PROJECT: 'shop',
  });
  const verify = async (options = '') => {
    const { DENIZEN_PROJECT: _, ...rest } = settings();
    const { code, output, errors } = await run(`audit verify --json ${options}`, rest);
    return { code, errors, verdicts: output === '' ? undefined : (JSON.parse(output) as Verdicts) };
  };
  let log = '';
  const copy = () => {
    const file = join(home(), 'log');
    writeFileSync(file, log);
    return file;
  };

  it('finds that all holds what a server has chained and signed', async () => {
    const server = await begin('serve --json', '\n}', { ...settings(), DENIZEN_LOG_LEVEL: 'error' });
    try {
      await Promise.all(
        [1, 2, 3].map(() => run('keys create --project shop --scopes users.read', settings())),
      );
      // As if the last checkpoint were old: then the server signs what it has chained.
      await until(database, async (db) => {
        await db
          .updateTable('history_heads')
          .set({ signed_at: 0 })
          .where('signed_position', '=', 0)
          .execute();
        const { waiting, signed } = await counts(db);
        return waiting === 0 && signed === 2;
      });
    } finally {
      log = (await server.stop()).errors;
    }
    const { code, verdicts } = await verify();
    const shown = verdicts?.chains.map(({ project, findings }) => ({ project, findings }));
    assert.deepEqual([code, verdicts?.ok], [0, true]);
    assert.deepEqual(shown, [
      { project: '', findings: [] },
      { project: 'shop', findings: [] },
    ]);
    const { output } = await run('check', settings());
    assert.match(output, /^History: \d+ entries chained in 2 chains, \d+ of them signed, 0 waiting\.$/m);
  });

  it('goes on from the last checkpoint of a log, project by project', async () => {
    const { code, verdicts } = await verify(`--project shop --from-checkpoint ${copy()}`);
    assert.deepEqual(
      [code, verdicts?.chains.map(({ project, findings }) => [project, findings])],
      [0, [['shop', []]]],
    );
  });

  it('refuses what is no checkpoint, or is signed by nobody', async () => {
    const [empty, forged] = [join(home(), 'empty'), join(home(), 'forged')];
    writeFileSync(empty, '{"level":30}\n"signature"\n{"checkpoint":{"signature":1}}\n');
    writeFileSync(forged, log.replaceAll(/"position":\d+/g, '"position":1'));
    const answers = [await verify(`--from-checkpoint ${empty}`), await verify(`--from-checkpoint ${forged}`)];
    const missing = await verify(`--from-checkpoint ${join(home(), 'missing')}`);
    assert.deepEqual(
      [...answers, missing].map(({ code, errors }) => [code, /checkpoint/.test(errors), / at /.test(errors)]),
      [
        [1, true, false],
        [1, true, false],
        [1, true, false],
      ],
    );
  });

  for (const [what, { statements, said }] of Object.entries(damages)) {
    it(`names the first entry after ${what}`, async () => {
      const restore = await damage(database, statements);
      const { code, output } = await run('audit verify --project shop', settings());
      await restore();
      assert.equal(code, 1);
      assert.match(output, said);
    });
  }

  it('names what was changed, for people too, and ends with 1', async () => {
    await until(database, async (db) => {
      await db
        .updateTable('audit')
        .set({ act: 'user.delete' })
        .where('project_id', '=', 'shop')
        .where('position', '=', 1)
        .execute();
      return true;
    });
    const { code, verdicts } = await verify('--project shop');
    const [finding] = verdicts?.chains[0]?.findings ?? [];
    assert.deepEqual([code, verdicts?.ok], [1, false]);
    assert.partialDeepStrictEqual(finding, { kind: 'edited', position: 1 });
    const { output } = await run('audit verify', settings());
    assert.match(output, /^ {2}Entry 1 \(\w{20}\) was edited or replaced\.\nThe history is not intact\.$/m);
  });
});

type Db = Awaited<ReturnType<typeof openEngine>>['read']['db'];

/** Asks in a transaction again and again until it answers yes. */
async function until(database: EmptyDatabase, ask: (db: Db) => Promise<boolean>): Promise<void> {
  const engine = await openEngine(database.config(), database.secrets());
  try {
    for (
      const end = Date.now() + PATIENCE_MS;
      !(await engine.transact(({ db }) => ask(db)).catch(() => false));
    ) {
      assert.ok(Date.now() < end, 'it did not happen');
      await sleep(100);
    }
  } finally {
    await engine.close();
  }
}

async function counts(db: Db) {
  const waiting = await db.selectFrom('audit').select('id').where('position', 'is', null).execute();
  const signed = await db
    .selectFrom('history_heads')
    .select('hash')
    .where('signed_position', '>', 0)
    .execute();
  return { waiting: waiting.length, signed: signed.length };
}
