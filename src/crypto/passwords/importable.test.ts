import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describe as described, importable } from './passwords.ts';

const { argon2, bcrypt, md5, phpass, scrypt, scryptMod, sha } = importable;

const HEX = 'ab'.repeat(64);
const BCRYPT = '$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq';

/** What a client sends, the stored string, and what clients get back. */
const rows = [
  {
    stored: argon2.encode({
      hash: '$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI',
    }),
    scheme: 'argon2',
    parameters: { memoryCost: 20, timeCost: 3, threads: 2 },
  },
  { stored: bcrypt.encode({ hash: BCRYPT }), scheme: 'bcrypt', parameters: { cost: 15 } },
  { stored: md5.encode({ hash: '144fa7eaa4904e8ee120651997f70dcc' }), scheme: 'md5', parameters: {} },
  {
    stored: sha.encode({ hash: HEX, version: 'sha3-512' }),
    scheme: 'sha',
    parameters: { version: 'sha3-512' },
  },
  {
    stored: phpass.encode({ hash: '$P$Br387rwferoKN7uwHZqNMu98q3U8RO.' }),
    scheme: 'phpass',
    parameters: { iterationCountLog2: 8, portableHashes: false, randomState: '' },
  },
  {
    stored: phpass.encode({ hash: BCRYPT }),
    scheme: 'phpass',
    parameters: { iterationCountLog2: 8, portableHashes: false, randomState: '' },
  },
  {
    stored: scrypt.encode({
      hash: HEX,
      salt: 'ä salt$, of =any text',
      costCpu: 16_384,
      costMemory: 13,
      costParallel: 2,
      length: 64,
    }),
    scheme: 'scrypt',
    parameters: {
      costCpu: 16_384,
      costMemory: 13,
      costParallel: 2,
      length: 64,
      salt: 'ä salt$, of =any text',
    },
  },
  {
    stored: scryptMod.encode({
      hash: 'a'.repeat(88),
      salt: 'UxLMreBr6tYyjQ',
      saltSeparator: 'Bw==',
      signerKey: '_-8a'.repeat(22),
    }),
    scheme: 'scryptMod',
    parameters: { salt: 'UxLMreBr6tYyjQ', saltSeparator: 'Bw==', signerKey: '_-8a'.repeat(22) },
  },
  {
    stored: scryptMod.encode({
      hash: 'a'.repeat(88),
      salt: 'UxLMreBr6tYyjQ==',
      saltSeparator: '',
      signerKey: '+/8a'.repeat(22),
      memoryCost: 13,
      rounds: 7,
    }),
    scheme: 'scryptMod',
    parameters: {
      salt: 'UxLMreBr6tYyjQ==',
      saltSeparator: '',
      signerKey: '+/8a'.repeat(22),
      memoryCost: 13,
      rounds: 7,
    },
  },
];

describe('an imported password', () => {
  for (const { stored, scheme, parameters } of rows) {
    it(`keeps its scheme and parameters as imported: ${stored.slice(0, 40)}`, () => {
      assert.deepEqual(described(stored), { scheme, parameters });
    });
  }

  it('has no parameters when it is malformed', () => {
    assert.deepEqual(described('$scrypt-hex$n=1'), { scheme: 'scrypt', parameters: {} });
  });
});
