import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { md5, sha, shaVersions } from './raw-digests.ts';

/** Version, password and digest. Those of `abc` are from FIPS 180 and FIPS 202. */
const digests = [
  ['sha1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['sha224', 'abc', '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'],
  ['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'sha384',
    'abc',
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  ],
  ['sha512/224', 'appwrite', '746d850d8f4bb904a18b936d4693edde4b7eb886ae1527d2be410464'],
  ['sha512/256', 'appwrite', 'ffc8b9b6a88b33dd4fddc10d49c4bdd9742689b0cf8bbd9097d4d870f824a3fd'],
  [
    'sha512',
    'appwrite',
    '4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70',
  ],
  ['sha3-224', 'abc', 'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf'],
  ['sha3-256', 'appwrite', '867a758eea6f62ccb37cc3f8945137def93d0638259ff4dcfc0f21629d2666fb'],
  [
    'sha3-384',
    'abc',
    'ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25',
  ],
  [
    'sha3-512',
    'abc',
    'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0',
  ],
] as const;

describe('sha', () => {
  it('has a vector for each of its eleven versions', () => {
    assert.deepEqual(
      digests.map(([version]) => version),
      Object.keys(shaVersions),
    );
  });

  for (const [version, plain, hash] of digests) {
    it(`matches ${version}, and returns the hash unchanged`, async () => {
      for (const given of [hash, hash.toUpperCase()]) {
        const stored = sha.encode({ hash: given, version });
        assert.equal(await sha.verify(plain, stored), true);
        assert.equal(await sha.verify(`${plain}x`, stored), false);
        assert.equal(sha.original(stored), given);
        assert.deepEqual(sha.parameters(stored), { version });
      }
    });
  }

  it('refuses a digest of another length', () => {
    assert.match(
      sha.refusal(sha.encode({ hash: 'ab'.repeat(32), version: 'sha512' })) ?? '',
      /not a well-formed sha hash/,
    );
  });
});

describe('md5', () => {
  for (const [plain, hash] of [
    ['appwrite', '144fa7eaa4904e8ee120651997f70dcc'],
    ['appwrite', '144FA7EAA4904E8EE120651997F70DCC'],
    ['lètmein', '88a434c88cca4e900f7874cd98123f43'],
  ] as const) {
    it(`matches ${hash}, and returns it unchanged`, async () => {
      const stored = md5.encode({ hash });
      assert.equal(await md5.verify(plain, stored), true);
      assert.equal(await md5.verify(`${plain}x`, stored), false);
      assert.equal(md5.original(stored), hash);
    });
  }
});
