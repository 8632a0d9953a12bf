/** Bytes of a chunk: more cost a pause to copy, fewer cost calls. */
export const CHUNK_BYTES = 65_536;

/**
 * Text encoded into chunks of memory that the caller frees. A buffer that V8 frees lives until the next collection of the old
 * generation if it outlives one of the young: 64 MB of them then lie between what the process keeps, and the holes stay.
 */
export class Chunks {
  readonly #encoder = new TextEncoder();
  readonly #full: Buffer<ArrayBuffer>[] = [];
  #open: Buffer<ArrayBuffer> = Buffer.alloc(0);
  #used = 0;
  /** Of all that was added. */
  bytes = 0;

  add(piece: string | Uint8Array): void {
    for (let rest = piece; rest.length > 0; ) {
      const left = this.#open.subarray(this.#used);
      const { read, written } =
        typeof rest === 'string' ? this.#encoder.encodeInto(rest, left) : copied(rest, left);
      this.#used += written;
      this.bytes += written;
      if (read === rest.length) return;
      rest = typeof rest === 'string' ? rest.slice(read) : rest.subarray(read);
      this.#next();
    }
  }

  /** Returns the chunks, to be sent in their order. Nothing can be added after that. */
  end(): readonly Buffer<ArrayBuffer>[] {
    this.#full.push(this.#open.subarray(0, this.#used));
    return this.#full;
  }

  /** Returns their memory to the allocator. Nothing may read or send them any more. Node 20 leaves them to a collection. */
  free(): void {
    for (const { buffer } of this.#full) buffer.transfer?.(0);
  }

  #next(): void {
    if (this.#used > 0) this.#full.push(this.#open.subarray(0, this.#used));
    // Memory of its own: the pool of Node is shared.
    this.#open = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.#used = 0;
  }
}

function copied(from: Uint8Array, to: Uint8Array): { readonly read: number; readonly written: number } {
  const length = Math.min(from.length, to.length);
  to.set(from.subarray(0, length));
  return { read: length, written: length };
}
