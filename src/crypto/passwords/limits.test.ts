import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aspnet } from './aspnet.ts';
import { keycloak } from './keycloak.ts';
import { findScheme, importable } from './passwords.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { recipeHash } from './recipe-hash.ts';
import { saltedDigest } from './salted-digests.ts';
import { sealedHash } from './sealed.ts';
import { symfony } from './symfony.ts';

const { argon2, bcrypt, md5, phpass, scrypt, scryptMod, sha } = importable;

const DIGEST = Buffer.alloc(32, 7).toString('base64');
const HEX = 'ab'.repeat(64);
const BCRYPT = 'mIJxfrCaEI3GukZe11CiXublhEFanu5.ododkll1WphfSp6pn4zIu';
const SYMBOLS = 'r387rwferoKN7uwHZqNMu98q3U8RO.';

const argon2Of = (costs: string) => `$argon2id$v=19$${costs}$c2FsdHNhbHQ$${DIGEST}`;

const scryptOf = (costs: Partial<Parameters<typeof scrypt.encode>[0]>) =>
  scrypt.encode({
    hash: HEX,
    salt: 's',
    costCpu: 16_384,
    costMemory: 8,
    costParallel: 1,
    length: 64,
    ...costs,
  });

const scryptModOf = (given: Partial<Parameters<typeof scryptMod.encode>[0]>) =>
  scryptMod.encode({ hash: DIGEST, salt: 'c2FsdA==', saltSeparator: 'Bw==', signerKey: DIGEST, ...given });

const pbkdf2Of = (iterations: number, digest = 'sha256') =>
  pbkdf2.encode({ digest, iterations, salt: Buffer.from('salt'), hash: DIGEST });

/** ASP.NET's version 3 with its three numbers, 16 bytes of salt and 32 of hash. */
function aspnetOf(digest: number, iterations: number, saltBytes: number): string {
  const bytes = Buffer.alloc(61, 1);
  for (const [index, value] of [digest, iterations, saltBytes].entries())
    bytes.writeUInt32BE(value, 1 + 4 * index);
  return aspnet.encode({ hash: bytes.toString('base64') });
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  argon2: [argon2Of('m=131072,t=10,p=16'), argon2Of('m=8,t=1,p=1')],
  bcrypt: [`$2b$15$${BCRYPT}`, `$2a$04$${BCRYPT}`],
  phpass: [`$P$I${SYMBOLS}`, `$H$5${SYMBOLS}`],
  scrypt: [
    scryptOf({ costCpu: 131_072, costMemory: 16, costParallel: 10 }),
    scryptOf({ costCpu: 16_384, costMemory: 13, costParallel: 2 }),
    scryptOf({ costCpu: 8, costMemory: 14, costParallel: 1 }),
  ],
  scryptMod: [scryptModOf({ memoryCost: 17, rounds: 16 }), scryptModOf({ saltSeparator: '' })],
  pbkdf2: [pbkdf2Of(10_000_000), pbkdf2Of(1)],
  shaCrypt: [`$6$rounds=2000000$salt$${'a'.repeat(86)}`],
};

