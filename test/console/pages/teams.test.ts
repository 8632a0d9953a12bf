import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { CORPUS, v1 } from '../../support/console-people.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';

onLargeDirectory('no teams', (database) => {
  const { open } = consoleOf(database);

  it('say how to create one', async () => {
    const page = await open(pathOf('teams'));
    await page.getByText('There is no team yet').waitFor();
    await page.getByRole('button', { name: /curl -X POST .*\/v1\/teams/ }).waitFor();
    await checkEverywhere(page, 'teams-none');
  });
});

onLargeDirectory('the teams', (database) => {
  const { open, server } = consoleOf(database);

  before(async () => {
    const { base } = server();
    await v1(base, '/users', { body: { userId: 'ann', email: 'ann@example.com', name: 'Ann Nwosu' } });
    await v1(base, '/teams', { body: { teamId: 'gardeners', name: 'Gardeners of the quiet harbour' } });
    for (const [at, name] of CORPUS.entries()) {
      await v1(base, '/teams', { body: { teamId: `odd${at}`, name } });
      await v1(base, '/users', { body: { userId: `odd${at}`, email: `odd${at}@example.com`, name } });
      const body = { userId: `odd${at}`, roles: ['owner', 'reader'] };
      await v1(base, '/teams/gardeners/memberships', { body });
    }
  });

  it('show their names as text, and are searched in the address', async () => {
    const page = await open(pathOf('teams'));
    for (const name of CORPUS) await page.getByRole('link', { name, exact: true }).waitFor();
    assert.equal(await page.locator('main :is(img, script, iframe)').count(), 0);
    await checkEverywhere(page, 'teams');
    await page.keyboard.press('/');
    await page.keyboard.type('garden');
    await page.waitForURL(/search=garden/);
    await page.getByText('1 found').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('nothing');
    await page.getByText('No team is called “nothing”').waitFor();
    await settled(page);
    await checkEverywhere(page, 'teams-no-match');
  });

  it('are created, renamed, and deleted after their name was typed', async () => {
    const page = await open(pathOf('teams?open=new'));
    await page.getByLabel('Name', { exact: true }).fill('Sailors');
    await checkEverywhere(page, 'teams-new');
    await page.getByRole('button', { name: 'Create team' }).click();
    await page.getByRole('heading', { name: 'Sailors', level: 1 }).waitFor();
    await page.getByText('The team has no members').waitFor();
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Pilots');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Pilots', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Sailors', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Delete team' }).click();
    const destroy = page.getByRole('dialog').getByRole('button', { name: 'Delete team' });
    assert.equal(await destroy.isDisabled(), true);
    await page.getByLabel('Type Sailors to continue').fill('Sailors');
    await destroy.click();
    await page.waitForURL(/\/teams$/);
    assert.deepEqual(faultsOf(page), []);
  });

  it('have members with roles, who are added, changed and removed', async () => {
    const page = await open(pathOf('teams/gardeners'));
    for (const name of CORPUS) await page.getByRole('link', { name, exact: true }).waitFor();
    await checkEverywhere(page, 'team');
    await page.getByRole('button', { name: 'Add member' }).click();
    await page.getByLabel('User id or email').fill('nobody');
    await checkEverywhere(page, 'team-add');
    await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await checkEverywhere(page, 'team-add-wrong');
    await page.getByLabel('User id or email').fill('ann');
    await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click();
    await page.getByRole('link', { name: 'Ann Nwosu' }).waitFor();
    await page.getByRole('button', { name: 'Roles of Ann Nwosu' }).click();
    await page.getByLabel('Roles', { exact: true }).fill('digger, owner');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('digger').waitFor();
    await page.getByRole('button', { name: 'Remove Ann Nwosu' }).click();
    await page.getByRole('button', { name: 'Remove member' }).click();
    await page.getByRole('link', { name: 'Ann Nwosu' }).waitFor({ state: 'detached' });
    assert.deepEqual(faultsOf(page), []);
  });
});
