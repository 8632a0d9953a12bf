import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import {
  beginCopy,
  type CopiedTable,
  type Copying,
  copyRows,
  digestOf,
  finishCopy,
  switchSource,
  verifyRows,
} from '../../src/db/copy/copy.ts';
import { type End, kindsOf, type Table } from '../../src/db/copy/end.ts';
import { lineOf, type Value } from '../../src/db/copy/line.ts';
import type { Engine } from '../../src/db/engine.ts';
import { openEnd, openEngine } from '../../src/open.ts';
import { chance } from './chance.ts';
import type { EngineName } from './engines.ts';
import { testFolder } from './folders.ts';
import { freshPostgres } from './postgres.ts';

/** Texts that an engine, the format of a line or a digest may confuse. */
const TEXTS = [
  '',
  ' ',
  '\\N',
  '\\',
  'a\tb',
  'a\nb\r',
  '\b\f\v',
  '\u0001\u007f',
  "o'x",
  '"',
  'é',
  '😀',
  '\ufeff',
];

/** A database opened as a side of a copy. */
export type Side = {
  readonly name: string;
  readonly setting: string;
  readonly engine: Engine;
  readonly end: End;
  readonly close: () => Promise<void>;
};

/** Opens a database, and brings it to the schema if that is asked for and it is empty. */
async function sideOf(setting: string, { isMigrated }: { readonly isMigrated: boolean }): Promise<Side> {
  const { config, secrets } = readConfig({ DENIZEN_DATABASE: setting });
  const engine = await openEngine(config, secrets);
  if (isMigrated && (await engine.pending()).applied === 0) await engine.migrate();
  const end = await openEnd(config, secrets, { isAlone: false });
  const close = async () => {
    await end.close();
    await engine.close();
  };
  return { name: setting, setting, engine, end, close };
}

/** An empty database with the schema. */
export function emptySide(engine: EngineName): Promise<Side> {
  return newSide(engine, { isMigrated: true });
}

/** A database without a schema. */
export function openEmpty(engine: EngineName): Promise<Side> {
  return newSide(engine, { isMigrated: false });
}

async function newSide(engine: EngineName, options: { readonly isMigrated: boolean }): Promise<Side> {
  if (engine === 'sqlite') return sideOf(`sqlite:${join(testFolder(), 'denizen.db')}`, options);
  const { url, drop } = await freshPostgres();
  const side = await sideOf(url, options);
  return {
    ...side,
    close: async () => {
      await side.close();
      await drop();
    },
  };
}

/** Begins a copy between two sides, or goes on with it. */
export async function beginBetween(
  source: Side,
  target: Side,
  { follows = false, wrap = (end: End) => end } = {},
): Promise<Copying> {
  const names = { source: source.name, target: target.name };
  const ends = { source: source.end, target: wrap(target.end) };
  const copying = await beginCopy({ ...ends, names, report: () => {}, now: Date.now }, follows);
  if (!copying) throw new Error('the copy was complete before');
  return copying;
}

export async function copyBetween(source: Side, target: Side): Promise<readonly CopiedTable[]> {
  const copying = await beginBetween(source, target);
  await copyRows(copying);
  await verifyRows(copying);
  await switchSource(copying);
  return finishCopy(copying);
}

/** The digest and number of rows of each table, read from the database. */
export async function contentOf({ end }: Side): Promise<Readonly<Record<string, string>>> {
  const content: Record<string, string> = {};
  for (const table of await end.tables()) {
    const digest = await digestOf(end, table);
    content[table.name] = `${digest.rows} ${digest.text()}`;
  }
  return content;
}

/** Fills every table with rows of chance, which need not fit together. */
export async function fillByChance({ end, engine }: Side, rows: number, seed: number): Promise<void> {
  const random = chance(seed);
  const found = await engine.read.db.introspection.getTables();
  for (const table of await end.tables()) {
    const columns = found.find(({ name }) => name === table.name)?.columns ?? [];
    const isNullable = (name: string) => columns.some((column) => column.name === name && column.isNullable);
    const lines = Array.from({ length: rows }, (_, at) =>
      lineOf(
        table.columns.map(({ name, kind }) => {
          if (isNullable(name) && random() < 0.3) return null;
          return kind === 'text' ? randomText(random, at) : randomInteger(random, at);
        }),
        kindsOf(table),
      ),
    );
    await end.transaction(() => end.insert(table, lines));
  }
}

/** A row that the table takes. */
export function anyLine(table: Table): string {
  return lineOf(
    table.columns.map(({ kind }) => (kind === 'text' ? 'x' : 1)),
    kindsOf(table),
  );
}

/** Unlike all others: many columns are unique. */
function randomText(random: () => number, at: number): string {
  return `${TEXTS[Math.floor(random() * TEXTS.length)]}${at} ${Math.floor(random() * 1e9).toString(36)}`;
}

function randomInteger(random: () => number, at: number): Value {
  if (random() < 0.1) return 2n ** 62n + BigInt(Math.floor(random() * 1e9));
  return Math.floor((random() - 0.5) * 1e12) + at;
}
