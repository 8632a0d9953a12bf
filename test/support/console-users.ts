/** Users for the pages of the console, and administrators of each role. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type Console, checkEverywhere, pathOf, violationsIn } from './console.ts';
import { isWhole } from './extent.ts';
import { PROJECT } from './server.ts';

export const USERS = `/projects/${PROJECT}/users`;

/** Texts that would run, break out of an attribute, or turn the text around, if a page let them. */
export const hostileTexts: readonly string[] = [
  '<img src=x onerror="globalThis.pwned=1">',
  '"><script>globalThis.pwned=1</script>',
  '</bdi><svg/onload=globalThis.pwned=1>',
  '<a href="javascript:globalThis.pwned=1">click</a>',
  "'-globalThis.pwned-'",
  '{{constructor.constructor("globalThis.pwned=1")()}}',
  '\u202egnp.exe\u202c',
  '&lt;b&gt;&amp;',
  '__proto__',
  'İ\u0301\u0301\u0301\u0301ﷺ😀',
];

/** Creates users: some blocked, some verified, some with labels, some without any address. */
export async function createUsers({ api }: Console, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const id = `user${String(at).padStart(3, '0')}`;
    const isAnonymous = at % 10 === 9;
    await api('POST', USERS, {
      id,
      ...(!isAnonymous && { name: `Person ${NAMES[at % NAMES.length]} ${at}`, email: `${id}@mail.example` }),
      ...(at % 5 === 0 && { phone: `+4930${String(1_000_000 + at)}` }),
    });
    if (at % 3 === 0) await api('PATCH', `${USERS}/${id}`, { labels: LABELS.slice(0, 1 + (at % 4)) });
    if (at % 4 === 0 && !isAnonymous) await api('POST', `${USERS}/${id}/verification`, { email: true });
    if (at % 7 === 6) await api('POST', `${USERS}/${id}/block`);
    ids.push(id);
  }
  return ids;
}

const NAMES = ['Solheim', 'Wiśniewski', 'Nwosu', 'حداد', 'von Hohenberg-Lichtenfels', '田中'];
const LABELS = ['wholesale', 'beta', 'reseller', 'staff'];

/** Invites an administrator, accepts for it, and returns the cookie. */
export async function cookieOfRole(on: Console, role: string): Promise<string> {
  const email = `${role}@example.com`;
  const invited = await on.api('POST', '/admins', { email, name: role, grants: [{ project: null, role }] });
  const secret = (invited as { link: string }).link.split('=').at(-1);
  const response = await fetch(`${on.server().base}/admin/links/accept`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ secret, password: 'a lantern at the loud harbour' }),
  });
  assert.equal(response.status, 201, await response.text());
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

export const userPath = (id: string, more = ''): string => `${pathOf('users')}/${id}${more}`;

/** Checks a state of a page: in the whole set everywhere, in the quick one as it is. */
export async function checkState(page: Page, name: string): Promise<void> {
  if (isWhole) return checkEverywhere(page, name);
  assert.deepEqual(await violationsIn(page), [], name);
}

/** Fails if a text of a user ran, or became an element. */
export async function assertInert(page: Page): Promise<void> {
  const elements = 'main :is(img, script, iframe, object, [onerror], [onload])';
  const found = {
    pwned: await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned ?? null),
    elements: await page.locator(elements).count(),
    links: await page.locator('a:not([href^="/"], [href^="#"])').count(),
  };
  assert.deepEqual(found, { pwned: null, elements: 0, links: 0 });
}

/** Milliseconds between two keys of somebody who types fast. */
const KEY_MS = 20;

/**
 * Types into what has the focus, a key every 20 ms by the page's own clock: however long the machine takes from key to
 * key, the page sees nobody pause.
 */
export async function typeSwiftly(page: Page, text: string): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 3_000);
  for (const key of text) {
    await page.keyboard.type(key);
    await page.clock.runFor(KEY_MS);
  }
  await page.clock.resume();
}
