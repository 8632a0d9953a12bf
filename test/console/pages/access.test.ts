import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import type { Page } from 'playwright-core';
import {
  apiCall,
  checkEverywhere,
  consoleOf,
  cookieOf,
  faultsOf,
  OWNER,
  pathOf,
  settled,
  totpNow,
} from '../../support/console.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';
import { begin } from '../../support/program.ts';
import { PROJECT } from '../../support/server.ts';

const PASSWORD = 'seven boats on still water';

onLargeDirectory('the sign-in', (database) => {
  const { open, server, api } = consoleOf(database);

  it('says what is wrong, and stays where the admin wanted to go', async () => {
    const page = await open('/account?x=1', { isSignedOut: true });
    await checkEverywhere(page, 'sign-in');
    await page.getByLabel('Email', { exact: true }).fill(OWNER.email);
    await page.getByLabel('Password', { exact: true }).fill('not it');
    await page.keyboard.press('Enter');
    await page.getByText('Email or password is wrong.').waitFor();
    await checkEverywhere(page, 'sign-in-wrong');
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    assert.match(page.url(), /\/console\/account\?x=1$/);
    await page.reload();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
  });

  it('asks for a code, and takes only the right one', async () => {
    const { secret } = (await api('POST', '/me/totp')) as { readonly secret: string };
    await api('PUT', '/me/totp', { code: await totpNow(secret, -1) });
    const page = await open('/', { isSignedOut: true });
    await page.getByLabel('Email', { exact: true }).fill(OWNER.email);
    await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
    await checkEverywhere(page, 'sign-in-code');
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('The code is wrong or has expired.').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(await totpNow(secret));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.deepEqual(faultsOf(page), []);
    await api('DELETE', '/me/totp', { password: OWNER.password });
  });

  it('comes back when the session ends elsewhere', async () => {
    const cookie = await cookieOf(server().base, OWNER);
    const page = await open(pathOf('overview'), { cookie });
    await apiCall(server().base, cookie, { method: 'DELETE', path: '/session' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('account');
    await page.keyboard.press('Enter');
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    assert.match(page.url(), /\/console\/account$/);
    await checkEverywhere(page, 'sign-in-ended');
  });
});

onLargeDirectory('a link', (database) => {
  const { open, api, server } = consoleOf(database);

  it('of an invitation sets name and password once, and leaves no trace in the address', async () => {
    const grants = [{ project: null, role: 'auditor' }];
    const { link } = (await api('POST', '/admins', { email: 'new@example.com', grants })) as {
      readonly link: string;
    };
    const fragment = new URL(link).hash;
    const page = await open(`/${fragment}`, { isSignedOut: true });
    await page.getByRole('heading', { name: 'Accept the invitation' }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
    await checkEverywhere(page, 'link-invite');
    await page.getByLabel('Your name').fill('Nora New');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Accept and sign in' }).click();
    await page.locator('.wrong').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Accept and sign in' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('Nora New').first().waitFor();
    const again = await open(`/${fragment}`, { isSignedOut: true });
    await again.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await checkEverywhere(again, 'link-invalid');
    assert.doesNotMatch(server().errors(), new RegExp(fragment.slice(-20)));
  });

  it('of a start makes the first admin', async (test) => {
    const started = await begin('serve', 'Next', {
      DENIZEN_DATABASE: 'sqlite::memory:',
      DENIZEN_HOST: '127.0.0.1',
    });
    test.after(() => started.stop());
    const [, url = ''] = /Console +(\S+)/.exec(started.output()) ?? [];
    const filledIn = async (email: string) => {
      const page = await open('/', { isSignedOut: true });
      await page.goto(url);
      await page.getByRole('heading', { name: 'Create the first admin' }).waitFor();
      assert.doesNotMatch(page.url(), /#/);
      await page.getByLabel('Your name').fill('Ann');
      await page.getByLabel('Email', { exact: true }).fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      return page;
    };
    const pages = [await filledIn('ann@example.com'), await filledIn('ben@example.com')];
    await checkEverywhere(pages[0] as Page, 'link-setup');
    // Two who have the same link, at once.
    await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Create admin' }).click()));
    const ends = await Promise.all(
      pages.map(async (page) => {
        const end = page.getByRole('heading', { name: /^(Overview|This link does not work)$/ });
        await end.waitFor();
        await settled(page);
        assert.deepEqual(faultsOf(page), []);
        return end.textContent();
      }),
    );
    assert.deepEqual(ends.toSorted(), ['Overview', 'This link does not work']);
    const again = await open('/', { isSignedOut: true });
    await again.goto(url);
    await again.getByRole('heading', { name: 'This link does not work' }).waitFor();
  });
});

onLargeDirectory('a page of another origin', (database) => {
  const { open, api, server } = consoleOf(database);

  it('changes nothing in the name of an admin who has it open, be it of the same host', async (test) => {
    const foreign = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<title>Foreign</title>');
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    test.after(() => foreign.close());
    // Cast: it listens at a port.
    const { port } = foreign.address() as AddressInfo;
    const user = `/projects/${PROJECT}/users/ann`;
    await api('POST', `/projects/${PROJECT}/users`, { id: 'ann', name: 'Ann' });
    const before = [await api('GET', '/projects'), await api('GET', user)];
    for (const host of ['127.0.0.1', 'localhost']) {
      const page = await open('/projects');
      await page.goto(`http://${host}:${port}/`);
      const statuses: number[] = [];
      page.on('response', (response) => statuses.push(response.status()));
      const [projects, block] = [`${server().base}/admin/projects`, `${server().base}/admin${user}/block`];
      await page.evaluate(`(${ATTACK})(${JSON.stringify(projects)}, ${JSON.stringify(block)})`);
      await page.waitForURL('**/admin/projects');
      // An act without a body; a body that is no JSON by its type.
      assert.deepEqual(new Set(statuses), new Set([403, 415]), host);
    }
    assert.deepEqual([await api('GET', '/projects'), await api('GET', user)], before);
  });
});

/** Asks for acts in the ways that need no permission of the other origin: without a body, by text, and by a form. */
const ATTACK = `async (projects, block) => {
  const attack = { method: 'POST', mode: 'no-cors', credentials: 'include' };
  await fetch(block, attack).catch(() => {});
  await fetch(projects, { ...attack, body: '{"id":"foreign","name":"Foreign"}' }).catch(() => {});
  const form = document.createElement('form');
  Object.assign(form, { action: projects, method: 'post', enctype: 'text/plain' });
  const field = document.createElement('input');
  Object.assign(field, { name: '{"id":"foreign","name":"', value: 'Foreign"}' });
  form.append(field);
  document.body.append(form);
  form.submit();
}`;
