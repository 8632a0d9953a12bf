import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { ImportRefused, type SourceFile, type SourceItem } from '../../src/imports/source.ts';
import { systems } from '../../src/imports/systems/all.ts';
import { csv } from '../../src/imports/systems/csv.ts';
import { isWhole } from '../support/extent.ts';
import { expectedOf, itemsOf, samplePath, textFile } from './samples.ts';

const PARTS = isWhole ? 24 : 6;

/** `users.json or users.csv` names two. */
async function sampleFiles(system: string): Promise<readonly (readonly [string, Buffer])[]> {
  const { files } = await expectedOf(system);
  const names = files.flatMap((name) => name.split(' or '));
  return Promise.all(names.map(async (name) => [name, await readFile(samplePath(system, name))] as const));
}

/** Items, or that the whole was refused. Any other failure is thrown on. */
async function read(name: string, files: readonly SourceFile[]): Promise<readonly SourceItem[]> {
  const system = systems.find((candidate) => candidate.name === name);
  assert.ok(system);
  try {
    return await itemsOf(system, files);
  } catch (error) {
    assert.ok(error instanceof ImportRefused, `${name}: ${String(error)}`);
    return [];
  }
}

const withoutRows = (items: readonly SourceItem[]) => items.map(({ row: _, ...item }) => item);

/** Systems with a sample of text. That of PocketBase is made into a SQLite file first. */
const withText = systems.filter(
  ({ name }) => name !== 'pocketbase' && existsSync(samplePath(name, 'expected.json')),
);

for (const { name } of withText)
  describe(`files of ${name}`, () => {
    it('may be cut anywhere: what is refused says where and why, and nothing else fails', async () => {
      const files = await sampleFiles(name);
      for (const [cutName, whole] of files)
        for (let part = 1; part < PARTS; part++) {
          const cut = whole.subarray(0, Math.floor((whole.length * part) / PARTS));
          const items = await read(
            name,
            files.map(([file, content]) => textFile(file, file === cutName ? cut : content)),
          );
          const refused = items.filter(({ kind }) => kind === 'refused');
          // A file that is read more than once is broken in one place only.
          assert.equal(new Set(refused.map(({ file, row }) => `${file} ${row}`)).size, refused.length);
          for (const item of refused) {
            assert.ok(item.kind === 'refused' && item.reason.length > 0);
            assert.ok(item.row >= 1 && files.some(([file]) => file === item.file));
          }
        }
    });

    it('may hold bytes that are wrong in any place', async () => {
      const files = await sampleFiles(name);
      for (const [brokenName, whole] of files)
        for (let part = 0; part < PARTS; part++) {
          const broken = Buffer.from(whole);
          broken[Math.floor((whole.length * part) / PARTS)] =
            [0xff, 0x00, 0x22, 0x7b, 0x0a, 0x31][part % 6] ?? 0;
          await read(
            name,
            files.map(([file, content]) => textFile(file, file === brokenName ? broken : content)),
          );
        }
    });

    it('are the same with a byte order mark and CRLF', async () => {
      const files = await sampleFiles(name);
      const asTheyAre = await read(
        name,
        files.map(([file, content]) => textFile(file, content)),
      );
      const changed = await read(
        name,
        files.map(([file, content]) => {
          const text = content.toString().replace(/^\uFEFF/, '');
          return textFile(file, `\uFEFF${text.replaceAll(/(?<=[\w":,;[\]{}.=/$])\n/g, '\r\n')}`);
        }),
      );
      // A line break in a quoted value is the value's own.
      const text = (items: readonly SourceItem[]) =>
        JSON.stringify(withoutRows(items)).replaceAll('\\r\\n', '\\n');
      assert.equal(text(changed), text(asTheyAre));
      assert.ok(asTheyAre.some(({ kind }) => kind === 'user'));
    });
  });

