import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { adminCookie } from '../../support/console-admins.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';
import { PROJECT } from '../../support/server.ts';

type Rows = { readonly rows: readonly { readonly id: string; readonly name: string }[] };
type Hosts = { readonly rows: readonly { readonly host: string }[] };

onLargeDirectory('the pages of projects and platforms', (database) => {
  const { open, api, server } = consoleOf(database);

  it('create a project, rename it, and delete it after its id was typed', async () => {
    const page = await open('/projects?open=new');
    await page.getByLabel('Name', { exact: true }).fill('Café <b>Nörd</b>');
    assert.equal(await page.getByLabel('ID', { exact: true }).inputValue(), 'cafe-b-nord-b');
    await page.getByLabel('ID', { exact: true }).fill(PROJECT);
    await page.getByRole('button', { name: 'Create project' }).click();
    await page.getByText('A project with this id exists.').waitFor();
    await checkEverywhere(page, 'projects-new');
    await page.getByLabel('ID', { exact: true }).fill('cafe');
    await page.getByRole('button', { name: 'Create project' }).click();
    await page.waitForURL('**/projects/cafe/overview');
    await page.goto(`${server().base}/console/projects`);
    await settled(page);
    await page.getByRole('link', { name: 'Café <b>Nörd</b>' }).waitFor();
    await checkEverywhere(page, 'projects');
    await page.getByRole('button', { name: 'Acts on Café' }).click();
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Tea');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Tea' }).waitFor();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Acts on Tea' }).click();
    await page.getByRole('button', { name: 'Delete project' }).click();
    const answer = page.locator('dialog').getByRole('button', { name: 'Delete project' });
    await page.getByLabel('Type cafe to continue').fill('caf');
    assert.equal(await answer.isDisabled(), true);
    await checkEverywhere(page, 'projects-delete');
    await page.getByLabel('Type cafe to continue').fill('cafe');
    await answer.click();
    await page.getByText('is deleted').waitFor();
    const { rows } = (await api('GET', '/projects')) as Rows;
    assert.deepEqual(
      rows.map(({ id }) => id),
      [PROJECT],
    );
    assert.deepEqual(faultsOf(page), []);
  });

  it('add a host, refuse what is none, and take a removal back', async () => {
    const hosts = async () => {
      const { rows } = (await api('GET', `/projects/${PROJECT}/platforms`)) as Hosts;
      return rows.map(({ host }) => host);
    };
    const page = await open(pathOf('platforms'));
    await settled(page);
    await page.getByRole('button', { name: 'Add host' }).click();
    await page.waitForURL(/open=new/);
    await page.getByLabel('Host', { exact: true }).fill('*.com');
    await page.locator('dialog').getByRole('button', { name: 'Add host' }).click();
    await page.locator('dialog .wrong').waitFor();
    await checkEverywhere(page, 'platforms-new');
    await page.getByLabel('Host', { exact: true }).fill('*.shop.example');
    await page.locator('dialog').getByRole('button', { name: 'Add host' }).click();
    await page.getByText('all hosts below shop.example').waitFor();
    await checkEverywhere(page, 'platforms');
    assert.equal((await hosts()).includes('*.shop.example'), true);
    await page.getByRole('button', { name: 'Remove *.shop.example' }).click();
    await page.getByText('is removed').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('all hosts below shop.example').waitFor();
    assert.deepEqual(faultsOf(page), []);
  });

  it('show no acts to those who may only read', async () => {
    const cookie = await adminCookie(server().base, api, 'auditor');
    const page = await open('/projects?open=new', { cookie });
    await page.getByRole('link', { name: PROJECT, exact: true }).waitFor();
    await page.getByRole('button', { name: `Acts on ${PROJECT}` }).click();
    await page.getByRole('button', { name: 'Platforms' }).click();
    await page.waitForURL('**/platforms');
    await settled(page);
    assert.equal(await page.getByRole('button', { name: /Add host|Remove|Delete|New project/ }).count(), 0);
  });
});
