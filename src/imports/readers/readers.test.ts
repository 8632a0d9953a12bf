import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SourceFile } from '../source.ts';
import { ImportRefused } from '../source.ts';
import { RowRefused } from '../values/scalars.ts';
import { colonRowsOf } from './colon-lines.ts';
import { type CsvDialect, csvRowsOf } from './csv.ts';
import { firebaseCsvRowsOf } from './firebase-csv.ts';
import { jsonRowsOf } from './json.ts';
import { ldifRowsOf, ldifText } from './ldif.ts';
import { linesOf } from './lines.ts';
import { yamlRowsOf } from './yaml.ts';

/** A file that comes in pieces of the given size: what a reader holds between them is what goes wrong. */
function fileOf(content: string | Buffer, pieceBytes = 65_536): SourceFile {
  const bytes = Buffer.from(content);
  return {
    name: 'f',
    open: async function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const batch of batches) for (const item of batch) found.push(item);
  return found;
}

/** Rows as `row value`, refusals as `row: reason`. */
async function json(file: SourceFile, ...paths: string[]): Promise<string[]> {
  const rows = await all(jsonRowsOf(file, paths));
  return rows.map((row) =>
    'refused' in row
      ? `${row.place.row}: ${row.refused.message}`
      : `${row.place.row} ${[row.path, ...row.indices].join('/')} ${JSON.stringify(row.value)}`,
  );
}

async function csv(file: SourceFile, dialect?: CsvDialect): Promise<string[]> {
  const rows = await all(csvRowsOf(file, dialect));
  return rows.map((row) =>
    'refused' in row
      ? `${row.place.row}: ${row.refused.message}`
      : `${row.place.row} ${JSON.stringify(Object.values(row.values))}`,
  );
}

const MEBIBYTE = 1_048_576;

describe('lines', () => {
  const lines = async (content: string | Buffer, pieceBytes?: number, encoding?: string) => {
    const found: string[] = [];
    for await (const batch of linesOf(fileOf(content, pieceBytes), encoding))
      for (const [at, line] of batch.lines.entries())
        found.push(`${batch.first + at} ${line instanceof RowRefused ? `refused: ${line.message}` : line}`);
    return found;
  };

  it('are the same in pieces of any size, with LF or CRLF, with or without a last one and a mark', async () => {
    for (const pieceBytes of [1, 2, 3, 5, 100])
      for (const content of ['\uFEFFä\r\n\r\nzwölf\r\n', 'ä\n\nzwölf'])
        assert.deepEqual(await lines(content, pieceBytes), ['1 ä', '2 ', '3 zwölf']);
    assert.deepEqual(await lines(''), []);
    assert.deepEqual(await lines('ä'), ['1 ä']);
  });

  it('are decoded from UTF-16 by its mark and from what the dialect says', async () => {
    const utf16 = Buffer.from('\uFEFFä\nö', 'utf16le');
    assert.deepEqual(await lines(utf16, 3), ['1 ä', '2 ö']);
    assert.deepEqual(await lines(Buffer.from(utf16).swap16(), 3), ['1 ä', '2 ö']);
    assert.deepEqual(await lines(Buffer.from('\x80\n\xe4', 'latin1'), 1, 'windows-1252'), ['1 €', '2 ä']);
    await assert.rejects(lines('x', 1, 'no-such'), ImportRefused);
  });

  it('that are not UTF-8 or longer than 1 MiB are refused, and the next ones are read', async () => {
    const bad = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0x0a]), Buffer.from('b')]);
    assert.deepEqual(await lines(bad), ['1 a', '2 refused: it is not UTF-8', '3 b']);
    for (const length of [MEBIBYTE + 1, 10 * MEBIBYTE])
      assert.deepEqual(await lines(`a\n${'x'.repeat(length)}\nb`), [
        '1 a',
        '2 refused: it is longer than 1048576 bytes',
        '3 b',
      ]);
    assert.equal((await lines(`a\n${'x'.repeat(MEBIBYTE)}\nb`)).length, 3);
    assert.deepEqual(
      (await lines(`a\n${'x'.repeat(2 * MEBIBYTE)}`)).at(-1),
      '2 refused: it is longer than 1048576 bytes',
    );
  });
});

