/** Measures the console in Chromium over a large directory (see README.md). `npm run bench:console -- --help` */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { readConfig } from '../src/config.ts';
import { chainHistory } from '../src/core/history/chain.ts';
import { signHistory } from '../src/core/history/checkpoints.ts';
import { keptCount } from '../src/core/listing/kept-counts.ts';
import { bootstrap } from '../src/core/projects/bootstrap.ts';
import { listUsers } from '../src/core/users/list.ts';
import { open, systemActor } from '../src/open.ts';
import { type Browser, launchBrowser } from '../test/support/browser.ts';
import { startDenizen, startLoad } from './programs.ts';
import { conditions, median } from './report.ts';
import { fill } from './scale/fill.ts';
import { ADMIN, KEY, PROJECT, SECRET } from './settings.ts';

const HELP = `npm run bench:console -- [USERS] [--users 1000000] [--tries 10] [--seconds 10] [--folder FOLDER] [--json FILE]

With --folder the directory stays there, and the next run with the same number of users does not fill it again.
`;
const IDS = 1_000;
const CONNECTIONS = 4;
const ROUNDS = 3;
const SCROLLS = 60;
const DATA_AIM_MS = 300;
const TASK_AIM_MS = 50;
const JOB_AIM = 3;
const WITHIN_MS = 60_000;
/** The console waits this long for the next letter before it searches. */
const DEBOUNCE_MS = 150;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    users: { type: 'string', default: '1000000' },
    tries: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '10' },
    folder: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const options = { ...values, users: positionals[0] ?? values.users };

/** What a page of the console notes about itself. */
declare const tasks: number[];
declare const dataAt: number | undefined;

type Report = {
  /** Milliseconds from the beginning of the navigation to the rows, with an empty cache and with a full one. */
  readonly usersCold: number;
  readonly usersWarm: number;
  /** From the last letter to the rows, without the wait for the next letter. */
  readonly search: number;
  readonly preview: number;
  /** The longest task while the list was scrolled and paged; 0 if none took 50 ms. */
  readonly longestTask: number;
  /** Milliseconds of processor time that the page's main thread takes: other programs hardly change them. */
  readonly processor: { readonly users: number; readonly search: number; readonly scroll: number };
  /** p99 of `GET /v1/users/:id` in milliseconds, and the median ratio of the rounds. */
  readonly get: { readonly alone: number; readonly besideJob: number; readonly ratio: number };
};

if (options.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'denizen-console-'));
  mkdirSync(folder, { recursive: true });
  const settings = {
    DENIZEN_DATABASE: `sqlite:${join(folder, `${options.users}.db`)}`,
    ...{ DENIZEN_SECRET: SECRET, DENIZEN_PROJECT: PROJECT, DENIZEN_API_KEY: KEY },
    ...{ DENIZEN_ADMIN_EMAIL: ADMIN.email, DENIZEN_ADMIN_PASSWORD: ADMIN.password },
  };
  try {
    const ids = await seed(settings, Number(options.users));
    const server = await startDenizen(settings, join(folder, 'log'));
    const browser = await launchBrowser();
    try {
      const base = `http://127.0.0.1:${server.port}`;
      const cookie = await signIn(base);
      const report: Report = {
        ...(await measurePages(browser, base, cookie)),
        get: await measureJob(base, { cookie, port: server.port, ids }),
      };
      print(report);
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    if (options.folder === undefined) rmSync(folder, { recursive: true });
  }
}

/** Returns the ids of some users, the newest. */
async function seed(settings: Record<string, string>, users: number): Promise<readonly string[]> {
  const { config, secrets } = readConfig(settings);
  await using opened = await open(config, secrets, { migrate: true });
  const { core, engine } = opened;
  const { project } = await bootstrap(core, (made) => systemActor('system', made), {
    ...{ project: PROJECT, apiKey: KEY },
  });
  const actor = systemActor('system', project);
  if ((await keptCount(core.read, project.id, 'users')) < users)
    await fill({ core, engine, actor }, users, (done) => done % 100_000 < 5_000 && say(`${done} users`));
  // As in a directory that grew by itself: nothing waits for the history when the server starts.
  while ((await chainHistory(core, { most: 5_000 })) > 0);
  while ((await signHistory(core, { entries: 1, milliseconds: 0 })).length > 0);
  const page = { filters: [], orders: [{ attribute: 'sequence', descending: true }], offset: 0 } as const;
  const { rows } = await listUsers(core, actor, { ...page, limit: IDS, counted: false });
  return rows.map(({ id }) => id);
}

