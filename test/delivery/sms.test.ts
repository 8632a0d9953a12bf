import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { clockOver } from '../../src/core/instant.ts';
import { NotDelivered } from '../../src/delivery/outgoing-message.ts';
import { createSmsSender } from '../../src/delivery/sms.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { freePort } from '../support/postgres.ts';
import { outgoing } from './messages.ts';
import { type Answering, smsGateway } from './sms-gateway.ts';

const SECRET = 'a secret for text messages, and long enough';
const text = { ...outgoing, kind: 'sms', to: '+14155550123', subject: '', html: '' } as const;
const at = Date.parse('2026-09-01T10:00:05.900Z');
const clock = clockOver(() => at);

async function gateway(
  test: { after: (done: () => Promise<void>) => void },
  answer?: Answering,
  deadlineMs = PATIENCE_MS,
) {
  const server = await smsGateway(answer);
  test.after(server.close);
  const send = createSmsSender(
    { url: new URL(`${server.url}/send?key=canary`), secret: SECRET },
    clock,
    deadlineMs,
  );
  return { ...server, send: () => send(text, AbortSignal.timeout(PATIENCE_MS)) };
}

async function refusal(sending: Promise<void>): Promise<readonly [string, boolean]> {
  const error = await sending.then(
    () => new Error('it was sent'),
    (reason: Error) => reason,
  );
  assert.ok(error instanceof NotDelivered, String(error));
  return [error.message, error.permanent];
}

describe('a text message', () => {
  it('is posted as signed JSON', async (test) => {
    const { send, calls } = await gateway(test);
    await send();
    const [call] = calls;
    assert.ok(call);
    const seconds = Math.floor(at / 1000);
    const signature = createHmac('sha256', SECRET).update(`${seconds}.${call.body}`).digest('hex');
    assert.deepEqual(JSON.parse(call.body), {
      id: 'shop.1',
      to: '+14155550123',
      text: 'Guten Tag, Ann: 204060',
      at: '2026-09-01T10:00:00.123Z',
    });
    assert.deepEqual([call.method, call.path, calls.length], ['POST', '/send?key=canary', 1]);
    assert.deepEqual(
      ['content-type', 'denizen-message-id', 'denizen-signature'].map((name) => call.headers[name]),
      ['application/json', 'shop.1', `t=${seconds},v1=${signature}`],
    );
  });

  for (const status of [200, 202, 204, 299]) {
    it(`that is answered with ${status} was taken`, async (test) => {
      const { send, calls } = await gateway(test, (_, response) => response.writeHead(status).end());
      await send();
      assert.equal(calls.length, 1);
    });
  }

  for (const status of [400, 401, 429, 500, 503]) {
    it(`that is answered with ${status} was not, and is tried again`, async (test) => {
      const { send } = await gateway(test, (_, response) =>
        response.writeHead(status).end(`no ${text.to} ${text.text}`),
      );
      assert.deepEqual(await refusal(send()), [`the SMS server answered with ${status}`, false]);
    });
  }

  it('follows nobody elsewhere', async (test) => {
    const elsewhere = await gateway(test);
    const { send } = await gateway(test, (_, response) =>
      response.writeHead(307, { Location: `${elsewhere.url}/send` }).end(),
    );
    assert.deepEqual(await refusal(send()), ['the SMS server answered with 307', false]);
    assert.deepEqual(elsewhere.calls, []);
  });

  it('does not wait longer than its deadline', async (test) => {
    const { send } = await gateway(test, () => {}, 300);
    assert.deepEqual(await refusal(send()), ['no answer within 0.3 s', false]);
  });

  it('does not read an answer without end', async (test) => {
    const { send, calls } = await gateway(test, (_, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(1_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    await send();
    assert.equal(calls.length, 1);
  });

  it('that reaches nobody says why, and not where', async () => {
    const url = new URL(`http://127.0.0.1:${await freePort()}/canary`);
    const send = createSmsSender({ url, secret: SECRET }, clock);
    const said = await refusal(send(text, AbortSignal.timeout(PATIENCE_MS)));
    assert.deepEqual(said, ['the SMS server cannot be reached (ECONNREFUSED)', false]);
  });
});