/** Costs beyond the limits. They are refused by their numbers, before any work. */
const tooDear: Readonly<Record<string, readonly string[]>> = {
  argon2: [
    'm=131073,t=1,p=1',
    'm=4194304,t=1,p=1',
    'm=4294967295,t=3,p=1',
    'm=8,t=11,p=1',
    'm=8,t=2147483648,p=1',
    'm=65536,t=1,p=17',
    'm=65536,t=1,p=255',
    'm=15,t=1,p=2',
    'm=8,t=0,p=1',
    'm=8,t=1,p=0',
    'm=0,t=1,p=1',
  ].map(argon2Of),
  bcrypt: ['16', '31', '99', '03', '00'].map((cost) => `$2b$${cost}$${BCRYPT}`),
  phpass: ['J', 'S', 'z', '.', '4'].map((symbol) => `$P$${symbol}${SYMBOLS}`),
  drupal: ['J', 'S', 'z', '4'].map((symbol) => `$S$${symbol}${'a'.repeat(51)}`),
  scrypt: [
    { costCpu: 262_144 },
    { costCpu: 2 ** 30 },
    { costCpu: 16_383 },
    { costCpu: 1 },
    { costCpu: 0 },
    { costMemory: 0 },
    { costMemory: 17 },
    { costParallel: 0 },
    { costParallel: 11 },
    { costCpu: 65_536, costMemory: 1 },
    { length: 15 },
    { length: 63 },
    { length: 100_000 },
  ].map(scryptOf),
  scryptMod: [{ memoryCost: 18 }, { memoryCost: 63 }, { memoryCost: 0 }, { rounds: 17 }, { rounds: 0 }].map(
    scryptModOf,
  ),
  scryptPhc: [
    'ln=18,r=8,p=1',
    'ln=30,r=8,p=1',
    'ln=16383,r=8,p=1',
    'ln=1073741824,r=1,p=1',
    'ln=14,r=8,p=11',
  ].map((costs) => `$scrypt$${costs}$c2FsdA$${DIGEST}`),
  pbkdf2: [pbkdf2Of(10_000_001), pbkdf2Of(1_000_000_000), pbkdf2Of(0), pbkdf2Of(6_000_000, 'sha1')],
  shaCrypt: ['2000001', '999999999'].map((rounds) => `$6$rounds=${rounds}$salt$${'a'.repeat(86)}`),
  saltedDigest: [saltedDigest.encode({ algorithm: 'sha256', hash: DIGEST, iterations: 2_000_001 })],
  symfony: [symfony.encode({ hash: Buffer.alloc(64).toString('base64'), salt: 's', iterations: 2_000_001 })],
  django: [
    `pbkdf2_sha256$1000000000$salt$${DIGEST}`,
    `scrypt$1073741824$salt$8$1$${DIGEST}`,
    `scrypt$16383$salt$8$1$${DIGEST}`,
    `bcrypt$$2b$31$${BCRYPT}`,
    `argon2${argon2Of('m=4194304,t=1,p=1')}`,
  ],
  werkzeug: [`scrypt:1073741824:8:1$salt$${HEX}`, `pbkdf2:sha256:1000000000$salt$${HEX}`],
  wordpress: [`$wp$2y$31$${BCRYPT}`],
  ldap: [
    `{CRYPT}$2b$31$${BCRYPT}`,
    `{PBKDF2-SHA256}1000000000$c2FsdA$${DIGEST}`,
    `{ARGON2}${argon2Of('m=4194304,t=1,p=1')}`,
  ],
  aspnet: [aspnetOf(1, 1_000_000_000, 16), aspnetOf(1, 0, 16)],
  // N 2^18 with r 1; N 2^12 with r 33; with t, p or g; another flavour.
  yescrypt: ['jF.', 'j9U', 'j75.', 'j75/.', 'k75', 'i75'].map(
    (costs) => `$y$${costs}$saltSALT0123456789abc.$${'.'.repeat(43)}`,
  ),
  recipe: [
    'sha256(salt + password), rounds=2000001',
    'pbkdf2_sha256(password, salt, 10000001, 32)',
    'pbkdf2_sha256(password, salt, 5000001, 33)',
    'scrypt(password, salt, 262144, 8, 1, 32)',
    'argon2id(password, salt, 1, 131073, 1, 32)',
  ].map((recipe) => recipeHash.encode({ recipe, salt: 'salt', hash: HEX.slice(0, 64) })),
  sealed: [
    sealedHash(
      'i1',
      recipeHash.encode({
        recipe: 'md5(pepper + password), rounds=2000001',
        hash: 'ab'.repeat(16),
        pepper: '?',
      }),
    ),
    sealedHash('i1', `$fbscrypt$v=1,n=18,r=8,p=1,ss=?,sk=?$c2FsdA==$${DIGEST}`),
  ],
};