async function signIn(base: string): Promise<string> {
  const response = await fetch(`${base}/admin/session`, {
    ...{ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(ADMIN) },
  });
  assert.equal(response.status, 201, await response.text());
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function api<T>(base: string, cookie: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${base}/admin/projects/${PROJECT}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { Cookie: cookie, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function pageIn(browser: Browser, base: string, cookie: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(WITHIN_MS);
  // A text: the page has no types of Node.
  await page.addInitScript(`
    globalThis.tasks = [];
    globalThis.dataAt = undefined;
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)))
      .observe({ type: 'longtask' });
    const look = () => {
      if (document.querySelector('main tbody td.main a')) globalThis.dataAt = performance.now();
      else requestAnimationFrame(look);
    };
    look();`);
  return page;
}

type Pages = Omit<Report, 'get'>;

async function measurePages(browser: Browser, base: string, cookie: string): Promise<Pages> {
  const tries = Number(options.tries);
  const users = `${base}/console/projects/${PROJECT}/users`;
  const [cold, warm, search, preview]: number[][] = [[], [], [], []];
  const spent: Readonly<Record<keyof Report['processor'], number[]>> = { users: [], search: [], scroll: [] };
  const shown = async (page: Page) => {
    await page.goto(users);
    await page.waitForFunction(() => dataAt !== undefined);
    return page.evaluate(() => dataAt ?? 0);
  };
  let longestTask = 0;
  for (let at = 0; at < tries; at++) {
    const page = await pageIn(browser, base, cookie);
    const taken = await processorTimeOf(page);
    cold?.push(await shown(page));
    warm?.push(await shown(page));
    // Since the navigation.
    spent.users.push(await taken());
    search?.push(await searched(page, ['laura', 'smith', 'garcia', 'novak'][at % 4] ?? ''));
    spent.search.push((await taken()) - (spent.users.at(-1) ?? 0));
    await shown(page);
    const before = await taken();
    longestTask = Math.max(longestTask, await scrolled(page));
    spent.scroll.push((await taken()) - before);
    const from = performance.now();
    await page.goto(`${base}/console/projects/${PROJECT}/jobs?act=block&all=1`);
    await page.locator('.flow').first().waitFor();
    await page.locator('.count3').first().waitFor();
    preview?.push(performance.now() - from);
    await page.context().close();
  }
  const middle = (times: readonly number[] = []) => Math.round(median([...times]));
  return {
    ...{ usersCold: middle(cold), usersWarm: middle(warm), search: middle(search), preview: middle(preview) },
    longestTask: Math.round(longestTask),
    processor: { users: middle(spent.users), search: middle(spent.search), scroll: middle(spent.scroll) },
  };
}

/** Returns what asks for the processor time of the page's main thread since the navigation, in milliseconds. */
async function processorTimeOf(page: Page): Promise<() => Promise<number>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
  };
}

async function searched(page: Page, word: string): Promise<number> {
  const answered = page.waitForResponse((response) => response.url().includes(`search=${word}`));
  await page.getByRole('searchbox').fill(word);
  const from = performance.now();
  await answered;
  await page.locator('main table:not(.stale) tbody td.main a').first().waitFor();
  return Math.max(0, performance.now() - from - DEBOUNCE_MS);
}

/** Scrolls and turns pages, and returns the longest task of it. */
async function scrolled(page: Page): Promise<number> {
  await page.evaluate(() => {
    tasks.length = 0;
  });
  await page.mouse.move(700, 500);
  for (let at = 0; at < SCROLLS; at++) {
    await page.mouse.wheel(0, at % 20 < 15 ? 400 : -800);
    if (at % 20 === 19) await page.keyboard.press(']');
  }
  await page.locator('main table:not(.stale) tbody td.main a').first().waitFor();
  return Math.max(0, ...(await page.evaluate(() => tasks)));
}

type JobParts = { readonly cookie: string; readonly port: number; readonly ids: readonly string[] };
type Job = { readonly id: string; readonly state: string; readonly done: number };

/** Alone and beside a job on all users, in turns. */
async function measureJob(base: string, { cookie, port, ids }: JobParts): Promise<Report['get']> {
  const load = startLoad();
  const seconds = Number(options.seconds);
  const order = {
    kind: 'get',
    port,
    connections: CONNECTIONS,
    seconds,
    requests: Number.MAX_SAFE_INTEGER,
    ids,
  } as const;
  const of = { act: 'label', target: { filter: { queries: [] } } } as const;
  const [alone, beside]: [number[], number[]] = [[], []];
  try {
    await load.measure({ ...order, seconds: 1 });
    for (let round = 0; round < ROUNDS; round++) {
      alone.push((await load.measure(order)).p99);
      const wanted = { ...of, parameters: { labels: [`round${round}`] } };
      const { digest, count } = await api<{ digest: string; count: number }>(
        base,
        cookie,
        '/jobs/preview',
        wanted,
      );
      const job = await api<Job>(base, cookie, '/jobs', { ...wanted, digest, confirm: `${count}` });
      beside.push((await load.measure(order)).p99);
      const { state, done } = await api<Job>(base, cookie, `/jobs/${job.id}`);
      say(`round ${round}: the job is ${state}, ${done} of ${count} users done`);
      if (state !== 'done') await api(base, cookie, `/jobs/${job.id}/cancel`, {});
    }
  } finally {
    load.stop();
  }
  const ratio = median(alone.map((each, at) => (beside[at] ?? each) / each));
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  return { alone: tenths(median(alone)), besideJob: tenths(median(beside)), ratio };
}

function print(report: Report): void {
  const { get } = report;
  const mark = (value: number, aim: number) => (value > aim ? `**${value}**` : `${value}`);
  process.stdout.write(
    [
      `| the console with ${options.users} users | |`,
      '| --- | --- |',
      `| Users to data, empty cache / full cache | ${mark(report.usersCold, DATA_AIM_MS)} / ${mark(report.usersWarm, DATA_AIM_MS)} ms |`,
      `| search to data | ${mark(report.search, DATA_AIM_MS)} ms |`,
      `| preview of an act on all | ${report.preview} ms |`,
      `| longest task while scrolling | ${mark(report.longestTask, TASK_AIM_MS)} ms |`,
      `| processor time of the page: first rows, a search, 60 turns of the wheel and 3 pages | ${report.processor.users} / ${report.processor.search} / ${report.processor.scroll} ms |`,
      `| p99 of get alone / beside a job | ${get.alone} / ${get.besideJob} ms, ratio ${mark(Number(get.ratio.toFixed(2)), JOB_AIM)} |`,
      '',
    ].join('\n'),
  );
  const written = { conditions: conditions(options), ...report };
  if (options.json) writeFileSync(options.json, `${JSON.stringify(written, undefined, 2)}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
