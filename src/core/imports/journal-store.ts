import { CompiledQuery } from 'kysely';
import { bulkInsert } from '../../db/bulk-insert.ts';
import type { Read, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Counts, Import, ImportState, JournalRow } from './import.ts';

/** Of a few hundred users: hardly any is more than two rows. */
const STAMPS_AT_MOST = 10_000;

const imports = ownedTable('imports', {
  owner: {},
  key: 'id',
  toRow: (made: Import) => ({
    ...{ id: made.id, sequence: made.sequence, updated_at: made.updatedAt, system: made.system },
    ...{ digest: made.digest, options: made.options, state: made.state, position: made.position },
    counts: JSON.stringify(made.counts),
    files: JSON.stringify(made.files),
    ended_at: made.endedAt,
  }),
  // Casts: validated on write.
  toValue: (row): Import => ({
    ...{ id: row.id, system: row.system, digest: row.digest, options: row.options },
    sequence: row.sequence as Sequence,
    createdAt: createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    state: row.state as ImportState,
    counts: JSON.parse(row.counts) as Counts,
    files: JSON.parse(row.files) as readonly string[],
    position: Number(row.position),
    endedAt: row.ended_at as Instant | null,
  }),
});

const rows = ownedTable('import_rows', { owner: { user_id: 'user' }, key: 'position' });
const ofImport = rows.ofAnyOwner;

export const insertImport = imports.insert;
export const findImport = imports.find({ id: 'id' });
export const lockImport = imports.lock({ id: 'id' });
export const replaceImport = imports.replace(['sequence']);
/** Newest first. */
export const listImports = imports.list({}, { order: ['sequence desc'], most: 'most' });
/** The one that the same files and options began and did not end. */
export const findRunning = imports.find({ digest: 'digest', options: 'options', state: 'state' });

/** Removes what journals say of a user. */
export const deleteImportRowsOf = rows.removeAll;

const insertRows = bulkInsert('import_rows', [
  ...(['project_id', 'import_id', 'position', 'kind', 'source_id'] as const),
  ...(['user_id', 'team_id', 'outcome', 'stamp'] as const),
]);

export async function addJournalRows(
  tx: UnauditedTx,
  { project, id }: { readonly project: ProjectId; readonly id: string },
  added: readonly JournalRow[],
): Promise<void> {
  const rows = added.map(({ position, kind, sourceId, madeId, outcome, stamp }) => [
    ...[project, id, position, kind, sourceId],
    ...[kind === 'user' ? madeId : null, kind === 'team' ? madeId : null, outcome, stamp],
  ]);
  if (!(await insertRows.into(tx, rows))) throw new Error('the journal has a row already');
}

const created = ofImport.list(
  { import_id: 'id', outcome: 'outcome', position: '> after' },
  { order: ['position'], most: 'most' },
);

/** The rows from which the import created something, in the order of the file. */
export async function listCreated(
  read: Read,
  project: ProjectId,
  of: { readonly id: string; readonly after: number; readonly most: number },
): Promise<readonly JournalRow[]> {
  return (await created(read, project, { ...of, outcome: 'new' })).map(journalRowOf);
}

const ofUsers = ofImport.list(
  { import_id: 'id', user_id: 'in users' },
  { order: ['position'], most: 'most' },
);

/** As the import left its users: rows that became one user with an earlier one changed it again. */
export async function findLastStamps(
  read: Read,
  project: ProjectId,
  of: { readonly id: string; readonly users: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  if (of.users.length === 0) return new Map();
  const found = await ofUsers(read, project, { ...of, most: STAMPS_AT_MOST });
  return new Map(
    found.flatMap(({ user_id, stamp }) => (user_id === null || stamp === null ? [] : [[user_id, stamp]])),
  );
}

const ofKind = ofImport.list(
  { import_id: 'id', kind: 'kind', position: '> after' },
  { order: ['position'], most: 'most' },
);

/** The teams from which the import made something already, in the order of their places. */
export async function listTeamRows(
  read: Read,
  project: ProjectId,
  of: { readonly id: string; readonly after: number; readonly most: number },
): Promise<readonly JournalRow[]> {
  return (await ofKind(read, project, { ...of, kind: 'team' })).map(journalRowOf);
}

/** What earlier imports of the same system made of these ids at the source: the newest of each. */
export async function findMade(
  read: Read,
  project: ProjectId,
  of: { readonly system: string; readonly users: readonly string[] },
): Promise<ReadonlyMap<string, { readonly stamp: string | null }>> {
  if (of.users.length === 0) return new Map();
  const found = (await read.rows(
    CompiledQuery.raw(MADE[read.sql.engine], [project, of.system, JSON.stringify(of.users)]),
    // Cast: the columns of this statement.
  )) as readonly { user_id: string; stamp: string | null }[];
  return new Map(found.map(({ user_id, stamp }) => [user_id, { stamp }]));
}

const EACH = {
  sqlite: 'select value from json_each(?)',
  postgres: 'select value from json_array_elements_text($3::json) as each (value)',
} as const;

const MADE = {
  sqlite: `select import_rows.user_id, import_rows.stamp from import_rows
    join imports on imports.project_id = import_rows.project_id and imports.id = import_rows.import_id
    where import_rows.project_id = ? and imports.system = ? and import_rows.user_id in (${EACH.sqlite})
    and import_rows.stamp is not null order by imports.sequence, import_rows.position`,
  postgres: `select import_rows.user_id, import_rows.stamp from import_rows
    join imports on imports.project_id = import_rows.project_id and imports.id = import_rows.import_id
    where import_rows.project_id = $1 and imports.system = $2 and import_rows.user_id in (${EACH.postgres})
    and import_rows.stamp is not null order by imports.sequence, import_rows.position`,
} as const;

const bySource = ofImport.list({ source_id: 'source' }, { order: ['position'], most: 'most' });

/** The rows whose id at the source this was, where it is another one here. */
export async function findBySource(
  read: Read,
  project: ProjectId,
  of: { readonly source: string; readonly most: number },
): Promise<readonly (JournalRow & { readonly importId: string })[]> {
  return (await bySource(read, project, of)).map((row) => ({
    ...journalRowOf(row),
    importId: row.import_id,
  }));
}

type Row = {
  readonly position: number;
  readonly kind: string;
  readonly source_id: string | null;
  readonly user_id: string | null;
  readonly team_id: string | null;
  readonly outcome: string;
  readonly stamp: string | null;
};

function journalRowOf(row: Row): JournalRow {
  return {
    position: Number(row.position),
    kind: row.kind === 'team' ? 'team' : 'user',
    sourceId: row.source_id,
    madeId: row.user_id ?? row.team_id,
    outcome: row.outcome,
    stamp: row.stamp,
  };
}
