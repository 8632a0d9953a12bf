import type { Seal } from '../crypto/seal.ts';
import { DatabaseUnavailable, type Read, type Tx, type UnauditedTx } from '../db/database.ts';
import type { Engine } from '../db/engine.ts';
import type { Actor } from './actor.ts';
import type { Acts } from './audit/acts.ts';
import { record } from './audit/store.ts';
import type { Device } from './devices/device.ts';
import { Failure } from './failure.ts';
import type { Clock } from './instant.ts';
import type { HttpClient } from './oauth/http-client.ts';
import type { Passwords } from './passwords.ts';

/** What every operation is given first. */
export type Core = {
  readonly read: Read;
  /**
   * The one door to a change: the work and the record of who did it are committed together. Acts are recorded in their
   * order, after the work; a function is given the result of the work and returns the acts, none if nothing changed.
   */
  readonly write: <T>(actor: Actor, acts: Acts<T>, work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** The door to counters and queues only: what is counted there is nobody's act and is not recorded. */
  readonly unaudited: <T>(work: (tx: UnauditedTx) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly seal: Seal;
  readonly clientInfo: ClientInfo;
  readonly channels: Channels;
  readonly urls: PublicUrls;
  /** Asks the servers with which users sign in. */
  readonly httpClient: HttpClient;
  /** Says that a message was put into the outbox. Called after the write that put it there. */
  readonly notifyOutbox: () => void;
};

/** By which channels messages are sent. */
export type Channels = { readonly sendsMail: boolean; readonly sendsSms: boolean };

export type PublicUrls = {
  /** Where people reach this server; links may lead there. */
  readonly publicUrl: URL | undefined;
  /** Where links lead for which nobody named a page: the public URL, else where this server listens. */
  readonly ownUrl: () => URL;
};

/** What can be told of whoever sits behind a request. */
export type ClientInfo = {
  readonly device: (userAgent: string | undefined) => Promise<Device>;
  readonly country: (ip: string | undefined) => Promise<string | undefined>;
};

/** Builds the core over an engine whose schema is up to date. */
export function createCore(engine: Engine, parts: Omit<Core, 'read' | 'write' | 'unaudited'>): Core {
  return {
    read: engine.read,
    ...parts,
    unaudited: engine.transact,
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
    const reason = error.mayBeCommitted ? ({ reason: 'outcome_unknown' } as const) : {};
    return new Failure({ code: 'unavailable', ...reason, retryAfterSeconds: 1 }, { cause: error });
  }
  return new Failure('internal', { cause: error });
}
