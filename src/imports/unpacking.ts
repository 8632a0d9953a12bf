import { PassThrough, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ImportRefused } from './source.ts';

/** How much a packed file may become. */
export type Bounds = {
  /** Bytes that any file may have unpacked, whatever its size. */
  readonly freeBytes: number;
  /** Beyond them, how many times its own size. Deflate itself reaches 1,032; exports are around 10. */
  readonly ratio: number;
};

export const usualBounds: Bounds = { freeBytes: 256 * 1_048_576, ratio: 200 };

/**
 * Streams what an unpacker makes of the bytes, in constant memory. Fails with an `ImportRefused` for bytes that are
 * damaged or cut and for those that become more than the bounds allow.
 */
export async function* unpacked(
  packed: AsyncIterable<Uint8Array>,
  unpacker: Transform,
  { name, bounds }: { readonly name: string; readonly bounds: Bounds },
): AsyncGenerator<Uint8Array> {
  let [packedBytes, bytes] = [0, 0];
  async function* counted() {
    for await (const piece of packed) {
      packedBytes += piece.length;
      yield piece;
    }
  }
  const output = new PassThrough();
  const running = pipeline(Readable.from(counted()), unpacker, output);
  // The failure is seen by whoever reads `output`.
  running.catch(() => undefined);
  try {
    for await (const piece of output as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > bounds.freeBytes && bytes > packedBytes * bounds.ratio)
        throw new ImportRefused(
          `${name} becomes more than ${bounds.ratio} times its size when it is unpacked.`,
        );
      yield piece;
    }
  } catch (error) {
    if (error instanceof ImportRefused) throw error;
    throw new ImportRefused(`${name} is damaged or cut and cannot be unpacked.`, { cause: error });
  } finally {
    output.destroy();
    await running.catch(() => undefined);
  }
}
