import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { before, it } from 'node:test';
import { exportFields } from '../../src/exports/target.ts';
import { targets } from '../../src/exports/targets.ts';
import { commandsOn } from '../support/commands.ts';
import { onEachEngine } from '../support/engines.ts';
import { isWhole } from '../support/extent.ts';
import { nativeRows, rowsFile, spellingsOf } from './native.ts';
import { compared, differencesOf, exportFrom, importInto, peopleIn } from './people.ts';
import { checkFormat } from './read-files.ts';

/** In the quick set, PostgreSQL has some targets: what they write, no engine changes. */
const QUICK = new Set(['ndjson', 'keycloak', 'supabase']);

onEachEngine('users of Denizen itself', (database) => {
  let hash = '';
  before(async () => {
    const native = await nativeRows();
    hash = native.hash;
    const counts = await importInto(database, 'native', { names: ['ndjson', rowsFile(native.rows)] });
    assert.deepEqual([counts.new, counts.refused], [6, 0]);
  });
  const textOf = (files: readonly string[]) => files.map((file) => readFileSync(file, 'utf8')).join('\n');

  for (const target of targets.filter(
    ({ name }) => isWhole || database.engine === 'sqlite' || QUICK.has(name),
  )) {
    it(`are written for ${target.name} without a secret, unless secrets are asked for`, async () => {
      const { files, lost, report } = await exportFrom(database, 'native', { target: target.name });
      assert.equal(report.users, 6);
      for (const file of files) await checkFormat(target.name, file);
      const written = textOf(files) + JSON.stringify([lost, report]);
      const found = Object.values(spellingsOf(hash))
        .flat()
        .filter((text) => written.includes(text));
      assert.deepEqual(found, []);
      const notTaken = exportFields.filter((field) => !target.takes.includes(field));
      const ofAnn = new Set(lost.filter(({ userId }) => userId === 'ann').map(({ field }) => field));
      const secret = ['password', 'totp', 'recovery codes'];
      assert.deepEqual(
        [...notTaken, ...secret].filter((field) => field !== 'blocked' && !ofAnn.has(field)),
        [],
      );
    });

    it(`are written for ${target.name} with secrets, or what is not is reported`, async () => {
      const { files, lost, report, folder } = await exportFrom(database, 'native', {
        ...{ target: target.name, withSecrets: true },
      });
      assert.equal(report.users, 6);
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      for (const file of files) {
        assert.equal(statSync(file).mode & 0o777, 0o600);
        await checkFormat(target.name, file);
      }
      const written = textOf(files);
      const { password, totp, codes } = spellingsOf(hash);
      const isLost = (field: string) => lost.some((each) => each.userId === 'ann' && each.field === field);
      const isWritten = (texts: readonly string[]) => texts.some((text) => written.includes(text));
      assert.deepEqual(
        [isWritten(password), isWritten(totp), isWritten(codes)],
        [!isLost('password'), !isLost('totp'), !isLost('recovery codes')],
      );
      const said = JSON.stringify([lost, report]);
      assert.deepEqual(
        [...password, ...totp, ...codes].filter((text) => said.includes(text)),
        [],
      );
    });
  }

  it('come back from plain rows as they were, and are the same bytes again', async () => {
    const { settings } = commandsOn(database);
    const first = await exportFrom(database, 'native', { target: 'ndjson', withSecrets: true });
    assert.deepEqual(first.lost, []);
    await importInto(database, 'again', { names: ['ndjson', ...first.files] });
    const [users, others] = [await peopleIn(settings(), 'native'), await peopleIn(settings(), 'again')];
    assert.deepEqual(differencesOf(users, others), []);
    assert.equal(others.length, users.length);
    const second = await exportFrom(database, 'again', { target: 'ndjson', withSecrets: true });
    assert.equal(textOf(second.files), textOf(first.files));
    const ann = users.find(({ id }) => id === 'ann');
    assert.ok(ann);
    const empty = exportFields.filter((field) => field !== 'blocked' && isEmpty(compared[field](ann)));
    assert.deepEqual(empty, []);
  });
});

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === false ||
    value === '' ||
    JSON.stringify(value) === '{}' ||
    JSON.stringify(value) === '[]'
  );
}
