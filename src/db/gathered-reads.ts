import type { CompiledQuery } from 'kysely';
import { DatabaseUnavailable, type Gather, type PointRead, type Read } from './database.ts';

/** More rows in a statement would save little, and all of them wait for the largest. */
export const ROWS_AT_MOST = 64;
/** Who joined a batch later would have less time than others to wait for a connection. */
const JOINED_WITHIN_MS = 100;

/** Runs the statement that `make` returns, which is called when there is a connection for it. */
type WhenFree = (make: () => CompiledQuery) => Promise<{ readonly rows: readonly unknown[] }>;

type Ref = { readonly project_id: string };
type Asked<R, Value> = PromiseWithResolvers<Value | undefined> & { readonly ref: R };

/** What one statement asks for. Before it is sent, it can be joined. */
type Batch<R, Value> = {
  readonly read: Read;
  readonly point: PointRead<R, Value>;
  readonly asked: Map<string, Asked<R, Value>>;
  readonly since: number;
};

/**
 * Gathers reads of single rows until the turn of the event loop is over and a connection is free. Those of the same
 * kind and project are one statement, those of the same row one value. What was sent is joined by no other read: each answer
 * rests on a statement that was sent after its own call.
 */
export class GatheredReads implements Gather {
  readonly #whenFree: WhenFree;
  /** The batches that can be joined, by their kind and project. */
  readonly #open = new Map<object, Map<string, object>>();

  constructor(whenFree: WhenFree) {
    this.#whenFree = whenFree;
  }

  find<R extends Ref, Value>(read: Read, point: PointRead<R, Value>, ref: R): Promise<Value | undefined> {
    const { asked } = this.#opened(point, ref.project_id) ?? this.#begin(read, point, ref.project_id);
    const key = point.keyOf(ref);
    const known = asked.get(key);
    if (known) return known.promise;
    const added: Asked<R, Value> = { ...Promise.withResolvers<Value | undefined>(), ref };
    asked.set(key, added);
    return added.promise;
  }

  #opened<R, Value>(point: PointRead<R, Value>, project: string): Batch<R, Value> | undefined {
    // Cast: begun for the same kind.
    const batch = this.#open.get(point)?.get(project) as Batch<R, Value> | undefined;
    const canJoin =
      batch && batch.asked.size < ROWS_AT_MOST && performance.now() - batch.since < JOINED_WITHIN_MS;
    return canJoin ? batch : undefined;
  }

  #begin<R, Value>(read: Read, point: PointRead<R, Value>, project: string): Batch<R, Value> {
    const batch: Batch<R, Value> = { read, point, asked: new Map(), since: performance.now() };
    const ofKind = this.#open.get(point) ?? new Map<string, object>();
    this.#open.set(point, ofKind.set(project, batch));
    const close = () => {
      if (ofKind.get(project) === batch) ofKind.delete(project);
    };
    // The requests that have arrived by now are all served in this turn.
    setImmediate(() => this.#send(batch, close));
    return batch;
  }

  async #send<R, Value>(batch: Batch<R, Value>, close: () => void): Promise<void> {
    const { read, point, asked } = batch;
    const make = () => {
      close();
      return point.statement(
        read,
        Array.from(asked.values(), ({ ref }) => ref),
      );
    };
    try {
      const { rows } = await this.#whenFree(make);
      let at = 0;
      for (const each of asked.values()) settle(point, each, rows[at++]);
    } catch (error) {
      close();
      // A fault of one row, or of one value, is none of the others.
      const isOfOne = asked.size > 1 && !(error instanceof DatabaseUnavailable);
      for (const each of asked.values())
        if (isOfOne) this.#sendAlone(batch, each);
        else each.reject(error);
    }
  }

  #sendAlone<R, Value>({ read, point }: Batch<R, Value>, asked: Asked<R, Value>): void {
    this.#whenFree(() => point.statement(read, [asked.ref])).then(
      ({ rows }) => settle(point, asked, rows[0]),
      asked.reject,
    );
  }
}

function settle<R, Value>(point: PointRead<R, Value>, asked: Asked<R, Value>, row: unknown): void {
  try {
    asked.resolve(point.toValue(row, asked.ref));
  } catch (error) {
    asked.reject(error);
  }
}
