/** Only a text with this many digits in a row can contain an integer that a double rounds. */
const LONG_NUMBER = /\d{16}/;
const WHOLE = /^-?\d+$/;

/** Standard since 2025, but missing in the types. */
const raw = JSON as unknown as {
  readonly rawJSON: (text: string) => unknown;
  readonly isRawJSON: (value: unknown) => boolean;
};

/** Parses JSON. Integers beyond the precision of a double are kept as written, for `JSON.stringify` to return. */
export function parseJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    const isRounded =
      typeof value === 'number' && source !== undefined && WHOLE.test(source) && !Number.isSafeInteger(value);
    return isRounded ? raw.rawJSON(source) : value;
  });
}

/** Reports whether a parsed value is an object, and not a list, null, or a kept number. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !raw.isRawJSON(value);
}

/** An integer beyond the precision of a double, as `parseJson` keeps it. */
export function keptNumber(value: bigint): unknown {
  return raw.rawJSON(String(value));
}
