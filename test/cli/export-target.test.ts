import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { decrypted } from '../../src/crypto/age.ts';
import { targets } from '../../src/exports/targets.ts';
import { nativeRows, rowsFile, SEED } from '../exports/native.ts';
import { linesOf } from '../exports/people.ts';
import { testFolder } from '../support/folders.ts';
import { run } from '../support/program.ts';

type Report = {
  readonly users: number;
  readonly hashes: object;
  readonly lost: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly withoutPassword: number;
  readonly files: readonly string[];
  readonly lostFile: string | null;
  readonly steps: readonly string[];
};

/** What no engine changes: one of them is enough. */
describe('denizen export', () => {
  const folder = testFolder();
  const settings = {
    DENIZEN_DATABASE: `sqlite:${join(folder, 'denizen.db')}`,
    DENIZEN_SECRET: 'a secret for tests, and long enough',
  };
  const denizen = (...command: readonly string[]) => run(command, settings);
  const exporting = (...command: readonly string[]) =>
    denizen('export', ...command, '--project', 'shop', '--yes');
  before(async () => {
    const { rows } = await nativeRows();
    assert.equal((await denizen('migrate')).code, 0);
    assert.equal((await denizen('projects', 'create', 'shop')).code, 0);
    const { code, errors } = await denizen('import', 'ndjson', rowsFile(rows), '--project', 'shop', '--yes');
    assert.equal(code, 0, errors);
  });

  it('lists the targets, with what each takes', async () => {
    const { output } = await denizen('export', '--list', '--json');
    const listed = JSON.parse(output) as { name: string; takes: string[] }[];
    assert.deepEqual(
      listed.map(({ name, takes }) => [name, takes]),
      targets.map(({ name, takes }) => [name, takes]),
    );
    const { output: shown } = await denizen('export', '--list');
    assert.match(shown, /^ndjson +Plain rows .* everything$/m);
  });

  it('writes one file to standard output, and tells people the rest on standard error', async () => {
    const { code, output, errors } = await exporting('scim');
    assert.equal(code, 0, errors);
    assert.equal((JSON.parse(output) as { totalResults: number }).totalResults, 6);
    assert.match(errors, /^SCIM 2\.0: 6 users\.$/m);
    assert.match(errors, /^ {2}password: SCIM 2\.0 does not take it: 4$/m);
    assert.match(errors, /4 users have a password here and come without it\. They need a new one there\./);
    assert.match(errors, /Add --lost FILE/);
  });

  it('writes a file that only its owner can read, and beside it who loses what', async () => {
    const to = join(testFolder(), 'people.json');
    const { code, output, errors } = await exporting('scim', '--to', to, '--json');
    assert.equal(code, 0, errors);
    const report = JSON.parse(output) as Report;
    const lostFile = join(to, '..', 'scim.lost.ndjson');
    assert.deepEqual(
      [report.files, report.lostFile, report.users, report.withoutPassword],
      [[to], lostFile, 6, 4],
    );
    assert.deepEqual(readdirSync(join(to, '..')).toSorted(), ['people.json', 'scim.lost.ndjson']);
    assert.deepEqual(
      [to, lostFile].map((path) => statSync(path).mode & 0o777),
      [0o600, 0o600],
    );
    const lost = linesOf<{ userId: string; field: string; why: string }>(lostFile);
    const counted = Object.values(report.lost).flatMap((reasons) => Object.values(reasons));
    assert.equal(
      lost.length,
      counted.reduce((sum, count) => sum + count, 0),
    );
    assert.ok(lost.some((each) => each.userId === 'ann' && each.field === 'totp'));
    const named = join(testFolder(), 'lost');
    await exporting('scim', '--to', join(testFolder(), 'other.json'), '--lost', named);
    assert.equal(linesOf(named).length, lost.length);
  });

  it('writes several files into a folder of its own, all at once', async () => {
    const to = join(testFolder(), 'out');
    const { code, errors } = await exporting('csv', '--option', 'mapping=yes', '--to', `${to}/`);
    assert.equal(code, 0, errors);
    assert.deepEqual(
      [readdirSync(to).toSorted(), readdirSync(join(to, '..')), statSync(to).mode & 0o777],
      [['csv.lost.ndjson', 'mapping.json', 'users.csv'], ['out'], 0o700],
    );
    const single = join(testFolder(), 'one');
    const refused = await exporting('csv', '--option', 'mapping=yes', '--to', single);
    assert.deepEqual(
      [refused.code, refused.errors, readdirSync(join(single, '..'))],
      [1, 'This writes several files: name a folder, as in --to FOLDER/.\n', []],
    );
  });

  it('encrypts what it writes', async () => {
    const identity = await generateIdentity();
    const to = join(testFolder(), 'out');
    const recipient = await identityToRecipient(identity);
    const { code, errors } = await exporting(
      'ndjson',
      '--with-secrets',
      '--recipient',
      recipient,
      '--to',
      `${to}/`,
    );
    assert.equal(code, 0, errors);
    assert.deepEqual(readdirSync(to), ['users.ndjson.age']);
    const sealed = readFileSync(join(to, 'users.ndjson.age'));
    assert.ok(!sealed.includes(SEED));
    const pieces: Uint8Array[] = [];
    const stored = (async function* () {
      yield sealed;
    })();
    for await (const piece of await decrypted({ identities: [identity] }, stored)) pieces.push(piece);
    assert.ok(Buffer.concat(pieces).toString().includes(SEED));
  });

  it('is recorded in the history of the server, with the target', async () => {
    const { output } = await denizen('audit', 'list', '--act', 'project.export', '--json', '--limit', '1');
    assert.match(output, /"target":\s*"ndjson"/);
  });

  it('refuses what would be overwritten, would leak, or is not known', async () => {
    const taken = join(testFolder(), 'taken');
    writeFileSync(taken, 'mine');
    const filled = join(taken, '..');
    const unlucky = [
      [['ndjson', '--with-secrets'], /Name a file that only you can read/],
      [['ndjson', '--to', taken], /exists\. Nothing is overwritten/],
      [['ndjson', '--to', filled], /is not empty\. Nothing is overwritten/],
      [['scim', '--to', join(filled, 'new'), '--lost', taken], /exists\. Nothing is overwritten/],
      [['ndjson', '--to', join(filled, 'nowhere', 'new')], /cannot be written to \(ENOENT\)/],
      [['nothing'], /nothing is no target\. The targets: denizen export --list/],
      [[], /Name what to export to/],
      [['scim', '--option', 'form=other'], /The option form takes list or bulk\./],
      [['ndjson', '--option', 'form=list'], /Plain rows has no options/],
    ] as const;
    for (const [command, expected] of unlucky) {
      const { code, output, errors } = await exporting(...command);
      assert.deepEqual([code, output], [1, ''], errors);
      assert.match(errors, expected);
    }
    assert.deepEqual([readFileSync(taken, 'utf8'), readdirSync(filled)], ['mine', ['taken']]);
  });

  it('writes nothing before it was asked', async () => {
    const to = join(testFolder(), 'people.ndjson');
    const { code, errors } = await denizen('export', 'ndjson', '--project', 'shop', '--to', to);
    assert.deepEqual([code, existsSync(to), readdirSync(join(to, '..'))], [1, false, []]);
    assert.match(errors, /Plain rows: 6 users\.[\s\S]*Write 6 users\? Nobody can be asked here: add --yes\./);
  });

  it('splits bulk requests of SCIM', async () => {
    const to = join(testFolder(), 'bulk');
    const { code, output } = await exporting('scim', '--option', 'form=bulk', '--to', `${to}/`, '--json');
    assert.equal(code, 0);
    const { Operations } = JSON.parse(readFileSync(join(to, '001.json'), 'utf8')) as { Operations: object[] };
    assert.equal(Operations.length, 6);
    assert.match((JSON.parse(output) as Report).steps.join(), /-d @001\.json/);
  });
});
