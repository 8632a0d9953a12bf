import { inspect } from 'node:util';

const SHOWN = '[password]';

/** A password that a source keeps in clear text. JSON, logs and templates show that there is one, and not which. */
export class ReadablePassword {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The password itself, to be hashed or compared. */
  reveal(): string {
    return this.#text;
  }

  toJSON(): string {
    return SHOWN;
  }

  toString(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
