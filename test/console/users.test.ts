import assert from 'node:assert/strict';
import { it } from 'node:test';
import { consoleOf, faultsOf, pathOf, settled } from '../support/console.ts';
import {
  assertInert,
  checkState,
  cookieOfRole,
  createUsers,
  hostileTexts,
  typeSwiftly,
  USERS,
  userPath,
} from '../support/console-users.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { onLargeDirectory, PEOPLE } from '../support/large-directory.ts';

const COUNT = 60;
/** As the page writes it. */
const FOUND = (PEOPLE + COUNT).toLocaleString('en-GB');
const PER_PAGE = 50;

onLargeDirectory('the page of users', (database) => {
  const own = consoleOf(database);
  const { open, api } = own;

  it('says how the first user is created', { skip: skipUnlessWhole }, async () => {
    await api('POST', '/projects', { id: 'empty', name: 'Empty' });
    const page = await open('/projects/empty/users');
    await page.getByText('There are no users yet').waitFor();
    assert.match((await page.locator('.snippet .code').textContent()) ?? '', /curl -X POST .*\/v1\/users/);
    await checkState(page, 'users-none');
    await page.close();
  });

  it('lists users, newest first, by pages with a bounded count', async () => {
    await createUsers(own, COUNT);
    const page = await open(pathOf('users'));
    const rows = page.locator('tbody tr');
    await rows.nth(PER_PAGE - 1).waitFor();
    assert.equal(await rows.count(), PER_PAGE);
    assert.match((await rows.first().textContent()) ?? '', /user059/);
    await page.locator('.pager', { hasText: `${FOUND} found` }).waitFor();
    await checkState(page, 'users');
    await page.getByRole('button', { name: 'Older' }).click();
    await page.waitForURL(/cursor=/);
    await page.locator('tbody tr', { hasText: 'user000' }).waitFor();
    await page.reload();
    await settled(page);
    await rows.nth(PER_PAGE - 1).waitFor();
    assert.equal(await page.locator('tbody tr', { hasText: 'user00' }).count(), COUNT - PER_PAGE);
    await page.getByRole('button', { name: 'Newer' }).click();
    await page.locator('tbody tr', { hasText: 'user059' }).waitFor();
    await page.close();
  });

  it('keeps search, filters and order in the address', async () => {
    const page = await open(pathOf('users'));
    await page.getByRole('searchbox').fill('person');
    await page.waitForURL(/search=person/);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('button', { name: 'Status' }).click();
    await page.getByLabel('Value').selectOption('false');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/queries=/);
    await page.getByRole('button', { name: 'User', exact: true }).click();
    await page.waitForURL(/sort=name/);
    await page.locator('.pager', { hasText: '8 found' }).waitFor();
    await settled(page);
    const shown = await page.locator('tbody td.main').allInnerTexts();
    await page.reload();
    await page.locator('.pager', { hasText: '8 found' }).waitFor();
    await settled(page);
    assert.deepEqual(await page.locator('tbody td.main').allInnerTexts(), shown);
    assert.equal(await page.getByRole('searchbox').inputValue(), 'person');
    assert.match((await page.locator('.chip').first().textContent()) ?? '', /Status\s*Blocked/);
    assert.equal(await page.locator('th[aria-sort="descending"]').textContent(), 'User');
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('sort='));
    await page.getByRole('button', { name: 'Remove filter: Status' }).click();
    await page.waitForURL((url) => !url.search.includes('queries'));
    await page.close();
  });

  it('is operated by keyboard, and keeps the selection from page to page', async () => {
    const page = await open(pathOf('users'));
    await page.keyboard.press('/');
    await page.keyboard.type('user');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('searchbox').inputValue(), '');
    await settled(page);
    for (const key of ['j', 'j', 'x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key);
    await page.getByRole('region', { name: '3 selected' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('label');
    const act = page.getByRole('option', { name: 'Label' }).filter({ hasText: '3 selected' });
    await act.waitFor();
    assert.equal(await act.locator('mark').first().textContent(), 'Label');
    await checkState(page, 'palette-selection');
    await page.keyboard.press('Escape');
    await page.keyboard.press(']');
    await page.locator('tbody tr', { hasText: 'user000' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('region', { name: '4 selected' }).waitFor();
    await page.getByRole('button', { name: `Select all ${FOUND} that match` }).click();
    await page.getByRole('region', { name: `All ${FOUND} that match` }).waitFor();
    await checkState(page, 'users-selected');
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'that match' }).waitFor({ state: 'detached' });
    await page.keyboard.press('f');
    await page.getByRole('dialog', { name: 'Filter' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('body').click({ position: { x: 400, y: 5 } });
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/users\/user\d+$/);
    await page.close();
  });

  it('tells no match from no users, and says what to do about a search that reads too much', {
    skip: skipUnlessWhole,
  }, async () => {
    const page = await open(`${pathOf('users')}?search=zzzz`);
    await page.getByText('No user matches').waitFor();
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await page.locator('tbody tr').first().waitFor();
    await page.route('**/users?*', (route) =>
      route.fulfill({ status: 400, json: { code: 'query_too_broad', message: 'x', requestId: 'abc123' } }),
    );
    await page.getByRole('searchbox').fill('a');
    await page.getByText('This would read too many users').waitFor();
    await checkState(page, 'users-too-broad');
    await page.close();
  });

  it('keeps columns, height of rows and views in the browser', { skip: skipUnlessWhole }, async () => {
    const page = await open(`${pathOf('users')}?search=person`);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel('Phone').uncheck();
    await page.getByLabel('Low rows').check();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByLabel('Name of this view').fill('<b>People</b>');
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.keyboard.press('Escape');
    await page.goto(`${page.url().split('?')[0]}`);
    await settled(page);
    assert.equal(await page.getByRole('columnheader', { name: 'Phone' }).count(), 0);
    assert.equal(await page.locator('table.dense').count(), 1);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('link', { name: '<b>People</b>' }).click();
    await page.waitForURL(/search=person/);
    await page.close();
  });

  it('finds people from the palette of commands by name, email and id, by keys alone', async () => {
    const page = await open(pathOf('overview'));
    const palette = page.getByRole('dialog', { name: 'Search or run a command' });
    const people = palette.getByRole('group', { name: 'People' });
    const find = async (typed: string) => {
      await page.keyboard.press('Control+k');
      await palette.waitFor();
      await page.keyboard.type(typed);
    };
    await find('solheim');
    await people.getByRole('option').nth(5).waitFor();
    await checkState(page, 'palette-people');
    await page.keyboard.press('ArrowDown');
    const name = (await palette.locator('[aria-selected="true"] bdi').textContent()) ?? '';
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    for (const [typed, id] of [
      ['user007@mail.example', 'user007'],
      ['user009', 'user009'],
    ] as const) {
      await find(typed);
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/users/${id}`);
    }
    await find('nobody at all');
    await palette.getByText('Nothing is called').waitFor();
    await page.close();
  });

  it('opens nobody of the query before, and asks once for what is typed at once', async () => {
    const page = await open(pathOf('overview'));
    const asked: string[] = [];
    const entered = Promise.withResolvers<void>();
    await page.route('**/users?*', async (route) => {
      const search = new URL(route.request().url()).searchParams.get('search') ?? '';
      asked.push(search);
      // Answered after Enter.
      if (search === 'user004') await entered.promise;
      await route.continue().catch(() => {});
    });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await typeSwiftly(page, 'user003');
    const option = page.getByRole('group', { name: 'People' }).getByRole('option');
    await option.filter({ hasText: 'user003' }).waitFor();
    await page.getByRole('combobox').fill('user004');
    // The old one stays, and Enter waits for the new one.
    assert.match((await option.first().textContent()) ?? '', /user003/);
    await page.keyboard.press('Enter');
    entered.resolve();
    await page.waitForURL('**/users/user004');
    assert.deepEqual(asked, ['user003', 'user004']);
    await page.close();
  });

  it('asks for the rows of a first visit once, without waiting for the session', async () => {
    const page = await open(pathOf('users'));
    const asked: string[] = [];
    const rowsAsked = page.waitForRequest(/users\?.*limit=50/);
    page.on('request', (request) => asked.push(...(/users\?.*limit=50.*/.exec(request.url()) ?? [])));
    await page.route(/\/admin\/session$/, async (route) => {
      await rowsAsked;
      await route.continue();
    });
    await page.goto(`${page.url()}?sort=name`);
    await page
      .locator('tbody tr')
      .nth(PER_PAGE - 1)
      .waitFor();
    await settled(page);
    assert.equal(asked.length, 1, asked.join('\n'));
    assert.match(asked[0] ?? '', /sort=name/);
    await page.close();
  });

  it('keeps old rows until new ones are there, and asks once for what is typed at once', async () => {
    const page = await open(pathOf('users'));
    const asked: string[] = [];
    const seen = Promise.withResolvers<void>();
    await page.route('**/users?*', async (route) => {
      const search = new URL(route.request().url()).searchParams.get('search') ?? '';
      asked.push(search);
      // Answered once the old rows were seen.
      if (search === 'solheim') await seen.promise;
      await route.continue().catch(() => {});
    });
    await page.getByRole('searchbox').focus();
    await typeSwiftly(page, 'solheim');
    await page.locator('table.stale').waitFor();
    assert.ok((await page.locator('tbody tr').count()) === PER_PAGE);
    seen.resolve();
    await page.locator('table:not(.stale) tbody tr', { hasText: 'Solheim' }).first().waitFor();
    // The rows and their count; that of all users may still be asked for.
    assert.deepEqual([...new Set(asked)].filter(Boolean), ['solheim']);
    assert.equal(await page.getByRole('searchbox').inputValue(), 'solheim');
    await page.close();
  });

  it('shows people nothing that their role does not permit', { skip: skipUnlessWhole }, async () => {
    const cookie = await cookieOfRole(own, 'support');
    const page = await open(pathOf('users'), { cookie });
    const count = async () => ({
      create: await page.getByRole('button', { name: 'New user' }).count(),
      boxes: await page.locator('tbody input').count(),
      export: await page.getByRole('button', { name: 'Export' }).count(),
    });
    assert.deepEqual(await count(), { create: 0, boxes: 0, export: 0 });
    await page.goto(`${own.server().base}/console${userPath('user001', '?do=delete')}`);
    await settled(page);
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.getByRole('button', { name: 'Block' }).waitFor();
    await page.getByRole('button', { name: 'More acts' }).click();
    assert.equal(await page.getByRole('button', { name: 'Delete user' }).count(), 0);
    await page.close();
  });

  it('shows what users typed as text', async () => {
    for (const [at, name] of hostileTexts.entries())
      await api('POST', USERS, { id: `odd${at}`, name, email: `odd.${at}@mail.example` });
    await api('PATCH', `${USERS}/odd0`, {
      prefs: Object.fromEntries(hostileTexts.map((each, at) => [`${each}${at}`, each])),
    });
    const page = await open(pathOf('users'));
    for (const name of hostileTexts)
      assert.ok((await page.locator('td.main bdi').allTextContents()).includes(name), name);
    await assertInert(page);
    for (const tab of ['overview', 'preferences', 'raw', 'history']) {
      await page.goto(`${own.server().base}/console${userPath('odd0', `?tab=${tab}`)}`);
      await settled(page);
      await assertInert(page);
    }
    await page.goto(
      `${own.server().base}/console${pathOf('users')}?search=${encodeURIComponent(hostileTexts[1] ?? '')}`,
    );
    await settled(page);
    await assertInert(page);
    assert.deepEqual(faultsOf(page), []);
    await page.close();
  });

  it('creates a user, and says which field is wrong', { skip: skipUnlessWhole }, async () => {
    const page = await open(`${pathOf('users')}?do=create`);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Email').fill('nobody@nowhere');
    await dialog.getByLabel('Name').fill('Ann');
    await dialog.getByLabel('Phone').fill('12');
    await dialog.getByRole('button', { name: 'New user' }).click();
    await dialog.locator('[aria-invalid]').first().waitFor();
    await dialog.getByLabel('Email').fill('ann@mail.example');
    await dialog.getByLabel('Phone').fill('');
    await dialog.getByRole('button', { name: 'New user' }).click();
    await page.waitForURL(/users\/[^/?]+$/);
    await page.getByRole('heading', { name: 'Ann', level: 1 }).waitFor();
    assert.deepEqual(faultsOf(page), []);
    await page.close();
  });

  it('reads the same in German', { skip: skipUnlessWhole }, async () => {
    const page = await open(pathOf('users'), { locale: 'de-DE' });
    await page.getByRole('heading', { name: 'Benutzer' }).first().waitFor();
    await checkState(page, 'users-de');
    await page.close();
  });
});
