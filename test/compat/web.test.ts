import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { commanded } from '../appwrite/access-keys.ts';
import { bundle } from '../sdk/bundle.ts';
import { scriptedServer } from '../sdk/scripted-server.ts';
import { type Browser, launchBrowser, type Page } from '../support/browser.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { fetchedPath } from '../support/fetched-tools.ts';
import { PROJECT, serving } from '../support/server.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the page has: as much of the package as the tests use. */
declare const appwrite: {
  readonly Client: new () => {
    setEndpoint(endpoint: string): { setProject(project: string): unknown };
  };
  readonly Account: new (client: unknown) => Readonly<Record<string, (input: Fields) => Promise<Fields>>>;
  readonly Teams: new (client: unknown) => Readonly<Record<string, (input: Fields) => Promise<Fields>>>;
};
declare const document: { readonly cookie: string };
declare const localStorage: { getItem(name: string): string | null };

const MAJORS = [26, 27, 28];

describe('web clients in a browser', { skip: skipUnlessWhole }, () =>
  onAnyEngine('the official ones', tests),
);

function tests(database: EmptyDatabase): void {
  const server = serving(database, { DENIZEN_HOST: 'localhost' });
  const site = scriptedServer();
  let browser: Browser | undefined;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  /** An empty page at the host, with the package in it. */
  const opened = async (major: number, host: string): Promise<Page> => {
    const page = await (await (browser as Browser).newContext()).newPage();
    site.will({ status: 200, body: '<!doctype html><title>Ours</title>' });
    await page.goto(site.url().replace('127.0.0.1', host));
    const entry = `export * from ${JSON.stringify(fetchedPath(`appwrite-${major}`))};`;
    const { text } = await bundle('.', entry, { format: 'iife', globalName: 'appwrite' });
    await page.addScriptTag({ content: text });
    return page;
  };

  for (const major of MAJORS) {
    it(`web ${major} keeps a session in cookies that no script sees`, async () => {
      const page = await opened(major, 'localhost');
      const told = await page.evaluate(story, setup(major, 'cookies'));
      assert.deepEqual(told, { ...expected(setup(major, 'cookies').email), fallback: null });
    });

    it(`web ${major} keeps a session in the page's storage, at a page of another site`, async () => {
      await commanded(database, `projects set ${PROJECT} fallbackCookies=on`);
      const page = await opened(major, '127.0.0.1');
      const told = await page.evaluate(story, setup(major, 'storage'));
      assert.deepEqual(told, {
        ...expected(setup(major, 'storage').email),
        fallback: `a_session_${PROJECT}`,
      });
      await commanded(database, `projects set ${PROJECT} fallbackCookies=off`);
    });
  }

  function setup(major: number, way: string) {
    return { endpoint: server.get().endpoint, project: PROJECT, email: `${way}-${major}@example.com` };
  }
}

function expected(email: string): Fields {
  return {
    email,
    prefs: { theme: 'dark' },
    team: 'Friends',
    sessions: 1,
    ended: 'general_unauthorized_scope',
    cookie: '',
  };
}

/** Runs in the page. */
async function story({ endpoint, project, email }: { endpoint: string; project: string; email: string }) {
  const client = new appwrite.Client().setEndpoint(endpoint).setProject(project);
  const account = new appwrite.Account(client) as Record<string, (input?: Fields) => Promise<Fields>>;
  const teams = new appwrite.Teams(client) as Record<string, (input?: Fields) => Promise<Fields>>;
  const person = { email, password: 'correct horse battery' };
  const userId = email.split('@')[0];
  await account.create?.({ userId, ...person });
  await account.createEmailPasswordSession?.(person);
  const user = await account.get?.();
  await account.updatePrefs?.({ prefs: { theme: 'dark' } });
  const prefs = await account.getPrefs?.();
  const team = await teams.create?.({ teamId: userId, name: 'Friends' });
  const sessions = await account.listSessions?.();
  const stored = localStorage.getItem('cookieFallback');
  const [fallback = null] = Object.keys(JSON.parse(stored ?? '{}') as object);
  await account.deleteSession?.({ sessionId: 'current' });
  const ended = await account.get?.().then(
    () => 'none',
    (error: { type: string }) => error.type,
  );
  return {
    email: user?.email,
    prefs,
    team: team?.name,
    sessions: sessions?.total,
    fallback,
    ended,
    cookie: document.cookie,
  };
}
