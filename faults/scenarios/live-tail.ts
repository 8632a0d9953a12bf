import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { type Browser, launchBrowser } from '../../test/support/browser.ts';
import { cookieOf, faultsOf, OWNER, pageIn, pathOf, settled } from '../../test/support/console.ts';
import type { EngineName } from '../../test/support/engines.ts';
import { settingsFor, start } from '../../test/support/server.ts';
import { type Client, clientOf } from '../memory.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

/** What a tab keeps does not depend on the engine of the server. */
export const engines: readonly EngineName[] = ['sqlite'];

/** The same number in both forms: leaks grow by the entry, not by the hour. */
const ROUNDS = 20;
const ENTRIES_OF_ROUND = 150;
const LONG_MS = 3_600_000;
/** A server passes on 100 entries a second to each stream. */
const SHORT_MS = 30_000;
/** Rounds in which what is compiled, kept of answers and counted at most grows to its size. */
const WARM_UP = 8;
const ARRIVES_WITHIN_MS = 60_000;
/** Far below what a thousand entries are: some 400 kB. */
const HEAP_GROWTH_AT_MOST_KB = 150;
const NODE_GROWTH_AT_MOST = 60;
const LISTENER_GROWTH_AT_MOST = 10;

/** Bytes, and numbers of what is alive after the garbage is collected. */
type Kept = { readonly heap: number; readonly nodes: number; readonly listeners: number };
type Tab = { readonly name: string; readonly page: Page; readonly cdp: CDPSession; readonly kept: Kept[] };

/**
 * Leaves tabs of the console open while the history grows: one whose admin looks at the newer entries now and then, and two
 * that nobody touches. Measures what each of them keeps.
 */
export async function run({ engine, short, say }: Situation): Promise<Outcome> {
  // Builds the console if it is missing: only here, since the list of scenarios loads this module as well.
  await import('../../console/fresh.ts');
  const { setting, drop } = await emptyDatabase(engine);
  const server = await start({
    ...settingsFor(setting),
    ...{ DENIZEN_ADMIN_EMAIL: OWNER.email, DENIZEN_ADMIN_PASSWORD: OWNER.password },
  });
  const client = clientOf(server, 1);
  const browser = await launchBrowser();
  try {
    const made = await client.send('POST', '/users', { userId: 'ann', name: 'Ann' });
    assert.equal(made.status, 201, made.text);
    const cookie = await cookieOf(server.base, OWNER);
    const tabs = await Promise.all(
      ['history', 'history?act=user.name.update', 'overview'].map((name) =>
        tabOf(browser, { base: server.base, cookie, name }),
      ),
    );
    const pauseMs = (short ? SHORT_MS : LONG_MS) / ROUNDS / ENTRIES_OF_ROUND;
    for (let round = 0; round < ROUNDS; round++) {
      await rename(client, round, pauseMs);
      await look(tabs[0]?.page, round);
      for (const { cdp, kept } of tabs) kept.push(await keptIn(cdp));
      if ((round + 1) % 5 === 0)
        say(`${(round + 1) * ENTRIES_OF_ROUND} entries: ${tabs.map(lastOf).join(', ')}`);
    }
    const faults = tabs.flatMap(({ page }) => faultsOf(page));
    // More than this many are not counted.
    await tabs[1]?.page.getByRole('button', { name: '1,000+ newer entries' }).waitFor();
    await tabs[2]?.page.getByRole('button', { name: 'newer entries' }).waitFor();
    return {
      figures: Object.fromEntries([
        ['entries', ROUNDS * ENTRIES_OF_ROUND],
        ...tabs.map((tab) => [tab.name, lastOf(tab)]),
      ]),
      failures: [
        ...tabs.flatMap(growthOf),
        ...missed(faults.length === 0, `scripts failed: ${faults.slice(0, 3).join('; ')}`),
      ],
    };
  } finally {
    await browser.close();
    client.close();
    await server.stop();
    await drop();
  }
}

type Opening = { readonly base: string; readonly cookie: string; readonly name: string };

async function tabOf(browser: Browser, { base, cookie, name }: Opening): Promise<Tab> {
  const page = await pageIn(browser, base, cookie);
  await page.goto(`${base}/console${pathOf(name)}`);
  await settled(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  return { name, page, cdp, kept: [] };
}

/** Each change is an entry. */
async function rename(client: Client, round: number, pauseMs: number): Promise<void> {
  const began = performance.now();
  for (let at = 0; at < ENTRIES_OF_ROUND; at++) {
    const { status, text } = await client.send('PATCH', '/users/ann/name', { name: nameIn(round, at) });
    assert.equal(status, 200, text);
    const wait = began + (at + 1) * pauseMs - performance.now();
    if (wait > 0) await setTimeout(wait);
  }
}

const nameIn = (round: number, at: number) => `Ann ${round}-${at}`;

/** Shows the newer entries once the last of the round is among them. */
async function look(page: Page | undefined, round: number): Promise<void> {
  const last = nameIn(round, ENTRIES_OF_ROUND - 1);
  const deadline = performance.now() + ARRIVES_WITHIN_MS;
  while ((await page?.locator('tbody tr').first().textContent())?.includes(last) !== true) {
    assert.ok(performance.now() < deadline, `${last} did not arrive`);
    await page?.locator('.new-rows').click({ timeout: ARRIVES_WITHIN_MS });
    await setTimeout(200);
  }
}

async function keptIn(cdp: CDPSession): Promise<Kept> {
  // Twice: what finalizers let go of in the first, the second collects.
  for (let time = 0; time < 2; time++) await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metricOf = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return {
    heap: metricOf('JSHeapUsedSize'),
    nodes: metricOf('Nodes'),
    listeners: metricOf('JSEventListeners'),
  };
}

/** Compares the first rounds after the warm-up with the last ones. */
function growthOf({ name, kept }: Tab): readonly string[] {
  const rounds = kept.slice(WARM_UP);
  const third = Math.floor(rounds.length / 3);
  const growth = (of: keyof Kept) =>
    medianOf(rounds.slice(-third).map((each) => each[of])) -
    medianOf(rounds.slice(0, third).map((each) => each[of]));
  const heapKb = Math.round(growth('heap') / 1_000);
  return [
    ...missed(heapKb <= HEAP_GROWTH_AT_MOST_KB, `the heap of ${name} grows by ${heapKb} kB`),
    ...missed(growth('nodes') <= NODE_GROWTH_AT_MOST, `${name} has ${growth('nodes')} more nodes`),
    ...missed(
      growth('listeners') <= LISTENER_GROWTH_AT_MOST,
      `${name} has ${growth('listeners')} more listeners`,
    ),
  ];
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function lastOf({ kept }: Tab): string {
  const last = kept.at(-1);
  return last === undefined
    ? ''
    : `${(last.heap / 1e6).toFixed(2)} MB ${last.nodes} nodes ${last.listeners} listeners`;
}
