import type { Column, Table } from '../../db/conditions.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { idsSince } from '../id.ts';
import type { OfUsers } from '../owned.ts';
import { type LooseRow, listRowsOf } from './bundle-store.ts';
import { withoutImportedSecrets } from './imported-secrets.ts';
import { lockUser } from './store.ts';
import type { User, UserId } from './user.ts';

const ROWS_AT_ONCE = 200;

/**
 * How a column is exported: as it is, as a moment in ISO 8601 (from milliseconds or microseconds), as JSON, as
 * metadata without the secrets that imports kept, or not at all: secrets with their hashes, and what only the database needs.
 */
type How = 'text' | 'moment' | 'sequence' | 'json' | 'metadata' | 'omitted';

type Exported<T extends Table> = {
  readonly owner: Column<T>;
  /** What else the user's rows have in common. */
  readonly also?: { readonly [C in Column<T>]?: string };
  /** The columns that identify a row of the user. */
  readonly key: readonly Column<T>[];
  readonly columns: Readonly<Record<Exclude<Column<T>, 'project_id'>, How>>;
};

/** Why a table is not exported. */
type LeftOut = { readonly why: string };

/** A table of users, or a column of one, without an entry does not compile. */
export const exported: { readonly [T in OfUsers | 'users']: Exported<T> | LeftOut } = {
  users: {
    owner: 'id',
    key: ['id'],
    columns: {
      ...{ id: 'text', sequence: 'sequence', updated_at: 'moment', name: 'text', name_key: 'omitted' },
      ...{ email: 'text', phone: 'text', email_verified_at: 'moment', phone_verified_at: 'moment' },
      ...{ password: 'omitted', password_updated_at: 'moment', password_checked_at: 'moment' },
      ...{ password_pwned_at: 'moment', blocked_at: 'moment', mfa_enabled_at: 'moment' },
      ...{ impersonator_at: 'moment', accessed_at: 'moment', labels: 'json', prefs: 'json' },
      search: 'omitted',
    },
  },
  user_words: { why: 'an index of words of the user' },
  user_metadata: {
    owner: 'user_id',
    key: ['user_id'],
    columns: { user_id: 'omitted', read_only: 'json', private: 'metadata', updated_at: 'moment' },
  },
  identifiers: { why: 'an index of values in other tables' },
  profiles: {
    owner: 'user_id',
    key: ['user_id'],
    columns: { user_id: 'omitted', username: 'text', email_public_at: 'moment', updated_at: 'sequence' },
  },
  targets: {
    owner: 'user_id',
    key: ['id'],
    columns: {
      ...{ user_id: 'omitted', id: 'text', sequence: 'sequence', updated_at: 'moment' },
      ...{ provider_type: 'text', provider_id: 'text', identifier: 'text', name: 'text' },
      ...{ expired_at: 'moment', session_id: 'text' },
    },
  },
  identities: {
    owner: 'user_id',
    key: ['id'],
    columns: {
      ...{ user_id: 'omitted', id: 'text', sequence: 'sequence', updated_at: 'moment', provider: 'text' },
      ...{ issuer: 'text', provider_uid: 'text', provider_email: 'text', email_verified_at: 'moment' },
      ...{ tokens: 'omitted', access_expires_at: 'moment', found_by_email_at: 'moment' },
    },
  },
  memberships: {
    owner: 'user_id',
    key: ['team_id', 'id'],
    columns: {
      ...{ team_id: 'text', id: 'text', user_id: 'omitted', sequence: 'sequence', updated_at: 'moment' },
      ...{ roles: 'json', invited_at: 'moment', joined_at: 'moment', secret_hash: 'omitted' },
      ...{ sent_to: 'text', typed: 'json' },
    },
  },
  sessions: {
    owner: 'user_id',
    key: ['id'],
    columns: {
      ...{ user_id: 'omitted', id: 'text', sequence: 'sequence', updated_at: 'moment' },
      ...{ secret_hash: 'omitted', issued_at: 'moment', expires_at: 'moment', provider: 'text' },
      ...{ provider_uid: 'text', factors: 'json', mfa_updated_at: 'moment', ip: 'text', country: 'text' },
      ...{ device: 'json', used_at: 'moment', provider_tokens: 'omitted', provider_expires_at: 'moment' },
      refreshing_until: 'omitted',
      // Parts of the address and the device, for searches.
      ...{ network: 'omitted', os: 'omitted', browser: 'omitted', device_kind: 'omitted' },
    },
  },
  tokens: {
    owner: 'user_id',
    key: ['id'],
    columns: {
      ...{ user_id: 'omitted', id: 'text', sequence: 'sequence', kind: 'text', secret_hash: 'omitted' },
      ...{ issued_at: 'moment', expires_at: 'moment', alias: 'omitted' },
    },
  },
  recovery_codes: {
    owner: 'user_id',
    key: ['code_hash'],
    columns: { user_id: 'omitted', code_hash: 'omitted', sealed: 'omitted', place: 'text' },
  },
  authenticators: {
    owner: 'user_id',
    key: ['kind'],
    columns: {
      ...{ user_id: 'omitted', kind: 'text', sealed: 'omitted', verified_at: 'moment' },
      last_step: 'omitted',
    },
  },
  challenges: {
    owner: 'user_id',
    key: ['id'],
    columns: {
      ...{ user_id: 'omitted', id: 'text', sequence: 'sequence', session_id: 'text', factor: 'text' },
      ...{ secret_hash: 'omitted', expires_at: 'moment' },
    },
  },
  password_history: {
    owner: 'user_id',
    key: ['sequence'],
    columns: { user_id: 'omitted', sequence: 'sequence', password: 'omitted' },
  },
  user_keys: {
    owner: 'owner_id',
    also: { owner_kind: 'user' },
    key: ['id'],
    columns: {
      ...{ owner_kind: 'omitted', owner_id: 'omitted', id: 'text', sequence: 'sequence' },
      ...{ updated_at: 'sequence', name: 'text', secret_hash: 'omitted', permissions: 'json' },
      ...{ revoke_at: 'moment', revoked_at: 'moment', last_used_at: 'moment', last_used_ip: 'text' },
      ...{ last_used_agent: 'text', factors: 'json', lineage: 'json', grant_id: 'text', maker_id: 'text' },
      ...{ maker_membership_id: 'text', maker_role: 'text' },
    },
  },
  device_grants: {
    owner: 'user_id',
    key: ['id'],
    columns: {
      ...{ user_id: 'omitted', id: 'text', sequence: 'sequence', kind: 'text', client_id: 'text' },
      ...{ name: 'text', scopes: 'json', key_id: 'text', family_hash: 'omitted', refresh_hash: 'omitted' },
      ...{ refresh_expires_at: 'moment', access_hash: 'omitted', access_expires_at: 'moment' },
      ...{ used_at: 'moment', factors: 'json' },
    },
  },
  device_codes: {
    owner: 'user_id',
    key: ['id'],
    columns: {
      ...{ id: 'omitted', user_code_hash: 'omitted', client_id: 'text', scopes: 'json', name: 'text' },
      ...{ ip: 'text', expires_at: 'moment', user_id: 'omitted', approved_at: 'moment' },
      ...{ denied_at: 'moment', factors: 'json' },
    },
  },
  attempts: {
    owner: 'user_id',
    key: ['factor', 'bucket'],
    columns: {
      ...{ user_id: 'omitted', factor: 'text', bucket: 'omitted', tried: 'text', not_before: 'moment' },
      updated_at: 'moment',
    },
  },
  outbox: {
    owner: 'user_id',
    key: ['id'],
    columns: {
      ...{ id: 'text', sequence: 'sequence', user_id: 'omitted', kind: 'text', payload: 'omitted' },
      ...{ tries: 'text', next_at: 'moment', dead_at: 'moment', error: 'text' },
    },
  },
  webhook_deliveries: { why: 'copies of entries of the history, on their way to apps' },
  audit: {
    owner: 'place',
    key: ['id'],
    columns: {
      ...{ place: 'omitted', id: 'text', lane: 'omitted', at: 'moment', act: 'text', actor_kind: 'text' },
      ...{ actor_id: 'text', acting_as: 'text', user_id: 'text', ip: 'text', user_agent: 'text' },
      ...{ request_id: 'omitted', details: 'json', position: 'text', hash: 'omitted' },
      ...{ personal_hash: 'omitted', salt: 'omitted' },
    },
  },
  erasures: { why: 'of deleted users only' },
  import_rows: {
    owner: 'user_id',
    key: ['import_id', 'position'],
    columns: {
      ...{ import_id: 'text', position: 'text', kind: 'omitted', source_id: 'text', user_id: 'omitted' },
      ...{ team_id: 'omitted', outcome: 'text', stamp: 'omitted' },
    },
  },
  admin_grants: {
    owner: 'user_id',
    key: ['target'],
    columns: { user_id: 'omitted', target: 'text', role: 'text', created_at: 'moment' },
  },
  admin_links: {
    owner: 'user_id',
    key: ['kind'],
    columns: { user_id: 'omitted', kind: 'text', secret_hash: 'omitted', expires_at: 'moment' },
  },
};

