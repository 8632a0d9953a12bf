import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import type { StoredMessage } from './mailbox.ts';
import { serveMailbox } from './mailbox-route.ts';

const messages: readonly StoredMessage[] = [
  {
    ...{ kind: 'mail', to: 'ann@example.com', subject: 'Older <b>', html: '<script>alert(1)</script>' },
    ...{ text: 'Go to https://app.example/verify?userId=a&secret=b <now>', at: '2026-01-02T03:04:05.000Z' },
  },
  {
    kind: 'sms',
    to: '+14155550123',
    subject: '',
    text: '123456 is it',
    html: '',
    at: '2026-01-02T03:05:00.000Z',
  },
];

async function get(accept?: string) {
  const app = Fastify();
  serveMailbox(app, { messages: () => messages }, () => true);
  return app.inject({ url: '/dev/mailbox', ...(accept && { headers: { accept } }) });
}

describe('the development mailbox', () => {
  it('is JSON for programs, newest last', async () => {
    for (const accept of [undefined, '*/*', 'application/json']) {
      const answer = await get(accept);
      assert.deepEqual(answer.json(), messages);
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
    }
  });

  it('is a page for browsers, newest first, with links that can be followed', async () => {
    const { body, headers } = await get('text/html,application/xhtml+xml,*/*;q=0.8');
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.ok(body.indexOf('+14155550123') < body.indexOf('ann@example.com'));
    assert.match(body, /<h2>Older &lt;b&gt;<\/h2>/);
    assert.ok(
      body.includes(
        '<a href="https://app.example/verify?userId=a&amp;secret=b" rel="noreferrer">https://app.example/verify?userId=a&amp;secret=b</a> &lt;now&gt;',
      ),
    );
    assert.match(body, /2026-01-02 03:04:05 UTC/);
  });

  it('has no script, and a policy that admits none', async () => {
    const { body, headers } = await get('text/html');
    assert.doesNotMatch(body, /<script/);
    assert.match(
      String(headers['content-security-policy']),
      /^default-src 'none'; style-src 'sha256-[^ ]+'; /,
    );
    assert.equal(headers['cache-control'], 'no-store');
  });
});
