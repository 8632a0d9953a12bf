import { READ_ONLY } from '../database.ts';
import type { Table } from './end.ts';

/**
 * What a copy makes in its source. The gate refuses every change of a table once the source is read-only, so that no server
 * and no command can write, whatever it remembers. Notes say which rows changed.
 */
export type Triggers = {
  /** Statements that make the tables of the copy. */
  readonly tables: readonly string[];
  readonly gate: (table: Table) => readonly string[];
  readonly notes: (table: Table) => readonly string[];
  readonly dropGate: (table: Table) => readonly string[];
  readonly dropNotes: (table: Table) => readonly string[];
  readonly dropRest: readonly string[];
};

const EVENTS = ['insert', 'update', 'delete'] as const;
const IS_READ_ONLY = 'exists (select 1 from copy_source where read_only_at is not null)';

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

const sourceTable = (integer: string) =>
  `create table if not exists copy_source (id text not null primary key, target text not null,
    follows ${integer} not null, started_at ${integer} not null, read_only_at ${integer}, moved_at ${integer})`;

const sqliteKey = (row: string, { key }: Table) =>
  `json_array(${key.map((name) => `cast(${row}.${quoted(name)} as text)`).join(', ')})`;
const sqliteNote = (row: string, table: Table) =>
  `insert into copy_changes (name, key) values (${text(table.name)}, ${sqliteKey(row, table)});`;
const sqliteTrigger = (name: string, definition: string) =>
  `create trigger if not exists ${quoted(name)} ${definition}`;

export const sqliteTriggers: Triggers = {
  tables: [
    sourceTable('integer'),
    // Without `autoincrement`: numbers of forgotten changes may come again.
    'create table if not exists copy_changes (seq integer primary key, name text not null, key text not null)',
  ],
  gate: ({ name }) =>
    EVENTS.map((event) =>
      sqliteTrigger(
        `copy_gate_${event}_${name}`,
        `before ${event} on ${quoted(name)} when ${IS_READ_ONLY} begin select raise(abort, ${text(READ_ONLY)}); end`,
      ),
    ),
  notes: (table) => {
    const on = `on ${quoted(table.name)}`;
    const isMoved = table.key.map((name) => `old.${quoted(name)} is not new.${quoted(name)}`).join(' or ');
    return [
      sqliteTrigger(
        `copy_note_insert_${table.name}`,
        `after insert ${on} begin ${sqliteNote('new', table)} end`,
      ),
      sqliteTrigger(
        `copy_note_update_${table.name}`,
        `after update ${on} begin ${sqliteNote('old', table)} end`,
      ),
      sqliteTrigger(
        `copy_note_move_${table.name}`,
        `after update ${on} when ${isMoved} begin ${sqliteNote('new', table)} end`,
      ),
      sqliteTrigger(
        `copy_note_delete_${table.name}`,
        `after delete ${on} begin ${sqliteNote('old', table)} end`,
      ),
    ];
  },
  dropGate: ({ name }) =>
    EVENTS.map((event) => `drop trigger if exists ${quoted(`copy_gate_${event}_${name}`)}`),
  dropNotes: ({ name }) =>
    ['insert', 'update', 'move', 'delete'].map(
      (event) => `drop trigger if exists ${quoted(`copy_note_${event}_${name}`)}`,
    ),
  dropRest: ['drop table if exists copy_source'],
};

const postgresKey = (row: string, { key }: Table) =>
  `json_build_array(${key.map((name) => `${row}.${quoted(name)}::text`).join(', ')})::text`;
const postgresNote = (row: string, table: Table) =>
  `insert into copy_changes (name, key) values (${text(table.name)}, ${postgresKey(row, table)});`;
const functionOf = (name: string, body: string) =>
  `create or replace function ${quoted(name)}() returns trigger language plpgsql as $copy$ begin ${body} return null; end $copy$`;

export const postgresTriggers: Triggers = {
  tables: [
    sourceTable('bigint'),
    `create table if not exists copy_changes (seq bigint generated always as identity primary key,
      name text not null, key text not null)`,
    functionOf(
      'copy_gate',
      `if ${IS_READ_ONLY} then raise exception ${text(READ_ONLY)} using errcode = 'read_only_sql_transaction'; end if;`,
    ),
  ],
  gate: ({ name }) => [
    `create or replace trigger copy_gate before insert or update or delete or truncate on ${quoted(name)}
      for each statement execute function copy_gate()`,
  ],
  notes: (table) => {
    const isMoved = table.key
      .map((name) => `old.${quoted(name)} is distinct from new.${quoted(name)}`)
      .join(' or ');
    return [
      functionOf(
        `copy_note_${table.name}`,
        `if tg_op <> 'INSERT' then ${postgresNote('old', table)} end if;
        if tg_op = 'INSERT' then ${postgresNote('new', table)}
        elsif tg_op = 'UPDATE' then if ${isMoved} then ${postgresNote('new', table)} end if; end if;`,
      ),
      `create or replace trigger copy_note after insert or update or delete on ${quoted(table.name)}
        for each row execute function ${quoted(`copy_note_${table.name}`)}()`,
    ];
  },
  dropGate: ({ name }) => [`drop trigger if exists copy_gate on ${quoted(name)}`],
  dropNotes: ({ name }) => [
    `drop trigger if exists copy_note on ${quoted(name)}`,
    `drop function if exists ${quoted(`copy_note_${name}`)}()`,
  ],
  dropRest: ['drop function if exists copy_gate()', 'drop table if exists copy_source'],
};
