import { createRequire } from 'node:module';
import { headOf } from '../files.ts';
import { itemsOf, NamedTeams, recordsOf, type SourceRecord, sourceUser } from '../records.ts';
import { ImportRefused, type SourceFile, type SourceItem, type SourceUser, type System } from '../source.ts';
import { type JsonObject, parseJson } from '../values/json.ts';
import { momentOfMilliseconds, momentOfSeconds, momentOfText } from '../values/moments.ts';
import { RowRefused, textOf } from '../values/scalars.ts';
import {
  seedOfBase32,
  seedOfBase64,
  seedOfBase64Base32,
  seedOfHex,
  seedOfUtf8,
  totpOf,
} from '../values/totp.ts';
import {
  columnsOf,
  isLikeMapping,
  type Mapping,
  type Recipe,
  readMapping,
  whyNoMapping,
} from './csv-mapping.ts';

/** Whole mappings are read at once. */
const MOST_MAPPING_BYTES = 1_048_576;

const SEEDS = {
  base32: seedOfBase32,
  hex: seedOfHex,
  base64: seedOfBase64,
  utf8: seedOfUtf8,
  'base64-base32': seedOfBase64Base32,
} as const;

/** Any table as CSV or JSON, with a mapping that says which column is what. */
export const csv: System = {
  name: 'csv',
  title: 'CSV or JSON with a mapping',
  files: 'a table (CSV, JSON, NDJSON) and its mapping (JSON)',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'identities',
    'labels',
    'teams',
    'phones',
    'usernames',
    'preferences',
    'metadata',
    'times',
  ],
  secrets: ['pepper', 'recipe'],
  detect: (head, name) => isMapping(head) || /\.(?:csv|tsv)$/i.test(name),
  read: async function* (files) {
    const tables: SourceFile[] = [];
    let mapping: Mapping | undefined;
    for (const file of files) {
      const found = mapping ? undefined : await mappingIn(file);
      if (found) mapping = found;
      else tables.push(file);
    }
    if (!mapping)
      throw new ImportRefused(
        `A table needs a mapping: a JSON file beside it that says which column is what.${await whyNone(tables)} The guide "Import" has an example.`,
      );
    for (const file of tables) yield* usersOf(file, mapping);
  },
};

/** A mapping that is certain to be one: a table of people has no such members. */
function isMapping(head: string): boolean {
  return /^\s*\{/.test(head) && /"id"\s*:/.test(head) && /"(?:column|ignore)"\s*:/.test(head);
}

/** Returns the mapping in a file, if the whole of it is one object with an `id` and no other members than mappings have. */
async function mappingIn(file: SourceFile): Promise<Mapping | undefined> {
  const head = await headOf(file);
  if (!/^\s*\{/.test(head)) return undefined;
  const value = jsonOf(await wholeOf(file));
  if (isMapping(head) && value === undefined) throw new ImportRefused(`The mapping ${file.name} is no JSON.`);
  return isMapping(head) || isLikeMapping(value) ? readMapping(value, file.name) : undefined;
}

/** Returns a sentence about the file beside a table that was probably meant as its mapping; empty if there is none. */
async function whyNone(files: readonly SourceFile[]): Promise<string> {
  const meant = files.length < 2 ? undefined : files.find(({ name }) => /\.json$/i.test(name));
  if (!meant) return '';
  const why = whyNoMapping(jsonOf(await wholeOf(meant)));
  return why === undefined ? '' : ` ${meant.name} is none: ${why}.`;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parseJson(text);
  } catch (error) {
    if (error instanceof RowRefused) return undefined;
    throw error;
  }
}

/** Undefined when it is too long for a mapping. */
async function wholeOf(file: SourceFile): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of file.open()) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_MAPPING_BYTES) return undefined;
  }
  return Buffer.concat(pieces)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

async function* usersOf(file: SourceFile, mapping: Mapping): AsyncGenerator<SourceItem> {
  const { delimiter, quote, encoding, header, columns, format } = mapping;
  if (!header && !columns) throw new ImportRefused('A mapping of a file without a header names its columns.');
  const dialect = { delimiter, quote, encoding, ...(!header && columns && { columns }) };
  const mapped = columnsOf(mapping);
  const named = new NamedTeams();
  let checked = false;
  yield* itemsOf(
    recordsOf(file, format === 'csv' ? { csv: dialect } : {}),
    (row) => {
      if (!checked) checkColumns(row.record, mapped, { isTable: format === 'csv', delimiter });
      checked = true;
      const user = userOf(row, mapping);
      return [...named.of(row.place, user.teams ?? []), user];
    },
    ({ record }) => record[mapping.id.column],
  );
}

