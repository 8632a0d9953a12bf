import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Failure } from '../core/failure.ts';
import type { Metrics } from './metrics.ts';

/** The longest wait, if requests have waited longer for a while. */
const STANDING_MS = 600;
/** The longest wait for a moment: requests that come at once are served, one after the other. */
const BURST_MS = 2_500;
/** Requests that wait too long for this time are not a burst. */
const PATIENCE_MS = 2_000;
/** Without a wait that is too long for this time, the next one is a burst again. */
const CALM_MS = 1_000;
/**
 * Time in which requests are started before the event loop goes on: it accepts one connection a turn, so that new
 * clients would get neither an answer nor a refusal. Longer while many wait, so that writes are committed in large groups.
 */
const TURN_MS = 5;
const TURN_SHARE = 0.1;
/** After this long without a refusal, the overload is over. */
const OVER_MS = 5_000;
const RETRY_AFTER_SECONDS = 1;
/** Methods that change nothing. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** How much of what the last turn shows is believed. */
const LEARNED = 0.2;
/** How many times the limit a request waits before it is refused after all. */
const OVERDUE = 1.25;
/** Requests refused between two that start: a refusal takes some microseconds. */
const REFUSED_AT_ONCE = 200;
/** The database is asked again after this time whether requests can start. */
const SOON_MS = 1;
/** Requests started in a turn. */
const STARTED_AT_MOST = 500;
/** So many that have started are kept in the queue, which is then moved up. */
const STARTED_KEPT = 1_000;

/** How busy the database is with one kind of requests. */
export type Waits = {
  /** How long they wait for the database, in milliseconds. */
  readonly queueDelay: () => number;
  /** Whether one that starts would only wait for the database. */
  readonly isSaturated: () => boolean;
  /**
   * How many may start in a turn of the event loop, 500 without: those that have started wait for the database some turns later,
   * after what they read first.
   */
  readonly atOnce?: number;
};

/** How busy the database is with requests that only read, and with all others. */
export type Load = { readonly reads: Waits; readonly writes: Waits };

type AdmissionOptions = Waits & {
  readonly now?: () => number;
  /** Calls back in the next turn of the event loop, or when the database may have caught up. */
  readonly nextTurn?: (then: () => void) => void;
  readonly soon?: (then: () => void) => void;
};

type Arrival = {
  readonly start: () => void;
  /** Called instead of `start` if the request would wait too long, or has. */
  readonly refuse: () => void;
};

type Waiting = { readonly arrival: Arrival; readonly since: number };

/**
 * A queue of requests, which start in the order of arrival. A short wait always passes, a long one only while it is new
 * (like CoDel, RFC 8289): then requests came at once, and not more than can be served. Once some have waited long, the
 * newest starts first: in the order of arrival, all would wait as long as the limit allows, and hardly one be in time.
 */
export class AdmissionQueue {
  readonly #load: Waits;
  readonly #now: () => number;
  readonly #nextTurn: (then: () => void) => void;
  readonly #soon: (then: () => void) => void;
  readonly #waiting: Waiting[] = [];
  /** The index of the first that has not started. */
  #first = 0;
  #turnBegan: number | undefined;
  #isScheduled = false;
  #tenseSince: number | undefined;
  #lastTense = 0;
  /** The time from one started request to the next, while others wait. */
  #msPerStart = 0;
  /** The end of the last turn, if requests were waiting. */
  #busySince: number | undefined;
  #started = 0;
  readonly #atOnce: number;
  #startedInTurn = 0;

  constructor({
    now = () => performance.now(),
    nextTurn = (then) => void setImmediate(then),
    soon = (then) => void setTimeout(then, SOON_MS),
    ...load
  }: AdmissionOptions) {
    this.#load = load;
    this.#atOnce = load.atOnce ?? STARTED_AT_MOST;
    this.#now = now;
    this.#nextTurn = nextTurn;
    this.#soon = soon;
  }

