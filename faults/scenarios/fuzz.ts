import { appwriteDocument } from '../../src/appwrite/openapi.ts';
import { hexDocument } from '../../src/hex/openapi.ts';
import { hostileTexts } from '../../test/security/hostile-texts.ts';
import { callersOf, openInProcess } from '../../test/security/in-process.ts';
import { oddValues } from '../../test/security/odd-values.ts';
import { callsOf, operationsOf } from '../../test/security/operations.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

/** Fewer on PostgreSQL, where the same code above the database takes longer. */
const SHORT_REQUESTS = { sqlite: 20_000, postgres: 5_000 };
const REQUESTS = 1_000_000;
const LONGEST_TEXT = 5_000;
const SAID_EVERY = 50_000;
const SHOWN = 20;

/** Odd values in every parameter of every operation of both protocols, until so many requests were answered. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const wanted = short ? SHORT_REQUESTS[engine] : REQUESTS;
  const { setting, drop } = await emptyDatabase(engine);
  const server = await openInProcess(setting);
  const statuses = new Map<number, number>();
  const broken: string[] = [];
  let sent = 0;
  try {
    const callers = await callersOf(server.app);
    const operations = [
      ...operationsOf(appwriteDocument(), '/v1'),
      ...operationsOf(hexDocument(), '/hex/api'),
    ];
    while (sent < wanted) {
      for (const operation of shuffled(operations)) {
        if (sent >= wanted) break;
        for (const { what, request } of callsOf(operation, callers, [randomValue()])) {
          const { statusCode } = await server.app.inject(request);
          statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
          if (statusCode >= 500) broken.push(`${statusCode} ${what}`);
          if (++sent % SAID_EVERY === 0) say(`${sent} requests, ${broken.length} of them failed`);
        }
      }
    }
    const counted = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status} x ${count}`);
    return {
      figures: { requests: sent, operations: operations.length, answers: counted.join(', ') },
      failures: [
        ...broken.slice(0, SHOWN),
        ...server.failures.slice(0, SHOWN),
        ...missed(
          (statuses.get(400) ?? 0) > 0 && (statuses.get(200) ?? 0) > 0,
          'nothing is taken or refused',
        ),
      ],
    };
  } finally {
    await server.close();
    await drop();
  }
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
