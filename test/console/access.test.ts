import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consoleOf, faultsOf, OWNER, settled, violationsIn } from '../support/console.ts';

describe('the console in a browser', () => {
  const { open } = consoleOf({ setting: () => 'sqlite::memory:' });

  it('lets an admin in, and shows the project', async () => {
    const page = await open('/', { isSignedOut: true });
    await page.getByLabel('Email', { exact: true }).fill(OWNER.email);
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/projects/test/overview');
    await settled(page);
    assert.equal(await page.title(), 'Overview · test · Denizen');
    assert.deepEqual([...(await violationsIn(page)), ...faultsOf(page)], []);
  });
});
