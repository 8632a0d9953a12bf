import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, OWNER, pathOf, settled } from '../../support/console.ts';
import { adminCookie } from '../../support/console-admins.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';
import { PROJECT } from '../../support/server.ts';

type Keys = { readonly rows: readonly { readonly id: string; readonly name: string }[] };
const keys = `/projects/${PROJECT}/keys`;
const NAME = '"><img src=x onerror="document.title=\'taken\'">';

onLargeDirectory('the page of keys', (database) => {
  const { open, api, server } = consoleOf(database);
  const create = (name: string, scopes: readonly string[], days?: number) =>
    api('POST', keys, {
      ...{ name, scopes },
      ...(days !== undefined && { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() }),
    });

  it('shows scopes, use and ends, and each name as text', async () => {
    await create('nightly export', ['users.read', 'users.hashes.read'], 6);
    await create('everything', ['*']);
    await create(NAME, ['teams.read'], 400);
    const page = await open(pathOf('keys'));
    await page.getByText('users.hashes.read').waitFor();
    await page.getByText('all scopes').first().waitFor();
    await page.getByRole('cell', { name: 'Ends soon' }).waitFor();
    await page.getByText('ends within 14 days').waitFor();
    assert.equal(await page.getByText(NAME, { exact: true }).count(), 1);
    assert.equal(await page.locator('main img').count(), 0);
    await checkEverywhere(page, 'keys');
    await page.keyboard.press('/');
    await page.keyboard.type('hashes');
    await page.waitForURL(/search=hashes/);
    assert.equal(await page.locator('tbody tr').count(), 1);
    await page.getByLabel('Search keys').fill('nothing like it');
    await page.getByText('No key matches').waitFor();
    await checkEverywhere(page, 'keys-no-match');
  });

  it('creates a key, shows its secret once, rotates and revokes it', async () => {
    const page = await open(pathOf('keys?open=new'));
    await page.getByLabel('Name', { exact: true }).fill('warehouse');
    assert.equal(await page.getByRole('button', { name: 'Choose a scope' }).isDisabled(), true);
    await page.getByLabel('users.read', { exact: false }).first().check();
    await page.getByLabel('sessions.write', { exact: false }).first().check();
    await page.getByLabel('Ends', { exact: true }).selectOption({ label: 'In a year' });
    await checkEverywhere(page, 'keys-new');
    await page.getByRole('button', { name: 'Create key with 2 scopes' }).click();
    const secret = page.getByRole('region', { name: 'Shown once' });
    await secret.waitFor();
    assert.match((await secret.locator('code').textContent()) ?? '', /^standard_/);
    await secret.getByRole('button', { name: 'Copy secret' }).click();
    assert.equal(
      await page.evaluate('navigator.clipboard.readText()'),
      await secret.locator('code').textContent(),
    );
    await checkEverywhere(page, 'keys-secret');
    assert.doesNotMatch(page.url(), /standard_/);

    await page.getByRole('button', { name: 'Acts on warehouse' }).click();
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.waitForURL(/rotate=/);
    await page.getByLabel('The earlier secret works').selectOption({ label: 'For another hour' });
    await checkEverywhere(page, 'keys-rotate');
    const before = await secret.locator('code').textContent();
    await page.locator('dialog').getByRole('button', { name: 'Rotate' }).click();
    await page.getByText('Earlier secret until').first().waitFor();
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.notEqual(await secret.locator('code').textContent(), before);
    await secret.getByRole('button', { name: 'Hide' }).click();
    await page.reload();
    await settled(page);
    assert.equal(await page.getByText('standard_').count(), 0);

    await page.getByRole('button', { name: 'Acts on warehouse' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByLabel('Type warehouse to continue').fill('warehouse');
    await checkEverywhere(page, 'keys-revoke');
    await page.locator('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('is revoked').waitFor();
    const { rows } = (await api('GET', keys)) as Keys;
    assert.equal(rows.filter(({ name }) => name === 'warehouse').length, 0);
    assert.deepEqual(faultsOf(page), []);
  });

  it('asks for the password over the form, and keeps what was typed', async () => {
    const page = await open(pathOf('keys?open=new'));
    let isProven = false;
    page.on('response', (response) => {
      if (response.url().endsWith('/session/proof') && response.ok()) isProven = true;
    });
    await page.route(`**/admin${keys}`, (route) =>
      isProven || route.request().method() === 'GET'
        ? route.continue()
        : route.fulfill({ status: 401, contentType: 'application/json', body: '{"code":"proof_needed"}' }),
    );
    await page.getByLabel('Name', { exact: true }).fill('proven');
    await page.getByLabel('teams.read', { exact: false }).first().check();
    await page.getByRole('button', { name: 'Create key with 1 scope' }).click();
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).last().click();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'proven');
    await page.getByRole('button', { name: 'Create key with 1 scope' }).click();
    await page.locator('dialog').last().getByLabel('Password', { exact: true }).fill(OWNER.password);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Shown once' }).waitFor();
  });

  it('tells keys that nobody uses and keys that have ended', async () => {
    const page = await open('/account');
    const key = { scopes: ['users.read'], createdAt: '2026-01-01T00:00:00.000Z', replacedBy: null };
    const rows = [
      { ...key, id: 'a', name: 'forgotten', expiresAt: null, lastUsedAt: null, isUnused: true },
      {
        ...key,
        id: 'b',
        name: 'gone',
        expiresAt: '2026-02-01T00:00:00.000Z',
        lastUsedAt: null,
        isUnused: true,
      },
    ];
    await page.route(`**/admin${keys}`, (route) => route.fulfill({ json: { rows, scopes: [] } }));
    await page.goto(`${server().base}/console${pathOf('keys')}`);
    await page.getByRole('cell', { name: 'Unused' }).waitFor();
    await page.getByRole('cell', { name: 'Ended' }).waitFor();
    await page.getByText('was not used for 90 days').waitFor();
    await page.getByRole('button', { name: 'Acts on gone' }).click();
    await page.getByRole('button', { name: 'Revoke' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Rotate' }).count(), 0);
  });

  it('says how to begin, where there is no key', async () => {
    await api('POST', '/projects', { id: 'empty', name: 'Empty' });
    const page = await open('/projects/empty/keys');
    await page.getByText('There is no key yet').waitFor();
    await checkEverywhere(page, 'keys-none');
  });

  it('shows no acts to those who may only read, and no page to others', async () => {
    const cookie = await adminCookie(server().base, api, 'auditor');
    const page = await open(pathOf('keys?open=new'), { cookie });
    await page.getByText('all scopes').first().waitFor();
    assert.equal(await page.getByRole('button', { name: /New key|Acts on/ }).count(), 0);
    assert.equal(await page.locator('dialog').count(), 0);
    const support = await open(pathOf('keys'), { cookie: await adminCookie(server().base, api, 'support') });
    await support.getByText('There is no such page').first().waitFor();
  });
});