const malformed: Readonly<Record<string, readonly string[]>> = {
  argon2: [
    argon2Of('keyid=QQ,m=8,t=1,p=1'),
    argon2Of('m=8,t=1,p=1,data=QQ'),
    argon2Of('m=8,t=1'),
    argon2Of('m=8,t=1,p=1,p=1'),
    argon2Of('m=08,t=1,p=1'),
    argon2Of('m=-8,t=1,p=1'),
    argon2Of('m=8.5,t=1,p=1'),
    argon2Of(''),
    `$argon2id$v=18$m=8,t=1,p=1$c2FsdHNhbHQ$${DIGEST}`,
    `$argon2id$v=19$m=8,t=1,p=1$$${DIGEST}`,
    '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$',
    '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$QQ',
    '$argon2id$',
  ],
  bcrypt: [
    `$2x$10$${BCRYPT}`,
    `$2$10$${BCRYPT}`,
    `$2z$10$${BCRYPT}`,
    `$2b$4$${BCRYPT}`,
    `$2b$+4$${BCRYPT}`,
    '$2b$10$short',
    '$2b$',
  ],
  md5: ['', 'ab', HEX, 'zz'.repeat(16), `${'ab'.repeat(16)}\n`].map((hash) => md5.encode({ hash })),
  sha: [
    sha.encode({ hash: '', version: 'sha1' }),
    sha.encode({ hash: HEX, version: 'sha256' }),
    `$sha$md5$${HEX}`,
    '$sha$constructor$ab',
  ],
  phpass: [
    '$P$',
    '$P$B',
    phpass.encode({ hash: 'word' }),
    phpass.encode({ hash: '' }),
    phpass.encode({ hash: `$2x$10$${BCRYPT}` }),
  ],
  scrypt: [
    scryptOf({ hash: '' }),
    scryptOf({ hash: 'word' }),
    scryptOf({ costCpu: 1.5 }),
    scryptOf({ costCpu: -8 }),
    scryptOf({ costMemory: Number.NaN }),
  ],
  scryptMod: [
    { hash: '' },
    { salt: '' },
    { signerKey: '' },
    { salt: 'a' },
    { salt: '!' },
    { saltSeparator: 'Bw==,sk=QQ==' },
    { signerKey: 'QQ$QQ' },
    { signerKey: 'QQ==' },
    { hash: 'QQ==' },
    { memoryCost: 1.5 },
  ].map(scryptModOf),
  pbkdf2: [
    pbkdf2Of(1, 'md4'),
    pbkdf2Of(1, 'whirlpool'),
    pbkdf2Of(1, 'constructor'),
    `$pbkdf2-sha256$i=1,l=31$c2FsdA$${DIGEST}`,
    '$pbkdf2$1$c2FsdA$QQ',
  ],
  saltedDigest: [
    saltedDigest.encode({ algorithm: 'md4', hash: DIGEST }),
    saltedDigest.encode({ algorithm: 'sha256', hash: '' }),
    `$sha1$pf=e1NBTFR9$QQ$${DIGEST}`,
  ],
  hmac: ['$hmac-md4$QUI$QQ', '$hmac-sha256$$QQ', '$hmac-sha1$QUI$QQ'],
  shaCrypt: [
    `$6$rounds=999$salt$${'a'.repeat(86)}`,
    `$6$rounds=10$salt$${'a'.repeat(86)}`,
    `$5$${'s'.repeat(17)}$${'a'.repeat(43)}`,
    '$5$salt$',
  ],
  md5Crypt: [`$1$123456789$${'a'.repeat(21)}.`, '$1$salt$'],
  yescrypt: ['$y$j75$', '$y$j75$salt$short', `$y$$salt$${'.'.repeat(43)}`, `$y$j7z$salt$${'.'.repeat(43)}`],
  recipe: [
    ...['', 'password', 'sha257(password)', 'sha256(salt)', 'sha256(password'],
    ...['sha256(password), hex, base64', 'sha256(password), base64', 'sha256(pepper + password)'],
  ]
    .map((recipe) => recipeHash.encode({ recipe, hash: HEX.slice(0, 64) }))
    .concat([
      recipeHash.encode({ recipe: 'sha256(password)', salt: 'unused', hash: HEX.slice(0, 64) }),
      recipeHash.encode({ recipe: 'sha256(pepper + password)', pepper: '?', hash: HEX.slice(0, 64) }),
      recipeHash.encode({ recipe: 'bcrypt(password)', hash: `$2x$10$${BCRYPT}` }),
      '$recipe$',
    ]),
  sealed: [
    '$sealed$',
    '$sealed$i1$',
    sealedHash('i1', `$2b$10$${BCRYPT}`),
    sealedHash(
      '',
      recipeHash.encode({ recipe: 'md5(pepper + password)', hash: 'ab'.repeat(16), pepper: '?' }),
    ),
    sealedHash('i1', recipeHash.encode({ recipe: 'md5(password)', hash: 'ab'.repeat(16) })),
  ],
  ldap: [
    '{CLEARTEXT}word',
    '{SHA}QQ==',
    '{SSHA}cojt0Pw//L6ToM8G41aOKFIWh7w=',
    '{SHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a',
    '{CRYPT}ab01FAX.bQRSU',
    '{X}QQ==',
  ],
  aspnet: [
    'AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggE=',
    'AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJgAA',
    'AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4A=',
    'AgAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw',
    '',
    'AQ==',
  ]
    .map((hash) => aspnet.encode({ hash }))
    .concat([aspnetOf(3, 1000, 16), aspnetOf(1, 1000, 15), aspnetOf(1, 1000, 4_294_967_295)]),
};

