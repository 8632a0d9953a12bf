import type { StatementSync } from 'node:sqlite';
import { PROJECT_ITSELF, type RememberedTable, RowCache, rememberedTables } from './row-cache.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

export type CacheOptions = {
  /** Estimated bytes; 0 for no cache. */
  readonly cacheBytes: number;
  /** The tables whose changes drop what is remembered: all, except in tests of what happens otherwise. */
  readonly watched: readonly RememberedTable[];
};

/** 10,000 users with their responses take 28 MB. */
const CACHE_BYTES = 33_554_432;
/** A transaction that changes more owners drops everything. */
const CHANGED_AT_MOST = 10_000;
const FUNCTION = 'denizen_changed';

// Cast: the keys of an object whose keys the type lists.
const everyTable = Object.keys(rememberedTables) as RememberedTable[];

export const defaultCache: CacheOptions = { cacheBytes: CACHE_BYTES, watched: everyTable };
export const noCache: CacheOptions = { cacheBytes: 0, watched: [] };

/**
 * Remembers rows of a file and drops what commits change. Triggers of the writer's connection, which no other connection
 * sees, note whose rows a transaction changes. Once in each turn of the event loop, `pragma data_version` tells whether
 * another process has committed; then everything is dropped.
 */
export class SqliteChanges {
  readonly cache: RowCache | undefined;
  readonly #connection: SqliteConnection;
  readonly #watched: readonly RememberedTable[];
  readonly #dataVersion: StatementSync;
  readonly #table: StatementSync;
  /** Project and user of the rows that the open transaction has changed. */
  #changed = new Map<string, Set<string>>();
  #count = 0;
  #hasTriggers = false;
  #pauses = 0;
  #isChecked = false;
  #isUsable = false;
  #version: unknown;

  constructor(writer: SqliteConnection, { cacheBytes, watched }: CacheOptions) {
    this.#connection = writer;
    this.#watched = watched;
    this.#dataVersion = writer.raw.prepare('pragma data_version');
    this.#table = writer.raw.prepare("select 1 from main.sqlite_schema where type = 'table' and name = ?");
    // Older versions of Node have no functions in SQL.
    const canWatch = typeof writer.raw.function === 'function';
    if (cacheBytes === 0 || !canWatch) return;
    writer.raw.function(FUNCTION, (project, user) => this.#note(String(project), String(user)));
    this.cache = new RowCache(cacheBytes, (cache) => this.#isFresh(cache));
  }

  /** To be called before each transaction of the writer, outside of it: the triggers must not be rolled back. */
  watch(): void {
    if (!this.cache || this.#hasTriggers || !this.#hasTables()) return;
    for (const table of this.#watched) {
      for (const statement of triggersOf(table)) this.#connection.exec(statement);
    }
    this.#hasTriggers = true;
  }

  /** To be called in the turn of a commit, or of a rollback. */
  ended(): void {
    const { cache } = this;
    if (!cache || (this.#count === 0 && this.#hasTriggers)) return;
    if (this.#count > CHANGED_AT_MOST || !this.#hasTriggers) cache.dropAll();
    else for (const [project, users] of this.#changed) for (const user of users) cache.drop(project, user);
    this.#changed = new Map();
    this.#count = 0;
  }

  /** Remembers nothing during the work, which may change the schema. */
  async paused<T>(work: () => Promise<T>): Promise<T> {
    this.#pauses++;
    this.#unwatch();
    try {
      return await work();
    } finally {
      // Triggers made meanwhile may have gone with their tables.
      this.#unwatch();
      this.cache?.dropAll();
      this.#pauses--;
    }
  }

  #unwatch(): void {
    if (!this.#hasTriggers) return;
    this.#hasTriggers = false;
    // Within a transaction, they would come back with a rollback.
    if (this.#connection.raw.isTransaction) return;
    for (const table of this.#watched) {
      for (const event of EVENTS)
        this.#connection.exec(`drop trigger if exists temp.${nameOf(table, event)}`);
    }
  }

  /** Whether the first migration has run. */
  #hasTables(): boolean {
    return this.#watched.every((table) => this.#table.get(table) !== undefined);
  }

  #note(project: string, user: string): null {
    if (this.#count > CHANGED_AT_MOST) return null;
    const users = this.#changed.get(project) ?? new Set();
    this.#changed.set(project, users.add(user));
    this.#count++;
    return null;
  }

  #isFresh(cache: RowCache): boolean {
    if (this.#isChecked) return this.#isUsable && this.#pauses === 0;
    this.#isChecked = true;
    setImmediate(() => {
      this.#isChecked = false;
    });
    const version = this.#readVersion();
    if (version === undefined || version !== this.#version) cache.dropAll();
    this.#version = version;
    this.#isUsable = version !== undefined;
    return this.#isUsable && this.#pauses === 0;
  }

  /** Returns a number that changes when another connection commits; `undefined` if it cannot be read now. */
  #readVersion(): unknown {
    try {
      return this.#dataVersion.get()?.data_version;
    } catch {
      return undefined;
    }
  }
}

const EVENTS = ['insert', 'update', 'delete'] as const;

function nameOf(table: string, event: (typeof EVENTS)[number]): string {
  return `denizen_${event}_${table}`;
}

function triggersOf(table: RememberedTable): readonly string[] {
  const owner = rememberedTables[table];
  const user = (row: 'old' | 'new') => (owner === null ? `'${PROJECT_ITSELF}'` : `${row}.${owner}`);
  const note = (row: 'old' | 'new') => `select ${FUNCTION}(${row}.project_id, ${user(row)})`;
  const bodies = {
    insert: `${note('new')};`,
    update: `${note('old')}; ${note('new')} where new.project_id <> old.project_id or ${user('new')} <> ${user('old')};`,
    delete: `${note('old')};`,
  };
  return EVENTS.map(
    (event) =>
      `create temp trigger if not exists ${nameOf(table, event)} after ${event} on main.${table} begin ${bodies[event]} end`,
  );
}
