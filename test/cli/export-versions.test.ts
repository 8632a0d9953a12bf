import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { emptyDatabase } from '../../faults/scenario.ts';
import { exportDenizenCommand } from '../../src/cli/export-denizen.ts';
import { importDenizenCommand } from '../../src/cli/import-denizen.ts';
import type { Output } from '../../src/cli/output.ts';
import { readConfig } from '../../src/config.ts';
import { migrationsOfExport } from '../../src/core/exports/import.ts';
import { type Migrations, migrations } from '../../src/db/migrations/all.ts';
import type { Schema } from '../../src/db/schema.ts';
import { open } from '../../src/open.ts';
import type { EngineName } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';

const ENGINES: readonly EngineName[] = ['sqlite', 'postgres'];
/** An export of each schema that later versions must read, by the name of its newest migration. Never changed. */
const FOLDER = join(import.meta.dirname, '../exports/denizen');
const SAMPLES = readdirSync(FOLDER);
const NO_KEY = { identityFile: undefined, passphraseFile: undefined };
const SECRET = 'the secret of a newer installation';

/** A migration of a later version: a column that came later, filled from another. */
const LATER: Migrations = {
  ...migrations,
  '9998-expand-nicknames': async (db: Kysely<Schema>) => {
    await sql`alter table users add column nickname text default 'none'`.execute(db);
    await sql`update users set nickname = 'nick of ' || id`.execute(db);
  },
};

const silent: Output = { json: true, command: 'denizen', write: () => {}, drained: async () => true };
const settingsOf = (setting: string) => readConfig({ DENIZEN_DATABASE: setting, DENIZEN_SECRET: SECRET });

async function imported(text: string, setting: string, known?: Migrations): Promise<void> {
  const file = join(testFolder(), 'export.ndjson');
  writeFileSync(file, text);
  await importDenizenCommand(settingsOf(setting), silent, { file, key: NO_KEY, ...(known && { known }) });
}

async function within<T>(setting: string, work: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
  const { config, secrets } = settingsOf(setting);
  await using opened = await open(config, secrets, { migrate: false });
  let result: T | undefined;
  await opened.engine.transact(async (tx) => {
    result = await work(tx.db);
  });
  // Cast: the transaction has run.
  return result as T;
}

type Line = { readonly table: string; readonly row: Readonly<Record<string, unknown>> };
const rowsIn = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as Line);

/** The same with the digest of what it holds. */
function resealed(text: string): string {
  const lines = text.trimEnd().split('\n').slice(0, -1);
  const sha256 = createHash('sha256')
    .update(`${lines.join('\n')}\n`)
    .digest('hex');
  return `${lines.join('\n')}\n${JSON.stringify({ end: true, rows: lines.length - 1, sha256 })}\n`;
}

for (const sample of SAMPLES) {
  const text = readFileSync(join(FOLDER, sample), 'utf8');
  for (const engine of ENGINES) {
    describe(`the export ${sample} on ${engine}`, () => {
      it('is imported with every field that it has', async () => {
        const target = await emptyDatabase(engine);
        await imported(text, target.setting);
        const to = join(testFolder(), 'again.ndjson');
        await exportDenizenCommand(settingsOf(target.setting), silent, {
          ...{ allProjects: true, withSecrets: true, withSessions: true, to, yes: true },
          lock: { recipients: [], passphraseFile: undefined, asks: false },
        });
        const again = readFileSync(to, 'utf8');
        const header = JSON.parse(again.slice(0, again.indexOf('\n'))) as { readonly schema: string };
        assert.equal(header.schema, Object.keys(migrations).at(-1));
        const rows = rowsIn(again);
        const fieldsOf = ({ table, row }: Line, at: number) => {
          const names = Object.keys(row);
          const found = rows[at]?.row ?? {};
          return { table, row: Object.fromEntries(names.map((name) => [name, found[name]])) };
        };
        assert.deepEqual(rowsIn(text).map(fieldsOf), rowsIn(text));
        assert.equal(rows.length, rowsIn(text).length);
        await target.drop();
      });

      it('gets what later migrations make', async () => {
        const target = await emptyDatabase(engine);
        await imported(text, target.setting, LATER);
        const nicknames = await within(target.setting, async (db) => {
          const { rows } = await sql<{ id: string; nickname: string }>`select id, nickname from users
            where project_id <> '' order by id`.execute(db);
          return rows.map(({ id, nickname }) => [id, nickname]);
        });
        assert.ok(nicknames.length >= 4);
        assert.deepEqual(
          nicknames,
          nicknames.map(([id]) => [id, `nick of ${id}`]),
        );
        await target.drop();
      });

      it('goes on after an interruption behind the migrations, and fills no table again', async () => {
        const target = await emptyDatabase(engine);
        // The history is verified after them, and this one is not intact.
        const changed = resealed(text.replace('"act":"user.create"', '"act":"user.delete"'));
        for (let time = 1; time <= 2; time++)
          await assert.rejects(imported(changed, target.setting, LATER), /in the export is not intact/);
        await target.drop();
      });
    });
  }
}

describe('the schema of an export', () => {
  const known = Object.keys(migrations);
  const header = (schema: unknown) => ({ schema }) as never;

  it('is filled up to its newest migration', () => {
    assert.deepEqual(
      migrationsOfExport(header('0055-expand-import-jobs'), known).at(-1),
      '0055-expand-import-jobs',
    );
    assert.deepEqual(migrationsOfExport(header(known.at(-1)), known), known);
  });

  it('is refused when it is newer, unknown, or from before the first that is promised', () => {
    for (const newer of ['9999-expand-more', '', undefined, 'x'.repeat(10_000)])
      assert.throws(
        () => migrationsOfExport(header(newer), known),
        /^DatabaseRefused: This export was made by a newer/,
      );
    assert.throws(
      () => migrationsOfExport(header('0053-expand-old-systems'), known),
      /^DatabaseRefused: This export has the schema 0053-expand-old-systems, which is from before/,
    );
  });

  it('is refused before a database is made', async () => {
    const [sample = ''] = SAMPLES;
    const text = readFileSync(join(FOLDER, sample), 'utf8').replace(
      /"schema":"[^"]*"/,
      '"schema":"9999-expand-more"',
    );
    const target = await emptyDatabase('sqlite');
    await assert.rejects(
      imported(text, target.setting),
      /made by a newer Denizen: it has the schema "9999-expand-more"/,
    );
    assert.equal(statSync(target.setting.slice('sqlite:'.length), { throwIfNoEntry: false }), undefined);
  });

  it('has a sample for the first one', () => {
    assert.ok(SAMPLES.includes('0055-expand-import-jobs.ndjson'));
  });
});
