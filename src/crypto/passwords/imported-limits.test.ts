import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storedHashOf } from './imported.ts';
import type { SourceHash } from './source-hash.ts';

const HEX = 'ab'.repeat(32);
const BASE64 = Buffer.alloc(32, 7).toString('base64');
const SYMBOLS = 'C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG';

const text = (family: string, stored: string, scheme = ''): SourceHash => ({ family, scheme, stored });
const inParts = (
  family: string,
  parts: Readonly<Record<string, string | number>>,
  scheme = '',
): SourceHash => ({
  family,
  scheme,
  parts,
});

/** Section 4 of the import reference: just beyond what a check may cost, by how it is said. */
const tooExpensive: readonly (readonly [string, SourceHash, RegExp])[] = [
  ['bcrypt cost 16', text('plain', `$2b$16$${SYMBOLS}`), /cost of bcrypt/],
  [
    'bcrypt-sha256 cost 16',
    text('crypt', `$bcrypt-sha256$v=2,t=2b,r=16$${SYMBOLS.slice(0, 22)}$${SYMBOLS.slice(22)}`),
    /cost of bcrypt/,
  ],
  [
    'argon2 of 256 MiB',
    text('plain', `$argon2id$v=19$m=262144,t=1,p=1$c2FsdHNhbHQ$${BASE64}`),
    /memory of argon2/,
  ],
  [
    'argon2 of 11 passes',
    text('django', `argon2$argon2id$v=19$m=64,t=11,p=1$c2FsdHNhbHQ$${BASE64}`),
    /passes of argon2/,
  ],
  ['scrypt N 2^18', text('adonis', `$scrypt$n=262144,r=8,p=1$c2FsdHNhbHQ$${BASE64}`), /cost of scrypt/],
  ['scrypt r 17', text('plain', `$scrypt$ln=14,r=17,p=1$c2FsdHNhbHQ$${BASE64}`), /block size/],
  ['$7$ N 2^18', text('crypt', `$7$G6..../....salt$${'.'.repeat(43)}`), /at most 2\^17/],
  ['$7$ of 512 MiB', text('crypt', `$7$FU..../....salt$${'.'.repeat(43)}`), /memory of scrypt/],
  ['scrypt of Spring, N 2^30', text('spring', `{scrypt}$1e0801$c2FsdHNhbHQ=$${BASE64}`), /cost of scrypt/],
  [
    'Firebase memory cost 18',
    text('supabase', `$fbscrypt$v=1,n=18,r=8,p=1,ss=Bw==$c2FsdA==$${BASE64}`),
    /memory cost/,
  ],
  ['PBKDF2 of 10,000,001', text('plain', `$pbkdf2-sha256$10000001$c2FsdA$${BASE64}`), /iterations of PBKDF2/],
  [
    'PBKDF2 of 1,250,001 in eight blocks',
    text(
      'ldap',
      `{PBKDF2_SHA256}${Buffer.concat([Buffer.from([0, 0x13, 0x12, 0xd1]), Buffer.alloc(320)]).toString('base64')}`,
    ),
    /iterations of PBKDF2/,
  ],
  [
    'Payload of 10,000,001',
    inParts('payload', { salt: 's', hash: `pbkdf2-sha256-v2-i10000001-l32:${HEX}` }),
    /iterations of PBKDF2/,
  ],
  [
    'Keycloak of 10,000,001',
    inParts('keycloak', {
      credentialData: '{"algorithm":"pbkdf2-sha256","hashIterations":10000001}',
      secretData: JSON.stringify({ salt: 'c2FsdA==', value: BASE64 }),
    }),
    /iterations of PBKDF2/,
  ],
  [
    'SCRAM of 1,000,001',
    text('scram', `SCRAM-SHA-256$1000001:c2FsdA==$${BASE64}:${BASE64}`),
    /rounds of SCRAM/,
  ],
  [
    'yescrypt N·r 2^18',
    text('crypt', `$y$jA/$salt$${'.'.repeat(43)}`.replace('jA/', 'jET')),
    /cost of yescrypt/,
  ],
  ['yescrypt with p', text('crypt', `$y$j75/.$salt$${'.'.repeat(43)}`), /well-formed/],
  ['yescrypt of another flavour', text('crypt', `$y$i75$salt$${'.'.repeat(43)}`), /\$y\$j/],
  [
    'SHA-crypt of 2,000,001',
    text('crypt', `$6$rounds=2000001$salt$${'a'.repeat(86)}`),
    /rounds of SHA-crypt/,
  ],
  ['SHA-1-crypt of 2,000,001', text('crypt', `$sha1$2000001$salt$${'.'.repeat(28)}`), /2000000 digests/],
  ['phpass of 2^21', text('phpass', `$P$Jaaaaaaaa${'.'.repeat(22)}`), /exponent/],
  [
    'phpass inside bcrypt of 2^21',
    text('forum', `$H\\2y$Jaaaaaaaa$10\\${SYMBOLS.slice(0, 22)}$${SYMBOLS.slice(22)}`, 'phpbb'),
    /exponent of phpass/,
  ],
  ['Magento of 129 MiB', text('magento', `${HEX}:salt:3_32_2_135266304`), /KiB of argon2/],
  ['Magento of five versions', text('magento', `${HEX}:salt:1:1:1:1:1`), /more than 4 versions/],
  ['Magento of 11 passes', text('magento', `${HEX}:salt:3_32_11_8388608`), /passes of argon2/],
  [
    'Magento of four costly versions',
    text('magento', `${HEX}:salt${':3_32_10_134217728'.repeat(4)}:1`),
    /more than 4 versions/,
  ],
  [
    'MediaWiki of 10,000,001 behind a digest',
    text('mediawiki', `:pbkdf2-legacyA:!sha256:10000001:32!!c2FsdA==!${BASE64}`),
    /iterations of pbkdf2/,
  ],
  [
    'FusionAuth of 2,000,001',
    inParts('fusionauth', {
      encryptionScheme: 'salted-sha256',
      factor: 2_000_001,
      salt: 'c2FsdA==',
      password: BASE64,
    }),
    /iterations of the digest/,
  ],
  [
    'devise-encryptable of 2,000,001',
    inParts('devise', { encrypted_password: 'ab'.repeat(64), password_salt: 's', stretches: 2_000_001 }),
    /2000000 digests/,
  ],
  [
    'Symfony of 2,000,001',
    inParts('symfony', { hash: Buffer.alloc(64).toString('base64'), salt: 's', iterations: 2_000_001 }),
    /iterations of the digest/,
  ],
];

