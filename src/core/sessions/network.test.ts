import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ipaddr from 'ipaddr.js';
import { chance } from '../../../test/support/chance.ts';
import { fuzzRuns } from '../../../test/support/extent.ts';
import { networkKeyOf, networkOfKey, networkRangeOf } from './network.ts';

describe('the network of an address', () => {
  it('is its first 24 or 64 bits', () => {
    for (const [ip, network] of [
      ['203.0.113.7', '203.0.113.0/24'],
      ['::ffff:203.0.113.7', '203.0.113.0/24'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:db8::1', '2001:db8::/64'],
      ['fe80::1%eth0', 'fe80::/64'],
    ] as const)
      assert.equal(networkOfKey(networkKeyOf(ip) ?? ''), network, ip);
    assert.equal(networkKeyOf('somewhere'), null);
  });

  it('is named by an address, or by a network of any width but a part of an IPv6 /64', () => {
    const four = { from: '4cb0071', to: '4cb0071' };
    for (const [text, range] of [
      ['203.0.113.0/24', four],
      [' 203.0.113.9/24 ', four],
      ['203.0.113.7', { ...four, ips: ['203.0.113.7'] }],
      ['203.0.113.7/32', { ...four, ips: ['203.0.113.7'] }],
      ['203.0.113.6/31', { ...four, ips: ['203.0.113.6', '203.0.113.7'] }],
      ['203.0.0.0/16', { from: '4cb0000', to: '4cb00ff' }],
      ['0.0.0.0/0', { from: '4000000', to: '4ffffff' }],
      ['2001:db8::/32', { from: '620010db800000000', to: '620010db8ffffffff' }],
      ['2001:DB8::1', { from: '620010db800000000', to: '620010db800000000', ips: ['2001:db8::1'] }],
    ] as const)
      assert.deepEqual(networkRangeOf(text), range, text);
    const wrong = ['', '203.0.113', '203.0.113.0/33', '203.0.113.0/', '1.2.3.4/8/8', '2001:db8::/65', 'x/8'];
    for (const text of [...wrong, '::ffff:1.2.3.4/96', '203.0.113.0/-1'])
      assert.equal(networkRangeOf(text), undefined, text);
  });

  it('is within exactly those networks that hold the address', () => {
    const next = chance(64);
    const below = (limit: number) => Math.floor(next() * limit);
    for (let run = 0; run < fuzzRuns(2_000); run++) {
      const isFour = next() < 0.5;
      const bytes = Array.from({ length: isFour ? 4 : 16 }, () => (next() < 0.6 ? below(3) : below(256)));
      const other = bytes.map((byte, at) => (next() < 0.7 || at < 2 ? byte : below(256)));
      const bits = isFour ? below(33) : next() < 0.1 ? 128 : below(65);
      const [address, tested] = [ipaddr.fromByteArray([...bytes]), ipaddr.fromByteArray([...other])];
      // The family of mapped addresses is the other one.
      if ([address, tested].some((each) => ipaddr.process(each.toString()).kind() !== each.kind())) continue;
      const range = networkRangeOf(`${address}/${bits}`) ?? assert.fail();
      const key = networkKeyOf(tested.toString()) ?? '';
      const isWithin =
        range.from <= key && key <= range.to && (range.ips?.includes(tested.toString()) ?? true);
      assert.equal(isWithin, tested.match(address, bits), `${tested} in ${address}/${bits}`);
    }
  });
});