describe('JSON', () => {
  it('comes as one object, a bare list, NDJSON, pages in a row or objects over several lines', async () => {
    const a = { id: 1, name: 'Ä"\\{[' };
    const forms: [string, string[]][] = [
      [JSON.stringify({ x: { users: [0] }, users: [a, { id: 2 }], y: [[]] }), ['1 users.*/0', '2 users.*/1']],
      [JSON.stringify({ users: [a, { id: 2 }] }, null, 2), ['1 users.*/0', '2 users.*/1']],
      [JSON.stringify([a, { id: 2 }]), ['1 /0', '2 /1']],
      [`${JSON.stringify(a)}\n\n${JSON.stringify({ id: 2 })}\n`, ['1 ', '3 ']],
      [`[${JSON.stringify(a)}]\n[{"id":2}]`, ['1 /0', '1 /0']],
      [`{"users":[${JSON.stringify(a)}]}{"users":[{"id":2}]}`, ['1 users.*/0', '1 users.*/0']],
      [`${JSON.stringify(a, null, 1)}\n{"id":2}`, ['1 ', '2 ']],
    ];
    for (const [text, places] of forms)
      for (const pieceBytes of [1, 7, 1000])
        assert.deepEqual(await json(fileOf(text, pieceBytes), 'users.*'), [
          `${places[0]} ${JSON.stringify(a)}`,
          `${places[1]} {"id":2}`,
        ]);
    assert.deepEqual(await json(fileOf('')), []);
    assert.deepEqual(await json(fileOf('[]')), []);
    assert.deepEqual(await json(fileOf('{"users":[]}'), 'users.*'), []);
  });

  it('is found at paths within lists, with its place in each', async () => {
    const file = { o: [{ id: 'a', u: [1, 'x,]'] }, { u: [], id: null }, {}, { u: [true], id: 'd' }] };
    assert.deepEqual(await json(fileOf(JSON.stringify(file), 3), 'o.*.id', 'o.*.u.*'), [
      '1 o.*.id/0 "a"',
      '1 o.*.u.*/0/0 1',
      '2 o.*.u.*/0/1 "x,]"',
      '2 o.*.id/1 null',
      '1 o.*.u.*/3/0 true',
      '4 o.*.id/3 "d"',
    ]);
  });

  it('keeps numbers beyond 2^53 as texts', async () => {
    const [row] = await json(
      fileOf('{"a":108204268033311374519,"b":9007199254740991,"c":-108204268033311374519,"d":1.5}'),
    );
    assert.equal(
      row,
      '1  {"a":"108204268033311374519","b":9007199254740991,"c":"-108204268033311374519","d":1.5}',
    );
  });

  it('refuses what it cannot read and goes on with the next', async () => {
    const deep = `${'['.repeat(65)}${']'.repeat(65)}`;
    const tooDeep = 'it is nested deeper than 64 levels';
    const lines = `{"id":1}\n{"id":\n{"a":${deep}}\nnull\n{"id":2}`;
    assert.deepEqual(await json(fileOf(lines)), [
      '1  {"id":1}',
      '2: it is no JSON',
      `3: ${tooDeep}`,
      '4  null',
      '5  {"id":2}',
    ]);
    const large = `"${'x'.repeat(10 * MEBIBYTE)}"`;
    assert.deepEqual(await json(fileOf(`[1,${deep},${large},[},{"id":2},tru]`)), [
      '1 /0 1',
      `2: ${tooDeep}`,
      '3: it is longer than 1048576 bytes',
      '4: it is no JSON',
      '5 /4 {"id":2}',
      '6: it is no JSON',
    ]);
    const invalid = Buffer.concat([Buffer.from('[1,"'), Buffer.from([0xff]), Buffer.from('",2]')]);
    assert.deepEqual(await json(fileOf(invalid)), ['1 /0 1', '2: it is not UTF-8', '3 /2 2']);
  });

  it('passes over what is not asked for, whatever its size and depth', async () => {
    const skipped = `${'['.repeat(100_000)}"${'x'.repeat(3 * MEBIBYTE)}"${']'.repeat(100_000)}`;
    assert.deepEqual(await json(fileOf(`{"a":${skipped},"users":[1]}`), 'users.*'), ['1 users.*/0 1']);
  });

  it('that is cut or broken between its values is refused from there on', async () => {
    for (const text of ['[{"id":1},{"id"', '[{"id":1},', '[{"id":1}', '{"users":[{"id":1}]'])
      assert.match((await json(fileOf(text, 4), 'users.*')).at(-1) ?? '', /: the file ends within it$/);
    for (const text of [
      '[{"id":1} {"id":2}]',
      '[{"id":1}}',
      '[{"id":1},]',
      '{"users":[{"id":1}],}',
      '{"users" 1}',
    ])
      assert.match((await json(fileOf(text, 4), 'users.*')).at(-1) ?? '', /: it is no JSON from here on$/);
    await assert.rejects(json(fileOf('id,name\n1,2')), ImportRefused);
  });
});