describe('a hash of another system that is too expensive', () => {
  for (const [name, hash, sentence] of tooExpensive) {
    it(`is refused with what is too much: ${name}`, () => {
      const outcome = storedHashOf(hash, { importId: 'i', signerKey: BASE64 });
      assert.match('refused' in outcome ? outcome.refused : `taken: ${outcome.stored}`, sentence);
    });
  }

  it('is one digest inside another, rounds multiplied', () => {
    const costly = (input: string) => `argon2id(${input}, salt, 10, 131072, 1, 32)`;
    const recipes = [
      'sha256(hex(pbkdf2_sha256(password, salt, 6000000, 32)) + hex(pbkdf2_sha256(password, salt, 6000000, 32)))',
      Array(4)
        .fill(costly(costly('password')))
        .join(' or '),
      'md5(md5(password)), rounds=500001, again=hex(md5(hex(md5(hex(md5(last))))))',
      'bcrypt(hex(phpass(password, salt, 20)) + hex(phpass(salt + password, salt, 20)))',
    ];
    for (const recipe of recipes) {
      const outcome = storedHashOf(inParts('recipe', { hash: HEX, salt: 'saltsalt' }), {
        importId: 'i',
        recipe,
      });
      assert.match(
        'refused' in outcome ? outcome.refused : 'taken',
        /2000000 digests or 10000000 steps|1000 characters/,
        recipe,
      );
    }
  });
});
