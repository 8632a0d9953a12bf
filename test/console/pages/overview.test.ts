import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, pathOf } from '../../support/console.ts';
import { signIn, v1 } from '../../support/console-people.ts';

describe('the overview', () => {
  const { open, server } = consoleOf({ setting: () => 'sqlite::memory:' });

  before(async () => {
    const { base } = server();
    for (const at of [1, 2, 3]) await signIn(base, { id: `person${at}`, name: `Person ${at}` });
  });

  it('has numbers, charts with tables, steps that tick themselves, and the latest acts', async () => {
    const page = await open(pathOf('overview'));
    await page.getByText('signed in').first().waitFor();
    await page.getByRole('img', { name: /^Sign-ups by day/ }).waitFor();
    await page.getByRole('region', { name: 'First steps' }).getByText('Create the first user').waitFor();
    await page.getByText('As a table').first().click();
    await checkEverywhere(page, 'overview');
    await page.getByRole('button', { name: '7 days' }).click();
    await page.waitForURL(/days=7/);
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
