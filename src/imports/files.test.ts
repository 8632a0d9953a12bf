import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { headOf, sourceFilesOf } from './files.ts';
import { ImportRefused, type SourceFile } from './source.ts';

type Packed = {
  readonly name: string;
  readonly content: Buffer;
  readonly method?: number;
  readonly flags?: number;
  /** How much before its place the entry is said to begin. */
  readonly shift?: number;
};

/** An archive as APPNOTE describes it, with its sizes in the local headers left out, as streaming writers do. */
function zipOf(entries: readonly Packed[], { isLong = false } = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 8, flags = 0x808, shift = 0 } of entries) {
    const packed = method === 8 ? deflateRawSync(content) : content;
    const title = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(title.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(flags, 8);
    record.writeUInt16LE(method, 10);
    record.writeUInt32LE(crc32(content), 16);
    record.writeUInt32LE(isLong ? 0xffffffff : packed.length, 20);
    record.writeUInt32LE(isLong ? 0xffffffff : content.length, 24);
    record.writeUInt16LE(title.length, 28);
    record.writeUInt32LE(isLong ? 0xffffffff : offset - shift, 42);
    const extra = Buffer.alloc(isLong ? 28 : 0);
    if (isLong) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      for (const [at, value] of [content.length, packed.length, offset].entries())
        extra.writeBigUInt64LE(BigInt(value), 4 + 8 * at);
      record.writeUInt16LE(extra.length, 30);
    }
    locals.push(local, title, packed);
    directory.push(record, title, extra);
    offset += local.length + title.length + packed.length;
  }
  const end = Buffer.alloc(22);
  const bytes = Buffer.concat(directory);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(bytes.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, bytes, end]);
}

async function textOfFile(file: SourceFile | undefined): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file?.open() ?? []) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('files of an import', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const written = (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const opened = async (paths: readonly string[], options = {}) => {
    const files = await sourceFilesOf(paths, { folder }, options);
    return Promise.all(
      files.map(async (file) => [file.name, await textOfFile(file), file.path !== undefined]),
    );
  };

  it('are read as they are, unpacked, from archives, from folders, and twice', async () => {
    mkdirSync(join(folder, 'd'));
    writeFileSync(join(folder, 'd/b.json'), 'b');
    writeFileSync(join(folder, 'd/a.json'), 'a');
    writeFileSync(join(folder, 'd/.hidden'), 'x');
    const zip = zipOf([
      { name: 'users.json', content: Buffer.from('packed '.repeat(1000)) },
      { name: 'sub/', content: Buffer.alloc(0), method: 0 },
      { name: '__MACOSX/users.json', content: Buffer.from('x') },
      { name: 'sub/stored.csv', content: Buffer.from('stored'), method: 0 },
    ]);
    const paths = [
      written('plain.csv', 'plain'),
      written('x.json.gz', gzipSync('gzip')),
      written('x.zip', zip),
      join(folder, 'd'),
    ];
    const all = [
      ['plain.csv', 'plain', true],
      ['x.json', 'gzip', false],
      ['x.zip/users.json', 'packed '.repeat(1000), false],
      ['x.zip/sub/stored.csv', 'stored', false],
      ['a.json', 'a', true],
      ['b.json', 'b', true],
    ];
    assert.deepEqual(await opened(paths), all);
    const [, packed] = await sourceFilesOf(paths, { folder });
    assert.equal((await textOfFile(packed)) + (await textOfFile(packed)), 'gzipgzip');
    const long = zipOf(
      [
        { name: 'a', content: Buffer.from('1') },
        { name: 'b', content: Buffer.from('2') },
      ],
      { isLong: true },
    );
    assert.deepEqual(await opened([written('long.zip', long)]), [
      ['long.zip/a', '1', false],
      ['long.zip/b', '2', false],
    ]);
  });

  it('may be piped in, packed as well, and are kept for their owner alone', async () => {
    const stdin = Readable.from([gzipSync('from a pipe')]);
    const [file] = await sourceFilesOf(['-'], { folder }, { stdin });
    assert.ok(file);
    assert.equal(await textOfFile(file), 'from a pipe');
    assert.equal(await textOfFile(file), 'from a pipe');
    assert.equal(statSync(join(folder, 'stdin-0')).mode & 0o777, 0o600);
    await assert.rejects(sourceFilesOf(['-'], { folder }), ImportRefused);
  });

  it('begin with what tells their system, without a mark', async () => {
    const [plain, wide] = await sourceFilesOf(
      [written('a', `\uFEFFä${'x'.repeat(100_000)}`), written('b', Buffer.from('\uFEFFä', 'utf16le'))],
      { folder },
    );
    assert.ok(plain && wide);
    assert.match(await headOf(plain), /^äx{60000}/);
    assert.equal(await headOf(wide), 'ä');
  });

  it('that are missing, damaged, cut, encrypted or packed in another way are refused', async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 10_000 }, (_, at) => String(at)).join()));
    const damaged = Buffer.from(packed);
    damaged.fill(0, 100, 200);
    const zip = zipOf([{ name: 'a', content: Buffer.from('x'.repeat(1000)) }]);
    const wrong = [
      join(folder, 'missing'),
      written('cut.gz', packed.subarray(0, -100)),
      written('damaged.gz', damaged),
      written('cut.zip', zip.subarray(0, -30)),
      written('no.zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)])),
      written('key.zip', zipOf([{ name: 'a', content: Buffer.from('x'), flags: 1 }])),
      written('lzma.zip', zipOf([{ name: 'a', content: Buffer.from('x'), method: 14 }])),
    ];
    for (const path of wrong) await assert.rejects(opened([path]), ImportRefused, path);
    for (let at = 4; at < zip.length; at += 3) {
      const broken = Buffer.from(zip);
      broken[at] = 0xff - (broken[at] ?? 0);
      const result = await opened([written('broken.zip', broken)]).catch((error: unknown) => error);
      assert.ok(Array.isArray(result) || result instanceof ImportRefused, `byte ${at}: ${String(result)}`);
    }
  });

  it('that become far more than they are, are refused while they are unpacked', async () => {
    const zeros = Buffer.alloc(20_000_000);
    const bounds = { freeBytes: 1_000_000, ratio: 100 };
    const bombs = [
      written('bomb.gz', gzipSync(zeros)),
      written('bomb.zip', zipOf([{ name: 'a', content: zeros }])),
    ];
    for (const path of bombs)
      await assert.rejects(opened([path], { bounds }), /becomes more than 100 times its size/);
    assert.equal((await opened(bombs)).length, 2);
    const half = { content: Buffer.alloc(600_000) };
    const two = zipOf([
      { name: 'a', ...half },
      { name: 'b', ...half },
    ]);
    await assert.rejects(
      opened([written('two.zip', two)], { bounds }),
      /becomes more than 100 times its size/,
    );
  });

  it('that share bytes in an archive are refused', async () => {
    const one = { name: 'a', content: Buffer.from('one') };
    const zip = (shift: number) =>
      written('shared.zip', zipOf([one, { name: 'b', content: Buffer.from('two'), method: 0, shift }]));
    assert.equal((await opened([zip(0)])).length, 2);
    await assert.rejects(opened([zip(5)]), { message: 'shared.zip has files that overlap.' });
  });

  it('that differ from their checksum in an archive are refused once they are read', async () => {
    const zip = zipOf([{ name: 'a', content: Buffer.from('stored'), method: 0 }]);
    zip.write('S', zip.indexOf('stored'));
    await assert.rejects(opened([written('changed.zip', zip)]), {
      message: 'changed.zip/a is damaged: its checksum differs.',
    });
  });
});