/**
 * Returns all rows about a user as the pieces of one JSON text: `{ project, user, exportedAt, tables, leftOut }`.
 * `tables` has the rows of each table without secrets; `leftOut` says which tables have none of their own. The rows are
 * read while the text is sent, table by table. Records the export. Fails with `user_not_found`.
 */
export async function exportUser(core: Core, actor: Actor, id: UserId): Promise<AsyncIterable<string>> {
  return bundleOf(core, actor, await recordedUser(core, actor, id));
}

/** Returns the same as the pieces of a page in HTML, which has no scripts and loads nothing. */
export async function exportUserPage(core: Core, actor: Actor, id: UserId): Promise<AsyncIterable<string>> {
  return pageOf(core, actor, await recordedUser(core, actor, id));
}

async function recordedUser(core: Core, actor: Actor, id: UserId): Promise<User> {
  return core.write(actor, { act: 'user.export', user: id }, async (tx) => {
    const known = await lockUser(tx, actor.project.id, id);
    if (!known) throw new Failure('user_not_found');
    return known;
  });
}

async function* bundleOf(core: Core, actor: Actor, user: User): AsyncGenerator<string> {
  const head = { project: actor.project.id, user: user.id, exportedAt: isoOf(core.clock.now()) };
  yield `${JSON.stringify(head).slice(0, -1)},"tables":{`;
  const leftOut: Record<string, string> = {};
  let comma = '';
  // Cast: the columns of all tables are texts.
  const entries = Object.entries(exported) as readonly (readonly [string, Loose | LeftOut])[];
  for (const [table, how] of entries) {
    if ('why' in how) {
      leftOut[table] = how.why;
      continue;
    }
    yield `${comma}${JSON.stringify(table)}:[`;
    comma = '';
    for await (const row of rowsOf(core, actor, { user, table, how })) {
      yield comma + JSON.stringify(row);
      comma = ',';
    }
    yield ']';
    comma = ',';
  }
  yield `},"leftOut":${JSON.stringify(leftOut)}}`;
}

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}dl{display:grid;grid-template-columns:12rem 1fr;gap:.1rem 1rem;border-top:1px solid #8886;padding-top:.5rem}dt{color:#666}dd{margin:0;overflow-wrap:anywhere}';

async function* pageOf(core: Core, actor: Actor, user: User): AsyncGenerator<string> {
  const title = `All data about ${user.name || user.email || user.id}`;
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${inHtml(title)}</title>`;
  yield `<!doctype html><html lang="en">${head}<style>${STYLE}</style><body><main><h1>${inHtml(title)}</h1>`;
  yield `<p>Project ${inHtml(actor.project.id)}, user ${inHtml(user.id)}, ${isoOf(core.clock.now())}. Secrets are left out.</p>`;
  // Cast: the columns of all tables are texts.
  for (const [table, how] of Object.entries(exported) as readonly (readonly [string, Loose | LeftOut])[]) {
    if ('why' in how) continue;
    let isEmpty = true;
    for await (const row of rowsOf(core, actor, { user, table, how })) {
      if (isEmpty) yield `<h2>${inHtml(table.replaceAll('_', ' '))}</h2>`;
      isEmpty = false;
      const fields = Object.entries(row).filter(([, value]) => value !== null && value !== '');
      yield `<dl>${fields.map(([name, value]) => `<dt>${inHtml(name)}</dt><dd>${inHtml(shownText(value))}</dd>`).join('')}</dl>`;
    }
  }
  yield '</main></body></html>';
}

function shownText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function inHtml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => HTML[letter] ?? letter);
}

type Loose = {
  readonly owner: string;
  readonly also?: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, How>>;
};

async function* rowsOf(
  core: Core,
  actor: Actor,
  { user, table, how }: { readonly user: User; readonly table: string; readonly how: Loose },
): AsyncGenerator<LooseRow> {
  // Entries of an earlier user of the same id are about another user.
  let after: readonly unknown[] | undefined = table === 'audit' ? [idsSince(user.sequence)] : undefined;
  const of = { project: actor.project.id, user: user.id, most: ROWS_AT_ONCE };
  for (;;) {
    const rows = await listRowsOf(core.read, { table, ...how }, { ...of, after });
    for (const row of rows) {
      if (table !== 'audit') yield shown(row, how.columns);
      else if (row.user_id === user.id) yield shown(withoutOthers(row, user.id), how.columns);
    }
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_AT_ONCE) return;
    after = how.key.map((column) => last[column]);
  }
}

/** A user is not told which other person did something, nor where from. */
function withoutOthers(row: LooseRow, user: string): LooseRow {
  const isOwn = row.actor_kind === 'guest' || (row.actor_kind === 'user' && row.actor_id === user);
  return isOwn ? row : { ...row, actor_id: null, ip: null, user_agent: null };
}

function shown(row: LooseRow, columns: Loose['columns']): LooseRow {
  const values: Record<string, unknown> = {};
  for (const [column, how] of Object.entries(columns)) {
    if (how !== 'omitted') values[nameOf(column, how)] = exportedValue(row[column], how);
  }
  return values;
}

function exportedValue(value: unknown, how: How): unknown {
  if (value === null || value === undefined) return null;
  if (how === 'moment') return isoOf(Number(value));
  if (how === 'sequence') return isoOf(Math.floor(Number(value) / 1_000));
  if (how === 'metadata') return withoutImportedSecrets(JSON.parse(String(value))).kept;
  return how === 'json' ? JSON.parse(String(value)) : value;
}

function nameOf(column: string, how: How): string {
  if (how === 'sequence' && column === 'sequence') return 'createdAt';
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Moments that no calendar has, such as "never", are shown as they are. */
function isoOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
