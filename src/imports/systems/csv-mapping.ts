import { z } from 'zod';
import { ImportRefused } from '../source.ts';

const column = z.union([
  z.string().transform((name) => ({ column: name })),
  z.strictObject({ column: z.string() }),
]);
const flag = z.strictObject({
  column: z.string(),
  true: z.array(z.string()),
  false: z.array(z.string()),
});
const moment = z.strictObject({
  column: z.string(),
  /** `ISO`, `epoch-s`, `epoch-ms`, or a pattern of `yyyy MM dd HH mm ss SSS`. */
  format: z.string().default('ISO'),
  zone: z.string().default('UTC'),
});
/** By a pattern: the library's rules of lengths read the `length` of any object, also of one that cannot be compared. */
const someText = z.string().regex(/./su);
const list = z.strictObject({ column: z.string(), split: someText.optional() });

const recipe = z.strictObject({
  digest: z.string(),
  encoding: z.enum(['hex', 'base64', 'utf8']).default('hex'),
  input: z.array(z.string()),
  salt: z
    .strictObject({ column: z.string(), encoding: z.enum(['utf8', 'hex', 'base64']).default('utf8') })
    .optional(),
  rounds: z.int().min(1).default(1),
});

const password = z.strictObject({
  column: z.string(),
  /** A family of hashes: docs/guide/imported-hashes.md. */
  scheme: z.string().optional(),
  /** Made of digests: as an object, or in the language of docs/guide/recipes.md. */
  recipe: z.union([z.string(), recipe]).optional(),
  salt: column.optional(),
  username: column.optional(),
});

const mappingForm = z.strictObject({
  format: z.enum(['csv', 'json', 'ndjson']).default('csv'),
  header: z.boolean().default(true),
  /** The names of the columns of a file without a header. */
  columns: z.array(z.string()).optional(),
  delimiter: z.string().regex(/^.$/su).default(','),
  quote: z.string().regex(/^.?$/su).default('"'),
  encoding: z.string().default('utf-8'),
  /** What an empty value is. */
  empty: z.enum(['null', 'text']).default('null'),
  /** Further texts that stand for null. */
  nulls: z.array(z.string()).default([]),
  id: column,
  name: z
    .union([
      column,
      z.strictObject({
        join: z.array(z.string()).refine((names) => names.length > 0),
        with: z.string().default(' '),
      }),
    ])
    .optional(),
  email: column.optional(),
  emailVerified: flag.optional(),
  phone: z.strictObject({ column: z.string(), region: z.string().regex(/^..$/su).optional() }).optional(),
  phoneVerified: flag.optional(),
  username: column.optional(),
  blocked: flag.optional(),
  createdAt: moment.optional(),
  accessedAt: moment.optional(),
  labels: list.optional(),
  password: password.optional(),
  totp: z
    .strictObject({
      column: z.string(),
      encoding: z.enum(['base32', 'hex', 'base64', 'utf8', 'base64-base32']).default('base32'),
    })
    .optional(),
  recoveryCodes: list.optional(),
  identities: z.array(z.strictObject({ provider: z.string(), column: z.string() })).default([]),
  teams: z
    .strictObject({ column: z.string(), split: someText.optional(), role: z.string().optional() })
    .optional(),
  prefs: z.record(z.string(), column).default({}),
  private: z.record(z.string(), column).default({}),
  ignore: z.array(z.string()).default([]),
});

/** A file that is no mapping may be anything: the message about it stays short. */
const NAMED_AT_MOST = 10;
const KEY_LENGTH_AT_MOST = 60;

export type Mapping = z.infer<typeof mappingForm>;
export type Recipe = z.infer<typeof recipe>;

/** Returns what keeps a value from being a mapping, as the end of a sentence; `undefined` if it looks like one. */
export function whyNoMapping(value: unknown): string | undefined {
  if (value === undefined) return 'it is no JSON';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is no JSON object';
  if (isLikeMapping(value)) return undefined;
  if (!('id' in value)) return 'it has no "id", the column with the id of each row';
  const unknown = Object.keys(value).filter((key) => !(key in mappingForm.shape));
  if (unknown.length === 0) return 'its "id" is no name of a column';
  const quoted = unknown
    .slice(0, NAMED_AT_MOST)
    .map((key) => JSON.stringify(key.slice(0, KEY_LENGTH_AT_MOST)));
  return `mappings have no ${quoted.join(', ')}`;
}

/** Reports whether a value has an id of the kind that mappings have, and no members that they do not have. */
export function isLikeMapping(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('id' in value)) return false;
  const isColumn = typeof value.id === 'string' || typeof value.id === 'object';
  return isColumn && Object.keys(value).every((key) => key in mappingForm.shape);
}

/** Returns the mapping of a file, checked. Fails with an `ImportRefused` that names what is wrong. */
export function readMapping(value: unknown, name: string): Mapping {
  const parsed = mappingForm.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ImportRefused(
    `The mapping ${name} is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}.`,
  );
}

/** Returns the names of all columns that a mapping reads or ignores. */
export function columnsOf(mapping: Mapping): ReadonlySet<string> {
  const found = new Set(mapping.ignore);
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('column' in value && typeof value.column === 'string') found.add(value.column);
    if ('join' in value && Array.isArray(value.join)) for (const name of value.join) found.add(String(name));
    for (const child of Object.values(value)) visit(child);
  };
  visit(mapping);
  return found;
}
