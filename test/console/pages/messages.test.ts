import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { checkEverywhere, consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { CORPUS, v1 } from '../../support/console-people.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';

onLargeDirectory('the messages', (database) => {
  const { open, server } = consoleOf(database);

  it('begin with an empty mailbox that says how to fill it', async () => {
    const page = await open(pathOf('messages'));
    await page.getByText('The mailbox is empty').waitFor();
    await checkEverywhere(page, 'messages-none');
    await page.getByRole('link', { name: 'Given up' }).click();
    await page.getByText('Nothing was given up').waitFor();
    await checkEverywhere(page, 'messages-failed-none');
    await page.getByRole('link', { name: 'Waiting' }).click();
    await page.getByText('Nothing waits').waitFor();
  });

  it('are readable in the mailbox: links to follow, codes to copy, and nothing runs', async () => {
    const { base } = server();
    for (const [at, name] of CORPUS.entries()) {
      const email = `odd${at}@example.com`;
      await v1(base, '/users', { body: { userId: `odd${at}`, email, name } });
      await v1(base, '/account/tokens/magic-url', {
        ...{ body: { userId: `odd${at}`, email, url: 'http://localhost/signed-in' }, isVisitor: true },
      });
    }
    const email = 'ann@example.com';
    await v1(base, '/account/tokens/email', { body: { userId: 'ann', email }, isVisitor: true });
    const page = await open(pathOf('messages'));
    await page.getByRole('navigation', { name: 'Messages, newest first' }).getByText(email).waitFor();
    const button = page.getByRole('button', { name: /^Copy code: \d{6}$/ });
    const code = ((await button.textContent()) ?? '').slice(-6);
    await page.frameLocator('iframe').getByText(code).first().waitFor();
    await settled(page);
    await checkEverywhere(page, 'messages-code');
    for (const at of CORPUS.keys()) {
      await page.getByText(`odd${at}@example.com`).first().click();
      await page.frameLocator('iframe').getByRole('link').first().waitFor();
      const link = page.getByRole('list', { name: 'Links' }).getByRole('link');
      assert.match((await link.getAttribute('href')) ?? '', /^http:\/\/localhost\/signed-in\?/);
    }
    await checkEverywhere(page, 'messages-link');
    const frame = page.frames().find((each) => each !== page.mainFrame());
    assert.equal(await frame?.locator(':is(script, img, iframe, svg)').count(), 0);
    assert.deepEqual(
      await page.locator('iframe').getAttribute('sandbox'),
      'allow-popups allow-popups-to-escape-sandbox',
    );
    for (const form of ['Text', 'Source']) {
      await page.getByRole('button', { name: form, exact: true }).click();
      await page.waitForURL(new RegExp(`form=${form.toLowerCase()}`));
      await checkEverywhere(page, `messages-${form.toLowerCase()}`);
    }
    assert.deepEqual(faultsOf(page), []);
  });

  it('can be tried with a test mail', async () => {
    const page = await open(pathOf('messages?open=test'));
    await checkEverywhere(page, 'messages-test');
    await page.getByRole('textbox', { name: 'To' }).fill('operator@example.com');
    await page.getByRole('button', { name: 'Send test mail' }).click();
    await page.getByText('Test mail to operator@example.com is on its way').waitFor();
    const list = page.getByRole('navigation', { name: 'Messages, newest first' });
    await page.getByRole('button', { name: /new message/ }).click();
    await list.getByText('operator@example.com').waitFor();
  });

  it('have templates in each language, as mail, text and source', async () => {
    const page = await open(pathOf('messages?tab=templates'));
    await page.frameLocator('iframe').getByRole('link').first().waitFor();
    await checkEverywhere(page, 'messages-templates');
    await page.getByLabel('Language').selectOption('de');
    await page.waitForURL(/language=de/);
    await page.frameLocator('iframe').getByText('Guten Tag', { exact: false }).first().waitFor();
    await page.getByRole('link', { name: /Sign-in by SMS code/ }).click();
    await page.getByText('123456', { exact: false }).first().waitFor();
    await checkEverywhere(page, 'messages-template-sms');
  });
});

onLargeDirectory('mails that cannot be delivered', (database) => {
  const { open, server } = consoleOf(database, {
    DENIZEN_SMTP_URL: 'smtp://127.0.0.1:9',
    DENIZEN_MAIL_FROM: 'a@example.com',
  });

  before(async () => {
    const body = { userId: 'ann', email: 'ann@example.com' };
    await v1(server().base, '/account/tokens/email', { body, isVisitor: true });
  });

  it('wait with the reason, and are deleted after a question', async () => {
    const page = await open(pathOf('messages'));
    await page.getByText('a…@example.com').waitFor();
    await checkEverywhere(page, 'messages-waiting');
    await page.getByRole('button', { name: 'Delete the message to a…@example.com' }).click();
    await checkEverywhere(page, 'messages-delete');
    await page.getByRole('button', { name: 'Delete message' }).click();
    await page.getByText('Nothing waits').waitFor();
    assert.deepEqual(faultsOf(page), []);
  });
});
