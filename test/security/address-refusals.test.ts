import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { serving } from '../support/server.ts';
import { ask, bySession, manage, person, signIn } from './client.ts';

const url = 'http://localhost/page';

onAnyEngine('an address that somebody else’s account claims', (database) => {
  const server = serving(database);
  const box = mailbox(server);

  it('is freed on the page that the mail names, by its button and by no look at it', async () => {
    const to = server.get();
    const email = await person(to, 'ann');
    const { session } = await signIn(to, email);
    await ask(to, 'POST', '/account/verifications/email', { body: { url }, headers: bySession(session) });
    const [mail] = await box.to(email);
    const link = /https?:\/\/\S+\/v1\/auth\/not-me\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    const looks = [await fetch(link), await fetch(link), await fetch(link, { method: 'HEAD' })];
    const page = await looks[0]?.text();
    const between = await manage(to, 'GET', '/users/ann');
    const [, action = ''] = /<form method="post" action="([^"]*)"/.exec(page ?? '') ?? [];
    const fields = [...(page ?? '').matchAll(/name="(\w+)" value="([^"]*)"/g)];
    const form = new URLSearchParams(fields.map(([, name = '', value = '']) => [name, value]));
    const press = () => fetch(new URL(action, link), { method: 'POST', body: form });
    const pressed = [await press(), await press()];
    const after = await manage(to, 'GET', '/users/ann');
    const out = await ask(to, 'GET', '/account', { headers: bySession(session) });
    const emailOf = ({ body }: typeof after) => (body as { readonly email: string }).email;
    assert.deepEqual(
      {
        looks: looks.map(({ status }) => status),
        between: emailOf(between),
        pressed: pressed.map(({ status }) => status),
        after: emailOf(after),
        out: out.status,
        headers: ['content-security-policy', 'referrer-policy', 'cache-control'].map(
          (name) => pressed[0]?.headers.get(name) !== null,
        ),
      },
      {
        looks: [200, 200, 200],
        between: email,
        pressed: [200, 400],
        after: '',
        out: 401,
        headers: [true, true, true],
      },
    );
  });

  it('stays where the link says anything else, which is shown as text', async () => {
    const { endpoint } = server.get();
    const said = '"><script>alert(1)</script>';
    const shown = await fetch(`${endpoint}/auth/not-me?project=a&token=${encodeURIComponent(said)}`);
    const statuses = [];
    for (const body of [
      '',
      'project=default&token=a.b.c',
      'project=nowhere&token=x',
      'project[]=a&token[]=b',
    ]) {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      statuses.push((await fetch(`${endpoint}/auth/not-me`, { method: 'POST', body, headers })).status);
    }
    assert.deepEqual([(await shown.text()).includes('<script>'), statuses], [false, [400, 400, 400, 400]]);
  });
});
