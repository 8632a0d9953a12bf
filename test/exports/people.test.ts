import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type PeopleReading, peopleOf, teamsOf } from '../../src/core/exports/people.ts';
import { runTarget } from '../../src/core/exports/run-target.ts';
import { keepImportSecrets } from '../../src/core/import-secrets/import-secrets.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { storedHashOf as importedHashOf } from '../../src/crypto/passwords/imported.ts';
import { PENDING } from '../../src/crypto/passwords/pending.ts';
import { sealWith } from '../../src/crypto/seal.ts';
import type { Schema } from '../../src/db/schema.ts';
import { acrossShards } from '../../src/db/shard-classes.ts';
import { storedHashOf } from '../../src/exports/hashes/parse.ts';
import { type ExportUser, exportFields, type Lost, type Target } from '../../src/exports/target.ts';
import { openEnd } from '../../src/open.ts';
import { commandsOn } from '../support/commands.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { skipOnCluster } from '../support/extent.ts';
import { judgedOf } from '../support/judged-statements.ts';
import { nativeRows, rowsFile } from './native.ts';
import { importInto, peopleIn } from './people.ts';

const SIGNER_KEY = 'tcXTh3R4qC9ke6y8VqwAO7gcH7eeHs9ELFpAkGjFgr5RkkVNnQ0L0iSDJdshzAquQCkIhAfqt8nTViBAkJfMJQ==';
const MANY = 450;

