import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { BEHIND_PROXY, BROWSERS, CORPUS, signIn } from '../../support/console-people.ts';

const memory = { setting: () => 'sqlite::memory:' };

describe('the sessions of nobody', () => {
  const { open } = consoleOf(memory);

  it('say how one begins', async () => {
    const page = await open(pathOf('sessions'));
    await page.getByText('Nobody is signed in').waitFor();
    await page.getByRole('button', { name: /curl -X POST .*account\/sessions\/email/ }).waitFor();
    await checkEverywhere(page, 'sessions-none');
  });
});

describe('the sessions', () => {
  const { open, server } = consoleOf(memory, BEHIND_PROXY);

  before(async () => {
    const { base } = server();
    const people = [
      { id: 'ann', name: 'Ann Nwosu', ip: '203.0.113.7', userAgent: BROWSERS.firefox },
      { id: 'ben', name: 'Ben Ahlgren', ip: '203.0.113.8', userAgent: BROWSERS.chrome },
      { id: 'layla', name: 'ليلى حداد', ip: '198.51.100.4', userAgent: BROWSERS.safari },
      { id: 'nameless', name: '', ip: '2001:db8:4c::1', userAgent: '<img src=x onerror=alert(1)>' },
    ];
    for (const person of people) await signIn(base, person);
    for (const [at, name] of CORPUS.entries())
      await signIn(base, { id: `odd${at}`, name, ip: '192.0.2.9', userAgent: name.replaceAll(/[^ -~]/g, '') });
  });

  it('show what users call themselves as text', async () => {
    const page = await open(pathOf('sessions'));
    for (const name of CORPUS) await page.getByRole('link', { name, exact: true }).waitFor();
    assert.equal(await page.locator('main :is(img, script, iframe)').count(), 0);
    await checkEverywhere(page, 'sessions');
  });

  it('are filtered by a click on a facet, in the address, and tell no match from none', async () => {
    const page = await open(pathOf('sessions'));
    const network = page.getByRole('region', { name: 'Network' });
    await network.getByRole('button', { name: '203.0.113.0/24' }).click();
    await page.waitForURL(/network=203\.0\.113\.0%2F24/);
    await page.getByText('2 found').waitFor();
    await settled(page);
    await checkEverywhere(page, 'sessions-filtered');
    await page.reload();
    await page.getByText('2 found').waitFor();
    assert.equal(await network.getByRole('button', { pressed: true }).count(), 1);
    await page.keyboard.press('/');
    await page.keyboard.type('192.0.2.200');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('192.0.2.200');
    await page.keyboard.press('Enter');
    await page.getByText('No session matches').waitFor();
    await checkEverywhere(page, 'sessions-no-match');
    await page.getByRole('button', { name: 'Clear' }).last().click();
    await page.getByText(/1\d found/).waitFor();
    assert.doesNotMatch(page.url(), /network=/);
  });

  it('say what is wrong with a network', async () => {
    const page = await open(pathOf('sessions?network=nowhere'));
    await page.getByRole('alert').waitFor();
    assert.match((await page.getByRole('alert').textContent()) ?? '', /must be an address or a network/);
    await checkEverywhere(page, 'sessions-error');
  });

  it('end one by one with the keyboard, after a question', async () => {
    const page = await open(pathOf('sessions?network=198.51.100.4'));
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await page.getByRole('heading', { name: 'End the session of ليلى حداد?' }).waitFor();
    await checkEverywhere(page, 'sessions-end-one');
    await page.getByRole('button', { name: 'End session' }).click();
    await page.getByText('No session matches').waitFor();
    assert.deepEqual(faultsOf(page), []);
  });

  it('announce sign-ins above the rows instead of moving them', async () => {
    const page = await open(pathOf('sessions'));
    const first = await page.locator('tbody tr').first().textContent();
    await signIn(server().base, { id: 'late', name: 'Late Comer' });
    const newer = page.getByRole('button', { name: '1 sign-in since you looked' });
    await newer.waitFor();
    assert.equal(await page.locator('tbody tr').first().textContent(), first);
    await newer.click();
    await page.getByRole('link', { name: 'Late Comer' }).waitFor();
  });
});