  /** Starts the request or refuses it, now or later. */
  add(arrival: Arrival): void {
    const at = this.#now();
    const own = Math.max(this.#waitedBy(at), this.#length * this.#msPerStart);
    const inDatabase = this.#load.queueDelay();
    this.#note(at, own + inDatabase);
    const limit = this.#limitAt(at);
    if (own + inDatabase > limit) {
      const oldest = inDatabase <= limit && this.#isTense(at) ? this.#takeOldest() : undefined;
      (oldest?.arrival ?? arrival).refuse();
      if (!oldest) return;
    }
    this.#schedule();
    this.#turnBegan ??= at;
    if (this.#length === 0 && at - this.#turnBegan < TURN_MS && this.#canStart()) {
      this.#startedInTurn++;
      arrival.start();
    } else this.#waiting.push({ arrival, since: at });
  }

  #canStart(): boolean {
    return this.#startedInTurn < this.#atOnce && !this.#load.isSaturated();
  }

  get #length(): number {
    return this.#waiting.length - this.#first;
  }

  #note(at: number, delay: number): void {
    if (!this.#isTense(at)) this.#tenseSince = undefined;
    if (delay <= STANDING_MS) return;
    this.#tenseSince ??= at;
    this.#lastTense = at;
  }

  /** Whether a wait was long a moment ago. */
  #isTense(at: number): boolean {
    return this.#tenseSince !== undefined && at - this.#lastTense <= CALM_MS;
  }

  #limitAt(at: number): number {
    const isStanding = this.#tenseSince !== undefined && at - this.#tenseSince > PATIENCE_MS;
    return isStanding ? STANDING_MS : BURST_MS;
  }

  /** How long the first of the queue has waited. */
  #waitedBy(at: number): number {
    return at - (this.#waiting[this.#first]?.since ?? at);
  }

  #schedule(callback = this.#nextTurn): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    callback(() => this.#takeTurn());
  }

  #takeTurn(): void {
    this.#isScheduled = false;
    this.#turnBegan = undefined;
    this.#startedInTurn = 0;
    this.#learn();
    if (this.#first > STARTED_KEPT || this.#first === this.#waiting.length) {
      this.#waiting.splice(0, this.#first);
      this.#first = 0;
    }
    this.#refuseOverdue();
    if (this.#load.isSaturated() && this.#waiting.length > 0) {
      this.#schedule(this.#soon);
      return;
    }
    const many = Math.min(this.#length, this.#atOnce);
    if (many === 0) return;
    // A callback for each, since what a request awaits runs between two of them and takes most of the time.
    for (let at = 0; at < many; at++) this.#nextTurn(() => this.#startNext());
    this.#schedule();
  }

  /** Measures the last turn if requests were waiting when it began, and forgets all if none is. */
  #learn(): void {
    const at = this.#now();
    const isEmpty = this.#length === 0;
    if (isEmpty) this.#msPerStart = 0;
    else if (this.#busySince !== undefined) {
      // The database let none start: what comes next counts from then.
      if (this.#started === 0) return;
      const took = (at - this.#busySince) / this.#started;
      this.#msPerStart += (took - this.#msPerStart) * LEARNED;
    }
    this.#busySince = isEmpty ? undefined : at;
    this.#started = 0;
  }

  #startNext(): void {
    const at = this.#now();
    this.#turnBegan ??= at;
    this.#refuseOverdue();
    if (!this.#canStart()) return;
    if (at - this.#turnBegan >= TURN_MS + this.#waitedBy(at) * TURN_SHARE) return;
    this.#started++;
    this.#startedInTurn++;
    const next = this.#isTense(at) ? this.#takeNewest() : this.#takeOldest();
    next?.arrival.start();
  }

  /** Those that came when the queue was thought to be shorter than it was, and those that newer ones overtook. */
  #refuseOverdue(): void {
    const at = this.#now();
    const longest = this.#limitAt(at) * OVERDUE;
    for (let many = 0; many < REFUSED_AT_ONCE && this.#waitedBy(at) > longest; many++)
      this.#takeOldest()?.arrival.refuse();
  }

  #takeOldest(): Waiting | undefined {
    const oldest = this.#waiting[this.#first];
    if (oldest) this.#first++;
    return oldest;
  }

  #takeNewest(): Waiting | undefined {
    return this.#length === 0 ? undefined : this.#waiting.pop();
  }
}

type Refusal = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

type Refusing = {
  readonly prefix: string;
  readonly refuse: (failure: Failure) => Refusal;
  readonly alwaysServed?: readonly string[];
};

type ShedOptions = {
  readonly load: Load;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
};

