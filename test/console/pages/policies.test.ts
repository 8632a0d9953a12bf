import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { adminCookie } from '../../support/console-admins.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';
import { PROJECT } from '../../support/server.ts';

type Policies = { readonly rows: readonly { readonly name: string; readonly value: unknown }[] };

onLargeDirectory('the page of policies', (database) => {
  const { open, api, server } = consoleOf(database);
  const kept = async (name: string) => {
    const { rows } = (await api('GET', `/projects/${PROJECT}/policies`)) as Policies;
    return rows.find((row) => row.name === name)?.value;
  };

  it('changes several at once by one request, and shows the same as a command', async () => {
    const page = await open(pathOf('policies'));
    await checkEverywhere(page, 'policies');
    await page.getByLabel('Minimum length').fill('12');
    await page.getByLabel('Refuse common passwords').check();
    await page
      .getByRole('group', { name: 'Disabled authentication methods' })
      .getByLabel('anonymous')
      .check();
    await page.getByLabel('Hosts', { exact: true }).fill('shop.example\n*.shop.example');
    await page.getByRole('region', { name: '4 changes, not saved' }).waitFor();
    const command = await page.getByRole('button', { name: /^Copy command/ }).textContent();
    assert.match(command ?? '', /denizen projects set test passwordMinLength=12 passwordDictionary=on/);
    assert.match(command ?? '', /'hosts=shop\.example,\*\.shop\.example'/);
    await checkEverywhere(page, 'policies-pending');
    // What is not saved stands in the address.
    await page.reload();
    await settled(page);
    await page.getByRole('region', { name: '4 changes, not saved' }).waitFor();
    const requests: string[] = [];
    page.on('request', (request) => request.method() === 'PATCH' && requests.push(request.url()));
    await page.keyboard.press('Control+s');
    await page.getByText('4 policies changed').waitFor();
    assert.equal(requests.length, 1);
    assert.deepEqual(
      [await kept('passwordMinLength'), await kept('passwordDictionary'), await kept('hosts')],
      [12, true, ['shop.example', '*.shop.example']],
    );
    assert.doesNotMatch(page.url(), /changes=/);
    await page.getByRole('button', { name: /^Set 4$/ }).click();
    await page.waitForURL(/show=set/);
    assert.equal(await page.locator('.set').count(), 4);
    await page.getByRole('button', { name: 'Use default: Minimum length' }).click();
    await page.getByRole('button', { name: 'Save 1 change' }).click();
    await page.getByText('1 policy changed').waitFor();
    assert.equal(await kept('passwordMinLength'), 8);
    assert.deepEqual(faultsOf(page), []);
  });

  it('saves nothing that is out of bounds, and says what the server refuses', async () => {
    const page = await open(pathOf('policies'));
    await page.getByLabel('Minimum length').fill('7');
    await page.getByText('From 8 to 256').first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save 1 change' }).isDisabled(), true);
    await checkEverywhere(page, 'policies-invalid');
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Undo: Minimum length' }).click();
    await page.getByLabel('Hosts', { exact: true }).fill('*.com');
    await page.getByRole('button', { name: 'Save 1 change' }).click();
    await page.getByText('is not valid').waitFor();
    await page.getByRole('button', { name: 'Undo all' }).click();
    assert.equal(await kept('passwordMinLength'), 8);
  });

  it('shows them to those who may only read, whatever the address says', async () => {
    const cookie = await adminCookie(server().base, api, 'operator');
    const page = await open(pathOf(`policies?changes=${encodeURIComponent('{"passwordMinLength":"9"}')}`), {
      cookie,
    });
    await page.getByText('Owners change them').waitFor();
    assert.equal(await page.getByLabel('Minimum length').isDisabled(), true);
    assert.equal(await page.getByRole('button', { name: /^Save/ }).count(), 0);
    await checkEverywhere(page, 'policies-read');
  });
});
