import type { ExportFile, ExportSink } from './target.ts';

type Limits = { readonly rows: number; readonly bytes: number };

/** What stands around the rows of each file, and its name by its number. */
type Frame = {
  readonly name: (number: string) => string;
  readonly head: string;
  readonly between: string;
  readonly tail: string;
};

/** Rows in as many files as the target's limits ask for: `001.csv`, `002.csv`. */
export class SplitFile {
  readonly names: string[] = [];
  readonly #sink: ExportSink;
  readonly #frame: Frame;
  readonly #limits: Limits;
  #file: ExportFile | undefined;
  #rows = 0;
  #bytes = 0;

  constructor(sink: ExportSink, frame: Frame, limits: Limits) {
    this.#sink = sink;
    this.#frame = frame;
    this.#limits = limits;
  }

  async add(row: string): Promise<void> {
    const { between, tail } = this.#frame;
    const bytes = Buffer.byteLength(between) + Buffer.byteLength(row);
    const isFull = this.#rows >= this.#limits.rows || this.#bytes + bytes + tail.length > this.#limits.bytes;
    if (this.#file && isFull) await this.end();
    this.#file ??= await this.#begin();
    await this.#file.write(this.#rows > 0 ? between + row : row);
    this.#rows++;
    this.#bytes += bytes;
  }

  /** Ends the last file. There is one without rows when none was added. */
  async end(): Promise<void> {
    this.#file ??= this.names.length === 0 ? await this.#begin() : undefined;
    await this.#file?.write(this.#frame.tail);
    this.#file = undefined;
  }

  async #begin(): Promise<ExportFile> {
    const name = this.#frame.name(String(this.names.length + 1).padStart(3, '0'));
    const file = await this.#sink.file(name);
    await file.write(this.#frame.head);
    this.names.push(name);
    this.#rows = 0;
    this.#bytes = Buffer.byteLength(this.#frame.head);
    return file;
  }
}
