import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { addressOf, networkOf } from './address.ts';

const PROXIES = ['10.0.0.0/8', '2001:db8:ffff::/48'];

describe('the address of a caller', () => {
  const plain = answering(false);
  const behind = answering(PROXIES);

  it('is that of the connection', async () => {
    const seen = [];
    for (const ip of ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', '::FFFF:192.0.2.1'])
      seen.push(await plain(ip, {}));
    assert.deepEqual(seen, ['192.0.2.1', '2001:db8::1', '192.0.2.1', '192.0.2.1']);
  });

  const spoofed = {
    'x-forwarded-for': '203.0.113.9',
    'x-real-ip': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
    'x-client-ip': '203.0.113.9',
    'cf-connecting-ip': '203.0.113.9',
    'true-client-ip': '203.0.113.9',
  };
  it('is not what a header says, without trusted proxies and from anybody else', async () => {
    const seen = [await plain('10.0.0.1', spoofed), await behind('192.0.2.1', spoofed)];
    assert.deepEqual(seen, ['10.0.0.1', '192.0.2.1']);
  });

  it('is what the last trusted proxy has seen, and no other header', async () => {
    const { 'x-forwarded-for': _, ...others } = spoofed;
    const seen = [];
    for (const chain of [
      '203.0.113.9',
      '1.2.3.4, 203.0.113.9',
      '1.2.3.4, 203.0.113.9, 10.0.0.2',
      '2001:db8::9',
    ])
      seen.push(await behind('10.0.0.1', { ...others, 'x-forwarded-for': chain }));
    seen.push(await behind('10.0.0.1', others));
    assert.deepEqual(seen, ['203.0.113.9', '203.0.113.9', '203.0.113.9', '2001:db8::9', '10.0.0.1']);
  });

  it('is that of the proxy where it forwards no address', async () => {
    const seen = [];
    for (const chain of [
      'a',
      '',
      ' ',
      'unknown',
      '_hidden',
      '300.1.1.1',
      '1.2.3',
      '203.0.113.9:443',
      '[2001:db8::9]',
      "' or 1=1",
      '203.0.113.9 203.0.113.10',
      '0x7f.1',
      '9'.repeat(5_000),
    ])
      seen.push(await behind('10.0.0.1', { 'x-forwarded-for': chain }));
    assert.deepEqual(new Set(seen), new Set(['10.0.0.1']));
  });
});

describe('the network of an address', () => {
  const networks = {
    '192.0.2.1': '192.0.2.1',
    '2001:db8:1:2:3:4:5:6': '2001:db8:1:2::/64',
    '2001:db8:1:2::': '2001:db8:1:2::/64',
    '2001:0DB8:0001:0002::ffff': '2001:db8:1:2::/64',
    '2001:db8:1:2:3:4:192.0.2.1': '2001:db8:1:2::/64',
    '2001:db8::5:6:7:8': '2001:db8:0:0::/64',
    '2001:db8::1': '2001:db8:0:0::/64',
    '::1': '0:0:0:0::/64',
    '::': '0:0:0:0::/64',
    '1::': '1:0:0:0::/64',
    '::2:3:4:5:6:7:8': '0:2:3:4::/64',
    '1:2:3:4:5:6:7::': '1:2:3:4::/64',
    'fe80::1%eth0': 'fe80:0:0:0::/64',
    '64:ff9b::192.0.2.1': '64:ff9b:0:0::/64',
  };
  for (const [ip, network] of Object.entries(networks)) {
    it(`of ${ip} is ${network}`, () => {
      assert.equal(networkOf(ip), network);
    });
  }
});

/** What is taken for the address of somebody who connects from `ip` with these headers. */
function answering(trustProxy: string[] | false) {
  let app: FastifyInstance | undefined;
  before(async () => {
    app = Fastify({ trustProxy });
    app.get('/', async (request) => ({ ip: addressOf(request) }));
    await app.ready();
  });
  after(() => app?.close());
  return async (ip: string, headers: Record<string, string>): Promise<unknown> => {
    if (!app) throw new Error('it listens before the tests run');
    const answer = await app.inject({ url: '/', remoteAddress: ip, headers });
    return (answer.json() as { ip: unknown }).ip;
  };
}
