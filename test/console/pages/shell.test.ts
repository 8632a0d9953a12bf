import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  checkEverywhere,
  consoleOf,
  faultsOf,
  OWNER,
  pathOf,
  settled,
  totpNow,
} from '../../support/console.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';
import { decodedQr, modulesOfPath } from '../../support/qr.ts';

onLargeDirectory('the shell', (database) => {
  const { open, api } = consoleOf(database);

  it('is clean on the overview, on an unknown page, and with palette, keys and drawer open', async () => {
    const page = await open('/');
    assert.match(page.url(), /\/console\/projects\/test\/overview$/);
    await checkEverywhere(page, 'overview');
    await page.keyboard.press('Control+k');
    await checkEverywhere(page, 'palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await checkEverywhere(page, 'keys');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 390, height: 900 });
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    await checkEverywhere(page, 'drawer');
    const lost = await open('/projects/test/nothing');
    await lost.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await checkEverywhere(lost, 'not-found');
  });

  it('goes by keys alone, and moves the focus to the page', async () => {
    const page = await open('/account');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.waitForURL('**/overview');
    await settled(page);
    assert.equal(await page.evaluate('document.activeElement.id'), 'content');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('your acc');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account');
    // In a field, keys are letters.
    await page.getByLabel('Name', { exact: true }).fill('');
    await page.getByLabel('Name', { exact: true }).pressSequentially('go?');
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'go?');
    assert.match(page.url(), /account$/);
    await page.goto(page.url());
    await settled(page);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content');
  });

  it('keeps theme and language of a browser', async () => {
    const page = await open('/account');
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Ihr Konto' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Ihr Konto' }).waitFor();
    assert.deepEqual(
      await page.evaluate('[document.documentElement.dataset.theme, document.documentElement.lang]'),
      ['dark', 'de'],
    );
    const german = await open('/account', { locale: 'de-CH' });
    await german.getByRole('heading', { name: 'Ihr Konto' }).waitFor();
    await checkEverywhere(german, 'account-german');
  });

  it('says that the server is away, and heals', async () => {
    const page = await open(pathOf('overview'));
    await page.route('**/admin/**', (route) => route.abort());
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('your acc');
    await page.keyboard.press('Enter');
    await page.getByText(/^as of \d\d:\d\d$/).waitFor();
    await checkEverywhere(page, 'connection-lost');
    await page.unroute('**/admin/**');
    await page.getByText(/^as of/).waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: '127.0.0.1' }).first().waitFor();
  });

  it('shows what a server says that fails, with the request', async () => {
    const page = await open('/account');
    const body = JSON.stringify({
      code: 'internal',
      message: 'The server failed.',
      requestId: 'abcdef12-3456',
    });
    await page.route('**/admin/me/sessions', (route) =>
      route.fulfill({ status: 500, contentType: 'application/json', body }),
    );
    await page.reload();
    await page.getByText('The server failed.').waitFor();
    await page.getByText('abcdef12').waitFor();
    await checkEverywhere(page, 'error');
  });

  it('shows a name as text, whatever it is', async () => {
    const name = '"><img src=x onerror="document.title=\'taken\'">‮{{7*7}}';
    await api('PATCH', '/me', { name });
    const page = await open('/account');
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), name);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.title(), 'Your account · Denizen');
    assert.deepEqual(faultsOf(page), []);
    await api('PATCH', '/me', { name: '' });
  });

  it('lets an admin change name, password and authenticator, and end sessions', async () => {
    const page = await open('/account');
    await checkEverywhere(page, 'account');
    await page.getByLabel('Name', { exact: true }).fill('Ona Owner');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Name saved').waitFor();
    await checkEverywhere(page, 'account-toast');
    await page.getByRole('button', { name: 'Set up' }).click();
    const key = page.getByRole('button', { name: /^Copy Key: / });
    const secret = (await key.textContent())?.split(': ')[1] ?? '';
    const drawn = await page.getByRole('img', { name: 'QR code' }).locator('.ink').getAttribute('d');
    const uri = await page.getByRole('link', { name: 'Open in an app' }).getAttribute('href');
    assert.equal(decodedQr(modulesOfPath(drawn ?? '')), uri);
    assert.match(uri ?? '', new RegExp(`^otpauth://totp/.*secret=${secret}`));
    await checkEverywhere(page, 'account-totp');
    await page.getByLabel('Code', { exact: true }).fill(await totpNow(secret));
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    await checkEverywhere(page, 'account-codes');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.locator('dialog').getByLabel('Password', { exact: true }).fill(OWNER.password);
    await page.locator('dialog').getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('The authenticator app is off').waitFor();
    await page.getByLabel('Current password').fill('not it at all');
    await page.getByLabel('New password').fill('another lantern at the harbour');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The current password is wrong.').waitFor();
    const ends = page.getByRole('button', { name: /^End the session of/ });
    const before = await ends.count();
    if (before > 0) {
      await ends.first().click();
      await page.getByText('Session ended').waitFor();
    }
    assert.deepEqual(faultsOf(page), []);
  });

  it('asks for the password again, and then does what was asked', async () => {
    const page = await open('/account');
    let isProven = false;
    await page.route('**/admin/me/totp', (route) =>
      isProven
        ? route.continue()
        : route.fulfill({ status: 401, contentType: 'application/json', body: '{"code":"proof_needed"}' }),
    );
    page.on('response', (response) => {
      if (response.url().endsWith('/session/proof') && response.ok()) isProven = true;
    });
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    // The act waits behind the question.
    await checkEverywhere(page, 'proof', { mayBeBusy: true });
    const field = page.locator('dialog').getByLabel('Password', { exact: true });
    await field.fill('not it');
    await page.keyboard.press('Enter');
    await page.getByText('That is wrong. Try again.').waitFor();
    await field.fill(OWNER.password);
    await page.keyboard.press('Enter');
    await page.getByText('add an account by this key').waitFor();
  });
});
