import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, OWNER, settled } from '../../support/console.ts';
import { adminCookie } from '../../support/console-admins.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';

type Admins = {
  readonly rows: readonly { readonly email: string; readonly grants: readonly { readonly role: string }[] }[];
};

onLargeDirectory('the page of admins', (database) => {
  const { open, api, server } = consoleOf(database);
  const find = async (email: string) => {
    const { rows } = (await api('GET', '/admins')) as Admins;
    return rows.find((row) => row.email === email);
  };

  it('says what the last owner cannot do, and offers none of it', async () => {
    const page = await open('/admins');
    await page.getByText('the only owner').waitFor();
    await page.getByRole('button', { name: `Acts on ${OWNER.email}` }).click();
    await page.getByRole('button', { name: 'Change roles' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Remove' }).count(), 0);
    await page.getByRole('button', { name: 'Change roles' }).click();
    await page.waitForURL(/roles=/);
    await page.getByLabel('Role 1', { exact: true }).selectOption({ label: 'Auditor' });
    await page.getByText('This is the only owner').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save roles' }).isDisabled(), true);
    await checkEverywhere(page, 'admins-last-owner');
  });

  it('invites, changes roles, makes a link, and removes after the email was typed', async () => {
    const page = await open('/admins?open=invite');
    await page.getByLabel('Email', { exact: true }).fill('ann@example.com');
    await page.getByLabel('Name', { exact: true }).fill('<b>Ann</b>');
    await page.getByRole('button', { name: 'Add role' }).click();
    await page.getByLabel('Role 2', { exact: true }).selectOption({ label: 'Operator' });
    await checkEverywhere(page, 'admins-invite');
    await page.getByRole('button', { name: 'Create invitation' }).click();
    const link = page.getByRole('region', { name: 'Shown once' });
    await link.waitFor();
    assert.match((await link.locator('code').textContent()) ?? '', /\/console\/#invite=/);
    await page.getByText('<b>Ann</b>').waitFor();
    await checkEverywhere(page, 'admins');
    assert.equal((await find('ann@example.com'))?.grants.length, 2);

    const acts = page.getByRole('button', { name: 'Acts on ann@example.com' });
    await acts.click();
    await page.getByRole('button', { name: 'Change roles' }).click();
    await page.getByRole('button', { name: 'Remove role 2' }).click();
    await page.getByLabel('Role 1', { exact: true }).selectOption({ label: 'Auditor' });
    await page.getByRole('button', { name: 'Save roles' }).click();
    await page.getByText('changed', { exact: false }).first().waitFor();
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.deepEqual((await find('ann@example.com'))?.grants, [{ project: null, role: 'auditor' }]);

    await acts.click();
    const before = await link.locator('code').textContent();
    await page.getByRole('button', { name: 'Create invitation again' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Create invitation again' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await link.getByText(before ?? '').waitFor({ state: 'detached' });
    assert.match((await link.locator('code').textContent()) ?? '', /\/console\/#invite=/);

    await acts.click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByLabel('Type ann@example.com to continue').fill('ann@example.com');
    await page.locator('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('is removed').waitFor();
    assert.equal(await find('ann@example.com'), undefined);
    assert.deepEqual(faultsOf(page), []);
  });

  it('makes a link for a new password of one who has joined', async () => {
    await adminCookie(server().base, api, 'support');
    const page = await open('/admins');
    await page.getByRole('button', { name: 'Acts on support@example.com' }).click();
    await page.getByRole('button', { name: 'Create reset link' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Create reset link' }).click();
    await page.getByText('the reset link is shown this once').waitFor();
    const link = await page.getByRole('region', { name: 'Shown once' }).locator('code').textContent();
    assert.match(link ?? '', /\/console\/#reset=/);
  });

  it('says that an email is taken', async () => {
    const page = await open('/admins?open=invite');
    await page.getByLabel('Email', { exact: true }).fill(OWNER.email);
    await page.getByRole('button', { name: 'Create invitation' }).click();
    await page.getByText('An administrator with this email exists.').waitFor();
    await checkEverywhere(page, 'admins-exists');
  });

  it('shows no acts to an auditor, and no page to others', async () => {
    const cookie = await adminCookie(server().base, api, 'auditor');
    const page = await open('/admins?open=invite', { cookie });
    await page.getByText(OWNER.email).first().waitFor();
    assert.equal(await page.getByRole('button', { name: /Invite|Acts on/ }).count(), 0);
    assert.equal(await page.locator('dialog').count(), 0);
    const other = await open('/admins', { cookie: await adminCookie(server().base, api, 'operator') });
    await settled(other);
    await other.getByText('There is no such page').first().waitFor();
  });
});
