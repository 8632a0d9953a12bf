/**
 * The console in a real browser: a server with an owner, pages that are signed in, and the checks that each page and
 * state has to pass. A test of a page begins with `consoleOf(database)`.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import axe from 'axe-core';
import { generate } from 'otplib';
import type { BrowserContext, Page } from 'playwright-core';
import { type Browser, launchBrowser } from './browser.ts';
import type { EmptyDatabase } from './engines.ts';
import { isWhole } from './extent.ts';
import { PATIENCE_MS } from './patience.ts';
import { PROJECT, type Started, serving } from './server.ts';

/** What the page has. */
declare const document: {
  readonly querySelector: (selector: string) => object | null;
  readonly fonts: { readonly status: string };
  readonly documentElement: { readonly scrollWidth: number };
};
declare const innerWidth: number;

export const OWNER = { email: 'owner@example.com', password: 'a lantern at the quiet harbour' } as const;

/** The windows that pages are made for: a sidebar, a rail of icons, a drawer. */
export const WIDTHS = [1440, 1024, 390] as const;
export const THEMES = ['light', 'dark'] as const;
const HEIGHT = 900;
/** Screenshots of all checks go to this folder, if it is set. */
const SCREENSHOTS = process.env.DENIZEN_SCREENSHOTS;
/** The quick set checks a page once. */
const isEverywhere = isWhole || SCREENSHOTS !== undefined;
/** How long nothing is busy in a page that is settled. */
const QUIET_MS = 120;

let looks = 0;
type Rules = { readonly type: 'tag' | 'rule'; readonly values: readonly string[] };
const ALL_RULES: Rules = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
/** A theme changes colours and nothing else. */
const THEME_RULES: Rules = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

type PageOptions = {
  readonly width?: number;
  readonly theme?: (typeof THEMES)[number];
  /** Opens the page without a session. */
  readonly isSignedOut?: boolean;
  /** The cookie of another session: `cookieOf`. */
  readonly cookie?: string;
  /** The language of the browser. */
  readonly locale?: string;
};

export type Console = {
  readonly server: () => Started;
  /** Opens a page below `/console`, signed in as the owner, and waits for its data. */
  readonly open: (path: string, options?: PageOptions) => Promise<Page>;
  /** Calls the API as the owner. Fails unless it succeeds. */
  readonly api: (method: string, path: string, body?: unknown) => Promise<unknown>;
};

/** A server with an owner and a browser for the length of a `describe`. The project is `PROJECT`. */
export function consoleOf(
  database: Pick<EmptyDatabase, 'setting'> & Partial<Pick<EmptyDatabase, 'engine'>>,
  settings: Record<string, string> = {},
): Console {
  const server = serving(database, {
    DENIZEN_ADMIN_EMAIL: OWNER.email,
    DENIZEN_ADMIN_PASSWORD: OWNER.password,
    ...settings,
  });
  let browser: Browser | undefined;
  let cookie: Promise<string> | undefined;
  before(async () => {
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
  });
  const ownCookie = () => {
    cookie ??= cookieOf(server.get().base, OWNER);
    return cookie;
  };
  return {
    server: server.get,
    open: async (path, options = {}) => {
      assert.ok(browser, 'the browser starts before the tests run');
      const own = options.isSignedOut ? undefined : (options.cookie ?? (await ownCookie()));
      const page = await pageIn(browser, server.get().base, own, options);
      if (database.engine === 'postgres') checkedOnOther.add(page);
      await page.goto(`${server.get().base}/console${path}`);
      await settled(page);
      return page;
    },
    api: async (method, path, body) => apiCall(server.get().base, await ownCookie(), { method, path, body }),
  };
}

