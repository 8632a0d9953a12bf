import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { onEachEngine } from '../../support/engines.ts';
import { testFolder } from '../../support/folders.ts';
import { linesOf, manyRows, PEPPERED } from '../../support/import-jobs.ts';
import { KEY, PROJECT } from '../../support/server.ts';

const SEED = 'JBSWY3DPEHPK3PXP';

onEachEngine('the page of imports', (database) => {
  const console = consoleOf(database, { DENIZEN_IMPORT_FOLDER: join(testFolder(), 'imports') });
  const begin = async (name: string, content: string): Promise<Page> => {
    const page = await console.open(pathOf('imports'));
    await page.getByRole('button', { name: 'New import' }).click();
    await page.getByText('Drop files here').waitFor();
    await drop(page, name, content);
    return page;
  };
  const drop = async (page: Page, name: string, content: string) => {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
    await page.getByRole('button', { name: `Remove ${name}` }).waitFor();
  };
  const user = async (id: string) => {
    const headers = { 'x-appwrite-project': PROJECT, 'x-appwrite-key': KEY };
    const response = await fetch(`${console.server().endpoint}/users/${id}`, { headers });
    return response.status === 200 ? ((await response.json()) as Record<string, unknown>) : undefined;
  };

  it('leads from a file to users, by a dry run and a sign-in, and back', async () => {
    const empty = await console.open(pathOf('imports'));
    await checkEverywhere(empty, 'imports-none');
    const page = await begin(
      'users.ndjson',
      linesOf([
        {
          sourceId: 'ann',
          email: 'ann@example.com',
          password: PEPPERED.hash,
          shoe: 42,
          totp: { secret: SEED },
        },
        { sourceId: 'ben', email: 'nothing' },
        { sourceId: 'cem', identities: [{ provider: 'myspace', uid: '1' }] },
      ]),
    );
    await page.getByText('Looks like Plain rows').waitFor();
    await checkEverywhere(page, 'import-file');
    await page.getByText('More secrets and recipes').click();
    await page.getByLabel('Pepper', { exact: true }).fill(PEPPERED.pepper);
    await page.getByRole('button', { name: 'Start the dry run' }).click();
    await page.getByLabel('myspace (1)').waitFor();
    await page.getByText('Say which the unknown providers are.').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Import 2 users' }).isDisabled());
    await page.getByText('Samples', { exact: true }).click();
    await checkEverywhere(page, 'import-checked');
    await page.getByLabel('myspace (1)').fill('none');
    await page.getByRole('button', { name: 'Dry run again' }).click();
    await page.getByText('Say which the unknown providers are.').waitFor({ state: 'detached' });
    await page.getByLabel('Email, phone, username or id').fill('ann@example.com');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Try sign-ins' }).click();
    await page.getByText('Cannot sign in: the password does not match').waitFor();
    await checkEverywhere(page, 'import-refused');
    await page.getByLabel('Email, phone, username or id').fill('ann@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PEPPERED.password);
    await page.getByRole('button', { name: 'Try sign-ins' }).click();
    await page.getByText('Can sign in', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Import 2 users' }).click();
    await page.getByLabel('Type 2 to continue', { exact: false }).fill('2');
    await checkEverywhere(page, 'import-asked');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await checkEverywhere(page, 'import-done');
    assert.equal((await user('ann'))?.email, 'ann@example.com');
    const report = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Report as a file' }).click();
    assert.match((await report).suggestedFilename(), /^import-.*\.ndjson$/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByLabel('Type 2 to continue', { exact: false }).fill('2');
    await page.keyboard.press('Enter');
    await page.getByText('Users and teams that were deleted: 2', { exact: false }).waitFor();
    assert.equal(await user('ann'), undefined);
    await page.getByRole('link', { name: 'Imports' }).first().click();
    await page.getByRole('link', { name: 'users.ndjson' }).waitFor();
    await settled(page);
    await checkEverywhere(page, 'imports');
  });

  it('maps the columns of a table', async () => {
    const page = await begin('people.csv', 'id,email,team,city\n1,dan@example.com,red,Oslo\n');
    await page.getByLabel('city', { exact: true }).selectOption('ignore');
    assert.deepEqual(
      await Promise.all(
        ['id', 'email', 'team', 'city'].map((name) => page.getByLabel(name, { exact: true }).inputValue()),
      ),
      ['id', 'email', 'private', 'ignore'],
    );
    await checkEverywhere(page, 'import-columns');
    await page.getByRole('button', { name: 'Start the dry run' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Import 1 user', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Cancel the import' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the import' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    assert.deepEqual(faultsOf(page), []);
  });

  it('takes a table without ids', async () => {
    const page = await begin('mails.csv', 'email,city\neve@example.com,Oslo\n');
    await page.getByText('Rows are told apart by “Email”').waitFor();
    await page.getByLabel('email', { exact: true }).selectOption('ignore');
    await page.getByText('One column must be the id').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Start the dry run' }).isDisabled());
    await page.getByLabel('email', { exact: true }).selectOption('email');
    await page.getByRole('button', { name: 'Start the dry run' }).click();
    await page.getByRole('button', { name: 'Import 1 user' }).click();
    await page.getByLabel('Type 1 to continue', { exact: false }).fill('1');
    await page.keyboard.press('Enter');
    await page.getByText('Complete', { exact: true }).waitFor();
    const users = await console.api('GET', `/projects/${PROJECT}/users?search=eve@example.com`);
    const { rows } = users as { readonly rows: readonly { readonly id: string; readonly email: string }[] };
    assert.deepEqual([rows.length, rows[0]?.email], [1, 'eve@example.com']);
    assert.match(rows[0]?.id ?? '', /^[0-9a-f]{20}$/);
    assert.deepEqual(faultsOf(page), []);
  });

  it('shows progress, pauses and goes on', async () => {
    const page = await begin('many.ndjson', linesOf(manyRows(6_000)));
    await page.getByRole('button', { name: 'Start the dry run' }).click();
    await page.getByRole('button', { name: 'Import 6,000 users' }).click();
    await page.getByLabel('Type 6000 to continue', { exact: false }).fill('6000');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await checkEverywhere(page, 'import-paused');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Complete', { exact: true }).waitFor();
    assert.equal((await user('many5999'))?.email, 'many5999@example.com');
  });

  it('speaks German', async () => {
    const page = await console.open(pathOf('imports'), { locale: 'de-DE' });
    await page.getByRole('button', { name: 'Neuer Import' }).waitFor();
    assert.deepEqual(faultsOf(page), []);
  });
});
