import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, OWNER, settled } from '../support/console.ts';

describe('the sign-in', () => {
  const { open } = consoleOf({ setting: () => 'sqlite::memory:' });

  it('opens the console', async () => {
    const page = await open('/', { isSignedOut: true });
    await checkEverywhere(page, 'sign-in');
    await page.getByLabel('Email', { exact: true }).fill(OWNER.email);
    await page.getByLabel('Password', { exact: true }).fill('not it');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Email or password is wrong.').waitFor();
    await checkEverywhere(page, 'sign-in-wrong');
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/projects/test/overview');
    await settled(page);
    await checkEverywhere(page, 'overview');
    assert.deepEqual(faultsOf(page), []);
  });
});
