import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { saltedDigest } from './salted-digests.ts';

const [before, behind] = [Buffer.from('<'), Buffer.from('>')];
const once = (input: Buffer | string) => hash('sha256', input, 'buffer');

describe('a salted digest', () => {
  for (const [again, digest] of [
    ['bytes', once(once(once('<word>')))],
    ['hex', once(once(once('<word>').toString('hex')).toString('hex'))],
  ] as const) {
    it(`iterates over ${again}`, async () => {
      const given = { algorithm: 'sha256', before, behind, iterations: 3, again };
      const stored = saltedDigest.encode({ ...given, hash: digest.toString('base64') });
      assert.equal(await saltedDigest.verify('word', stored), true);
      assert.equal(await saltedDigest.verify('word', stored.replace('i=3', 'i=2')), false);
    });
  }

  it('never matches a password long enough to be a denial of service', async () => {
    const long = 'a'.repeat(4097);
    const stored = (plain: string) =>
      saltedDigest.encode({ algorithm: 'sha256', hash: once(plain).toString('base64') });
    assert.equal(await saltedDigest.verify(long, stored(long)), false);
    assert.equal(await saltedDigest.verify(long.slice(1), stored(long.slice(1))), true);
  });
});
