/**
 * The part of a dump that is read at the moment. A character is a byte (Latin-1), so that bytes of any encoding, those of
 * binary columns too, pass through unharmed; values are decoded one by one.
 */
export class DumpWindow {
  text = '';
  /** Where the next character to read stands. `more` sets it to 0. */
  at = 0;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #linesBefore = 0;
  #ended = false;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Drops what was read and appends the next piece. Returns false at the end of the file. */
  async more(): Promise<boolean> {
    if (this.#ended) return false;
    const piece = await this.#pieces.next();
    if (piece.done) {
      this.#ended = true;
      return false;
    }
    this.#linesBefore += lineBreaks(this.text, this.at);
    const { buffer, byteOffset, byteLength } = piece.value;
    this.text = this.text.slice(this.at) + Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
    this.at = 0;
    return true;
  }

  /** Reads on until so many characters lie ahead or the file ends. */
  async ahead(length: number): Promise<void> {
    while (this.text.length - this.at < length && (await this.more()));
  }

  /** Moves behind the next occurrence of a text, which need not fit into memory. Returns false at the end. */
  async pass(end: string): Promise<boolean> {
    for (;;) {
      const found = this.text.indexOf(end, this.at);
      if (found >= 0) {
        this.at = found + end.length;
        return true;
      }
      this.at = Math.max(this.at, this.text.length - end.length + 1);
      if (await this.more()) continue;
      this.at = this.text.length;
      return false;
    }
  }

  /** The number of the line that is read, from 1. */
  line(): number {
    return 1 + this.#linesBefore + lineBreaks(this.text, this.at);
  }

  /** Lets the file be closed before its end. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}

function lineBreaks(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
