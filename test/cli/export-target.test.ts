import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { type ExportTargetInput, exportList, exportTargetCommand } from '../../src/cli/export-target.ts';
import { CommandError } from '../../src/cli/refusal.ts';
import { decrypted } from '../../src/crypto/age.ts';
import { targets } from '../../src/exports/targets.ts';
import { open } from '../../src/open.ts';
import { nativeRows, rowsFile, SEED } from '../exports/native.ts';
import { importInto, linesOf } from '../exports/people.ts';
import { commandsOn } from '../support/commands.ts';
import { onAnyEngine } from '../support/engines.ts';
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

const UNLOCKED = { recipients: [], passphraseFile: undefined, asks: false };

onAnyEngine('denizen export', (database) => {
  const { settings, text, json } = commandsOn(database);
  before(async () => {
    const { rows } = await nativeRows();
    const counts = await importInto(database, 'shop', { names: ['ndjson', rowsFile(rows)] });
    assert.equal(counts.new, 6);
  });
  const inputOf = (target: string, input: Partial<ExportTargetInput>): ExportTargetInput => ({
    ...{ target, to: undefined, lost: undefined, withSecrets: false, option: [], lock: UNLOCKED, yes: true },
    ...input,
  });
  const exporting = (target: string, input: Partial<ExportTargetInput> & { readonly to: string }) =>
    json<Report>((args, output) => exportTargetCommand(args, output, inputOf(target, input)));
  const refusalOf = (target: string, input: Partial<ExportTargetInput>) =>
    text((args, output) => exportTargetCommand(args, output, inputOf(target, input))).then(
      () => 'it was written',
      (error: unknown) => (error instanceof CommandError ? error.message : assert.fail(String(error))),
    );
  const denizen = (...command: readonly string[]) =>
    run(['export', ...command], {
      ...{ DENIZEN_DATABASE: database.setting(), DENIZEN_SECRET: settings().secrets.seal ?? '' },
      DENIZEN_PROJECT: 'shop',
    });

  it('has what an import kept of secrets only with secrets, and says so', async () => {
    const row = { sourceId: 'kept', otp_secret: 'SEALED', codeHashes: ['$2a$10$SEALED'], city: 'Ulm' };
    await importInto(database, 'kept', { names: ['ndjson', rowsFile([row])] });
    const [plain, whole] = [join(testFolder(), 'plain.ndjson'), join(testFolder(), 'whole.ndjson')];
    const project = { DENIZEN_DATABASE: database.setting(), DENIZEN_SECRET: settings().secrets.seal ?? '' };
    const of = (...command: readonly string[]) => run([...command, '--project', 'kept'], project);
    const { errors } = await of('export', 'ndjson', '--to', plain, '--yes');
    assert.match(errors, /private metadata: secrets of an earlier system come with --with-secrets: 1/);
    assert.equal((await of('export', 'ndjson', '--to', whole, '--with-secrets', '--yes')).code, 0);
    const everything = await of('export', 'denizen');
    assert.match(everything.errors, /Left out of user_metadata: 2 fields, which are secrets\./);
    const bundle = await of('users', 'export', 'kept');
    for (const text of [readFileSync(plain, 'utf8'), everything.output, bundle.output]) {
      assert.match(text, /Ulm/);
      assert.doesNotMatch(text, /SEALED/);
    }
    assert.equal(readFileSync(whole, 'utf8').match(/SEALED/g)?.length, 2);
  });

  it('lists the targets, with what each takes', async () => {
    const { output } = await denizen('--list', '--json');
    const listed = JSON.parse(output) as { name: string; takes: string[] }[];
    assert.deepEqual(
      listed.map(({ name, takes }) => [name, takes]),
      targets.map(({ name, takes }) => [name, takes]),
    );
    const shown = await text(async (_, output) => exportList(output));
    assert.match(shown, /^ndjson +Plain rows .* everything$/m);
  });

  it('writes one file to standard output, and tells people the rest on standard error', async () => {
    const { code, output, errors } = await denizen('scim', '--project', 'shop', '--yes');
    assert.equal(code, 0, errors);
    assert.equal((JSON.parse(output) as { totalResults: number }).totalResults, 6);
    assert.match(errors, /^SCIM 2\.0: 6 users\.$/m);
    assert.match(errors, /^ {2}password: SCIM 2\.0 does not take it: 4$/m);
    assert.match(errors, /4 users have a password here and come without it\. A new one is needed there\./);

    assert.match(errors, /Add --lost FILE/);
  });

  it('writes a file that only its owner can read, and beside it who loses what', async () => {
    const to = join(testFolder(), 'people.json');
    const report = await exporting('scim', { to });
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
    await exporting('scim', { to: join(testFolder(), 'other.json'), lost: named });
    assert.equal(linesOf(named).length, lost.length);
  });

  it('writes several files into a folder of its own, all at once', async () => {
    const to = join(testFolder(), 'out');
    await exporting('csv', { option: ['mapping=yes'], to: `${to}/` });
    assert.deepEqual(
      [readdirSync(to).toSorted(), readdirSync(join(to, '..')), statSync(to).mode & 0o777],
      [['csv.lost.ndjson', 'mapping.json', 'users.csv'], ['out'], 0o700],
    );
    const single = join(testFolder(), 'one');
    assert.deepEqual(
      [await refusalOf('csv', { option: ['mapping=yes'], to: single }), readdirSync(join(single, '..'))],
      ['This writes several files: name a folder, as in --to FOLDER/.', []],
    );
  });

  it('encrypts what it writes', async () => {
    const identity = await generateIdentity();
    const to = join(testFolder(), 'out');
    const lock = { ...UNLOCKED, recipients: [await identityToRecipient(identity)] };
    await exporting('ndjson', { withSecrets: true, lock, to: `${to}/` });
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
    const { config, secrets } = settings();
    await using opened = await open(config, secrets, { migrate: false });
    const { db } = opened.core.read;
    const rows = await db.selectFrom('audit').select('details').where('act', '=', 'project.export').execute();
    const targets = rows.map(({ details }) => (JSON.parse(details) as { target: string }).target);
    assert.deepEqual([...new Set(targets)].toSorted(), ['csv', 'denizen', 'ndjson', 'scim']);
  });

  it('refuses what would be overwritten, would leak, or is not known', async () => {
    const taken = join(testFolder(), 'taken');
    writeFileSync(taken, 'mine');
    const filled = join(taken, '..');
    const unlucky: readonly (readonly [string, Partial<ExportTargetInput>, RegExp])[] = [
      ['ndjson', { withSecrets: true }, /Name a file that only you can read/],
      ['ndjson', { to: taken }, /exists\. Nothing is overwritten/],
      ['ndjson', { to: filled }, /is not empty\. Nothing is overwritten/],
      ['scim', { to: join(filled, 'new'), lost: taken }, /exists\. Nothing is overwritten/],
      ['ndjson', { to: join(filled, 'nowhere', 'new') }, /cannot be written to \(ENOENT\)/],
      ['nothing', {}, /nothing is no target\. The targets: denizen export --list/],
      ['', {}, /Name what to export to/],
      ['scim', { option: ['form=other'] }, /The option form takes list or bulk\./],
      ['ndjson', { option: ['form=list'] }, /Plain rows has no options/],
    ];
    for (const [target, input, expected] of unlucky) assert.match(await refusalOf(target, input), expected);
    assert.deepEqual([readFileSync(taken, 'utf8'), readdirSync(filled)], ['mine', ['taken']]);
  });

  it('writes nothing before it was asked', async () => {
    const to = join(testFolder(), 'people.ndjson');
    const { code, errors } = await denizen('ndjson', '--project', 'shop', '--to', to);
    assert.deepEqual([code, existsSync(to), readdirSync(join(to, '..'))], [1, false, []]);
    assert.match(
      errors,
      /Plain rows: 6 users\.[\s\S]*Write 6 users\? There is no terminal to ask: add --yes\./,
    );
  });

  it('splits bulk requests of SCIM', async () => {
    const to = join(testFolder(), 'bulk');
    const { steps } = await exporting('scim', { option: ['form=bulk'], to: `${to}/` });
    const { Operations } = JSON.parse(readFileSync(join(to, '001.json'), 'utf8')) as { Operations: object[] };
    assert.equal(Operations.length, 6);
    assert.match(steps.join(), /-d @001\.json/);
  });
});