describe('the cost of a hash', () => {
  for (const [name, rows] of Object.entries(allowed)) {
    it(`is accepted up to the limit: ${name}`, () => {
      assert.deepEqual(
        rows.map((stored) => refusalOf(name, stored)),
        rows.map(() => undefined),
      );
    });
  }

  for (const [name, rows] of [...Object.entries(tooDear), ...Object.entries(malformed)]) {
    for (const stored of rows) {
      it(`is refused without computing it: ${name} ${stored.slice(0, 40)}`, async () => {
        assert.match(refusalOf(name, stored) ?? '', /^[A-Z].*\.$/);
        assert.equal(await findScheme(stored)?.verify('word', stored), false);
      });
    }
  }

  it('does not matter in a string without a scheme', () => {
    const strings = [
      '',
      'word',
      '!',
      '$',
      '$$',
      '$gy$j9T$salt$hash',
      'plaintext',
      'd41d8cd98f00b204e9800998ecf8427e',
    ];
    assert.deepEqual(
      strings.map(findScheme),
      strings.map(() => undefined),
    );
  });

  it('is refused by the scheme that the client named, whatever the string contains', () => {
    const stored = `$2b$10$${BCRYPT}`;
    const others = [argon2, md5, phpass, scrypt, scryptMod, sha].map((scheme) => scheme.refusal(stored));
    assert.ok(others.every((refusal) => refusal !== undefined));
    assert.equal(bcrypt.refusal(stored), undefined);
  });

  it('of a Keycloak credential with an unknown algorithm is refused', () => {
    const given = { hashIterations: 1, salt: 'c2FsdA==', value: DIGEST };
    const refusals = ['pbkdf2-md4', 'hashcat'].map((algorithm) => {
      const stored = keycloak.encode({ ...given, algorithm });
      return findScheme(stored)?.refusal(stored) ?? 'of no scheme';
    });
    assert.match(refusals[0] ?? '', /names another digest/);
    assert.equal(refusals[1], 'of no scheme');
  });
});

function refusalOf(name: string, stored: string): string | undefined {
  const scheme = findScheme(stored);
  assert.equal(scheme?.name, name);
  return scheme?.refusal(stored);
}
