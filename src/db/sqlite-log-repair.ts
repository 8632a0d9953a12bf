import { read as readFile, write as writeFile } from 'node:fs';
import { promisify } from 'node:util';

const read = promisify(readFile);
const write = promisify(writeFile);

/** Sizes and numbers of the format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;
const BYTES_AT_ONCE = 1 << 20;

type Sums = readonly [number, number];
type Format = { readonly pageBytes: number; readonly isBigEndian: boolean };

/**
 * Reads the header and the first `frames` frames of a write-ahead log, verifies their checksums, and writes the same
 * bytes to the same places, so that the next sync covers them. Fails at the first frame that is not intact: the system
 * no longer has it in memory, and the disk never got it. `log` is its descriptor.
 */
export async function refreshLog(log: number, frames: number): Promise<void> {
  if (frames === 0) return;
  const header = await readFully(log, { at: 0, bytes: HEADER_BYTES });
  const format = formatOf(header);
  let sums = checksum(header.subarray(0, 24), [0, 0], format);
  assertSums(header, 24, sums);
  await write(log, header, 0, HEADER_BYTES, 0);

  const frameBytes = FRAME_HEADER_BYTES + format.pageBytes;
  const most = Math.max(1, Math.floor(BYTES_AT_ONCE / frameBytes));
  for (let done = 0; done < frames; done += most) {
    const count = Math.min(most, frames - done);
    const at = HEADER_BYTES + done * frameBytes;
    const chunk = await readFully(log, { at, bytes: count * frameBytes });
    for (let frame = 0; frame < count; frame++) {
      sums = verifyFrame(chunk.subarray(frame * frameBytes, (frame + 1) * frameBytes), header, {
        sums,
        format,
      });
    }
    await write(log, chunk, 0, chunk.length, at);
  }
}

function formatOf(header: Buffer): Format {
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) !== MAGIC) throw new Error('the write-ahead log has no valid header');
  const size = header.readUInt32BE(8);
  // 1 stands for 65,536, which the format of the database file cannot express.
  return { pageBytes: size === 1 ? 65_536 : size, isBigEndian: (magic & 1) === 1 };
}

function verifyFrame(
  frame: Buffer,
  header: Buffer,
  { sums, format }: { readonly sums: Sums; readonly format: Format },
): Sums {
  const hasSalts = frame.compare(header, 16, 24, 8, 16) === 0;
  if (!hasSalts) throw new Error('the write-ahead log ends too early');
  const start = checksum(frame.subarray(0, 8), sums, format);
  const end = checksum(frame.subarray(FRAME_HEADER_BYTES), start, format);
  assertSums(frame, 16, end);
  return end;
}

function assertSums(bytes: Buffer, at: number, [first, second]: Sums): void {
  if (bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second) return;
  throw new Error('the write-ahead log is damaged');
}

/** The length is a multiple of 8 bytes. */
function checksum(bytes: Buffer, [first, second]: Sums, { isBigEndian }: Format): Sums {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [a, b] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, !isBigEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, !isBigEndian) + a) >>> 0;
  }
  return [a, b];
}

async function readFully(
  log: number,
  { at, bytes }: { readonly at: number; readonly bytes: number },
): Promise<Buffer> {
  const { buffer, bytesRead } = await read(log, Buffer.alloc(bytes), 0, bytes, at);
  if (bytesRead < bytes) throw new Error('the write-ahead log is too short');
  return buffer;
}
