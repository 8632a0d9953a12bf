import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, launchBrowser } from '../support/browser.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { externalProvider } from './external-provider.ts';

describe('at a browser', { skip: skipUnlessWhole }, () => onAnyEngine('a person', tests));

function tests(database: EmptyDatabase): void {
  const here = externalProvider(database);
  let browser: Browser | undefined;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  it('signs in with an account elsewhere, and is somebody afterwards', async () => {
    const ann = here.person({ name: 'Ann' });
    const { endpoint } = here.server();
    const page = await (await (browser as Browser).newContext()).newPage();
    await page.goto(here.start('sessions', { success: `${endpoint}/ping?project=test`, failure: endpoint }));
    await page.fill('input[name=login]', ann.sub);
    await page.fill('input[name=password]', 'any');
    await page.click('button[type=submit]');
    await page.click('button[type=submit]');
    await page.waitForURL(/\/ping\?/);
    const account = await page.evaluate(async () => {
      const answer = await fetch('/v1/account?project=test');
      return (await answer.json()) as Record<string, unknown>;
    });
    const { name, email, emailVerification } = account;
    assert.deepEqual([name, email, emailVerification], ['Ann', ann.email, true]);
  });

  it('reads why it did not work, where there is no page to go back to', async () => {
    const { endpoint } = here.server();
    const page = await (await (browser as Browser).newContext()).newPage();
    const answer = await page.goto(
      `${endpoint}/account/sessions/oauth2/oidc/redirect?project=test&state=none&code=a`,
    );
    assert.equal(answer?.status(), 400);
    assert.match((await page.textContent('body')) ?? '', /Sign-in failed[\s\S]*Begin again\./);
  });
}
