import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { storedHashOf } from '../../crypto/passwords/imported.ts';
import { placement } from '../../db/placement.ts';
import type { SourceUser } from '../../imports/source.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { emailOf } from '../users/email.ts';
import { findUserBy } from '../users/store.ts';
import { defaultPlan, type ImportPlan, type ImportSource } from './import.ts';
import { listImports } from './journal-store.ts';
import { reported } from './reported.ts';
import { dryRun, type Importing, prepareImport, runImport } from './run.ts';

const MARKER = 'Marker of a password 7';
const ROWS_OF_A_BATCH = 128;

let made = 0;

onEachEngine('passwords in clear text', (database) => {
  const here = directory(database);
  let name = '';
  beforeEach(() => {
    name = `user${++made}`;
  });
  const row = (at: number, stored = `${MARKER} ${at}`) => ({
    ...{ sourceId: `${name}-${at}`, email: `${name}-${at}@example.com`, emailVerified: true },
    password: { family: 'plain-text', scheme: 'test', stored },
  });
  const sourceOf = (...rows: readonly (Partial<SourceUser> & { readonly sourceId: string })[]) =>
    ({
      ...{ system: 'test', digest: `readable ${++made}`, files: ['users.json'] },
      items: async function* () {
        for (const [at, each] of rows.entries())
          yield { ...each, kind: 'user', file: 'users.json', row: at + 1 };
      },
    }) satisfies ImportSource;
  const importing = (plan: Partial<ImportPlan>, more: Partial<Importing> = {}) => {
    const rows: string[] = [];
    const whole: Importing = {
      ...{ core: here.core, actor: here.actor, plan: { ...defaultPlan, ...plan }, storedHashOf },
      onRow: (settled) => rows.push(JSON.stringify(reported(settled))),
      ...more,
    };
    return { whole, rows };
  };
  const outcomesIn = (rows: readonly string[]) =>
    rows.map((each) => {
      const { outcome, reason } = JSON.parse(each) as { outcome: string; reason?: string };
      return reason === undefined ? outcome : `${outcome}: ${reason}`;
    });
  const run = async (source: ImportSource, plan: Partial<ImportPlan> = {}, more: Partial<Importing> = {}) => {
    const { whole, rows } = importing({ hashesPlainPasswords: true, ...plan }, more);
    const ended = await runImport(whole, source, await prepareImport(whole, source));
    return { ended, rows, outcomes: outcomesIn(rows) };
  };
  const signIn = async (at: number, password = `${MARKER} ${at}`) => {
    const email = emailOf(`${name}-${at}@example.com`) ?? assert.fail();
    return (await signInWithPassword(here.core, here.actor, { email, password })).session.userId;
  };
  const hashOf = async (at: number) => {
    const email = `${name}-${at}@example.com`;
    return (await findUserBy(here.core.read, here.actor.project.id, 'email', email))?.password;
  };

  it('are hashes that cannot be used, unless they are to be hashed', async () => {
    const source = sourceOf(row(1), row(2), { sourceId: `${name}-3` });
    const { whole, rows } = importing({});
    const prepared = await prepareImport(whole, source);
    const found = await dryRun(whole, source, prepared);
    assert.deepEqual([prepared.survey.plainPasswords, found.counts.refused, found.counts.new], [2, 2, 1]);
    assert.equal(
      outcomesIn(rows)[0],
      'refused: its password hash cannot be used: The field holds a password in clear text',
    );
    const dropped = await run(source, { hashesPlainPasswords: false, badHashes: 'drop' });
    assert.deepEqual([dropped.outcomes, await hashOf(1)], [['new', 'new', 'new'], null]);
  });

  it('open the accounts of their users and are kept as hashes only, with no trace of themselves', async () => {
    const source = sourceOf(row(1), row(2));
    const { whole, rows: foreseen } = importing({ hashesPlainPasswords: true });
    const found = await dryRun(whole, source, await prepareImport(whole, source));
    const { rows } = await run(source);
    assert.deepEqual([await signIn(1), await signIn(2)], [`${name}-1`, `${name}-2`]);
    await assert.rejects(signIn(1, `${MARKER} 2`), { code: 'credentials_wrong' });
    assert.match((await hashOf(1)) ?? '', /^\$argon2id\$/);
    const written = [JSON.stringify(found), ...foreseen, ...rows];
    for (const table of Object.keys(placement))
      written.push(
        JSON.stringify(
          await here.engine.read.db
            .selectFrom(table as 'users')
            .selectAll()
            .execute(),
        ),
      );
    assert.deepEqual([found.samples.length, found.samples[0]?.after.hasPassword], [2, true]);
    assert.equal(written.filter((text) => text.includes('Marker of')).length, 0);
    assert.ok(written.some((text) => text.includes(`${name}-1@example.com`)));
  });

  it('are refused with a reason where nobody could sign in with them, or should', async () => {
    const hash = await here.core.passwords.hash('x');
    const { outcomes } = await run(
      sourceOf(
        ...['é'.repeat(129), '', 'a\0b', hash, 'd41d8cd98f00b204e9800998ecf8427e', 'é'.repeat(128), '1'].map(
          (stored, at) => row(at, stored),
        ),
      ),
    );
    const because = 'refused: its password hash cannot be used: ';
    assert.deepEqual(outcomes, [
      `${because}The password is longer than 256 bytes`,
      `${because}The password is empty`,
      `${because}The password is malformed`,
      `${because}What should be a password looks like a hash`,
      `${because}What should be a password looks like a hash`,
      ...['new', 'new'],
    ]);
    assert.deepEqual([await signIn(5, 'é'.repeat(128)), await signIn(6, '1')], [`${name}-5`, `${name}-6`]);
  });

  it('are tried by canaries before anything is written', async () => {
    const canaries = (password: string) => ({ canaries: [{ name: `${name}-1@example.com`, password }] });
    await assert.rejects(run(sourceOf(row(1)), {}, canaries('wrong')), /the password does not match/);
    assert.equal(await hashOf(1), undefined);
    assert.deepEqual((await run(sourceOf(row(1)), {}, canaries(`${MARKER} 1`))).outcomes, ['new']);
  });

  it('are the same the second time, and replace a hash that they do not match', async () => {
    await run(sourceOf(row(1), row(2)));
    const hash = await hashOf(1);
    const second = sourceOf(row(1), row(2, 'another one'));
    const { whole, rows } = importing({ hashesPlainPasswords: true, onConflict: 'update' });
    await dryRun(whole, second, await prepareImport(whole, second));
    const { outcomes } = await run(second, { onConflict: 'update' });
    assert.deepEqual(
      [outcomesIn(rows), outcomes],
      [
        ['same', 'update'],
        ['same', 'update'],
      ],
    );
    assert.deepEqual([await hashOf(1), await signIn(2, 'another one')], [hash, `${name}-2`]);
  });

  it('go on where they were interrupted: nobody is lost, and nobody comes twice', async () => {
    const most = ROWS_OF_A_BATCH + 20;
    const source = sourceOf(...Array.from({ length: most }, (_, at) => row(at)));
    let hashed = 0;
    const hash: Core['passwords']['hash'] = async (plain) => {
      if (++hashed > ROWS_OF_A_BATCH + 5) throw new Error('killed');
      return `$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$${Buffer.from(plain).toString('hex')}`;
    };
    const dying: Core = { ...here.core, passwords: { ...here.core.passwords, hash } };
    await assert.rejects(run(source, {}, { core: dying }), /killed/);
    const [begun] = await listImports(here.core.read, here.actor.project.id, { most: 1 });
    const { ended, outcomes } = await run(source);
    assert.deepEqual(
      [begun?.position, ended.id, ended.counts.new, outcomes.length],
      [ROWS_OF_A_BATCH, begun?.id, most, 20],
    );
    assert.equal(await signIn(most - 1), `${name}-${most - 1}`);
  });

  it('are hashed as many at once as is said, one after the other unless it is', async () => {
    const most = async (more: Partial<Importing>) => {
      let [running, peak, steps] = [0, 0, 0];
      const hash: Core['passwords']['hash'] = async (plain) => {
        peak = Math.max(peak, ++running);
        await new Promise(setImmediate);
        running--;
        return here.core.passwords.hash(plain);
      };
      const core: Core = { ...here.core, passwords: { ...here.core.passwords, hash } };
      const source = sourceOf(...Array.from({ length: 6 }, (_, at) => row(at)));
      await run(source, {}, { core, onProgress: () => steps++, ...more });
      return { peak, steps };
    };
    const alone = await most({});
    name = `${name}-more`;
    const together = await most({ hashesAtOnce: 3 });
    // Reading, each hash, and the batch: so that whoever pauses an import need not wait for all of them.
    assert.deepEqual(
      [alone, together],
      [
        { peak: 1, steps: 13 },
        { peak: 3, steps: 13 },
      ],
    );
  });

  it('wait while too many sign-ins do', async () => {
    let tries = 0;
    const hash: Core['passwords']['hash'] = async (plain) => {
      if (++tries < 3)
        throw new Failure({ code: 'unavailable', reason: 'passwords_busy', retryAfterSeconds: 0.001 });
      return here.core.passwords.hash(plain);
    };
    const core: Core = { ...here.core, passwords: { ...here.core.passwords, hash } };
    await run(sourceOf(row(1)), {}, { core });
    assert.deepEqual([tries, await signIn(1)], [3, `${name}-1`]);
  });
});
