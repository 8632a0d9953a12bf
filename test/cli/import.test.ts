import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ImportInput, importCommand, importStatus, importUndo } from '../../src/cli/import.ts';
import { barLine, rowReport } from '../../src/cli/import-progress.ts';
import { projectsCreate } from '../../src/cli/projects.ts';
import { usersShow } from '../../src/cli/users.ts';
import { commandsOn } from '../support/commands.ts';
import { onAnyEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';

type Row = Readonly<Record<string, unknown>>;
type Ended = { readonly id: string; readonly state: string; readonly counts: Record<string, number> };

onAnyEngine('import on the command line', (database) => {
  const { text, json } = commandsOn(database);
  const file = (name: string, rows: readonly Row[]) => {
    const path = join(testFolder(), name);
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(lines) : lines, { flag: 'w' });
    return path;
  };
  const input = (more: Partial<ImportInput>): ImportInput => ({
    ...{ names: [], dryRun: false, yes: true, canary: undefined, report: undefined },
    ...{ provider: [], option: [] },
    ...more,
  });
  const run = (more: Partial<ImportInput>) =>
    json<Ended>((args, output) => importCommand(args, output, input(more)));

  before(() => text((args, output) => projectsCreate(args, output, { id: 'shop', name: 'Shop' })));

  it('finds the system by its files, unpacks them, and reports each row', async () => {
    const report = join(testFolder(), 'report.ndjson');
    const path = file('users.ndjson.gz', [
      { sourceId: 'ann', email: 'ann@example.com', shoe: 42 },
      { sourceId: 'ben', email: 'nothing' },
    ]);
    const { counts, state } = await run({ names: [path], report });
    const rows = readFileSync(report, 'utf8').trim().split('\n');
    assert.deepEqual([state, counts.new, counts.refused], ['ended', 1, 1]);
    assert.deepEqual(
      rows.map((line) => JSON.parse(line)),
      [
        { file: 'users.ndjson', row: 1, outcome: 'new', sourceId: 'ann', user: 'ann' },
        {
          ...{ file: 'users.ndjson', row: 2, outcome: 'refused', sourceId: 'ben' },
          reason: 'its email address is malformed',
        },
      ],
    );
    const shown = await json<{ metadata: unknown }>((args, output) => usersShow(args, output, 'ann'));
    assert.deepEqual(shown.metadata, { readOnly: {}, private: { imported: { ndjson: { shoe: 42 } } } });
  });

  it('reports one run in a file, goes on where one was interrupted, and leaves other files as they are', async () => {
    const report = join(testFolder(), 'twice.ndjson');
    const names = [file('twice-reported.ndjson', [{ sourceId: 'eva', email: 'eva@example.com' }])];
    await text((args, output) => importCommand(args, output, input({ names, dryRun: true, report })));
    await run({ names, report });
    const [line, ...others] = readFileSync(report, 'utf8').trim().split('\n');
    assert.deepEqual([JSON.parse(line ?? '').outcome, others], ['new', []]);
    writeFileSync(report, `${line}\n{"file":"cut in the mid`);
    {
      using _ = rowReport(report, { goesOn: true });
    }
    assert.equal(readFileSync(report, 'utf8'), `${line}\n`);
    const before = readFileSync(names[0] ?? '', 'utf8');
    await assert.rejects(
      run({ names, report: names[0] }),
      /is no report of an import: it is not overwritten\./,
    );
    assert.equal(readFileSync(names[0] ?? '', 'utf8'), before);
  });

  it('leaves standard output to a report that goes there', async () => {
    const names = [file('piped.ndjson', [{ sourceId: 'piped' }])];
    const said = await text((args, output) =>
      importCommand(args, output, input({ names, dryRun: true, report: '-' })),
    );
    assert.equal(said, '');
  });

  it('shows as many rows as outcomes of them', async () => {
    const rows = [{ sourceId: 'sum1' }, { sourceId: 'sum2', email: 'nothing' }, { sourceId: 'sum1b' }];
    const names = [file('sums.ndjson', rows)];
    await run({ names });
    const { id } = await run({ names });
    const status = await text((args, output) => importStatus(args, output, { id, source: undefined }));
    const [headings = '', line = ''] = status.trim().split('\n');
    assert.match(headings, /ROWS +NEW +UPDATE +SAME +CONFLICT +REFUSED +SKIPPED +BEGUN/);
    assert.match(line, / ended +3 +0 +0 +2 +0 +1 +0 /);
  });

  it('says in the dry run what becomes of fields without a place', async () => {
    const names = [file('odd.ndjson', [{ sourceId: 'odd', shoe: 42 }])];
    const dry = (more: Partial<ImportInput>) =>
      text((args, output) => importCommand(args, output, input({ names, dryRun: true, ...more })));
    assert.match(await dry({}), /without a place, kept in the private metadata:\n {2}shoe: 1/);
    assert.match(await dry({ rest: 'drop' }), /without a place, dropped:\n {2}shoe: 1/);
  });

  it('writes nothing in a dry run, nor when a canary cannot sign in, and shows no password', async () => {
    const path = file('dry.ndjson', [{ sourceId: 'cem', email: 'cem@example.com' }]);
    const canary = join(testFolder(), 'canaries');
    writeFileSync(canary, 'cem@example.com a secret password\n');
    const dry = await text((args, output) =>
      importCommand(args, output, input({ names: [path], dryRun: true })),
    );
    await assert.rejects(run({ names: [path], canary }), (error: Error) => {
      assert.match(error.message, /cem@example.com: its row has no password/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
    assert.match(dry, /new: 1[\s\S]*Nothing was written/);
    await assert.rejects(
      text((args, output) => usersShow(args, output, 'cem')),
      { code: 'user_not_found' },
    );
  });

  it('hashes passwords in clear text if it is told to, says how many there are, and shows none', async () => {
    const rows = ['Boxkämpfer 1', 'Boxkämpfer 2'].map((stored, at) => ({
      ...{ sourceId: `clear${at}`, email: `clear${at}@example.com` },
      password: { family: 'plain-text', scheme: 'note', stored },
    }));
    const names = [file('clear.ndjson', rows)];
    const report = join(testFolder(), 'clear-report.ndjson');
    const dry = (more: Partial<ImportInput>) =>
      text((args, output) => importCommand(args, output, input({ names, dryRun: true, report, ...more })));
    const [without, with_] = [await dry({}), await dry({ plainPasswords: true })];
    const canary = join(testFolder(), 'clear-canaries');
    writeFileSync(canary, 'clear1@example.com Boxkämpfer 2\n');
    const { counts } = await run({ names, plainPasswords: true, canary, report });
    assert.match(
      without,
      /refused: 2[\s\S]*2 passwords are in clear text. --plain-passwords hashes them, some/,
    );
    assert.match(with_, /new: 2[\s\S]*2 passwords are in clear text, to be hashed: some [\d,]+ a second/);
    assert.equal(counts.new, 2);
    assert.doesNotMatch([without, with_, readFileSync(report, 'utf8')].join(), /Boxk/);
  });

  it('refuses what it does not understand with a sentence that says what it takes', async () => {
    const path = file('some.ndjson', [{ sourceId: 'dan' }]);
    const refusals: readonly (readonly [Partial<ImportInput>, RegExp])[] = [
      [{ names: [] }, /Name the files/],
      [{ names: ['ndjson', join(testFolder(), 'none')] }, /There is no file/],
      [{ names: [path], id: 'new' }, /--id takes keep, fresh/],
      [{ names: [path], onConflict: 'ask' }, /--on-conflict takes skip or update or fail/],
      [{ names: [path], provider: ['intranet'] }, /--provider takes THEIRS=OURS/],
      [{ names: [path], option: ['a=b'] }, /Plain rows has no options/],
      [{ names: [file('plain.txt', [{ name: 'x' }])] }, /No system writes files like these/],
    ];
    for (const [more, message] of refusals) await assert.rejects(run(more), message);
  });

  it('shows imports, finds users by their id elsewhere, and undoes', async () => {
    const path = file('ids.ndjson', [{ sourceId: 'auth0|77' }]);
    const { id } = await run({ names: [path] });
    const found = await json<readonly { id: string; import: string }[]>((args, output) =>
      importStatus(args, output, { id: '', source: 'auth0|77' }),
    );
    assert.deepEqual([found.length, found[0]?.import], [1, id]);
    const undone = await json<Row>((args, output) => importUndo(args, output, { id, yes: true }));
    assert.deepEqual(undone, { id, deleted: 1, kept: 0 });
    const status = await json<Ended>((args, output) => importStatus(args, output, { id, source: undefined }));
    assert.equal(status.state, 'undone');
  });

  it('draws how far it is, how fast, and how long it will take', () => {
    assert.equal(
      barLine({ step: 'writing', rows: 1_000, total: 4_000 }, 500),
      'Writing [######                  ] 25% 1,000 of 4,000 rows, 500/s, 0:06 left',
    );
    assert.equal(barLine({ step: 'reading', rows: 5 }, Number.NaN), 'Reading 5 rows');
  });
});