describe('CSV', () => {
  it('has quotes, line breaks in them, CRLF, a mark, and tells nothing from an empty text', async () => {
    const text = '\uFEFFid,name,note\r\n1,"a ""b"", c","x\r\ny"\r\n2,,""\r\n\r\n3,ö,\\N\r\n';
    for (const pieceBytes of [1, 9, 1000])
      assert.deepEqual(await csv(fileOf(text, pieceBytes)), [
        '2 ["1","a \\"b\\", c","x\\ny"]',
        '4 ["2",null,""]',
        '6 ["3","ö","\\\\N"]',
      ]);
  });

  it('has other delimiters, escapes and no header when the dialect says so', async () => {
    assert.deepEqual(await csv(fileOf('a;b\n1,5;"x;y"'), { delimiter: ';' }), ['2 ["1,5","x;y"]']);
    const cognito = { quote: '', escape: '\\' };
    assert.deepEqual(await csv(fileOf('a,b\nLee\\, Ann,"x\\y\\\\'), cognito), [
      '2 ["Lee, Ann","\\"x\\\\y\\\\"]',
    ]);
    assert.deepEqual(await csv(fileOf('1,2'), { columns: ['a', 'b'] }), ['1 ["1","2"]']);
  });

  it('refuses rows of another width and with quotes that are out of place, and reads the next', async () => {
    assert.deepEqual(await csv(fileOf('a,b\n1\n1,2,3\n1,2,\nx "y" z,2\n"x" y,2\n1,2')), [
      '2: it has 1 values for 2 columns',
      '3: it has 3 values for 2 columns',
      '4 ["1","2"]',
      '5: a quote stands within a value that is not quoted',
      '6: text stands behind a quoted value',
      '7 ["1","2"]',
    ]);
  });

  it('reads the rows again that an open quote has swallowed', async () => {
    const rows = Array.from({ length: 200_000 }, (_, at) => `${at},x`);
    rows[10] = '10,"x';
    const found = await csv(fileOf(`a,b\n${rows.join('\n')}`));
    assert.equal(found.length, rows.length);
    assert.equal(found[10], '12: a quote that opens in it is not closed within 1048576 bytes');
    assert.equal(found.at(-1), '200001 ["199999","x"]');
    assert.deepEqual(await csv(fileOf('a,b\n1,"x\n2,y')), [
      '2: a quote that opens in it is not closed within 1048576 bytes',
      '3 ["2","y"]',
    ]);
  });

  it('gives up on a file that is nothing but open quotes, in time', async () => {
    const found = await csv(fileOf(`a\n${'"x\n\n'.repeat(100_000)}`));
    assert.ok(found.length > 0);
  });

  it('fails for a header with a column twice or with too many', async () => {
    await assert.rejects(csv(fileOf('a,a\n1,2')), ImportRefused);
    await assert.rejects(csv(fileOf('a,__proto__\n1,2')), ImportRefused);
    await assert.rejects(
      csv(fileOf(Array.from({ length: 1_001 }, (_, at) => `c${at}`).join(','))),
      ImportRefused,
    );
  });
});

describe('CSV of Firebase', () => {
  const cells = async (line: string) => {
    const [row] = await all(firebaseCsvRowsOf(fileOf(line)));
    return row && 'cells' in row ? row.cells : row?.refused.message;
  };
  const row = (photo: string, googlePhoto = '', claims = '') =>
    `id,a@example.com,true,,,Ann,${photo},108,a@example.com,Ann,${googlePhoto}${','.repeat(13)}1705311000000,,+14155550101,false,${claims}${','.repeat(25)}`;

  it('has claims with quotes that are doubled unless a backslash stands before them', async () => {
    const found = await cells(row('', '', '"{""note"":""says \\"hi\\", twice""}"'));
    assert.deepEqual(JSON.parse(found?.[27] ?? ''), { note: 'says "hi", twice' });
  });

  it('is put right where a photo address holds a comma, or refused', async () => {
    const found = await cells(row('https://p.example/a,b,c.png'));
    assert.deepEqual(
      [found?.[6], found?.[7], found?.[23], found?.[25]],
      ['https://p.example/a,b,c.png', '108', '1705311000000', '+14155550101'],
    );
    assert.equal((await cells(row('', 'https://p.example/a,b')))?.[10], 'https://p.example/a,b');
    assert.match(
      String(await cells(row('https://p.example/a,b', 'https://p.example/c,d'))),
      /columns are not those/,
    );
    assert.match(String(await cells('a,b,c')), /3 columns/);
  });

  it('may stop behind the claims, as older exporters do', async () => {
    const found = await cells(`id,a@example.com,true${','.repeat(21)}1705311000000,,,false,`);
    assert.equal(found?.[23], '1705311000000');
  });
});

