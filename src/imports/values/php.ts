import { MOST_LEVELS, RowRefused } from './scalars.ts';

/** Arrays and objects of PHP are maps, lists too; their keys are texts. Integers beyond 2^53 are texts. */
export type PhpValue = null | boolean | number | string | ReadonlyMap<string, PhpValue>;

const MOST_PHP_ITEMS = 100_000;

/** Returns the value of a text of PHP's `serialize`. Fails for references and classes that serialise themselves. */
export function parsePhp(value: string, field: string): PhpValue {
  const reader = new PhpReader(Buffer.from(value, 'utf8'), field);
  const parsed = reader.value(MOST_LEVELS);
  reader.end();
  return parsed;
}

class PhpReader {
  #at = 0;
  #items = 0;
  readonly #bytes: Buffer;
  readonly #field: string;

  constructor(bytes: Buffer, field: string) {
    this.#bytes = bytes;
    this.#field = field;
  }

  value(levels: number): PhpValue {
    if (levels < 0 || ++this.#items > MOST_PHP_ITEMS) throw this.#refused();
    const kind = String.fromCharCode(this.#bytes[this.#at] ?? 0);
    if (kind === 'N') {
      this.#expect('N;');
      return null;
    }
    this.#expect(`${kind}:`);
    if (kind === 'b') return this.#until(';') === '1';
    if (kind === 'i') return this.#number(true);
    if (kind === 'd') return this.#number(false);
    if (kind === 's') {
      const text = this.#text();
      this.#expect(';');
      return text;
    }
    if (kind === 'O') {
      this.#text();
      this.#expect(':');
    } else if (kind !== 'a') throw this.#refused();
    return this.#entries(levels);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw this.#refused();
  }

  #entries(levels: number): ReadonlyMap<string, PhpValue> {
    const count = this.#length(':');
    this.#expect('{');
    const map = new Map<string, PhpValue>();
    for (let at = 0; at < count; at++) {
      const key = this.value(0);
      if (typeof key !== 'string' && typeof key !== 'number') throw this.#refused();
      map.set(String(key), this.value(levels - 1));
    }
    this.#expect('}');
    return map;
  }

  #number(whole: boolean): number | string {
    const text = this.#until(';');
    const number = Number(text);
    if (text === '' || (Number.isNaN(number) && text !== 'NAN' && !text.endsWith('INF')))
      throw this.#refused();
    return whole && !Number.isSafeInteger(number) ? text : number;
  }

  /** Lengths of texts are bytes. */
  #text(): string {
    const length = this.#length(':');
    this.#expect('"');
    const text = this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length;
    this.#expect('"');
    return text;
  }

  #length(end: string): number {
    const text = this.#until(end);
    const length = Number(text);
    if (!/^\d{1,8}$/.test(text) || length > this.#bytes.length - this.#at) throw this.#refused();
    return length;
  }

  #until(end: string): string {
    const stop = this.#bytes.indexOf(end, this.#at);
    if (stop < 0 || stop - this.#at > 64) throw this.#refused();
    const text = this.#bytes.toString('latin1', this.#at, stop);
    this.#at = stop + 1;
    return text;
  }

  #expect(text: string): void {
    if (this.#bytes.toString('latin1', this.#at, this.#at + text.length) !== text) throw this.#refused();
    this.#at += text.length;
  }

  #refused(): RowRefused {
    return new RowRefused(`${this.#field} is no serialised value of PHP`);
  }
}