/** Signs in and returns the cookie of the session as `name=value`. */
export async function cookieOf(base: string, credentials: object): Promise<string> {
  const response = await fetch(`${base}/admin/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  assert.equal(response.status, 201, await response.text());
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

type Call = { readonly method: string; readonly path: string; readonly body?: unknown };

/** Calls the API by a cookie, and returns the body of the answer. */
export async function apiCall(base: string, cookie: string, { method, path, body }: Call): Promise<unknown> {
  const response = await fetch(`${base}/admin${path}`, {
    method,
    headers: { Cookie: cookie, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** What went wrong in a page: exceptions, and what its policy has refused. */
const faults = new WeakMap<Page, string[]>();

/** Pages whose states are checked on another engine as well, which changes nothing of what they look like. */
const checkedOnOther = new WeakSet<Page>();

/** A page in a browser of its own, with the cookie of a session. */
export async function pageIn(
  browser: Browser,
  base: string,
  cookie?: string,
  { width = WIDTHS[0], theme = 'light', locale = 'en-GB' }: PageOptions = {},
): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: HEIGHT },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale,
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const [name = '', value = ''] = cookie?.split('=') ?? [];
  if (cookie) await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const found: string[] = [];
  faults.set(page, found);
  page.on('pageerror', (error) => found.push(String(error)));
  page.on('console', (message) => {
    // The browser itself notes each answer of 400 and above.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      found.push(message.text());
  });
  return page;
}

/** Waits until a page shows its data: nothing is busy, and the fonts are there. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('#content, dialog[open]');
  // Between the parts of a page and its rows there are moments in which nothing is busy yet.
  await page.waitForFunction(
    ({ id, ms }) => {
      const kept = globalThis as unknown as { quiet?: { readonly id: number; readonly since: number } };
      const isQuiet =
        document.querySelector('[aria-busy="true"]') === null && document.fonts.status === 'loaded';
      if (!isQuiet || kept.quiet?.id !== id) kept.quiet = { id, since: performance.now() };
      return isQuiet && performance.now() - kept.quiet.since >= ms;
    },
    { id: ++looks, ms: QUIET_MS },
  );
}

type AxeResult = {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
};

/** What axe finds in the page, as `rule: element`: by all rules, or by those of a theme alone. */
export async function violationsIn(page: Page, rules: Rules = ALL_RULES): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResult, Rules>(
    // The script above defines it. Rows that wait for their successors are dimmed for a moment.
    (runOnly) =>
      (
        globalThis as unknown as { axe: { run: (context: object, options: object) => Promise<AxeResult> } }
      ).axe.run({ exclude: ['.stale tbody'] }, { runOnly, resultTypes: ['violations'] }),
    rules,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/**
 * Checks a page as it is now, in both themes and at all widths, or in the quick set in one: axe finds nothing, nothing
 * is wider than the window, no script failed, and the policy refused nothing. On PostgreSQL only the last two are
 * checked. `name` is that of its screenshots.
 */
export async function checkEverywhere(
  page: Page,
  name: string,
  { mayBeBusy = false }: { readonly mayBeBusy?: boolean } = {},
): Promise<void> {
  const problems: string[] = [];
  if (checkedOnOther.has(page) && !SCREENSHOTS) {
    if (!mayBeBusy) await settled(page);
    return assert.deepEqual(faultsOf(page), [], name);
  }
  for (const width of isEverywhere ? WIDTHS : WIDTHS.slice(0, 1)) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const theme of isEverywhere ? THEMES : THEMES.slice(0, 1)) {
      await page.emulateMedia({ colorScheme: theme });
      if (!mayBeBusy) await settled(page);
      const at = `${width} ${theme}`;
      if (SCREENSHOTS) await screenshot(page, `${name}-${width}-${theme}`);
      const rules = theme === THEMES[0] ? ALL_RULES : THEME_RULES;
      for (const violation of await violationsIn(page, rules)) problems.push(`${at}: ${violation}`);
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) problems.push(`${width}: wider than the window by ${wider} px`);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: HEIGHT });
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual([...problems, ...faultsOf(page)], [], name);
}

/** What failed in the page so far. */
export function faultsOf(page: Page): readonly string[] {
  return faults.get(page) ?? [];
}

async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS ?? '', { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS ?? '', `${name}.png`) });
}

/** The address of a page of the project. */
export function pathOf(page: string): string {
  return `/projects/${PROJECT}/${page}`;
}

/** The code that an authenticator app shows now, or so many steps of 30 seconds later. */
export function totpNow(secret: string, steps = 0): Promise<string> {
  return generate({ secret, epoch: Math.floor(Date.now() / 1_000) + steps * 30 });
}
