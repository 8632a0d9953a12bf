import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { adminCookie } from '../../support/console-admins.ts';
import { USERS } from '../../support/console-users.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';
import { type OldSystemDouble, oldSystemDouble } from '../../support/old-system.ts';
import { PROJECT } from '../../support/server.ts';

const SECRET = 'canary-51c9-of-the-old-system';

type Shown = { readonly asked: { readonly system: string } | null; readonly contracts: readonly string[] };

onLargeDirectory('the page of the old system', (database) => {
  const { open, api, server } = consoleOf(database);
  const shown = async () => (await api('GET', pathOf('migrations'))) as Shown;
  let old: OldSystemDouble;
  let operator: string;
  before(async () => {
    old = await oldSystemDouble();
    operator = await adminCookie(server().base, api, 'operator');
  });
  after(() => old[Symbol.asyncDispose]());
  beforeEach(async () => {
    if ((await shown()).asked) await api('DELETE', pathOf('migrations/asked'));
  });

  it('sets one up, tests it, changes it without its secret, and removes it', async () => {
    const page = await open(pathOf('migrations'));
    await page.getByText('No old system is asked').waitFor();
    await checkEverywhere(page, 'migrations-none');
    await page.getByRole('button', { name: 'Set up' }).click();
    const dialog = page.locator('dialog');
    await dialog.getByLabel('System', { exact: true }).selectOption('kratos');
    await dialog.getByLabel('URL', { exact: true }).fill(old.url);
    await dialog.getByLabel('Secret of requests', { exact: true }).fill(SECRET);
    await dialog.getByLabel('Header of the secret (optional)').fill('X-Key');
    await checkEverywhere(page, 'migrations-set-up');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.locator('.wrong').waitFor();
    await dialog.getByLabel('Allow private addresses and plain HTTP').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Kratos’ password migration hook').first().waitFor();
    await checkEverywhere(page, 'migrations');

    old.script(({ headers }) => ({
      status: headers['x-key'] === SECRET ? 200 : 500,
      body: { status: 'password_match' },
    }));
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await dialog.getByLabel('Email address or username').fill('ann@example.com');
    await dialog.getByLabel('Password there', { exact: true }).fill('a quiet lantern');
    await dialog.getByRole('button', { name: 'Test', exact: true }).click();
    await dialog.getByText('The password is right.').waitFor();
    await checkEverywhere(page, 'migrations-test');
    old.script(() => ({ status: 500 }));
    await dialog.getByRole('button', { name: 'Test', exact: true }).click();
    await dialog.getByText('unexpected status').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    await page.getByRole('button', { name: 'Change', exact: true }).click();
    assert.equal(await dialog.getByLabel('Secret of requests', { exact: true }).inputValue(), '');
    await dialog.getByText('Users who are marked as pending').click();
    await dialog.getByText('Addresses that no user here has').click();
    await dialog.getByText('Choose at least one.').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Save' }).isDisabled());
    await dialog.getByText('Users who are marked as pending').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.ok(!(await page.content()).includes(SECRET));

    await page.getByRole('button', { name: 'Ask no more' }).click();
    await page.getByLabel('Type kratos to continue').fill('kratos');
    await dialog.getByRole('button', { name: 'Ask no more' }).click();
    await page.getByText('No old system is asked').waitFor();
    assert.equal((await shown()).asked, null);
    assert.deepEqual(faultsOf(page), []);
  });

  it('shows a secret that was made once, and not after a reload', async () => {
    const page = await open(pathOf('migrations?do=set'));
    await page.getByLabel('URL', { exact: true }).fill('https://old.example.com/ask');
    await page.locator('dialog').getByRole('button', { name: 'Save' }).click();
    const secret = page.locator('.once code');
    await secret.waitFor();
    assert.match((await secret.textContent()) ?? '', /^whsec_/);
    await checkEverywhere(page, 'migrations-secret');
    await page.reload();
    await page.getByText('https://old.example.com/ask').waitFor();
    assert.equal(await page.locator('.once').count(), 0);
  });

  it('lets other systems ask, with the address of each', async () => {
    const page = await open(pathOf('migrations'));
    const okta = page.getByRole('switch', { name: 'Okta’s password import hook' });
    await okta.click();
    await page.getByText(`/migrate/v1/${PROJECT}/okta`).waitFor();
    assert.deepEqual((await shown()).contracts, ['okta']);
    await checkEverywhere(page, 'migrations-served');
    await okta.click();
    await page.getByText(`/migrate/v1/${PROJECT}/okta`).waitFor({ state: 'detached' });
    assert.deepEqual((await shown()).contracts, []);
    assert.deepEqual(faultsOf(page), []);
  });

  it('marks users as pending by a job, which an operator may do', async () => {
    const settings = { system: 'url', url: 'https://old.example.com/ask', asks: ['pending'] };
    await api('PUT', pathOf('migrations/asked'), settings);
    await api('POST', USERS, { id: 'unmarked', email: 'unmarked@example.com', name: 'Unmarked One' });
    const page = await open(pathOf('migrations'), { cookie: operator });
    await page.getByRole('link', { name: 'Mark users as pending' }).click();
    await page.waitForURL(/jobs\?act=markPending/);
    await page.getByLabel('Search').fill('Unmarked One');
    await page.getByRole('button', { name: 'Mark 1 user', exact: true }).click();
    const job = page.getByRole('article', { name: 'Mark as pending at the old system', exact: true });
    await job.getByText('1 done').waitFor();
    const { hasPassword } = (await api('GET', `${USERS}/unmarked`)) as { hasPassword: boolean };
    assert.ok(hasPassword);
    await checkEverywhere(page, 'migrations-marked');
    assert.deepEqual(faultsOf(page), []);
  });

  it('shows no acts to those who may only read', async () => {
    const page = await open(pathOf('migrations?do=set'), { cookie: operator });
    await settled(page);
    await page.getByText('No old system is asked').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Set up' }).count(), 0);
    assert.equal(await page.locator('dialog').count(), 0);
    assert.ok(await page.getByRole('switch').first().isDisabled());
  });
});
