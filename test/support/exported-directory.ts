import { type FieldHow, looseTables } from '../../src/core/exports/fields.ts';
import { createRecoveryCodes } from '../../src/core/factors/recovery-codes.ts';
import { chainHistory } from '../../src/core/history/chain.ts';
import { signHistory } from '../../src/core/history/checkpoints.ts';
import { SEALED } from '../../src/core/users/sealed-password.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser, removeUser } from '../../src/core/users/users.ts';
import { type End, kindsOf, type Table } from '../../src/db/copy/end.ts';
import { lineOf, type Value } from '../../src/db/copy/line.ts';
import type { Directory } from './directory.ts';

const MD5 = '$md5$5f4dcc3b5aa765d61d8327deb882cf99';
const TEXTS = ['', ' ', '\\N', 'a\tb', 'a\nb', '"', 'é', '😀', '\u2028', '{"a":1}', '[]', "o'x", '\ufeff'];
const KINDS = ['email', 'key', 'grant-access', 'target', 'token-alias', 'identity-email'];
/** They are written by acts, since they are verified. */
const OF_ACTS = new Set(['projects', 'audit', 'erasures', 'daily_counts']);
const HISTORY = /^history_/;

type Generating = { readonly random: () => number; readonly rows: number };

/**
 * Fills the project with a history of real acts and with rows of chance in every exported table, which need not fit together.
 * What is sealed is sealed by the key of the directory.
 */
export async function fillExported(here: Directory, end: End, { random, rows }: Generating): Promise<void> {
  const { core, actor } = here;
  for (let at = 0; at < rows; at++) {
    const id = `real-${at}` as UserId;
    await createUser(core, actor, { id, ...(at % 3 === 0 && { password: 'correct horse' }) });
    if (at % 4 === 1) await createRecoveryCodes(core, actor, id);
    if (at % 5 === 4) await removeUser(core, actor, id);
    if (random() < 0.2) await chainHistory(core, { most: 5 });
    if (random() < 0.2) await signHistory(core, { entries: 1, milliseconds: 0 });
  }
  while ((await chainHistory(core, { most: 250 })) > 0);
  const nullable = await nullableColumns(here);
  for (const table of await end.tables()) {
    const how = looseTables.get(table.name);
    if (!how || OF_ACTS.has(table.name) || HISTORY.test(table.name)) continue;
    const lines = Array.from({ length: rows }, (_, at) => {
      const row = { ...{ here, table, columns: how.columns, nullable }, random, at };
      return lineOf(
        table.columns.map(({ name }) => generatedValue(row, name)),
        kindsOf(table),
      );
    });
    await end.transaction(() => end.insert(table, lines));
  }
}

type Making = {
  readonly here: Directory;
  readonly table: Table;
  readonly columns: Readonly<Record<string, FieldHow>>;
  readonly nullable: ReadonlySet<string>;
  readonly random: () => number;
  readonly at: number;
};

function generatedValue({ here, table, columns, nullable, random, at }: Making, name: string): Value {
  const { seal } = here.core;
  if (name === 'project_id') return here.actor.project.id;
  if (name === 'kind' && /identifiers|lookups/.test(table.name)) return KINDS[at % KINDS.length] ?? '';
  if (nullable.has(`${table.name}.${name}`) && random() < 0.3) return null;
  const text = `${TEXTS[Math.floor(random() * TEXTS.length)]}${at} ${Math.floor(random() * 1e9).toString(36)}`;
  if (columns[name] === 'sealed') return random() < 0.1 ? '' : seal.seal(text);
  if (columns[name] === 'password') return random() < 0.5 ? `${SEALED}${seal.seal(MD5)}` : MD5;
  const isText = table.columns.some((column) => column.name === name && column.kind === 'text');
  return isText ? text : Math.floor((random() - 0.3) * 1e12) + at;
}

async function nullableColumns({ engine }: Directory): Promise<ReadonlySet<string>> {
  const tables = await engine.read.db.introspection.getTables();
  return new Set(
    tables.flatMap(({ name, columns }) =>
      columns.filter(({ isNullable }) => isNullable).map((column) => `${name}.${column.name}`),
    ),
  );
}
