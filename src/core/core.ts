import type { Seal } from '../crypto/seal.ts';
import { type Books, DatabaseUnavailable, type Read, type Tx } from '../db/database.ts';
import type { Engine } from '../db/engine.ts';
import type { Actor } from './actor.ts';
import type { Acts } from './audit/acts.ts';
import { record } from './audit/store.ts';
import type { Device } from './devices/device.ts';
import { Failure } from './failure.ts';
import type { Clock } from './instant.ts';
import type { Outbound } from './oauth/outbound.ts';
import type { Passwords } from './passwords.ts';

const MAY_STAND =
  'The database broke off while it was storing the change, which may stand or not. Look before you try again.';

/** What every operation is given first. */
export type Core = {
  readonly read: Read;
  /**
   * The one door to a change: the work and the record of who did it are committed together. Acts are recorded in their
   * order, after the work; a function is given the result of the work and returns the acts, none if nothing changed.
   */
  readonly write: <T>(actor: Actor, acts: Acts<T>, work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** The door to counters and queues only: what is counted there is nobody's act and is not recorded. */
  readonly count: <T>(work: (books: Books) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly seal: Seal;
  readonly visitors: Visitors;
  readonly reach: Reach;
};

/** How people and other servers are reached. */
export type Reach = {
  readonly sendsMail: boolean;
  readonly sendsSms: boolean;
  /** Where people reach this server; links may lead there. */
  readonly publicUrl: URL | undefined;
  /** Where links lead for which nobody named a page: the public URL, else where this server listens. */
  readonly ownUrl: () => URL;
  /** Says that a message was put into the outbox. Called after the write that put it there. */
  readonly wake: () => void;
  /** Asks the servers with which users sign in. */
  readonly outbound: Outbound;
};

/** What can be told of whoever sits behind a request. */
export type Visitors = {
  readonly device: (userAgent: string | undefined) => Promise<Device>;
  readonly country: (ip: string | undefined) => Promise<string | undefined>;
};

/** Builds the core over an engine whose schema is up to date. */
export function createCore(engine: Engine, parts: Omit<Core, 'read' | 'write' | 'count'>): Core {
  return {
    read: engine.read,
    ...parts,
    count: engine.transact,
    write: (actor, acts, work) =>
      engine.transact(async (tx) => {
        const result = await work(tx);
        const done = typeof acts === 'function' ? acts(result) : acts;
        for (const act of 'act' in done ? [done] : done) await record(tx, parts.clock, actor, act);
        return result;
      }),
  };
}

/** What went wrong, as a refusal: everything that is not one already is our fault, or the storage's. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof DatabaseUnavailable) {
    const detail = error.mayStand ? MAY_STAND : undefined;
    return new Failure('unavailable', detail, { cause: error, retryAfter: 1 });
  }
  return new Failure('internal', undefined, { cause: error });
}