describe('a mapping', () => {
  const table = textFile('t.csv', 'id,mail,x,on\n1,a@example.com,,ja\n2,b@example.com,y,vielleicht\n');
  const mapped = (mapping: object, file = table) =>
    itemsOf(csv, [textFile('m.json', JSON.stringify(mapping)), file]);
  const whole = { id: 'id', email: 'mail', ignore: ['x', 'on'] };

  it('that forgets a column, or names one that is not there, stops the run', async () => {
    await assert.rejects(mapped({ ...whole, ignore: ['x'] }), /neither maps nor ignores "on"/);
    await assert.rejects(mapped({ ...whole, name: { column: 'Name' } }), /not there: "Name"/);
    await assert.rejects(
      mapped(whole, textFile('t.csv', 'id;mail;x;on\n1;a@example.com;;ja\n')),
      /If ";" is between its columns, the mapping needs "delimiter": ";"\./,
    );
    await assert.rejects(itemsOf(csv, [table]), /needs a mapping/);
    const wrongMappings: readonly (readonly [string, string])[] = [
      ['{', 'it is no JSON.'],
      ['[]', 'it is no JSON object.'],
      ['{"email":"mail"}', 'it has no "id", the column with the id of each row.'],
      ['{"id":5}', 'its "id" is no name of a column.'],
      ['{"id":"id","nmae":"name"}', 'mappings have no "nmae".'],
    ];
    for (const [text, why] of wrongMappings)
      await assert.rejects(itemsOf(csv, [table, textFile('m.json', text)]), {
        message: `A table needs a mapping: a JSON file beside it that says which column is what. m.json is none: ${why} The guide "Import" has an example.`,
      });
    for (const wrong of [
      { ...whole, emial: 'x' },
      { ...whole, id: { column: 7 } },
      { ...whole, delimiter: 'ab' },
    ])
      await assert.rejects(itemsOf(csv, [textFile('m.json', JSON.stringify(wrong)), table]), ImportRefused);
  });

  it('is shown in the guide as it is read', async () => {
    const guide = await readFile(new URL('../../docs/guide/import.md', import.meta.url), 'utf8');
    const [, example = ''] = /## Any table.*?```json\n(.*?)```/s.exec(guide) ?? [];
    const hash = `$2y$04$${'a'.repeat(53)}`;
    const items = await itemsOf(csv, [
      textFile('mapping.json', example),
      textFile(
        't.csv',
        'user_id,mail,confirmed,first,last,mobile,joined,roles,hash,lang,notes\n' +
          `7,a@example.com,yes,Ann,Lee,030 123456,2024-01-31 13:00:00,staff;beta,${hash},de,x\n`,
      ),
    ]);
    assert.deepEqual(items, [
      {
        ...{ kind: 'user', file: 't.csv', row: 2, sourceId: '7', name: 'Ann Lee', email: 'a@example.com' },
        ...{ emailVerified: true, phone: '+4930123456', phoneVerified: false, labels: ['staff', 'beta'] },
        createdAt: Date.UTC(2024, 0, 31, 12),
        password: { family: 'plain', scheme: 'plain', stored: hash },
        prefs: { language: 'de' },
      },
    ]);
  });

  it('that does not know a value of a flag refuses the row', async () => {
    const items = await mapped({
      ...whole,
      ignore: ['x'],
      blocked: { column: 'on', true: ['ja'], false: ['nein'] },
    });
    assert.deepEqual(items, [
      { kind: 'user', file: 't.csv', row: 2, sourceId: '1', email: 'a@example.com', blocked: true },
      {
        kind: 'refused',
        file: 't.csv',
        row: 3,
        sourceId: '2',
        reason: 'the mapping does not say what "vielleicht" means in "on"',
      },
    ]);
  });

  it('reads objects as well, and a recipe in either form', async () => {
    const rows = textFile('t.ndjson', '{"id":7,"hash":"ab","salt":"s","name":"Ann"}\n{"id":8}\n');
    const mapping = { format: 'ndjson', id: 'id', username: 'name' };
    const recipe = {
      digest: 'sha1',
      encoding: 'base64',
      input: ['salt', "it's", 'password', 'pepper'],
      salt: { column: 'salt', encoding: 'hex' },
      rounds: 1000,
    };
    const text = "sha1(salt + 'it''s' + password + pepper), base64, rounds=1000, salt=hex";
    const items = await mapped({ ...mapping, password: { column: 'hash', recipe } }, rows);
    const password = { family: 'recipe', scheme: text, parts: { hash: 'ab', salt: 's', username: null } };
    assert.deepEqual(items[0]?.kind === 'user' && items[0].password, password);
    assert.deepEqual(items[1]?.kind === 'user' && items[1].password, null);
    const again = await mapped(
      { ...mapping, password: { column: 'hash', recipe: text, salt: 'salt' } },
      rows,
    );
    assert.deepEqual(again, items);
  });
});
