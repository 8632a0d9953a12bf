import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type * as Sdk from '../../sdk/src/index.ts';
import { type Browser, launchBrowser, type Page } from '../support/browser.ts';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { KEY, PROJECT, serving } from '../support/server.ts';
import { bundle } from './bundle.ts';
import { type Packed, packed } from './packed.ts';
import { scriptedServer } from './scripted-server.ts';

/** What the page has. */
declare const sdk: typeof Sdk;
declare const document: { readonly cookie: string };

describe('the packed SDK in a browser', { skip: skipUnlessWhole }, () => {
  const server = serving({ setting: () => 'sqlite::memory:' }, BEHIND_PROXY);
  const site = scriptedServer();
  const other = scriptedServer();
  let here: Packed | undefined;
  let browser: Browser | undefined;
  let script = '';
  before(async () => {
    here = await packed();
    script = (
      await bundle(here.project, "export * from 'denizen-sdk';", { format: 'iife', globalName: 'sdk' })
    ).text;
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
  });
  /** An empty page of another origin than the server's, with the package in it. */
  const opened = async (): Promise<Page> => {
    const page = await (await (browser as Browser).newContext()).newPage();
    site.will({ status: 200, body: '<!doctype html><title>Ours</title>' });
    await page.goto(site.url());
    await page.addScriptTag({ content: script });
    return page;
  };

  it('signs somebody up, in and out by cookies alone', async () => {
    const page = await opened();
    const told = await page.evaluate(
      async ({ endpoint, project }) => {
        const account = new sdk.Account(new sdk.Client().setEndpoint(endpoint).setProject(project));
        const typeOf = (error: unknown) => (error instanceof sdk.DenizenError ? error.type : 'another');
        const person = { email: 'ann@example.com', password: 'correct horse' };
        await account.create({ userId: 'ann', ...person });
        const { secret } = await account.createEmailPasswordSession(person);
        const { $id } = await account.get();
        await account.updatePrefs({ theme: 'dark' });
        const prefs = await account.getPrefs();
        await account.deleteSession('current');
        return [secret, $id, prefs, await account.get().then(() => 'none', typeOf), document.cookie];
      },
      { endpoint: server.get().endpoint, project: PROJECT },
    );
    assert.deepEqual(told, ['', 'ann', { theme: 'dark' }, 'general_unauthorized_scope', '']);
  });

  it('refuses to be redirected, as it cannot know where to, and sends nothing there', async () => {
    const page = await opened();
    // The browser may ask for an icon as well, at any time.
    site.will((response, { url }) => {
      const isOurs = url?.startsWith('/v1/');
      response.writeHead(isOurs ? 302 : 404, { location: `${other.url()}/v1/users/ann` }).end();
    });
    const told = await page.evaluate(
      async ({ endpoint, key }) => {
        const users = new sdk.Users(new sdk.Client().setEndpoint(endpoint).setKey(key));
        return users.get('ann').then(String, (error) => error.type);
      },
      { endpoint: `${site.url()}/v1`, key: KEY },
    );
    assert.equal(told, 'sdk_redirect_refused');
    const asked = site.received.filter(({ path }) => path.startsWith('/v1/'));
    assert.deepEqual([asked.length, other.received.length], [1, 0]);
  });

  it('sends the page itself to where another account signs in', async () => {
    const page = await opened();
    const { endpoint } = server.get();
    const gone = page.waitForURL(`${endpoint}/account/sessions/oauth2/github?**`);
    await page.evaluate(
      async ({ endpoint, project }) => {
        const account = new sdk.Account(new sdk.Client().setEndpoint(endpoint).setProject(project));
        // The page is left: nobody waits for what is answered.
        void account.createOAuth2Session({ provider: 'github' });
      },
      { endpoint, project: PROJECT },
    );
    await gone;
    assert.equal(new URL(page.url()).searchParams.get('project'), PROJECT);
  });
});
