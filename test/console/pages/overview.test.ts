import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { signIn, v1 } from '../../support/console-people.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';

type Counted = { readonly signIns: readonly { readonly totals: readonly number[] }[] };

onLargeDirectory('the overview', (database) => {
  const { open, server, api } = consoleOf(database);

  before(async () => {
    const { base } = server();
    for (const at of [1, 2, 3]) await signIn(base, { id: `person${at}`, name: `Person ${at}` });
    // Counted when they are chained, within about a second.
    for (;;) {
      const { signIns } = (await api('GET', pathOf('overview'))) as Counted;
      if (signIns[0]?.totals.reduce((sum, each) => sum + each, 0) === 3) break;
      await sleep(100);
    }
  });

  it('has numbers, charts with tables, steps that tick themselves, and the latest acts', async () => {
    const page = await open(pathOf('overview'));
    await page.getByText('signed in').first().waitFor();
    await page.getByRole('img', { name: /^Sign-ups by day/ }).waitFor();
    await page.getByRole('region', { name: 'First steps' }).getByText('Create the first user').waitFor();
    await page.getByText('As a table').first().click();
    await checkEverywhere(page, 'overview');
    for (const [name, span, count] of [
      ['24 hours', '24h', 24],
      ['7 days', '7d', 7],
      ['90 days', '90d', 90],
    ] as const) {
      await page.getByRole('button', { name }).click();
      await page.waitForURL(new RegExp(`span=${span}`));
      await settled(page);
      const chart = page.getByRole('img', { name: /^Sign-ups by/ });
      assert.equal(await chart.locator('.col').count(), count);
      // The table says the same: all three have signed in, be it on both sides of midnight.
      const table = page.locator('figure').nth(1).locator('tbody tr');
      const signIns = await table.locator('td:nth-child(2)').allTextContents();
      assert.deepEqual([signIns.length, signIns.reduce((sum, each) => sum + Number(each), 0)], [count, 3]);
      await checkEverywhere(page, `overview-${span}`);
    }
    await page.getByRole('button', { name: 'Hide' }).click();
    assert.equal(await page.getByRole('region', { name: 'First steps' }).count(), 0);
  });

  it('counts newer acts above the latest instead of moving them', async () => {
    const page = await open(pathOf('overview'));
    await page.getByText('signed in').first().waitFor();
    await v1(server().base, '/users', { body: { userId: 'late', name: 'Late Comer' } });
    await page.getByRole('button', { name: '1 newer entry' }).click();
    await page.getByText('Late Comer').waitFor();
    assert.deepEqual(faultsOf(page), []);
  });
});
