import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generate } from 'otplib';
import { freshSeed, seedUri, stepOf } from './totp.ts';

/** The 20 bytes of RFC 6238, appendix B. */
const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
/** The RFC's codes for SHA-1. Ours are the last six digits. */
const VECTORS = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const;

describe('authenticator codes', () => {
  it('match RFC 6238 and return their time step', async () => {
    const steps = await Promise.all(
      VECTORS.map(([at, code]) => stepOf(SEED, code.slice(2), at * 1000 + 999)),
    );
    assert.deepEqual(
      steps,
      VECTORS.map(([at]) => Math.floor(at / 30)),
    );
  });

  it('are valid in their own 30 seconds, those before and those after, and not a millisecond longer', async () => {
    const begins = 1_800_000_000_000;
    const code = await generate({ secret: SEED, epoch: begins / 1000 });
    const accepted: number[] = [];
    for (let offset = -90_000; offset <= 90_000; offset += 1_000) {
      if ((await stepOf(SEED, code, begins + offset)) !== undefined) accepted.push(offset / 1000);
    }
    const edges = [-30_001, -30_000, 59_999, 60_000].map((offset) => stepOf(SEED, code, begins + offset));
    assert.deepEqual(
      accepted,
      Array.from({ length: 90 }, (_, second) => second - 30),
    );
    assert.deepEqual(await Promise.all(edges), [undefined, 60_000_000, 60_000_000, undefined]);
  });

  it('are exactly six digits', async () => {
    const others = ['', '12345', '1234567', '28708２', ' 287082', '287082\n', '-87082', '0x7082', 'abcdef'];
    assert.deepEqual(
      await Promise.all(others.map((code) => stepOf(SEED, code, 59_000))),
      others.map(() => undefined),
    );
  });
});

describe('the seed of an authenticator', () => {
  it('has 20 random bytes in base32', async () => {
    const [one, other] = await Promise.all([freshSeed(), freshSeed()]);
    assert.match(one, /^[A-Z2-7]{32}$/);
    assert.notEqual(one, other);
  });

  it('becomes a link with project and user, whatever their names', async () => {
    const uri = await seedUri({ seed: SEED, issuer: 'My: Shop/ä\ud800', label: 'ann+1@example.com' });
    const { protocol, host, pathname, searchParams } = new URL(uri);
    assert.deepEqual(
      [protocol, host, decodeURIComponent(pathname), Object.fromEntries(searchParams)],
      [
        'otpauth:',
        'totp',
        '/My  Shop/ä\ufffd:ann+1@example.com',
        { secret: SEED, issuer: 'My  Shop/ä\ufffd' },
      ],
    );
  });
});
