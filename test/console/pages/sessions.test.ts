import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  apiCall,
  checkEverywhere,
  consoleOf,
  cookieOf,
  faultsOf,
  pathOf,
  settled,
  violationsIn,
} from '../../support/console.ts';
import { BEHIND_PROXY, BROWSERS, CORPUS, signIn, v1 } from '../../support/console-people.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';

onLargeDirectory('the sessions of a directory without any', (database) => {
  const { open } = consoleOf(database);

  it('say how one begins', async () => {
    const page = await open(pathOf('sessions'));
    await page.getByText('No user is signed in').waitFor();
    await page.getByRole('button', { name: /curl -X POST .*account\/sessions\/email/ }).waitFor();
    await checkEverywhere(page, 'sessions-none');
  });
});

onLargeDirectory('the sessions', (database) => {
  const { open, server } = consoleOf(database, BEHIND_PROXY);

  before(async () => {
    const { base } = server();
    const people = [
      { id: 'ann', name: 'Ann Nwosu', ip: '203.0.113.7', userAgent: BROWSERS.firefox },
      { id: 'ben', name: 'Ben Ahlgren', ip: '203.0.113.8', userAgent: BROWSERS.chrome },
      { id: 'layla', name: 'ليلى حداد', ip: '198.51.100.4', userAgent: BROWSERS.safari },
      { id: 'nameless', name: '', ip: '2001:db8:4c::1', userAgent: '<img src=x onerror=alert(1)>' },
    ];
    for (const person of people) await signIn(base, person);
    for (const [at, name] of CORPUS.entries())
      await signIn(base, {
        id: `odd${at}`,
        name,
        ip: '192.0.2.9',
        userAgent: name.replaceAll(/[^ -~]/g, ''),
      });
  });

  it('show what users call themselves as text', async () => {
    const page = await open(pathOf('sessions'));
    for (const name of CORPUS) await page.getByRole('link', { name, exact: true }).waitFor();
    assert.equal(await page.locator('main :is(img, script, iframe)').count(), 0);
    await checkEverywhere(page, 'sessions');
  });

  it('are filtered by a click on a facet, in the address, and tell no match from none', async () => {
    const page = await open(pathOf('sessions'));
    const network = page.getByRole('region', { name: 'Network' });
    await network.getByRole('button', { name: '203.0.113.0/24' }).click();
    await page.waitForURL(/network=203\.0\.113\.0%2F24/);
    await page.getByText('2 found').waitFor();
    await settled(page);
    await checkEverywhere(page, 'sessions-filtered');
    await page.reload();
    await page.getByText('2 found').waitFor();
    // The facets are an answer of their own.
    await settled(page);
    assert.equal(await network.getByRole('button', { pressed: true }).count(), 1);
    await page.keyboard.press('/');
    await page.keyboard.type('192.0.2.200');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('192.0.2.200');
    await page.keyboard.press('Enter');
    await page.getByText('No session matches').waitFor();
    await checkEverywhere(page, 'sessions-no-match');
    await page.getByRole('button', { name: 'Clear' }).last().click();
    await page.getByText(/1\d found/).waitFor();
    assert.doesNotMatch(page.url(), /network=/);
  });

  it('say what is wrong with a network', async () => {
    const page = await open(pathOf('sessions?network=nowhere'));
    await page.getByRole('alert').waitFor();
    assert.match((await page.getByRole('alert').textContent()) ?? '', /must be an address or a network/);
    await checkEverywhere(page, 'sessions-error');
  });

  it('end one by one with the keyboard, after a question', async () => {
    const page = await open(pathOf('sessions?network=198.51.100.4'));
    await page.getByRole('link', { name: 'ليلى حداد' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await page.getByRole('heading', { name: 'End the session of ليلى حداد?' }).waitFor();
    await checkEverywhere(page, 'sessions-end-one');
    await page.getByRole('button', { name: 'End session' }).click();
    await page.getByText('No session matches').waitFor();
    assert.deepEqual(faultsOf(page), []);
  });

  it('announce sign-ins above the rows instead of moving them', async () => {
    const page = await open(pathOf('sessions'));
    const first = await page.locator('tbody tr').first().textContent();
    await signIn(server().base, { id: 'late', name: 'Late Comer' });
    const newer = page.getByRole('button', { name: '1 sign-in since you looked' });
    await newer.waitFor();
    assert.equal(await page.locator('tbody tr').first().textContent(), first);
    await newer.click();
    await page.getByRole('link', { name: 'Late Comer' }).waitFor();
  });
});

onLargeDirectory('ending sessions by a filter', (database) => {
  const { open, server } = consoleOf(database, BEHIND_PROXY);

  before(async () => {
    await signIn(server().base, { id: 'ann', name: 'Ann Nwosu', ip: '203.0.113.7' });
  });

  it('shows whom it meets, and takes the typed number', async () => {
    const page = await open(pathOf('sessions?network=203.0.113.0%2F24'));
    const sent: unknown[] = [];
    const samples = [{ id: 'ann', name: '<b>Ann</b>', email: 'ann@example.com' }];
    await page.route('**/jobs/preview', async (route) => {
      sent.push(route.request().postDataJSON());
      await route.fulfill({
        json: {
          count: 214,
          countIsExact: true,
          samples,
          examined: 214,
          skipped: [],
          confirm: true,
          digest: 'd1',
        },
      });
    });
    await page.route('**/jobs', async (route) => {
      // The console also lists the jobs, once one has begun.
      if (route.request().method() !== 'POST') return route.fallback();
      sent.push(route.request().postDataJSON());
      await route.fulfill({ status: 201, json: { id: '1' } });
    });
    await page.getByRole('button', { name: 'End those that match…' }).click();
    await page.getByRole('heading', { name: 'End 214 sessions?' }).waitFor();
    await page.getByText('<b>Ann</b>').waitFor();
    await checkEverywhere(page, 'sessions-end');
    const answer = page.getByRole('button', { name: 'End 214 sessions' });
    assert.equal(await answer.isDisabled(), true);
    await page.getByLabel('Type 214 to continue').fill('214');
    await answer.click();
    await page.getByText('Sessions are being ended.', { exact: false }).waitFor();
    const target = { sessions: { network: '203.0.113.0/24' } };
    assert.deepEqual(sent, [
      { act: 'endSessions', target },
      { act: 'endSessions', target, digest: 'd1', confirm: '214' },
    ]);
  });

  it('creates the job', async () => {
    const page = await open(pathOf('sessions?network=203.0.113.0%2F24'));
    await page.getByRole('button', { name: 'End those that match…' }).click();
    await page.getByRole('heading', { name: 'End 1 session?' }).waitFor();
    await page.getByLabel('Type 1 to continue').fill('1');
    const created = page.waitForResponse((response) => response.url().endsWith('/jobs'));
    await page.getByRole('button', { name: 'End 1 session' }).click();
    assert.equal((await created).status(), 201);
  });
});

onLargeDirectory('an auditor', (database) => {
  const { open, server, api } = consoleOf(database);

  it('reads, and is offered nothing that the role lacks', async () => {
    const { base } = server();
    await signIn(base, { id: 'ann', name: 'Ann Nwosu' });
    await v1(base, '/teams', { body: { teamId: 'gardeners', name: 'Gardeners' } });
    const credentials = { email: 'audit@example.com', password: 'a lantern at the quiet pier' };
    const grants = [{ project: null, role: 'auditor' }];
    const invited = (await api('POST', '/admins', { email: credentials.email, grants })) as { link: string };
    const secret = /[#=]([\w-]{20,})$/.exec(invited.link)?.[1];
    await apiCall(base, '', {
      method: 'POST',
      path: '/links/accept',
      body: { secret, password: credentials.password },
    });
    const cookie = await cookieOf(base, credentials);
    const acts = {
      sessions: ['End all sessions…', 'Select all on this page'],
      teams: ['New team'],
      'teams/gardeners': ['Rename', 'Delete team', 'Add member'],
      history: [],
      overview: [],
    };
    for (const [path, names] of Object.entries(acts)) {
      const page = await open(pathOf(path), { cookie });
      await page.getByRole('heading', { level: 1 }).waitFor();
      for (const name of names)
        assert.equal(await page.getByRole('button', { name }).count(), 0, `${path}: ${name}`);
      assert.deepEqual([...(await violationsIn(page)), ...faultsOf(page)], [], path);
      assert.equal(await page.getByRole('link', { name: 'Messages' }).count(), 0);
    }
    const messages = await open(pathOf('messages'), { cookie });
    await messages.getByRole('heading', { name: 'There is no such page' }).waitFor();
  });
});
