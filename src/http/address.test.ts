import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';

import { networkOf } from '../core/limits/network.ts';
import { addressOf, isLocal, readAddresses, trustedIn, visitorAddressOf } from './address.ts';

const PROXIES = ['10.0.0.0/8', '2001:db8:ffff::/48', '::ffff:172.16.0.0/108'];

describe('the address of a caller', () => {
  const plain = answering([]);
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
      '203.0.113.9:',
      '203.0.113.9:443:1',
      '203.0.113.9:443443',
      '203.0.113.9%eth0',
      '[203.0.113.9]',
      '[2001:db8::9',
      '2001:db8::9]',
      '[2001:db8::9]x',
      '[2001:db8::9]:',
      '0313.0.0161.9',
      "' or 1=1",
      '203.0.113.9 203.0.113.10',
      '0x7f.1',
      '9'.repeat(5_000),
    ])
      seen.push(await behind('10.0.0.1', { 'x-forwarded-for': chain }));
    assert.deepEqual(new Set(seen), new Set(['10.0.0.1']));
  });

  const written = {
    '203.0.113.7:51008': '203.0.113.7',
    ' 203.0.113.7:51008 ': '203.0.113.7',
    '[2001:db8::9]': '2001:db8::9',
    '[2001:db8::9]:51008': '2001:db8::9',
    '2001:DB8:0:0:0:0:0:9': '2001:db8::9',
    'fe80::9%eth0': 'fe80::9',
    '[fe80::9%eth0]:51008': 'fe80::9',
    '::ffff:203.0.113.7': '203.0.113.7',
    '[::ffff:203.0.113.7]:51008': '203.0.113.7',
    '::ffff:cb00:7107': '203.0.113.7',
  };
  for (const [entry, address] of Object.entries(written)) {
    it(`is understood as ${JSON.stringify(entry)}`, async () => {
      assert.equal(await behind('10.0.0.1', { 'x-forwarded-for': entry }), address);
    });
  }

  it('is looked for past every trusted proxy, by whatever way it writes itself', async () => {
    const chain =
      '198.51.100.1, 203.0.113.9:1, 172.16.0.9, [2001:db8:ffff::1]:2, ::ffff:10.1.1.1, 10.2.2.2:3';
    assert.equal(await behind('::ffff:10.0.0.1', { 'x-forwarded-for': chain }), '203.0.113.9');
  });

  it('is that of a proxy in a chain without end', async () => {
    const chain = `9.9.9.9${',10.0.0.2'.repeat(5_000)}`;
    assert.equal(await behind('10.0.0.1', { 'x-forwarded-for': chain }), '10.0.0.2');
  });
});

describe('a server that asks for a visitor', () => {
  const visitorOf = async (remoteAddress: string, forwarded: string) => {
    const warnings: string[] = [];
    const app = Fastify();
    readAddresses(app, trustedIn(['10.0.0.0/8']), (message) => warnings.push(message));
    app.get('/', async (request) => [addressOf(request), visitorAddressOf(request)]);
    const headers = { 'x-forwarded-for': forwarded };
    const answer = (await app.inject({ url: '/', remoteAddress, headers })).json() as unknown;
    await app.close();
    return { answer, warnings };
  };

  it('passes on one address, before those that our proxies add, and nobody is warned', async () => {
    const direct = await visitorOf('192.0.2.1', '9.9.9.9, 203.0.113.9:1');
    const proxied = await visitorOf('10.0.0.1', '9.9.9.9, 203.0.113.9, 192.0.2.1, 10.0.0.2');
    const answer = ['192.0.2.1', '203.0.113.9'];
    assert.deepEqual([direct, proxied], Array(2).fill({ answer, warnings: [] }));
  });

  it('passes on nothing that is no address', async () => {
    const { answer } = await visitorOf('10.0.0.1', '203.0.113.9, me, 192.0.2.1');
    assert.deepEqual(answer, ['192.0.2.1', null]);
  });
});

describe('whoever forwards addresses and is not believed', () => {
  it('is told of once, with the setting that is missing', async () => {
    const warnings: string[] = [];
    const app = Fastify();
    readAddresses(app, trustedIn(['10.0.0.0/8']), (message) => warnings.push(message));
    app.get('/', async () => 'ok');
    const from = (remoteAddress: string, headers: Record<string, string>) =>
      app.inject({ url: '/', remoteAddress, headers });
    await from('192.0.2.1', {});
    await from('10.0.0.1', { 'x-forwarded-for': '203.0.113.9' });
    assert.deepEqual(warnings, []);
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1'])
      await from(address, { 'x-forwarded-for': '203.0.113.9' });
    await app.close();
    assert.deepEqual(warnings, [
      'X-Forwarded-For comes from 192.0.2.1 and is not believed. If that is your proxy, add it to DENIZEN_TRUSTED_PROXIES: without it, all callers behind it count as one. This is said once.',
    ]);
  });
});

describe('a caller of this machine', () => {
  const asked = async (remoteAddress: string, headers: Record<string, string>, publicUrl?: string) => {
    const app = Fastify();
    const settled = publicUrl === undefined ? undefined : new URL(publicUrl);
    app.get('/', async (request) => isLocal(request, settled));
    const answer = await app.inject({ url: '/', remoteAddress, headers });
    await app.close();
    return answer.json() as unknown;
  };

  for (const [address, host] of [
    ['127.0.0.1', 'localhost'],
    ['127.9.9.9', 'LOCALHOST:4100'],
    ['::1', '[::1]:4100'],
    ['::ffff:127.0.0.1', '127.0.0.1:4100'],
    ['127.0.0.1', 'denizen.localhost'],
    ['127.0.0.1', '[::ffff:127.0.0.1]'],
  ] as const) {
    it(`is one at ${address} who names ${host}`, async () => {
      assert.equal(await asked(address, { host }), true);
    });
  }

  for (const [address, host] of [
    ['192.0.2.1', 'localhost'],
    ['::2', 'localhost'],
    ['10.0.0.1', '127.0.0.1'],
    ...[
      'evil.example',
      'localhost.evil.example',
      'localhost@evil.example',
      'localhost:1:2',
      '127.0.0.1.evil.example',
      '127.1',
      '2130706433',
      '0.0.0.0',
      '[::]',
      '128.0.0.1',
      'local host',
      'localhost.',
    ].map((name) => ['127.0.0.1', name] as const),
  ] as const) {
    it(`is none at ${address} who names ${host}`, async () => {
      assert.equal(await asked(address, { host }), false);
    });
  }

  it('is none once there is a public URL', async () => {
    assert.equal(await asked('127.0.0.1', { host: 'localhost' }, 'http://localhost:4100'), false);
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
function answering(trustedProxies: readonly string[]) {
  let app: FastifyInstance | undefined;
  before(async () => {
    app = Fastify();
    readAddresses(app, trustedIn(trustedProxies), () => {});
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
