import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailbox } from '../support/mailbox.ts';
import { call, serving } from '../support/server.ts';

/** What somebody meets who tries a server of defaults. */
describe('a newcomer', () => {
  const server = serving({ setting: () => 'sqlite::memory:' }, { DENIZEN_PROJECT: 'default' });
  const get = (path: string, headers = {}) =>
    fetch(server.get().base + path, { redirect: 'manual', headers });

  it('is led to the documentation without a slash as well', async () => {
    const bare = await get('/docs');
    assert.deepEqual([bare.status, bare.headers.get('location')], [308, '/docs/']);
  });

  it('gets an icon', async () => {
    const { status, headers } = await get('/favicon.ico');
    assert.deepEqual([status, headers.get('content-type')], [200, 'image/svg+xml']);
  });

  it('who sends JSON as a form, as curl does, learns that the content type is wrong', async () => {
    const { endpoint } = server.get();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Appwrite-Project': 'default' };
    const raw = '{"userId":"unique()","email":"ann@example.com","password":"correct horse battery"}';
    const { status, body } = await call(endpoint, 'POST', '/account', { raw, headers });
    assert.deepEqual(
      [status, (body as { message: string }).message],
      [
        415,
        'The body is JSON, but its content type is application/x-www-form-urlencoded. Send application/json.',
      ],
    );
  });

  it('whose form begins with a brace is none the worse', async () => {
    const { endpoint } = server.get();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Appwrite-Project': 'default' };
    const raw = '{x}=1&userId=ann&email=ann@example.com&password=correct+horse+battery';
    const { status } = await call(endpoint, 'POST', '/account', { raw, headers });
    assert.equal(status, 201);
  });

  it('who opens the page of a sign-in without its state is told to begin again', async () => {
    for (const path of ['', '?project=default']) {
      const page = await get(`/v1/account/sessions/oauth2/google/redirect${path}`, { Accept: 'text/html' });
      const text = await page.text();
      assert.equal(page.status, 400);
      assert.match(text, /The sign-in is not known: .* Begin again\./);
    }
  });

  it('who names no project is not told of a key', async () => {
    const messages = await Promise.all(
      [{ 'X-Appwrite-Key': 'standard_1' }, {}].map(async (headers) => {
        const answer = await fetch(`${server.get().endpoint}/account/recovery`, { method: 'PUT', headers });
        return ((await answer.json()) as { message: string }).message;
      }),
    );
    assert.match(messages[0] ?? '', /^The request has an API key and no project\./);
    assert.doesNotMatch(messages[1] ?? 'key', /key/);
  });

  it('gets mails that are signed by Denizen', async () => {
    const { endpoint } = server.get();
    const body = { userId: 'unique()', email: 'ben@example.com' };
    const headers = { 'X-Appwrite-Project': 'default' };
    await call(endpoint, 'POST', '/account/tokens/email', { body, headers });
    const [mail] = await mailbox(server).to('ben@example.com');
    assert.match(mail?.text ?? '', /\n-- \nDenizen\n$/);
    assert.doesNotMatch(`${mail?.subject}${mail?.text}`, /default/);
  });
});
