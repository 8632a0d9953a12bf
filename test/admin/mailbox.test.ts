import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adminServer, DEVELOPMENT } from '../support/admin.ts';

const stored = (minute: number, text: string) => ({
  at: `2026-12-01T10:0${minute}:00.000Z`,
  ...{ kind: 'mail' as const, to: 'ann@example.com', subject: 's', text, html: '' },
});

describe('the development mailbox over /admin', () => {
  const server = adminServer(undefined, DEVELOPMENT, [
    stored(1, 'Code:\n\n482913\n\nnot 12345678, nor a-123456'),
    stored(2, 'Click\n\nhttps://app.example.com/?secret=1&code=123456\n\nonce'),
  ]);
  const elsewhere = adminServer(undefined, {
    ...DEVELOPMENT,
    DENIZEN_PUBLIC_URL: 'http://localhost:4100',
  });

  it('lists messages newest first with the codes and links in them', async () => {
    const { call } = await server.get().adminWith('operator');
    const { body } = await call('GET', '/mailbox');
    const rows = body.rows as unknown as { at: string; codes: string[]; links: string[] }[];
    assert.deepEqual(
      rows.map(({ at, codes, links }) => [at.slice(14, 16), codes, links]),
      [
        ['02', [], ['https://app.example.com/?secret=1&code=123456']],
        ['01', ['482913'], []],
      ],
    );
  });

  it('does not show it to support, who would see codes of users', async () => {
    const { call } = await server.get().adminWith('support');
    assert.equal((await call('GET', '/mailbox')).status, 403);
  });

  it('is not there where messages are sent', async () => {
    const { call } = await elsewhere.get().adminWith('owner');
    assert.equal((await call('GET', '/mailbox')).status, 404);
  });
});