onEachEngine('the people of an export', (database) => {
  const here = directory(database);
  const reading = async <T>(
    work: (reading: PeopleReading, snapshot: <R>(inside: () => Promise<R>) => Promise<R>) => Promise<T>,
  ): Promise<T> => {
    const end = await openEnd(database.config(), database.secrets(), { isAlone: false });
    const { seal } = here.core;
    try {
      return await work(
        { end, seal, project: here.actor.project.id, withSecrets: true, storedHashOf },
        end.snapshot,
      );
    } finally {
      await end.close();
    }
  };
  const usersOf = (parts: Partial<PeopleReading> = {}) =>
    reading(async (given) => {
      const found = new Map<
        string,
        { user: ExportUser; missing: readonly { field: string; why: string }[] }
      >();
      for await (const person of peopleOf({ ...given, ...parts })) found.set(person.user.id, person);
      return found;
    });
  const made = (id: string, stored?: string) =>
    createUser(here.core, here.actor, { id: id as UserId, ...(stored !== undefined && { stored }) });

  it('are read in batches, each once, and all of one moment', async () => {
    const rows = Array.from({ length: MANY }, (_, at) => ({ sourceId: `many-${at}` }));
    await importInto(database, 'many', { names: ['ndjson', rowsFile(rows)] });
    const project = { ...here.actor.project, id: 'many' as ProjectId };
    const ofMany = { project: project.id };
    const seen: string[] = [];
    let isLater = false;
    const target: Target = {
      ...{ name: 'seen', title: 'Seen', files: '', takes: exportFields, asksAtFirstSignIn: false },
      write: async ({ users }) => {
        for await (const { id } of users()) {
          seen.push(id);
          if (isLater) continue;
          isLater = true;
          await createUser(here.core, { ...here.actor, project }, { id: 'zz-later' as UserId });
        }
        // Read once more: nothing is counted twice.
        for await (const _ of users());
      },
    };
    const report = await reading((given, snapshot) =>
      snapshot(() =>
        runTarget(
          { ...given, ...ofMany },
          { target, project, options: {}, exportedAt: 0 },
          { file: assert.fail, lost: async () => {} },
        ),
      ),
    );
    assert.equal(report.users, MANY);
    assert.deepEqual(new Set(seen).size, MANY);
    assert.ok(!seen.includes('zz-later'));
    assert.ok((await usersOf(ofMany)).has('zz-later'));
  });

  it('lose what a target does not take, each field once, with the reason that is known first', async () => {
    await made('lossy', '$md5$5f4dcc3b5aa765d61d8327deb882cf99');
    const lost: Lost[] = [];
    const target: Target = {
      ...{ name: 'few', title: 'Few', files: '', takes: ['id', 'password'], asksAtFirstSignIn: false },
      write: async ({ users }, sink) => {
        for await (const { id: userId } of users())
          if (userId === 'lossy') {
            await sink.lost({ userId, field: 'password', why: 'another one' });
            await sink.lost({ userId, field: 'labels', why: 'one of them' });
          }
      },
    };
    const run = (withSecrets: boolean) =>
      reading((given) =>
        runTarget(
          { ...given, withSecrets },
          { target, project: here.actor.project, options: {}, exportedAt: 0 },
          { file: assert.fail, lost: async (each) => void lost.push(each) },
        ),
      );
    const { withoutPassword, hashes } = await run(false);
    const first = lost.splice(0).filter(({ userId }) => userId === 'lossy');
    assert.deepEqual(
      first.map(({ field, why }) => [field, why]),
      [
        ['password', 'only in an export with secrets'],
        ['password time', 'Few does not take it'],
        ['created', 'Few does not take it'],
        ['labels', 'one of them'],
      ],
    );
    assert.deepEqual([withoutPassword, [...hashes]], [1, []]);
    const again = await run(true);
    assert.deepEqual([again.withoutPassword, [...again.hashes]], [1, [['md5', 1]]]);
    assert.ok(lost.some(({ field, why }) => field === 'password' && why === 'another one'));
  });

  it('have the signer key of their import in a hash of Firebase, and no pepper', async () => {
    const { core, actor } = here;
    const project = actor.project.id;
    const secrets = {
      signerKey: SIGNER_KEY,
      saltSeparator: 'Bw==',
      pepper: 'the pepper',
      rounds: 8,
      memCost: 14,
    };
    await here.engine.transact((tx) => keepImportSecrets(core, tx, { project, importId: 'first', secrets }));
    const parts = { passwordHash: Buffer.alloc(64, 7).toString('base64'), salt: 'c2FsdA==' };
    const hashes = [
      importedHashOf({ family: 'firebase', scheme: 'SCRYPT', parts }, { ...secrets, importId: 'first' }),
      importedHashOf(
        {
          family: 'devise',
          scheme: 'bcrypt',
          stored: '$2a$04$gvp.FmNWLtd2Z1D2HOrqhuCFJsi8ty0TVUTUmNKeWZLGqSFYRHq1a',
        },
        { ...secrets, importId: 'first' },
      ),
    ];
    for (const [at, outcome] of hashes.entries()) {
      assert.ok('stored' in outcome, JSON.stringify(outcome));
      await made(`imported-${at}`, outcome.stored);
    }
    const found = await usersOf();
    const firebase = found.get('imported-0')?.user.password;
    assert.ok(firebase?.kind === 'fbscrypt');
    assert.equal(firebase.signerKey?.toString('base64'), SIGNER_KEY);
    const peppered = found.get('imported-1')?.user.password;
    assert.equal(peppered?.kind, 'peppered');
    assert.ok(!JSON.stringify(peppered).includes(Buffer.from('the pepper').toString('base64url')));
    const without = await usersOf({ withSecrets: false });
    assert.deepEqual(
      ['imported-0', 'imported-1']
        .map((id) => without.get(id)?.user)
        .map((user) => [user?.password, user?.hasPassword]),
      [
        [null, true],
        [null, true],
      ],
    );
  });

  it('say what no target can be given', async () => {
    await made('pending', PENDING);
    await made('foreign', '$md5$5f4dcc3b5aa765d61d8327deb882cf99');
    const found = await usersOf({ seal: sealWith('the secret of another installation') });
    assert.deepEqual(found.get('pending')?.missing, [
      { field: 'password', why: 'only the old system of the project knows it' },
    ]);
    assert.deepEqual(found.get('foreign')?.missing, [
      { field: 'password', why: 'it is sealed with a key that is not known' },
    ]);
    assert.equal(found.get('foreign')?.user.hasPassword, true);
  });

  it('come with all that belongs to them, and where they came from', async () => {
    const { rows } = await nativeRows();
    const prefixed = { names: ['ndjson', rowsFile(rows)], id: 'prefix:n-' };
    await importInto(database, 'prefixed', prefixed);
    const users = await peopleIn(commandsOn(database).settings(), 'prefixed');
    const ann = users.find(({ id }) => id === 'n-ann');
    assert.ok(ann);
    assert.deepEqual(ann.source, { system: 'ndjson', id: 'ann' });
    assert.deepEqual(ann.memberships.map(({ teamName, roles }) => [teamName, roles]).toSorted(), [
      ['Staff, "all"', ['owner', 'editor']],
      ['board', []],
    ]);
    assert.deepEqual([ann.otherEmails, ann.otherPhones, ann.username], [['ann@example.org'], [], 'ann']);
    const teams = await reading(async (given) => {
      const found: string[] = [];
      for await (const { name } of teamsOf({ ...given, project: 'prefixed' })) found.push(name);
      return found;
    });
    assert.deepEqual(teams.toSorted(), ['Staff, "all"', 'board']);
  });

  if (database.engine === 'postgres')
    it('are asked of all shards only where the table says why', { skip: skipOnCluster }, async () => {
      const statements: { text: string; values: readonly unknown[]; requests: readonly string[] }[] = [];
      const pool = new pg.Pool({ connectionString: database.setting() });
      const db = new Kysely<Schema>({
        dialect: new PostgresDialect({ pool }),
        log: ({ query }) => void statements.push({ text: query.sql, values: query.parameters, requests: [] }),
      });
      await reading(async (given) => {
        for await (const _ of peopleOf({ ...given, end: { db }, project: 'prefixed' }));
        for await (const _ of teamsOf({ ...given, end: { db }, project: 'prefixed' }));
      });
      await db.destroy();
      const judged = await judgedOf(statements);
      assert.ok(judged.length > 10);
      const wrong = judged.filter(
        (each) =>
          each.flaws.length > 0 ||
          (each.class === 'all shards' && (acrossShards as Record<string, string>)[each.shape] === undefined),
      );
      assert.deepEqual(wrong, []);
    });
});
