import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf } from '../../support/console.ts';
import { adminCookie } from '../../support/console-admins.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';

const SECRET = 'a quiet secret of the mail server';
const NAMES = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

onLargeDirectory('the page of the system', (database) => {
  const { open, api, server } = consoleOf(database, {
    DENIZEN_SMTP_URL: `smtp://post:${encodeURIComponent(SECRET)}@127.0.0.1:2525`,
    DENIZEN_MAIL_FROM: 'id@example.com',
  });

  it('shows server, health and settings, and no secret', async () => {
    const page = await open('/system');
    await page.getByText(NAMES[database.engine], { exact: false }).first().waitFor();
    await page.getByText('Ready', { exact: true }).waitFor();
    await page.getByRole('cell', { name: /DENIZEN_SMTP_URL/ }).waitFor();
    await page.getByText('secret, set').first().waitFor();
    await checkEverywhere(page, 'system');
    const text = (await page.locator('main').textContent()) ?? '';
    assert.ok(!text.includes(SECRET) && !text.includes(encodeURIComponent(SECRET)));
    await page.getByRole('button', { name: /^Set \d+$/ }).click();
    await page.waitForURL(/show=set/);
    assert.equal(await page.getByRole('cell', { name: 'Default', exact: true }).count(), 0);
    assert.deepEqual(faultsOf(page), []);
  });

  it('is not shown to those who may not read it', async () => {
    const page = await open('/system', { cookie: await adminCookie(server().base, api, 'support') });
    await page.getByText('There is no such page').first().waitFor();
  });
});

onLargeDirectory('the backups on the page of the system', (database) => {
  const { open, api, server } = consoleOf(database, { DENIZEN_BACKUP: 'backups,every=1d,keep=3' });

  it('shows the newest, and makes one at once', async () => {
    const page = await open('/system');
    await page.getByText('1 day').first().waitFor();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText('The backup has begun').waitFor();
    await checkEverywhere(page, 'system-backups');
    assert.deepEqual(faultsOf(page), []);
  });

  it('has no button for those who only read', async () => {
    const page = await open('/system', { cookie: await adminCookie(server().base, api, 'auditor') });
    await page.getByText('1 day').first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Back up now' }).count(), 0);
  });
});
