import { adminDocument } from '../../src/admin/openapi.ts';
import { appwriteDocument } from '../../src/appwrite/openapi.ts';
import { hexDocument } from '../../src/hex/openapi.ts';
import { hostileTexts } from '../../test/security/hostile-texts.ts';
import { callersOf, type InProcess, openInProcess } from '../../test/security/in-process.ts';
import { oddValues } from '../../test/security/odd-values.ts';
import { type Callers, callsOf, type Operation, operationsOf } from '../../test/security/operations.ts';
import { openAdminServer } from '../../test/support/admin.ts';
import type { EngineName } from '../../test/support/engines.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

/** Fewer on PostgreSQL, where the same code above the database takes longer. */
const SHORT_REQUESTS = { sqlite: 20_000, postgres: 5_000 };
const REQUESTS = 1_000_000;
const LONGEST_TEXT = 5_000;
const SAID_EVERY = 50_000;
const SHOWN = 20;
/** Requests after which another administrator calls: the one before has perhaps ended its own session or account. */
const SAME_ADMIN = 200;
/** A stream of events never ends. */
const ENDLESS = 'streamEvents';

/** A server, what it is asked, and as whom. */
type Target = InProcess & {
  readonly operations: readonly Operation[];
  readonly callers: () => Promise<Callers>;
  readonly close: () => Promise<void>;
};

/** Odd values in every parameter of every operation of all protocols, until so many requests were answered. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const wanted = short ? SHORT_REQUESTS[engine] : REQUESTS;
  await using stack = new AsyncDisposableStack();
  const targets = [await clientProtocols(engine, stack), await adminProtocol(engine, stack)];
  const all = targets.flatMap((target) => target.operations.map((operation) => ({ target, operation })));
  const statuses = new Map<number, number>();
  const broken: string[] = [];
  let sent = 0;
  while (sent < wanted) {
    for (const { target, operation } of shuffled(all)) {
      if (sent >= wanted) break;
      for (const { what, request } of callsOf(operation, await target.callers(), [randomValue()])) {
        const { statusCode } = await target.app.inject(request);
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
        if (statusCode >= 500) broken.push(`${statusCode} ${what}`);
        if (++sent % SAID_EVERY === 0) say(`${sent} requests, ${broken.length} of them failed`);
      }
    }
  }
  const counted = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status} x ${count}`);
  return {
    figures: { requests: sent, operations: all.length, answers: counted.join(', ') },
    failures: [
      ...broken.slice(0, SHOWN),
      ...targets.flatMap(({ failures }) => failures.slice(0, SHOWN)),
      ...missed((statuses.get(400) ?? 0) > 0 && (statuses.get(200) ?? 0) > 0, 'nothing is taken or refused'),
    ],
  };
}

async function clientProtocols(engine: EngineName, stack: AsyncDisposableStack): Promise<Target> {
  const { setting, drop } = await emptyDatabase(engine);
  stack.defer(drop);
  const server = await openInProcess(setting);
  stack.defer(server.close);
  const callers = await callersOf(server.app);
  const operations = [...operationsOf(appwriteDocument(), '/v1'), ...operationsOf(hexDocument(), '/hex/api')];
  return { ...server, operations, callers: async () => callers };
}

async function adminProtocol(engine: EngineName, stack: AsyncDisposableStack): Promise<Target> {
  const { setting, drop } = await emptyDatabase(engine);
  stack.defer(drop);
  const server = await openAdminServer(setting);
  stack.defer(server.close);
  const operations = operationsOf(adminDocument(), '/admin').filter(({ name }) => name !== ENDLESS);
  let [callers, asked]: [Callers, number] = [{}, 0];
  return {
    ...server,
    operations,
    callers: async () => {
      if (asked++ % SAME_ADMIN === 0) {
        const { cookie } = await server.adminWith('owner');
        callers = { '/admin': [{ cookie }, { cookie }, { cookie }, {}] };
      }
      return callers;
    },
  };
}

/** A JSON text: one of the traps, a hostile text of any length, or traps inside of each other. */
function randomValue(): string {
  const dice = Math.random();
  const odd = oneOf(oddValues);
  if (dice < 0.5) return odd;
  if (dice < 0.8)
    return JSON.stringify(oneOf(Object.values(hostileTexts))(Math.ceil(Math.random() ** 3 * LONGEST_TEXT)));
  if (dice < 0.9) return `[${odd},${oneOf(oddValues)}]`;
  return `{${JSON.stringify(oneOf(['a', 'length', 'toString', '$id', 'values', 'method']))}:${odd}}`;
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  return all
    .map((each) => [Math.random(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);
}

function oneOf<T>(all: readonly T[]): T {
  // Cast: the lists here are not empty.
  return all[Math.floor(Math.random() * all.length)] as T;
}
