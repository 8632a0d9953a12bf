/** Only a text with so many digits in a row can hold a whole number that a double rounds. */
const LONG_NUMBER = /\d{16}/;
const WHOLE = /^-?\d+$/;

/** Standard since 2025, and not yet in the types. */
const raw = JSON as unknown as {
  readonly rawJSON: (text: string) => unknown;
  readonly isRawJSON: (value: unknown) => boolean;
};

/** Parses JSON; whole numbers beyond what a double holds are kept as they are written, for `JSON.stringify` to give back. */
export function parseJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    const isRounded =
      typeof value === 'number' && source !== undefined && WHOLE.test(source) && !Number.isSafeInteger(value);
    return isRounded ? raw.rawJSON(source) : value;
  });
}

/** Whether a parsed value is an object, and not a list, null, or a number that was kept as written. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !raw.isRawJSON(value);
}

/** A whole number beyond what a double holds, as `parseJson` keeps it. */
export function keptNumber(value: bigint): unknown {
  return raw.rawJSON(String(value));
}
