import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BEHIND_PROXY, type Browser, browser, PAGE } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { PROJECT, serving } from '../support/server.ts';
import { freshName, freshPhone, PASSWORD } from './account-fixtures.ts';
import type { Fields } from './account-packages.ts';

type Asked = { readonly status: number; readonly body: Fields };

onAnyEngine('the Account service without a client', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const box = mailbox(server);

  it('paths of older clients open sessions', async () => {
    const id = await person();
    const page = browser(server.get());
    const known = { email: `${id}@example.com`, password: PASSWORD };
    const asked = [
      await ask(page, 'POST', '/account/sessions', known),
      await ask(page, 'POST', '/account/jwt'),
      await ask(page, 'GET', '/account'),
    ];
    assert.deepEqual(
      asked.map(({ status }) => status),
      [201, 201, 200],
    );
    assert.deepEqual([asked[0]?.body.userId, asked[2]?.body.$id], [id, id]);
  });

  it('paths of older clients send links and codes that sign in', async () => {
    const [id, other, phone] = [freshName(), freshName(), freshPhone()];
    const email = `${id}@example.com`;
    const page = browser(server.get());
    const link = await ask(page, 'POST', '/account/sessions/magic-url', { userId: id, email, url: PAGE });
    const opened = await ask(page, 'PUT', '/account/sessions/magic-url', await box.link(email));
    const elsewhere = browser(server.get());
    const sms = await ask(elsewhere, 'POST', '/account/sessions/phone', { userId: other, phone });
    const shown = { userId: other, secret: await box.code(phone) };
    const too = await ask(elsewhere, 'PUT', '/account/sessions/phone', shown);
    const told = [link, opened, sms, too].map(({ status, body }) => [status, body.userId, body.provider]);
    assert.deepEqual(told, [
      [201, id, undefined],
      [201, id, 'magic-url'],
      [201, other, undefined],
      [201, other, 'phone'],
    ]);
  });

  it('paths and names of older clients verify addresses', async () => {
    const id = await person();
    const page = await signedIn(id);
    const email = `${id}@example.com`;
    const number = freshPhone();
    const statuses: number[] = [];
    const say = async (method: string, path: string, body?: Fields) =>
      statuses.push((await ask(page, method, path, body)).status);
    await say('POST', '/account/verification', { url: PAGE });
    await say('PUT', '/account/verification', await box.link(email));
    await say('PATCH', '/account/phone', { number, password: PASSWORD });
    await say('POST', '/account/verification/phone');
    await say('PUT', '/account/verification/phone', { userId: id, secret: await box.code(number) });
    const { body } = await ask(page, 'GET', '/account');
    assert.deepEqual(statuses, [201, 200, 200, 201, 200]);
    assert.deepEqual([body.phone, body.emailVerification, body.phoneVerification], [number, true, true]);
  });

  it('a user deletes the own account, and nothing of it is left', async () => {
    const id = await person();
    const page = await signedIn(id);
    const removed = await ask(page, 'DELETE', '/account');
    const known = { email: `${id}@example.com`, password: PASSWORD };
    const asked = [
      removed,
      await ask(page, 'GET', '/account'),
      await ask(browser(server.get()), 'POST', '/account/sessions/email', known),
    ];
    assert.deepEqual(
      asked.map(({ status, body }) => [status, body.type]),
      [
        [204, undefined],
        [401, 'general_unauthorized_scope'],
        [401, 'user_invalid_credentials'],
      ],
    );
    assert.deepEqual([...page.cookies.keys()], [`denizen_device_${PROJECT}`]);
  });

  async function person(): Promise<string> {
    const id = freshName();
    const input = { userId: id, email: `${id}@example.com`, password: PASSWORD };
    await browser(server.get()).account.create(input);
    return id;
  }

  async function signedIn(id: string): Promise<Browser> {
    const page = browser(server.get());
    await page.account.createEmailPasswordSession({ email: `${id}@example.com`, password: PASSWORD });
    return page;
  }

  async function ask(page: Browser, method: string, path: string, body?: Fields): Promise<Asked> {
    const response = await page.fetch(server.get().endpoint + path, {
      method,
      credentials: 'include',
      headers: { 'X-Appwrite-Project': PROJECT, 'Content-Type': 'application/json' },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Fields) };
  }
});