/** What programs write between columns: Excel writes semicolons where a comma is between the digits of numbers. */
const DELIMITERS = [';', '\t', '|', ','];

/** An unmapped column stops the run: nothing is dropped silently. */
function checkColumns(
  record: JsonObject,
  mapped: ReadonlySet<string>,
  { isTable, delimiter = ',' }: { readonly isTable: boolean; readonly delimiter?: string | undefined },
): void {
  const unknown = Object.keys(record).filter((name) => !mapped.has(name));
  const [only = '', ...more] = Object.keys(record);
  const other = more.length === 0 && isTable ? DELIMITERS.find((each) => only.includes(each)) : undefined;
  const missing = [...mapped].filter((name) => !(name in record));
  const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');
  const wrong = [
    ...(unknown.length > 0 ? [`The mapping neither maps nor ignores ${quoted(unknown)}.`] : []),
    // Objects may leave out what they do not have.
    ...(isTable && missing.length > 0
      ? [`The mapping names columns that are not there: ${quoted(missing)}.`]
      : []),
    ...(other !== undefined && other !== delimiter
      ? [
          `If ${JSON.stringify(other)} is between its columns, the mapping needs "delimiter": ${JSON.stringify(other)}.`,
        ]
      : []),
  ];
  if (wrong.length > 0) throw new ImportRefused(wrong.join(' '));
}

function userOf({ place, record }: SourceRecord, mapping: Mapping): SourceUser {
  const at = (name: string): string | undefined => {
    const text = textOf(record[name], JSON.stringify(name)) ?? (record[name] === '' ? '' : undefined);
    if (text === undefined || mapping.nulls.includes(text)) return undefined;
    return text === '' && mapping.empty === 'null' ? undefined : text;
  };
  const split = (list: { readonly column: string; readonly split?: string | undefined } | undefined) => {
    const text = list && at(list.column);
    if (!list || !text) return [];
    const parts = list.split === undefined ? [text] : text.split(list.split);
    return parts.map((part) => part.trim()).filter(Boolean);
  };
  const phone = phoneOf(mapping.phone && at(mapping.phone.column), mapping.phone?.region);
  const { totp, teams } = mapping;
  return sourceUser(place, at(mapping.id.column), {
    name: nameOf(mapping, at),
    email: mapping.email && at(mapping.email.column)?.trim(),
    emailVerified: flagOf(mapping.emailVerified, at),
    phone,
    phoneVerified: flagOf(mapping.phoneVerified, at) ?? (phone === undefined ? undefined : false),
    username: mapping.username && at(mapping.username.column),
    blocked: flagOf(mapping.blocked, at),
    createdAt: momentOf(mapping.createdAt, at),
    accessedAt: momentOf(mapping.accessedAt, at),
    labels: split(mapping.labels),
    password: passwordOf(mapping, at),
    totp: totp && totpOf(SEEDS[totp.encoding](at(totp.column), totp.column)),
    recoveryCodes: split(mapping.recoveryCodes),
    identities: mapping.identities.flatMap(({ provider, column }) => {
      const uid = at(column);
      return uid ? [{ provider, uid }] : [];
    }),
    teams: split(teams).map((team) => ({ team, roles: teams?.role === undefined ? [] : [teams.role] })),
    prefs: valuesOf(mapping.prefs, at),
    privateMetadata: valuesOf(mapping.private, at),
  });
}

type At = (column: string) => string | undefined;

function nameOf({ name }: Mapping, at: At): string | undefined {
  if (!name) return undefined;
  if ('column' in name) return at(name.column)?.trim() || undefined;
  const parts = name.join.map((column) => at(column)?.trim()).filter(Boolean);
  return parts.join(name.with) || undefined;
}

