import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { checkEverywhere, consoleOf, faultsOf, settled } from '../support/console.ts';
import { checkState, cookieOfRole, USERS, userPath } from '../support/console-users.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { onLargeDirectory } from '../support/large-directory.ts';

const ANN = `${USERS}/ann`;
const TABS = [
  ...['overview', 'credentials', 'sessions', 'identities'],
  ...['teams', 'preferences', 'history', 'raw'],
] as const;

type Shown = {
  readonly labels: readonly string[];
  readonly prefs: unknown;
  readonly blockedAt: string | null;
};

onLargeDirectory('the page of a user', (database) => {
  const own = consoleOf(database);
  const { open, api } = own;
  const shown = async () => (await api('GET', ANN)) as Shown;
  const toast = (page: Page, text: string) => page.locator('.toast', { hasText: text });

  it('shows who it is', async () => {
    await api('POST', USERS, {
      ...{ id: 'ann', name: 'Ann Solheim', email: 'ann@mail.example', phone: '+4930123456' },
      password: 'correct horse battery',
    });
    await api('PATCH', ANN, { labels: ['beta'], prefs: { locale: 'nb-NO', shelf: { perPage: 24 } } });
    await fetch(`${own.server().base}/v1/account/sessions/email`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Appwrite-Project': 'test' },
      body: JSON.stringify({ email: 'ann@mail.example', password: 'correct horse battery' }),
    });
    const page = await open(userPath('ann'));
    await page.getByRole('heading', { name: 'Ann Solheim', level: 1 }).waitFor();
    await page.getByText('Signed in').first().waitFor();
    await page
      .getByRole('link', { name: /^Sessions\s*1$/ })
      .first()
      .waitFor();
    assert.deepEqual(faultsOf(page), []);
    await page.close();
  });

  it('has no fault in any tab', { skip: skipUnlessWhole }, async () => {
    const page = await open(userPath('ann'));
    for (const tab of TABS) {
      await page.goto(`${own.server().base}/console${userPath('ann', `?tab=${tab}`)}`);
      await settled(page);
      await checkEverywhere(page, `user-${tab}`);
    }
    await page.close();
  });

  it('has no fault in any dialog', { skip: skipUnlessWhole }, async () => {
    const page = await open(userPath('ann'));
    for (const dialog of ['block', 'password', 'reset', 'sessions', 'impersonate', 'delete']) {
      await page.goto(`${own.server().base}/console${userPath('ann', `?do=${dialog}`)}`);
      await page.getByRole('dialog').waitFor();
      await checkEverywhere(page, `user-do-${dialog}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.close();
  });

  it('blocks a user after a question, and takes it back', { skip: skipUnlessWhole }, async () => {
    const page = await open(userPath('ann'));
    await page.getByRole('button', { name: 'Block', exact: true }).click();
    await page.waitForURL(/do=block/);
    const cancel = page.getByRole('dialog').getByRole('button', { name: 'Cancel' });
    assert.ok(await cancel.evaluate((element) => element.matches(':focus')));
    await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
    await page.locator('.hero .pill', { hasText: 'Blocked' }).waitFor();
    assert.notEqual((await shown()).blockedAt, null);
    await toast(page, 'User blocked').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Taken back').waitFor();
    assert.equal((await shown()).blockedAt, null);
    await page.close();
  });

  it('shows a new label at once, and takes it back when it is refused', async () => {
    const page = await open(userPath('ann'));
    const addLabel = async (label: string) => {
      await page.keyboard.press('l');
      await page.getByLabel('Label', { exact: true }).fill(label);
      await page.keyboard.press('Enter');
    };
    const tag = (label: string) => page.locator('.facts .tag', { hasText: label });
    await addLabel('vip');
    await toast(page, 'Label vip added').waitFor();
    assert.deepEqual((await shown()).labels, ['beta', 'vip']);
    const seen = Promise.withResolvers<void>();
    await page.route('**/users/ann', async (route) => {
      if (route.request().method() !== 'PATCH') return route.fallback();
      // Answered once the label was seen.
      await seen.promise;
      return route.fulfill({ status: 403, json: { code: 'permission_missing', message: 'no' } });
    });
    await addLabel('late');
    await tag('late').waitFor();
    seen.resolve();
    await tag('late').waitFor({ state: 'detached' });
    await toast(page, 'Not saved. Your role does not permit this.').waitFor();
    assert.deepEqual((await shown()).labels, ['beta', 'vip']);
    await page.unroute('**/users/ann');
    await toast(page, 'Label vip added').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Taken back').waitFor();
    assert.deepEqual((await shown()).labels, ['beta']);
    await page.close();
  });

  it('shows both versions of preferences that were changed meanwhile', async () => {
    const page = await open(userPath('ann', '?tab=preferences'));
    const field = page.getByRole('textbox', { name: 'Preferences' });
    await field.fill('{ "locale": ');
    await page.getByText('This is not JSON').waitFor();
    await field.fill('[1]');
    await page.getByText('one JSON object').waitFor();
    await field.fill('{ "locale": "de-DE" }');
    await page.getByText('2 changes, not saved').waitFor();
    await api('PATCH', ANN, { prefs: { locale: 'fr-FR' } });
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog', { name: 'This user was changed meanwhile' });
    await dialog.waitFor();
    assert.match((await dialog.textContent()) ?? '', /Yours: Preferences.*de-DE.*Saved by others.*fr-FR/s);
    await checkState(page, 'user-conflict');
    await dialog.getByRole('button', { name: 'Keep what is saved' }).click();
    assert.deepEqual((await shown()).prefs, { locale: 'fr-FR' });
    await field.fill('{ "locale": "it-IT" }');
    await api('PATCH', ANN, { prefs: { locale: 'es-ES' } });
    await page.keyboard.press('Control+s');
    await dialog.getByRole('button', { name: 'Save mine instead' }).click();
    await toast(page, 'Preferences saved').waitFor();
    assert.deepEqual((await shown()).prefs, { locale: 'it-IT' });
    await page.close();
  });

  it('deletes a user after the address was typed', { skip: skipUnlessWhole }, async () => {
    await api('POST', USERS, { id: 'bob', email: 'bob@mail.example' });
    const page = await open(userPath('bob', '?do=delete'));
    const answer = page.getByRole('dialog').getByRole('button', { name: 'Delete user' });
    assert.ok(await answer.isDisabled());
    await page.getByLabel('Type bob@mail.example to continue').fill('bob@mail.example');
    await answer.click();
    await page.waitForURL(/\/users$/);
    await page.goto(`${own.server().base}/console${userPath('bob')}`);
    await page.getByText('There is no such user').waitFor();
    await page.close();
  });

  it('makes a secret that is shown once, and in no address', { skip: skipUnlessWhole }, async () => {
    const page = await open(userPath('ann', '?do=impersonate'));
    await page.getByRole('dialog').getByRole('button', { name: 'Make the link' }).click();
    const secret = page.locator('.secret bdi');
    await secret.waitFor();
    const text = (await secret.textContent()) ?? '';
    assert.ok(text.length >= 32);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.ok(!page.url().includes(text) && !kept.includes(text));
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    assert.equal(await secret.count(), 0);
    await page.close();
  });

  it('says on every page that an admin is signed in as a user, and ends it', {
    skip: skipUnlessWhole,
  }, async () => {
    const page = await open(userPath('ann', '?do=impersonate'));
    await page.getByRole('dialog').getByRole('button', { name: 'Make the link' }).click();
    const secret = (await page.locator('.secret bdi').textContent()) ?? '';
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('that signs in as Ann').waitFor();
    await checkState(page, 'impersonation-waits');
    const response = await fetch(`${own.server().base}/v1/account/sessions/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Appwrite-Project': 'test' },
      body: JSON.stringify({ userId: 'ann', secret }),
    });
    assert.equal(response.status, 201, await response.text());
    await page.goto(`${own.server().base}/console/account`);
    await page.getByText('You are signed in as Ann').waitFor();
    await checkState(page, 'impersonation');
    await page.getByRole('button', { name: 'End it' }).click();
    await page.getByText('You are signed in as Ann').waitFor({ state: 'detached' });
    const { rows } = (await api('GET', `${ANN}/sessions`)) as { rows: readonly { provider: string }[] };
    assert.deepEqual(
      rows.filter(({ provider }) => provider === 'token'),
      [],
    );
    assert.deepEqual(faultsOf(page), []);
    await page.close();
  });

  it('saves all about a user as a file', { skip: skipUnlessWhole }, async () => {
    const page = await open(userPath('ann'));
    await page.getByRole('button', { name: 'More acts' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export this user' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'user-ann.json');
    assert.match(await readFile(await download.path(), 'utf8'), /ann@mail\.example/);
    await page.close();
  });

  it('leads from an entry of the history to all that it records', async () => {
    const page = await open(userPath('ann', '?tab=history'));
    await page.getByRole('link', { name: 'User created' }).click();
    await page.waitForURL(/history\?user=ann&entry=[0-9a-f]{20}$/);
    await page.getByRole('dialog').getByText('user.create').first().waitFor();
    await checkState(page, 'user-entry');
    await page.close();
  });

  it('shows readers what they may do: nothing', { skip: skipUnlessWhole }, async () => {
    const cookie = await cookieOfRole(own, 'auditor');
    const page = await open(userPath('ann', '?tab=credentials'), { cookie });
    assert.equal(await page.locator('.hero .acts2 button').count(), 0);
    await page.getByText('Only owners see how the password is hashed.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Set a password' }).count(), 0);
    await page.close();
  });
});
