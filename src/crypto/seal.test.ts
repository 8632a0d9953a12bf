import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sealedBy, sealWith } from './seal.ts';

const SECRET = 'a secret for tests, and long enough';
const OTHER = 'another secret for tests, as long';

describe('a seal', () => {
  const { seal, open, keyId } = sealWith(SECRET);

  it('opens every text that it sealed', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(open(seal(text)), text)));
  });

  it('seals a text differently each time', () => {
    const sealed = Array.from({ length: 1_000 }, () => seal('JBSWY3DPEHPK3PXP'));
    assert.equal(new Set(sealed).size, 1_000);
  });

  it('shows its version and key id, and nothing of the text', () => {
    const sealed = seal('JBSWY3DPEHPK3PXP');
    assert.match(sealed, new RegExp(`^s1\\.${keyId}\\.[\\w-]+$`));
    assert.ok(!Buffer.from(sealed.split('.')[2] ?? '', 'base64url').includes('JBSWY3DPEHPK3PXP'));
  });

  it('opens in another process with the same secret', () => {
    assert.equal(sealWith(SECRET).open(seal('text')), 'text');
  });

  it('does not open under another secret, even with a forged key id', () => {
    const foreign = sealWith(OTHER);
    const sealed = foreign.seal('text');
    assert.notEqual(foreign.keyId, keyId);
    assert.equal(open(sealed), undefined);
    assert.equal(open(sealed.replace(foreign.keyId, keyId)), undefined);
  });

  it('does not open after a change of any byte', () => {
    const [version, id, body = ''] = seal('some text').split('.');
    const bytes = Buffer.from(body, 'base64url');
    const opened = Array.from(bytes.keys(), (at) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      return open([version, id, changed.toString('base64url')].join('.'));
    });
    assert.deepEqual(
      opened,
      opened.map(() => undefined),
    );
  });

  it('returns nothing, and does not throw, for text that is not sealed', () => {
    const garbage = [
      '',
      '.',
      '..',
      's1',
      `s1.${keyId}`,
      `s1.${keyId}.`,
      `s1.${keyId}.AAAA`,
      `s2.${keyId}.${'A'.repeat(60)}`,
    ];
    assert.deepEqual(
      garbage.map(open),
      garbage.map(() => undefined),
    );
    fc.assert(fc.property(fc.string(), (text) => assert.equal(open(`s1.${keyId}.${text}`), undefined)));
  });
});

describe('the id of a key', () => {
  it('is derived from the secret and does not reveal it', () => {
    const { keyId } = sealWith(SECRET);
    assert.equal(keyId, sealWith(SECRET).keyId);
    assert.match(keyId, /^[0-9a-f]{16}$/);
  });
});

describe('a seal with earlier secrets', () => {
  const earlier = sealWith(OTHER);
  const both = sealWith(SECRET, [OTHER]);

  it('opens texts sealed with any of them, and seals with the newest', () => {
    const [old, fresh] = [earlier.seal('old'), both.seal('fresh')];
    assert.deepEqual([both.open(old), both.open(fresh)], ['old', 'fresh']);
    assert.deepEqual([sealWith(SECRET).open(fresh), earlier.open(fresh)], ['fresh', undefined]);
    assert.deepEqual([sealedBy(old), sealedBy(fresh)], [earlier.keyId, both.keyId]);
  });

  it('derives keys from each, newest first', () => {
    const keys = [sealWith(SECRET), earlier].map(({ derive }) => derive('tokens'));
    assert.deepEqual(both.deriveEach('tokens'), keys);
    assert.deepEqual(both.derive('tokens'), keys[0]);
    assert.deepEqual(sealWith(SECRET, [SECRET, SECRET]).deriveEach('tokens'), [keys[0]]);
  });

  it('finds no key id in text that is not sealed', () => {
    assert.deepEqual(['', 'text', '$md5$abc', 's2.a.b', 's1.a'].map(sealedBy), Array(5).fill(undefined));
  });
});
