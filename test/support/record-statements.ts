import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';

/** Where a process writes what it recorded when it ends. Without it, this module records nothing. */
export const FOLDER = 'STATEMENTS_FOLDER';
/** The databases of tests. */
const RECORDED = /^test_/;
const PROGRAM = 'src/main.ts';
/** Runs between the migrations, whose statements meet tables that are not distributed, and all others. */
const DISTRIBUTES = 'select create_distributed_table(';

/** A statement as the server was sent it, with the values of its first run, and the requests that it ran for. */
export type Recorded = {
  readonly text: string;
  readonly values: readonly unknown[];
  /** `GET /v1/users/ann`; none for what ran beside requests. */
  readonly requests: readonly string[];
};

const folder = process.env[FOLDER];
// Tests also change rows in ways that the program does not.
if (folder !== undefined && process.argv[1]?.endsWith(PROGRAM)) record(folder);

/** To be loaded before the program, with `--import`, so that the program needs no hook of its own. */
function record(folder: string): void {
  const recorded = new Map<string, { readonly values: readonly unknown[]; readonly requests: Set<string> }>();
  const requests = new AsyncLocalStorage<string>();
  subscribe('http.server.request.start', (message) => {
    // Cast: the channel's message, as the documentation of node:http says.
    const { method, url = '' } = (message as { readonly request: IncomingMessage }).request;
    requests.enterWith(`${method} ${url.split('?')[0]}`);
  });
  const { query } = pg.Client.prototype;
  function recording(this: pg.Client, ...args: readonly unknown[]): unknown {
    const [first, second] = args;
    // Cast: the other forms of the call have these fields.
    const { text = '', values = [] } =
      typeof first === 'string' ? { text: first, values: second } : (first as Partial<Recorded>);
    if (RECORDED.test(this.database ?? '')) {
      if (text.startsWith(DISTRIBUTES)) recorded.clear();
      const known = recorded.get(text) ?? {
        values: Array.isArray(values) ? [...values] : [],
        requests: new Set(),
      };
      const request = requests.getStore();
      if (request !== undefined) known.requests.add(request);
      recorded.set(text, known);
    }
    return Reflect.apply(query, this, args);
  }
  // Cast: it passes on what it is given.
  pg.Client.prototype.query = recording as typeof query;
  process.on('exit', () => {
    if (recorded.size === 0) return;
    mkdirSync(folder, { recursive: true });
    const statements: Recorded[] = [...recorded].map(([text, { values, requests: of }]) => ({
      ...{ text, values },
      requests: [...of],
    }));
    writeFileSync(join(folder, `${process.pid}-${Date.now()}.json`), JSON.stringify(statements));
  });
}