/**
 * Refuses requests of protocols that would wait too long, with 503 and `Retry-After`, before anything else looks at
 * them: a refusal must cost a fraction of an answer. They are counted, not logged. Health and metrics are always served. The
 * first protocol refuses what is written in a way that only the router understands.
 * Requests that may write queue apart from those that read, which go on while all connections of writes wait for rows.
 */
export function shedLoad(
  app: FastifyInstance,
  protocols: readonly Refusing[],
  { load, logger, metrics }: ShedOptions,
): void {
  const queues = { reads: new AdmissionQueue(load.reads), writes: new AdmissionQueue(load.writes) };
  const told = overloadLog(logger);
  const refusals = protocols.map(
    ({ prefix, refuse }) => [`${prefix}/`, preparedRefusal(refuse(failure()))] as const,
  );
  const alwaysServed = new Set(protocols.flatMap((protocol) => protocol.alwaysServed ?? []));
  const longest = Math.max(...[...alwaysServed].map(({ length }) => length));
  const isAlwaysServed = (url: string): boolean => {
    const end = url.indexOf('?');
    const length = end < 0 ? url.length : end;
    return length <= longest && alwaysServed.has(url.slice(0, length));
  };
  const refusalFor = (url = '') => {
    for (const [prefix, refuse] of refusals)
      if (url.startsWith(prefix)) return isAlwaysServed(url) ? undefined : refuse;
    return isPlain(url) ? undefined : refusals[0]?.[1];
  };
  const handlers = app.server.listeners('request') as ((...args: unknown[]) => void)[];
  const serving: Serving = {
    serve: (request, response) => {
      for (const handle of handlers) handle(request, response);
    },
    shed: () => {
      metrics.shed.inc();
      told();
    },
  };
  app.server.removeAllListeners('request');
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalFor(request.url);
    if (!refusal) {
      serving.serve(request, response);
      return;
    }
    const arrival = new RequestArrival(request, response, serving, refusal);
    const queue = READING.has(request.method ?? '') ? queues.reads : queues.writes;
    // The requests that a connection sends at once queue up one after the other: see `takeTurns`.
    if (response.socket) queue.add(arrival);
    else response.once('socket', () => setImmediate(() => queue.add(arrival)));
  });
}

/** Whether the path says what it is. The router reads encoded letters and whole URLs as well, which may lead to any protocol. */
function isPlain(url: string): boolean {
  const encoded = url.indexOf('%');
  const end = url.indexOf('?');
  return url.startsWith('/') && (encoded < 0 || (end >= 0 && end < encoded));
}

type Serving = {
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void;
  /** Called before a request is refused. */
  readonly shed: () => void;
};

/** A class, since there is one for each request: closures would be garbage three times as large. */
class RequestArrival implements Arrival {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #serving: Serving;
  readonly #refusal: (response: ServerResponse) => void;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    serving: Serving,
    refusal: (response: ServerResponse) => void,
  ) {
    this.#request = request;
    this.#response = response;
    this.#serving = serving;
    this.#refusal = refusal;
  }

  start(): void {
    // A client that has gone is not served: its request would only delay those of others.
    if (!this.#response.destroyed) this.#serving.serve(this.#request, this.#response);
  }

  refuse(): void {
    this.#serving.shed();
    this.#refusal(this.#response);
  }
}

function failure(): Failure {
  return new Failure({ code: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function preparedRefusal({ status, headers, body }: Refusal): (response: ServerResponse) => void {
  const head = Object.entries({
    ...headers,
    'X-Content-Type-Options': 'nosniff',
    Server: 'Denizen',
    'Content-Length': String(Buffer.byteLength(body)),
  }).flat();
  return (response) => response.writeHead(status, head).end(body);
}

/** Logs the beginning of an overload, and its end with the number of refused requests. */
function overloadLog(logger: FastifyBaseLogger): () => void {
  let refused = 0;
  let timer: NodeJS.Timeout | undefined;
  const over = () => {
    logger.info({ refused }, 'the overload is over');
    timer = undefined;
    refused = 0;
  };
  return () => {
    refused++;
    if (timer) {
      timer.refresh();
      return;
    }
    logger.warn('overloaded: requests are refused');
    timer = setTimeout(over, OVER_MS).unref();
  };
}
