import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { adminCookie } from '../../support/console-admins.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';
import { PROJECT } from '../../support/server.ts';

type Providers = {
  readonly rows: readonly {
    readonly key: string;
    readonly isSetUp: boolean;
    readonly options: Readonly<Record<string, string>>;
  }[];
};

onLargeDirectory('the page of providers', (database) => {
  const { open, api, server } = consoleOf(database);
  const find = async (key: string) => {
    const { rows } = (await api('GET', `/projects/${PROJECT}/providers`)) as Providers;
    return rows.find((row) => row.key === key);
  };

  it('sets one up by its options, tests it, and removes it', async () => {
    const page = await open(pathOf('providers?edit=oidc'));
    const dialog = page.locator('dialog');
    await dialog.getByText(/\/callback\/oidc\/test$/).waitFor();
    await page.getByLabel('Client ID', { exact: true }).fill('<i>client</i>');
    await page.getByLabel('Client secret', { exact: true }).fill('a quiet secret');
    await page.getByLabel('wellKnownEndpoint', { exact: true }).fill('http://127.0.0.1:9/openid');
    await checkEverywhere(page, 'providers-set-up');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.locator('.wrong').waitFor();
    await page.getByLabel('allowPrivate').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('is saved').waitFor();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await find('oidc'))?.options.allowPrivate, 'on');
    await page.getByText('<i>client</i>').waitFor();
    await page.getByRole('button', { name: /^Acts on (OIDC|OpenID)/ }).click();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('The provider cannot be reached.').first().waitFor();
    await checkEverywhere(page, 'providers');
    await page.getByRole('button', { name: 'Set up 1', exact: true }).click();
    await page.waitForURL(/show=setUp/);
    assert.equal(await page.locator('tbody tr').count(), 1);
    await page.getByRole('button', { name: /^Acts on/ }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByLabel('Type oidc to continue').fill('oidc');
    await page.locator('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No provider is set up').waitFor();
    assert.equal((await find('oidc'))?.isSetUp, false);
    await checkEverywhere(page, 'providers-none');
    assert.deepEqual(faultsOf(page), []);
  });

  it('shows the last error of a sign-in', async () => {
    const page = await open('/account');
    await page.route('**/providers', async (route) => {
      const response = await route.fetch();
      const { rows } = (await response.json()) as { readonly rows: readonly { readonly key: string }[] };
      const lastError = {
        at: new Date().toISOString(),
        step: 'exchange',
        status: 401,
        error: 'invalid_client',
      };
      const failing = rows.map((row) => (row.key === 'github' ? { ...row, isSetUp: true, lastError } : row));
      await route.fulfill({ response, json: { rows: failing } });
    });
    await page.goto(`${server().base}/console${pathOf('providers?show=setUp')}`);
    await page.getByRole('cell', { name: /invalid_client/ }).waitFor();
    await checkEverywhere(page, 'providers-error');
  });

  it('is searched, and shows no acts to those who may only read', async () => {
    const cookie = await adminCookie(server().base, api, 'operator');
    const page = await open(pathOf('providers?search=github&edit=github'), { cookie });
    await settled(page);
    assert.equal(await page.locator('tbody tr').count(), 1);
    assert.equal(await page.getByRole('button', { name: /Acts on/ }).count(), 0);
    assert.equal(await page.locator('dialog').count(), 0);
    await page.getByLabel('Search providers').fill('nothing');
    await page.getByText('No provider is called').waitFor();
  });
});
