import type { Seal } from '../crypto/seal.ts';
import {
  DatabaseDamaged,
  DatabaseUnavailable,
  type Read,
  type Tx,
  type UnauditedTx,
} from '../db/database.ts';
import type { Engine } from '../db/engine.ts';
import { runInSavepoint } from '../db/run-transaction.ts';
import type { Actor } from './actor.ts';
import type { Act, Acts } from './audit/acts.ts';
import { record } from './audit/store.ts';
import { writersOf } from './callers.ts';
import type { Device } from './devices/device.ts';
import { Failure } from './failure.ts';
import type { Clock } from './instant.ts';
import type { HttpClient } from './oauth/http-client.ts';
import { createOldSystemLanes, type OldSystemLanes } from './old-systems/lanes.ts';
import type { Passwords } from './passwords.ts';
import { boundedMemory, type ResponseMemory } from './response-memory.ts';
import type { Publisher } from './webhooks/webhook.ts';

/** Damage stays until an operator acts. */
const DAMAGED_RETRY_SECONDS = 60;

/** The first argument of every operation. */
export type Core = {
  readonly read: Read;
  /**
   * Runs a write and records its acts in the same transaction. Acts are recorded in order, after the work. A function
   * gets the result of the work and returns the acts, none if nothing changed.
   */
  readonly write: <T>(actor: Actor, acts: Acts<T>, work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Runs an unaudited write, for counters and queues only. */
  readonly unaudited: <T>(work: (tx: UnauditedTx) => Promise<T>) => Promise<T>;
  /**
   * Runs several writes in one transaction, with what is not audited of their progress. Operations get the `joined` core:
   * it reads inside of the transaction, and a write of it that fails leaves nothing, while the others stay. May run the
   * work again after a conflict.
   */
  readonly together: <T>(work: (joined: Core, tx: UnauditedTx) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly seal: Seal;
  readonly clientInfo: ClientInfo;
  readonly channels: Channels;
  readonly urls: PublicUrls;
  /** Requests to identity providers. */
  readonly httpClient: HttpClient;
  /** Signals that the outbox has a new message. Called after the write that added it. */
  readonly notifyOutbox: () => void;
  /** The old systems that are asked at the first sign-in. */
  readonly oldSystems: OldSystemLanes;
  /** For large responses. A protocol replaces it for each request, since the end of the response frees it. */
  readonly memory: ResponseMemory;
};

type Parts = Omit<Core, 'read' | 'write' | 'unaudited' | 'together' | 'memory' | 'oldSystems'> &
  Partial<Pick<Core, 'memory' | 'oldSystems'>>;

type Recording = {
  /** The number of lanes of each project's history, 1 by default. */
  readonly lanes?: number;
  /** Called for each act after the commit. */
  readonly onAct?: (act: Act, actor: Actor) => void;
};

/** The channels by which messages can be sent. */
export type Channels = {
  readonly sendsMail: boolean;
  readonly sendsSms: boolean;
  /** Whether webhooks may lead to private addresses and use plain HTTP. */
  readonly privateWebhooks?: boolean;
};

export type PublicUrls = {
  /** The public address of this server, which links may lead to. */
  readonly publicUrl: URL | undefined;
  /** The base of links without a page: the public URL, else the address that this server listens on. */
  readonly ownUrl: () => URL;
};

/** What is known about the client of a request. */
export type ClientInfo = {
  readonly device: (userAgent: string | undefined) => Promise<Device>;
  readonly country: (ip: string | undefined) => Promise<string | undefined>;
};

/**
 * Builds the core over an engine whose schema is up to date. `publisher` adds the events of writes to the queue of the
 * project's webhooks.
 */
export function createCore(
  engine: Engine,
  { lanes = 1, onAct, ...parts }: Parts & Recording,
  publisher?: Publisher,
): Core {
  const recorder: Recorder = { clock: parts.clock, lanes, publisher };
  const committed = (writes: readonly Written[]): void => {
    for (const { actor, recorded } of writes) {
      engine.read.replicas?.wroteFor(writersOf(actor, recorded));
      if (onAct) for (const act of recorded) onAct(act, actor);
    }
    if (writes.some(({ isQueued }) => isQueued)) parts.notifyOutbox();
  };
  const core: Core = {
    read: engine.read,
    memory: boundedMemory(),
    oldSystems: createOldSystemLanes(),
    ...parts,
    unaudited: engine.transact,
    write: async (actor, acts, work) => {
      const { result, written } = await engine.transact((tx) => writeIn(tx, recorder, { actor, acts, work }));
      committed([written]);
      return result;
    },
    together: async (work) => {
      const { result, writes, notifies } = await engine.transact(async (tx) => {
        const writes: Written[] = [];
        let notifies = false;
        const joined: Core = {
          ...core,
          read: tx,
          notifyOutbox: () => {
            notifies = true;
          },
          unaudited: (work) => runInSavepoint(tx, work),
          write: async (actor, acts, work) => {
            const done = await runInSavepoint(tx, (inner) => writeIn(inner, recorder, { actor, acts, work }));
            writes.push(done.written);
            return done.result;
          },
          together: (work) => work(joined, tx),
        };
        return { result: await work(joined, tx), writes, notifies };
      });
      committed(writes);
      if (notifies) parts.notifyOutbox();
      return result;
    },
  };
  return core;
}

type Recorder = {
  readonly clock: Clock;
  readonly lanes: number;
  readonly publisher: Publisher | undefined;
};

/** A write as those learn of it who wait for its commit. */
type Written = { readonly actor: Actor; readonly recorded: readonly Act[]; readonly isQueued: boolean };

/** Does the work, then records its acts and queues their events. */
async function writeIn<T>(
  tx: Tx,
  { clock, lanes, publisher }: Recorder,
  { actor, acts, work }: { actor: Actor; acts: Acts<T>; work: (tx: Tx) => Promise<T> },
): Promise<{ readonly result: T; readonly written: Written }> {
  const publishing = actor.project.hasWebhooks ? publisher : undefined;
  const known = typeof acts === 'function' ? [] : listed(acts);
  const removed = (await publishing?.before(tx, actor, known)) ?? new Map();
  const result = await work(tx);
  let isQueued = false;
  const recorded = typeof acts === 'function' ? listed(acts(result)) : known;
  for (const act of recorded) {
    await record(tx, { clock, lanes }, actor, act);
    if (await publishing?.publish(tx, actor, act, removed)) isQueued = true;
  }
  return { result, written: { actor, recorded, isQueued } };
}

function listed(acts: Act | readonly Act[]): readonly Act[] {
  return 'act' in acts ? [acts] : acts;
}

/** Converts an error to a failure. Anything unexpected is an internal error or a failure of the storage. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof DatabaseUnavailable) {
    const reason = error.mayBeCommitted ? ({ reason: 'outcome_unknown' } as const) : {};
    return new Failure({ code: 'unavailable', ...reason, retryAfterSeconds: 1 }, { cause: error });
  }
  if (error instanceof DatabaseDamaged) {
    return new Failure(
      { code: 'unavailable', reason: 'damaged', retryAfterSeconds: DAMAGED_RETRY_SECONDS },
      { cause: error },
    );
  }
  return new Failure('internal', { cause: error });
}