describe('LDIF', () => {
  it('has folded lines, base64, comments, options and repeated attributes', async () => {
    const text =
      '# extended\n  LDIF\nversion: 1\n\ndn: uid=ann,dc=e\n xample\n# between\nMail;x: a@example.com\nmail:  b@exam\n ple.com\ncn:: w4Q=\njpegPhoto:: /9g=\n\nsearch: 2\nresult: 0\n\ndn:: dWlkPWJlbg==\r\nchangetype: add\r\nempty:\r\n';
    for (const pieceBytes of [1, 1000]) {
      const rows = await all(ldifRowsOf(fileOf(text, pieceBytes)));
      const found = rows.map((row) => ('entry' in row ? row.entry : undefined));
      assert.deepEqual(found[0]?.dn, 'uid=ann,dc=example');
      assert.deepEqual(found[0]?.attributes.get('mail'), ['a@example.com', 'b@example.com']);
      assert.equal(ldifText(found[0]?.attributes.get('cn')?.[0]), 'Ä');
      assert.equal(ldifText(found[0]?.attributes.get('jpegphoto')?.[0]), undefined);
      assert.deepEqual([found[1]?.dn, [...(found[1]?.attributes ?? [])]], ['uid=ben', [['empty', ['']]]]);
      assert.deepEqual(
        rows.map(({ place }) => place.row),
        [5, 17],
      );
    }
  });

  it('refuses changes, values at URLs, bad base64 and records that are too long', async () => {
    const records = [
      'dn: a\nchangetype: delete',
      'dn: a\njpegPhoto:< file:///etc/passwd',
      'dn: a\ncn:: %%%',
      'dn: a\nno colon',
      `dn: a\n${`member: ${'x'.repeat(1000)}\n`.repeat(17_000)}`,
      'dn: b',
    ];
    const rows = await all(ldifRowsOf(fileOf(records.join('\n\n'))));
    assert.deepEqual(
      rows.map((row) => ('entry' in row ? row.entry.dn : row.refused.message)),
      [
        'it is a change of the kind delete',
        'jpegphoto is at a URL',
        'cn is no base64',
        'a line of it has no attribute',
        'it is longer than 16777216 bytes',
        'b',
      ],
    );
  });
});

describe('lines with colons', () => {
  it('are divided as often as the file has fields', async () => {
    const rows = await all(colonRowsOf(fileOf('# x\n\na:b:c\nd\ne:f'), { least: 2, most: 2 }));
    assert.deepEqual(
      rows.map((row) => [row.place.row, 'fields' in row ? row.fields : row.refused.message]),
      [
        [3, ['a', 'b:c']],
        [4, 'it has fewer than 2 fields'],
        [5, ['e', 'f']],
      ],
    );
  });
});

describe('YAML', () => {
  const yaml = async (text: string) => {
    const found: unknown[] = [];
    for await (const row of yamlRowsOf(fileOf(text)))
      found.push(
        'refused' in row
          ? `${row.place.row}: ${row.refused.message}`
          : [row.place.row, row.section, row.key, row.value],
      );
    return found;
  };

  it('is read a child at a time: mappings and lists below the outermost keys', async () => {
    const text =
      "---\nversion: 1\n# c\nusers:\n  'ann': # x\n    email: [a, b]\n\n    id: 108204268033311374519\n  ben:\n    note: |\n      # no comment\n      x\nlist:\n- a: 1\n  b: true\n- a: 2\nempty: {}\n";
    assert.deepEqual(await yaml(text), [
      [5, 'users', 'ann', { email: ['a', 'b'], id: '108204268033311374519' }],
      [9, 'users', 'ben', { note: '# no comment\nx\n' }],
      [14, 'list', undefined, { a: 1, b: true }],
      [16, 'list', undefined, { a: 2 }],
    ]);
  });

  it('refuses aliases, anchors, tags, doubled keys, depth and size, and reads the next', async () => {
    const children = [
      'a: &x 1',
      'a: *x',
      'a: !!str 1',
      'a: {b: 1, b: 2}',
      `a: ${'['.repeat(65)}${']'.repeat(65)}`,
      `a: ${'x'.repeat(70_000)}`,
      'a: "x',
      'b: 1',
    ];
    const text = `users:\n${children.map((child) => `  ${child}\n`).join('')}`;
    assert.deepEqual(
      (await yaml(text)).map((row) => (Array.isArray(row) ? row[3] : String(row).replace(/^\d+: /, ''))),
      [
        'it has an anchor',
        'it has an alias',
        'it has a tag',
        'it has a key twice',
        'it is nested deeper than 64 levels',
        'it is longer than 65536 bytes',
        'it is no YAML',
        1,
      ],
    );
    await assert.rejects(yaml('users: {a: 1}'), ImportRefused);
    await assert.rejects(yaml('- a'), ImportRefused);
  });
});
