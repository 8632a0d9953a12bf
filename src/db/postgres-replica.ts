import { setTimeout } from 'node:timers/promises';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { createDamage } from './damage.ts';
import { DatabaseRefused, DatabaseUnavailable } from './database.ts';
import { PreludeFailed } from './postgres-pipeline.ts';
import { ALONG_INDEXES, type Connections, connectionsTo } from './postgres-pool.ts';
import { IDENTITY, inspectServer } from './postgres-server.ts';
import type { StatementTimes } from './statement-times.ts';
import { formatPosition, type Position, positionOf } from './write-positions.ts';

/** With more that wait for a connection, the primary is faster. */
const WAITING_AT_MOST = 20;
const CONNECT_MS = 500;
/** A statement that takes longer is run by the primary. */
const STATEMENT_MS = 1_500;
/** A replica that says nothing for so long is dead. */
const SILENCE_MS = 2_000;
/** How long a look may take, on a connection that is there. */
const LOOK_MS = 1_000;
/**
 * How long a read waits for a replica to catch up: about as long as a list takes. Each pause is followed by another try.
 */
const PAUSES_MS = [2, 4, 8, 16, 32, 0] as const;
/** After a failure, the replica is not used for a second, then for two, up to 30. */
const PAUSED_MS = 1_000;
const PAUSED_AT_MOST_MS = 30_000;
/** Without a failure for so long, the next one is the first again. */
const FORGIVEN_AFTER_MS = 60_000;

type ReplicaOptions = {
  readonly prepared: boolean;
  /** At most so many are open at once. */
  readonly connections: number;
  /** Counts its statements. */
  readonly times?: StatementTimes;
};

/**
 * Fails unless the server is a replica that has replayed the log up to the position. A statement after it sees no less,
 * also if another server answers at the same address each time.
 */
const KNOWS = `select 1 / (pg_is_in_recovery() and coalesce(pg_last_wal_replay_lsn() >= $1::pg_lsn, false))::int`;
const STATE = `select pg_is_in_recovery() as standby, coalesce(pg_last_wal_replay_lsn(), '0/0')::text as replayed,
  ${IDENTITY} as identity`;

type State = { readonly standby: boolean; readonly replayed: string; readonly identity: string };

/** What the primary looked like just now. */
type Look = {
  readonly position: Position;
  readonly identity: string;
  /** What every replica in use has replayed. */
  readonly floor: Position | undefined;
};

/** A replica of the database, with a pool of its own. */
export class PostgresReplica {
  readonly name: string;
  readonly #url: string;
  readonly #prepared: boolean;
  readonly #connections: number;
  readonly #times: StatementTimes | undefined;
  #pool: Connections | undefined;
  #refusal: string | undefined = 'it has not been looked at yet';
  #failures = 0;
  #failedAt = 0;
  /** A read has waited for it in vain since the last look. */
  #isBehind = false;
  #replayed: Position = 0n;
  lagBytes: number | undefined;
  onChange: () => void = () => {};

  constructor(url: string, { prepared, connections, times }: ReplicaOptions) {
    this.#times = times;
    this.name = new URL(url).host;
    this.#url = url;
    this.#prepared = prepared;
    this.#connections = connections;
  }

  /** Why it is not used; `undefined` while it is. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /**
   * Runs a statement if the replica has replayed the log up to the position, or does soon. Fails otherwise, in bounded
   * time.
   */
  async query({ sql, parameters }: CompiledQuery, needed: Position): Promise<pg.QueryResult> {
    const pool = this.#pool;
    const isHopeless = this.#isBehind && needed > this.#replayed;
    if (!pool || isHopeless || pool.waiting() >= WAITING_AT_MOST)
      throw new DatabaseUnavailable('it is behind, or busy');
    const prelude = { text: KNOWS, values: [formatPosition(needed)] };
    try {
      for (const pause of PAUSES_MS) {
        try {
          return await pool.after(prelude, sql, parameters);
        } catch (error) {
          if (!(error instanceof PreludeFailed)) throw error;
        }
        await setTimeout(pause);
      }
    } catch (error) {
      // Requests that are on their way when it fails are one failure.
      if (error instanceof DatabaseUnavailable && this.#refusal === undefined) this.#fail(reasonOf(error));
      throw error;
    }
    this.#isBehind = true;
    throw new DatabaseUnavailable('it is behind');
  }

  /** Finds out whether the replica can be used. Never fails. */
  async look({ position, identity, floor }: Look): Promise<void> {
    if (this.#failures > 0 && performance.now() < this.#failedAt + pauseAfter(this.#failures)) return;
    try {
      const state = await this.#state();
      const replayed = positionOf(state.replayed);
      this.lagBytes = Number(position > replayed ? position - replayed : 0n);
      this.#replayed = replayed;
      this.#isBehind = false;
      this.#refuse(refusalOf(state, { identity, isStale: floor !== undefined && replayed < floor }));
      if (performance.now() > this.#failedAt + FORGIVEN_AFTER_MS) this.#failures = 0;
    } catch (error) {
      this.#fail(reasonOf(error));
    }
  }

  async close(): Promise<void> {
    await this.#pool?.end();
  }

  async #state(): Promise<State> {
    const pool = this.#pool ?? (await this.#open());
    this.#pool = pool;
    const connection = await pool.connect();
    const timer = globalThis.setTimeout(() => connection.end(), LOOK_MS);
    try {
      const { rows } = await connection.query<State>(STATE, []);
      const [state] = rows;
      if (!state) throw new Error('no row');
      return state;
    } finally {
      clearTimeout(timer);
      connection.release();
    }
  }

  async #open(): Promise<Connections> {
    const prepared = this.#prepared;
    const { isPooled } = await inspectServer(this.#url, {
      prepared,
      connectMs: CONNECT_MS,
      queryMs: LOOK_MS,
    });
    return connectionsTo(this.#url, {
      most: this.#connections,
      access: { isPooled, prepared },
      lockTimeout: STATEMENT_MS,
      settings: ALONG_INDEXES,
      limits: { connectMs: CONNECT_MS, statementMs: STATEMENT_MS, silenceMs: SILENCE_MS },
      // Damage of a replica is none of the database.
      damage: createDamage(),
      ...(this.#times && { times: this.#times }),
    });
  }

  #fail(reason: string): void {
    this.#failures++;
    this.#failedAt = performance.now();
    this.#refuse(reason);
  }

  #refuse(refusal: string | undefined): void {
    this.#refusal = refusal;
    this.onChange();
  }
}

function pauseAfter(failures: number): number {
  return Math.min(PAUSED_AT_MOST_MS, PAUSED_MS * 2 ** (failures - 1));
}

function refusalOf(
  state: State,
  { identity, isStale }: { readonly identity: string; readonly isStale: boolean },
): string | undefined {
  if (!state.standby) return 'it is no replica';
  // After a failover, one that followed the earlier primary may have another history at the same positions.
  if (state.identity !== identity) return 'it follows another primary';
  if (isStale) return 'it is too far behind';
  return undefined;
}

function reasonOf(error: unknown): string {
  if (error instanceof DatabaseRefused) return error.message;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof pg.DatabaseError && cause.code === '57014') return 'it is too slow';
  return 'it does not answer';
}
