import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { consoleOf, faultsOf, pathOf, settled } from '../support/console.ts';
import { checkState, createUsers, USERS } from '../support/console-users.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { onLargeDirectory } from '../support/large-directory.ts';

const COUNT = 12;

onLargeDirectory('the page of jobs', (database) => {
  const own = consoleOf(database);
  const { open, api } = own;

  it('says what jobs are while there are none', { skip: skipUnlessWhole }, async () => {
    const page = await open(pathOf('jobs'));
    await page.getByText('There are no jobs yet').waitFor();
    await checkState(page, 'jobs-none');
    await page.close();
  });

  it('acts on selected users after a preview, and undoes it', async () => {
    await createUsers(own, COUNT);
    const page = await open(`${pathOf('users')}?search=user00`);
    await page.getByLabel('Select all on this page').check();
    await page.getByRole('region', { name: '10 selected' }).getByRole('button', { name: 'Block' }).click();
    await page.waitForURL(/jobs\?act=block&ids=/);
    await page.reload();
    await settled(page);
    await page.getByText('10 chosen users').waitFor();
    await page.locator('.count3', { hasText: '9will be blocked' }).waitFor();
    await page.getByText('blocked already').waitFor();
    await checkState(page, 'jobs-preview');
    await page.getByText('The same by API key', { exact: true }).click();
    assert.match((await page.locator('.flow .code').textContent()) ?? '', /jobs\/preview.*"act":"block"/s);
    await page.getByRole('button', { name: 'Block 10 users' }).click();
    const job = page.getByRole('article', { name: 'Block users', exact: true });
    await job.getByText('9 done').waitFor();
    await job.getByText('Done', { exact: true }).waitFor();
    const { blockedAt } = (await api('GET', `${USERS}/user003`)) as { blockedAt: string | null };
    assert.notEqual(blockedAt, null);
    await job.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('article', { name: 'Undo: Block users' }).getByText('9 done').waitFor();
    await checkState(page, 'jobs');
    assert.equal(((await api('GET', `${USERS}/user003`)) as { blockedAt: null }).blockedAt, null);
    assert.deepEqual(faultsOf(page), []);
    await page.close();
  });

  it('asks for the number before users are deleted', { skip: skipUnlessWhole }, async () => {
    const page = await open(
      `${pathOf('jobs')}?act=delete&all=1&queries=${encodeURIComponent(
        JSON.stringify([{ attribute: 'labels', is: 'containsAny', values: ['staff'] }]),
      )}`,
    );
    const answer = page.getByRole('button', { name: /^Delete \d+ users?$/ });
    await answer.waitFor();
    assert.ok(await answer.isDisabled());
    const count = /\d+/.exec((await answer.textContent()) ?? '')?.[0] ?? '';
    await page.getByLabel(`Type ${count} to continue`).fill(count);
    await answer.click();
    await page.getByRole('article', { name: 'Delete users' }).getByText(`${count} done`).waitFor();
    await page.close();
  });

  it('gives labels, which are checked before the preview', { skip: skipUnlessWhole }, async () => {
    const page = await open(`${pathOf('jobs')}?act=label&all=1&search=user001`);
    await page.getByRole('textbox', { name: 'Labels' }).fill('b@d');
    await page.getByText('“b@d” is no label').waitFor();
    await page.getByRole('textbox', { name: 'Labels' }).fill('fresh, new1');
    await page.waitForURL(/labels=fresh/);
    await page.getByRole('button', { name: 'Label 1 user' }).click();
    await page.getByRole('article', { name: 'Add labels' }).getByText('1 done').waitFor();
    const { labels } = (await api('GET', `${USERS}/user001`)) as { labels: readonly string[] };
    assert.deepEqual(labels, ['fresh', 'new1']);
    await page.close();
  });

  it('exports users as a file', { skip: skipUnlessWhole }, async () => {
    const page = await open(`${pathOf('jobs')}?act=export&all=1&search=user001`);
    await page.getByRole('button', { name: 'Export 1 user' }).click();
    const link = page.getByRole('link', { name: 'Download users' });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, /"user001"/);
    await page.close();
  });

  it('erases users after their number is typed, and gives their receipts as a file', {
    skip: skipUnlessWhole,
  }, async () => {
    const page = await open(`${pathOf('jobs')}?act=erase&all=1&search=user002`);
    const answer = page.getByRole('button', { name: 'Erase 1 user' });
    await answer.waitFor();
    assert.ok(await answer.isDisabled());
    await page.getByLabel('Type 1 to continue').fill('1');
    await answer.click();
    const job = page.getByRole('article', { name: 'Erase users, with receipts' });
    await job.getByText('Receipts in a minute').waitFor();
    const link = job.getByRole('link', { name: 'Download receipts' });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const receipt = JSON.parse(await readFile(await download.path(), 'utf8')) as Record<string, string>;
    assert.deepEqual([receipt.denizen, receipt.user], ['erasure', 'user002']);
    await page.close();
  });
});