function valuesOf(columns: Mapping['prefs'], at: At): JsonObject {
  const found = Object.entries(columns).map(([key, { column }]) => [key, at(column)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** A value that is in neither list stops the row. */
function flagOf(flag: Mapping['blocked'], at: At): boolean | undefined {
  if (!flag) return undefined;
  const text = at(flag.column) ?? '';
  if (flag.true.includes(text)) return true;
  if (flag.false.includes(text)) return false;
  throw new RowRefused(
    `the mapping does not say what ${JSON.stringify(text)} means in ${JSON.stringify(flag.column)}`,
  );
}

const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<fraction>\\d{1,9})',
};
const patterns = new Map<string, RegExp>();

function momentOf(moment: Mapping['createdAt'], at: At): number | undefined {
  if (!moment) return undefined;
  const { column, format, zone } = moment;
  const text = at(column)?.trim();
  if (!text) return undefined;
  if (format === 'ISO') return momentOfText(text, column, zone);
  if (format === 'epoch-s') return momentOfSeconds(text, column);
  if (format === 'epoch-ms') return momentOfMilliseconds(text, column);
  const found = patternOf(format).exec(text)?.groups;
  if (!found) throw new RowRefused(`${JSON.stringify(column)} is no moment of the form ${format}`);
  const two = (part: string | undefined) => (part ?? '0').padStart(2, '0');
  const date = `${found.year}-${two(found.month ?? '1')}-${two(found.day ?? '1')}`;
  const time = `${two(found.hour)}:${two(found.minute)}:${two(found.second)}.${found.fraction ?? '0'}`;
  return momentOfText(`${date} ${time}`, column, zone);
}

function patternOf(format: string): RegExp {
  const known = patterns.get(format);
  if (known) return known;
  const parts = format.split(/(yyyy|MM|dd|HH|mm|SSS|ss)/);
  if (!parts.includes('yyyy')) throw new ImportRefused(`The format ${format} has no year: yyyy.`);
  if (new Set(parts.filter((part) => part in TOKENS)).size !== parts.filter((part) => part in TOKENS).length)
    throw new ImportRefused(`The format ${format} has a part twice.`);
  const source = parts.map((part) => TOKENS[part] ?? part.replaceAll(/[^\w\s]/g, '\\$&')).join('');
  const pattern = new RegExp(`^${source}$`);
  patterns.set(format, pattern);
  return pattern;
}

/** Loaded on first use: most imports have no national numbers. */
let numbers: typeof import('libphonenumber-js/min') | undefined;

function phoneOf(text: string | undefined, region: string | undefined): string | undefined {
  if (text === undefined || region === undefined) return text?.trim();
  numbers ??= createRequire(import.meta.url)(
    'libphonenumber-js/min',
  ) as typeof import('libphonenumber-js/min');
  // A region that the library does not know gives nothing.
  const found = numbers.parsePhoneNumberFromString(
    text,
    region as import('libphonenumber-js/min').CountryCode,
  );
  return found?.number ?? text.trim();
}

function passwordOf({ password }: Mapping, at: At): SourceUser['password'] {
  if (!password) return undefined;
  const stored = at(password.column);
  if (!stored) return null;
  const { recipe, scheme = 'plain' } = password;
  if (recipe === undefined) return { family: scheme, scheme, stored };
  const saltColumn = password.salt?.column ?? (typeof recipe === 'string' ? undefined : recipe.salt?.column);
  const salt = saltColumn === undefined ? null : (at(saltColumn) ?? '');
  if (typeof recipe !== 'string') {
    const simple = simpleDigest(recipe);
    if (simple) return { ...simple, parts: { hash: stored, salt, position: simple.position } };
  }
  const username = password.username ? (at(password.username.column) ?? null) : null;
  const text = typeof recipe === 'string' ? recipe : recipeTextOf(recipe);
  return { family: 'recipe', scheme: text, parts: { hash: stored, salt, username } };
}

/** One digest of password and salt needs no recipe. */
function simpleDigest(recipe: Recipe) {
  const { input, rounds, salt, digest } = recipe;
  const isSimple = rounds === 1 && (salt?.encoding ?? 'utf8') === 'utf8' && /^(?:md5|sha\d+)$/.test(digest);
  const order = input.join(' ');
  if (!isSimple || !['password', 'salt password', 'password salt'].includes(order)) return undefined;
  const position = order === 'password salt' ? 'suffix' : 'prefix';
  return { family: 'digest', scheme: digest, position } as const;
}

const INPUTS = new Set(['salt', 'password', 'pepper', 'username']);

/** In the language of docs/guide/recipes.md: `sha256(salt + password + pepper), hex, rounds=1000`. */
export function recipeTextOf({ digest, encoding, input, rounds, salt }: Recipe): string {
  const parts = input.map((part) => (INPUTS.has(part) ? part : `'${part.replaceAll("'", "''")}'`));
  const call = `${digest.replaceAll('-', '_')}(${parts.join(' + ')})`;
  const isOwn = encoding === 'utf8';
  return [
    call,
    ...(isOwn ? [] : [encoding]),
    ...(rounds > 1 ? [`rounds=${rounds}`] : []),
    ...(salt && salt.encoding !== 'utf8' ? [`salt=${salt.encoding}`] : []),
  ].join(', ');
}
