import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Fastify from 'fastify';
import type { Page } from 'playwright-core';
import { buildPage } from '../../../console/build-page.ts';
import { serveConsole } from '../../../src/http/console.ts';
import { type Browser, launchBrowser } from '../../support/browser.ts';
import { checkEverywhere, faultsOf, pageIn, settled } from '../../support/console.ts';
import { testFolder } from '../../support/folders.ts';

describe('the components', () => {
  const app = Fastify();
  let browser: Browser | undefined;
  let base = '';
  before(async () => {
    const folder = join(testFolder(), 'dist');
    await buildPage(folder, 'gallery');
    serveConsole(app, folder);
    await app.listen({ port: 0, host: '127.0.0.1' });
    base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await app.close();
  });
  const open = async (path = ''): Promise<Page> => {
    assert.ok(browser);
    const page = await pageIn(browser, base);
    await page.goto(`${base}/console/${path}`);
    await settled(page);
    return page;
  };
  const selected = (page: Page) => page.locator('tr[aria-selected="true"]').count();

  it('are clean in each state', async () => {
    const page = await open();
    await checkEverywhere(page, 'gallery');
    for (const state of ['stale', 'empty', 'error']) {
      await page.goto(`${base}/console/?state=${state}`);
      await page.locator('#content').waitFor();
      await checkEverywhere(page, `gallery-${state}`, { mayBeBusy: true });
    }
    assert.deepEqual(faultsOf(page), []);
  });

  it('move, select, page and sort by keys', async () => {
    const page = await open();
    for (const key of ['j', 'j', 'x', 'j', 'j', 'Shift+x']) await page.keyboard.press(key);
    assert.equal(await selected(page), 3);
    await page.getByText('3 selected').waitFor();
    await checkEverywhere(page, 'gallery-selected');
    await page.keyboard.press(']');
    await page.waitForURL('**from=10');
    assert.equal(await selected(page), 0);
    await page.keyboard.press('[');
    await page.waitForURL(/console\/$/);
    assert.equal(await selected(page), 3);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByText('3 selected').count(), 0);
    await page.getByRole('button', { name: 'Person' }).click();
    await page.locator('tbody tr').first().getByText('p33').waitFor();
    await page.waitForURL('**down=1');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/people/p33');
  });

  it('select a range by shift and pointer', async () => {
    const page = await open();
    await page.getByRole('checkbox').nth(1).click();
    await page
      .getByRole('checkbox')
      .nth(4)
      .click({ modifiers: ['Shift'] });
    assert.equal(await selected(page), 4);
    await page.getByLabel('Select all on this page').click();
    assert.equal(await selected(page), 10);
  });

  it('add, change and remove filters, which stand in the address', async () => {
    const page = await open();
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await page.getByLabel('Value').fill('ann');
    await page.keyboard.press('Enter');
    await page.waitForURL('**filters=*');
    await page.reload();
    await page.getByRole('button', { name: 'Change filter: Name: ann' }).click();
    await page.getByLabel('Comparison').selectOption('startsWith');
    await checkEverywhere(page, 'gallery-filter');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('begins with ann').waitFor();
    await page.getByRole('button', { name: 'Remove filter: Name' }).click();
    await page.waitForURL(/console\/$/);
  });

  it('ask before they destroy, and take only what is typed', async () => {
    const page = await open();
    const act = page.getByRole('button', { name: 'End sessions' });
    await act.click();
    const answer = page.getByRole('button', { name: 'End 214 sessions' });
    assert.equal(await answer.isDisabled(), true);
    await checkEverywhere(page, 'gallery-confirm');
    await page.getByLabel('Type 214 to continue').fill('21');
    // What was typed is not lost by a key.
    await page.keyboard.press('Escape');
    assert.equal(await answer.isDisabled(), true);
    await page.getByLabel('Type 214 to continue').fill('214');
    await answer.click();
    await page.getByText('Ended').waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'End sessions');
  });

  it('undo by button and by keys', async () => {
    const page = await open();
    await page.getByRole('checkbox').nth(1).click();
    await page.getByRole('button', { name: 'Block' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Unblocked').waitFor();
    await page.getByRole('button', { name: 'Block' }).click();
    await page.getByText('Blocked', { exact: true }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Unblocked').nth(1).waitFor();
  });

  it('show bones after a moment, and copy', async () => {
    const page = await open();
    await page.goto(`${base}/console/?state=loading`);
    await page.locator('tr.bones').first().waitFor();
    assert.equal(await page.locator('tr.bones').count(), 8);
    await page.getByRole('button', { name: /^Copy ID/ }).click();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), '660ce8d9b4120000abcd');
    await page.getByRole('button', { name: 'denizen-sdk' }).click();
    await page.getByText('updateLabels').waitFor();
  });
});
