import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { BEHIND_PROXY, BROWSERS, CORPUS, signIn, v1 } from '../../support/console-people.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';
import { type Started, settingsFor, start } from '../../support/server.ts';

const newerOf = (page: Page, count: number) =>
  page.getByRole('button', { name: count === 1 ? '1 newer entry' : `${count} newer entries` });

/** As if the tab was left or shown. */
const setVisibility = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate(
    `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
     document.dispatchEvent(new Event('visibilitychange'))`,
  );

onLargeDirectory('the history', (database) => {
  const { open, server } = consoleOf(database, BEHIND_PROXY);

  before(async () => {
    const { base } = server();
    await signIn(base, { id: 'ann', name: 'Ann Nwosu', ip: '203.0.113.7', userAgent: BROWSERS.firefox });
    for (const [at, name] of CORPUS.entries()) {
      const userAgent = name.replaceAll(/[^ -~]/g, '');
      await signIn(base, { id: `odd${at}`, name, ip: '192.0.2.9', userAgent });
    }
  });

  it('shows entries with their places in the chain, and names of users as text', async () => {
    const page = await open(pathOf('history'));
    await page.locator('.knot:not(.open)').first().waitFor();
    for (const name of CORPUS) await page.getByText(name, { exact: true }).first().waitFor();
    assert.equal(await page.locator('main :is(img, script, iframe)').count(), 0);
    await checkEverywhere(page, 'history');
  });

  it('opens an entry by Enter, in the address, and closes it by Esc', async () => {
    const page = await open(pathOf('history?user=ann&act=session.create'));
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Signed in' }).waitFor();
    await checkEverywhere(page, 'history-entry');
    assert.match(page.url(), /entry=/);
    await page.reload();
    await page.getByRole('dialog').getByText('203.0.113.7').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.doesNotMatch(page.url(), /entry=/);
  });

  it('filters by act, and tells no match from none', async () => {
    const page = await open(pathOf('history'));
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Act', exact: true }).click();
    await page.getByLabel('Value').selectOption('session.create');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/act=session\.create/);
    await settled(page);
    assert.deepEqual(
      new Set(await page.locator('tbody td.w-act').allTextContents()),
      new Set(['session.create']),
    );
    await checkEverywhere(page, 'history-filtered');
    const none = await open(pathOf('history?user=nobody'));
    await none.getByText('No entry matches').waitFor();
    await checkEverywhere(none, 'history-no-match');
  });

  it('verifies the chain in a dialog', async () => {
    const page = await open(pathOf('history?open=verify'));
    await page.getByText('The chain holds.', { exact: false }).waitFor();
    await checkEverywhere(page, 'history-verify');
  });

  it('counts newer entries without moving rows, and not while it is paused', async () => {
    const page = await open(pathOf('history?act=user.create'));
    await page.locator('[data-state="live"]').waitFor();
    const before = await page.locator('tbody').textContent();
    await v1(server().base, '/users', { body: { userId: 'newer1', name: 'Newer 1' } });
    await newerOf(page, 1).waitFor();
    // Another act does not match.
    await v1(server().base, '/users/newer1/name', { method: 'PATCH', body: { name: 'Changed' } });
    await v1(server().base, '/users', { body: { userId: 'newer2', name: 'Newer 2' } });
    await newerOf(page, 2).waitFor();
    assert.equal(await page.locator('tbody').textContent(), before);
    await checkEverywhere(page, 'history-newer');
    await newerOf(page, 2).click();
    await page.getByText('Newer 2').waitFor();
    await page.keyboard.press('l');
    await page.waitForURL(/paused=1/);
    await page.getByRole('button', { name: 'Paused', pressed: true }).waitFor();
    await v1(server().base, '/users', { body: { userId: 'newer3', name: 'Newer 3' } });
    await page.keyboard.press('l');
    await newerOf(page, 1).waitFor();
    await setVisibility(page, 'hidden');
    await page.locator('[data-state="paused"]').waitFor();
    await v1(server().base, '/users', { body: { userId: 'newer4', name: 'Newer 4' } });
    await setVisibility(page, 'visible');
    await newerOf(page, 2).waitFor();
    assert.deepEqual(faultsOf(page), []);
  });

  it('downloads the whole history', async () => {
    const page = await open(pathOf('history'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'history-test.ndjson');
  });
});

onLargeDirectory('the live tail', (database) => {
  const { open, server } = consoleOf(database);
  let next: Started | undefined;

  after(async () => {
    await next?.stop();
  });

  it('goes on after a restart of the server: nothing is lost, nothing comes twice', async () => {
    const { base, stop } = server();
    const create = (id: string) => v1(base, '/users', { body: { userId: id, name: id } });
    await create('first');
    const page = await open(pathOf('history?act=user.create'));
    await page.locator('[data-state="live"]').waitFor();
    await create('before');
    await newerOf(page, 1).waitFor();
    await stop();
    await page.locator('[data-state="lost"]').waitFor();
    await page.getByText(/as of \d/).waitFor();
    await checkEverywhere(page, 'history-lost');
    next = await start({ ...settingsFor(database.setting()), DENIZEN_PORT: new URL(base).port });
    // Before the page has connected again, and after it.
    await create('meanwhile');
    await page.locator('[data-state="live"]').waitFor();
    await create('after');
    await newerOf(page, 3).waitFor();
    await page.getByText(/as of \d/).waitFor({ state: 'detached' });
    await newerOf(page, 3).click();
    await page.getByText('after', { exact: true }).waitFor();
    const shown = (await page.locator('tbody td.main b').allTextContents()).slice(0, 4);
    assert.deepEqual(shown, ['after', 'meanwhile', 'before', 'first']);
  });
});
