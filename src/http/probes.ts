import type { FastifyInstance } from 'fastify';

/** A part of the server that must work before it gets requests. */
export type ReadinessCheck = {
  /** The name of the part in the response. */
  readonly name: string;
  /** How long a result is good for; a second by default. A failed check runs again after a second at most. */
  readonly everyMs?: number;
  /**
   * Returns why the part does not work, in words for an operator that contain no secret; nothing, or a note, if it
   * works. A rejection means that it does not work, and its message is not shown.
   */
  readonly run: () => Outcome | Promise<Outcome>;
};

type Outcome = string | undefined | { readonly note: string };
type Result =
  | { readonly status: 'pass'; readonly note?: string }
  | { readonly status: 'fail'; readonly reason: string };

/** The results of all checks, by name. */
export type Readiness = {
  readonly status: 'pass' | 'fail';
  readonly checks: Readonly<Record<string, Result>>;
};

/** Paths that monitors call all the time. They are logged at debug only. */
export const PROBE_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** However often strangers ask, a check runs no more often than this. */
const CACHED_MS = 1_000;
const CHECK_WITHIN_MS = 3_000;

/**
 * Serves `/healthz`, which the process answers as long as it runs, and `/readyz`, which is 200 if all checks pass and 503
 * otherwise, with the result of each. Both without a key.
 */
export function serveProbes(app: FastifyInstance, checks: readonly ReadinessCheck[]): void {
  const readiness = createReadiness(checks);
  app.get('/healthz', async (_request, reply) =>
    reply.header('Cache-Control', 'no-store').send({ status: 'pass' }),
  );
  app.get('/readyz', async (_request, reply) => {
    const result = await readiness();
    return reply
      .code(result.status === 'pass' ? 200 : 503)
      .header('Cache-Control', 'no-store')
      .send(result);
  });
}

/** Returns a function that runs the checks, each as often as it may, and returns the results by name. */
export function createReadiness(checks: readonly ReadinessCheck[]): () => Promise<Readiness> {
  const cached = checks.map((check) => [check.name, cachedResult(check)] as const);
  return async () => {
    const results = await Promise.all(cached.map(async ([name, result]) => [name, await result()] as const));
    const isReady = results.every(([, { status }]) => status === 'pass');
    return { status: isReady ? 'pass' : 'fail', checks: Object.fromEntries(results) };
  };
}

/** Runs the check once at a time and keeps its result for a while. */
function cachedResult({ everyMs = CACHED_MS, run }: ReadinessCheck): () => Promise<Result> {
  let known: { readonly result: Result; readonly until: number } | undefined;
  let running: Promise<Result> | undefined;
  return () => {
    if (known && performance.now() < known.until) return Promise.resolve(known.result);
    running ??= resultOf(run).then((result) => {
      const goodFor = result.status === 'pass' ? everyMs : Math.min(everyMs, CACHED_MS);
      known = { result, until: performance.now() + goodFor };
      running = undefined;
      return result;
    });
    return running;
  };
}

async function resultOf(run: ReadinessCheck['run']): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CHECK_WITHIN_MS, 'does not answer');
  });
  try {
    const outcome = await Promise.race([run(), late]);
    if (typeof outcome === 'string') return { status: 'fail', reason: outcome };
    return { status: 'pass', ...outcome };
  } catch {
    return { status: 'fail', reason: 'does not work' };
  } finally {
    clearTimeout(timer);
  }
}
