import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  Kysely,
  PostgresDialect,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';
import type { ReplicaRead, ReplicaStatus, Replicas } from './database.ts';
import { hot } from './postgres-pool.ts';
import type { PostgresReplica } from './postgres-replica.ts';
import type { Schema } from './schema.ts';
import { type Position, WritePositions } from './write-positions.ts';

/** How often the primary and the replicas are looked at. */
const LOOK_EVERY_MS = 1_000;
/** A replica is not used at all if it does not know what is older than this many looks. */
const LOOKS_BEHIND = 10;

/** The primary, as far as replicas are concerned. */
export type Primary = {
  readonly read: ReplicaRead;
  readonly execute: (query: CompiledQuery) => Promise<QueryResult<unknown>>;
  /** Asks the server for the end of its log. All that was acknowledged before the call is below. */
  readonly position: () => Promise<Position>;
  /** Returns which cluster it is, and on which timeline since the last failover. */
  readonly identity: () => Promise<string>;
};

type Options = {
  readonly primary: Primary;
  readonly replicas: readonly PostgresReplica[];
  /**
   * Whether all writes of a caller come from this process. Otherwise the primary is asked for the end of its log before
   * each read.
   */
  readonly isAlone: boolean;
  /** How often the servers are looked at, in milliseconds. */
  readonly lookEveryMs?: number;
  /** The end of the log at the start: what other processes wrote before is below. */
  readonly start: Position;
};

/** Sends reads to replicas that know what their caller wrote, and to the primary otherwise. */
export class PostgresReplicas implements Replicas {
  readonly #primary: Primary;
  readonly #replicas: readonly PostgresReplica[];
  readonly #isAlone: boolean;
  readonly #lookEveryMs: number;
  readonly #positions: WritePositions;
  readonly #looks: Position[] = [];
  readonly #listeners = new Set<(change: ReplicaStatus) => void>();
  readonly #refusals = new Map<PostgresReplica, string | undefined>();
  readonly #counts = { replica: 0, primary: 0 };
  #next = 0;
  #lastCommit: Position;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #isClosed = false;

  constructor({ primary, replicas, isAlone, start, lookEveryMs = LOOK_EVERY_MS }: Options) {
    this.#primary = primary;
    this.#replicas = replicas;
    this.#isAlone = isAlone;
    this.#lookEveryMs = lookEveryMs;
    this.#positions = new WritePositions(start);
    this.#lastCommit = start;
    for (const replica of replicas) {
      this.#refusals.set(replica, replica.refusal);
      replica.onChange = () => this.#tell(replica);
    }
    this.#look();
  }

  /** Called by the pools for writing, right after a commit. */
  readonly committed = (position: Position): void => {
    if (position > this.#lastCommit) this.#lastCommit = position;
  };

  wroteFor(callers: readonly string[]): void {
    if (!this.#isAlone) return;
    // Not below the commit of the caller, which has been noted, and perhaps that of a later one.
    for (const caller of callers) this.#positions.note(caller, this.#lastCommit);
  }

  readFor(callers: readonly string[]): ReplicaRead {
    return routedRead(this.#primary, {
      choose: () => this.#choose(),
      position: async () => (this.#isAlone ? this.#positions.of(callers) : this.#primary.position()),
      counts: this.#counts,
    });
  }

  status(): readonly ReplicaStatus[] {
    return this.#replicas.map((replica) => this.#statusOf(replica));
  }

  reads(): { readonly replica: number; readonly primary: number } {
    return { ...this.#counts };
  }

  listen(onChange: (change: ReplicaStatus) => void): void {
    this.#listeners.add(onChange);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#replicas.map((replica) => replica.close()));
  }

  /** In turn, so that all get the same share. */
  #choose(): PostgresReplica | undefined {
    const usable = this.#replicas.filter(({ refusal }) => refusal === undefined);
    this.#next = (this.#next + 1) % Math.max(1, usable.length);
    return usable[this.#next];
  }

  #look(): void {
    this.#looking = this.#lookOnce().then(() => {
      if (!this.#isClosed) this.#timer = setTimeout(() => this.#look(), this.#lookEveryMs).unref();
    });
  }

  async #lookOnce(): Promise<void> {
    const [position, identity] = await Promise.all([
      this.#primary.position(),
      this.#primary.identity(),
    ]).catch(() => [undefined, undefined] as const);
    // Nothing is known of the replicas of a primary that does not answer. Requests do not get as far as to them.
    if (position === undefined || this.#isClosed) return;
    this.#looks.push(position);
    const floor = this.#looks.length > LOOKS_BEHIND ? this.#looks.shift() : undefined;
    if (floor !== undefined) this.#positions.raise(floor);
    await Promise.all(this.#replicas.map((replica) => replica.look({ position, identity, floor })));
  }

  #statusOf(replica: PostgresReplica): ReplicaStatus {
    return { name: replica.name, refusal: replica.refusal, lagBytes: replica.lagBytes };
  }

  /** Calls back once for each change. */
  #tell(replica: PostgresReplica): void {
    if (this.#isClosed || this.#refusals.get(replica) === replica.refusal) return;
    this.#refusals.set(replica, replica.refusal);
    for (const listener of this.#listeners) listener(this.#statusOf(replica));
  }
}

type Routing = {
  readonly choose: () => PostgresReplica | undefined;
  /** Returns how far a replica must be. */
  readonly position: () => Promise<Position>;
  readonly counts: { replica: number; primary: number };
};

const dialect = new PostgresDialect({
  pool: () => Promise.reject(new Error('replicas have pools of their own')),
});
const parts = {
  compiler: dialect.createQueryCompiler(),
  adapter: dialect.createAdapter(),
  driver: dialect.createDriver(),
};

/**
 * One replica answers all statements of a request, so that a later one knows no less than an earlier one. Whatever goes
 * wrong there, the primary answers the statement, and all that follow: it gives the same error if that is the fault of
 * the statement.
 */
function routedRead(primary: Primary, { choose, position, counts }: Routing): ReplicaRead {
  let replica = choose();
  let hasAsked = false;
  let needed: Promise<Position> | undefined;
  const execute = async (query: CompiledQuery): Promise<QueryResult<unknown>> => {
    if (replica) {
      try {
        needed ??= position();
        const { rows } = (await replica.query(query, await needed)) as pg.QueryResult;
        hasAsked = true;
        counts.replica++;
        return { rows };
      } catch {
        replica = undefined;
      }
    }
    counts.primary++;
    return primary.execute(query);
  };
  const connection: DatabaseConnection = {
    executeQuery: <R>(query: CompiledQuery) => execute(query) as Promise<QueryResult<R>>,
    streamQuery: () => {
      throw new Error('lists are not streamed');
    },
  };
  const executor = new DefaultQueryExecutor(parts.compiler, parts.adapter, {
    provideConnection: (consumer) => consumer(connection),
  });
  return {
    db: new Kysely<Schema>({ config: { dialect }, dialect, driver: parts.driver, executor }),
    sql: primary.read.sql,
    substrings: primary.read.substrings,
    rows: async (query) => {
      hot.add(query.sql);
      return (await execute(query)).rows;
    },
    composed: async (query) => (await execute(query)).rows,
    usePrimary: () => {
      replica = undefined;
      return hasAsked;
    },
  };
}
