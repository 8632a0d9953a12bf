import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, it } from 'node:test';
import { hash as bcryptHash } from '@node-rs/bcrypt';
import { storedHashOf } from './imported.ts';
import { schemeOf } from './passwords.ts';
import { withSecrets } from './sealed.ts';
import type { HashSecrets } from './source-hash.ts';

type Case = {
  readonly family: string;
  readonly scheme?: string;
  readonly stored?: string;
  readonly parts?: Readonly<Record<string, string | number | null>>;
  readonly secrets?: HashSecrets;
  readonly password: string;
};

const outcomeOf = ({ family, scheme = '', stored = '', parts, secrets }: Case) =>
  storedHashOf(parts ? { family, scheme, parts } : { family, scheme, stored }, { importId: 'i', ...secrets });

async function matches(given: Case, password: string): Promise<boolean> {
  const outcome = outcomeOf(given);
  assert.ok('stored' in outcome, JSON.stringify([given, outcome]));
  const whole = withSecrets(outcome.stored, given.secrets ?? {}) ?? assert.fail('a secret is missing');
  return schemeOf(whole).verify(password, whole);
}

const PASSWORD = 'password';
const BCRYPT = '$2a$12$aLYFkieuqJyeynvptPTxpehSViui5WeAPuR2Xw1wui9CPHEaacmFq';
const SIGNER = 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==';
const FIREBASE_HASH =
  'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==';
const FIREBASE_SALT = '42xEC+ixf3L2lw==';
const firebase = {
  secrets: { signerKey: SIGNER, saltSeparator: 'Bw==', rounds: 8, memCost: 14 },
  password: 'user1password',
};

const digest = (name: string, ...inputs: readonly (string | Buffer)[]): Buffer =>
  inputs
    .reduce<ReturnType<typeof createHash>>((hash, input) => hash.update(input), createHash(name))
    .digest();

/** Published, or made by Node as the documentation of each system says. */
const systems: readonly Case[] = [
  { family: 'firebase', parts: { passwordHash: FIREBASE_HASH, salt: FIREBASE_SALT }, ...firebase },
  {
    // The Admin SDK writes URL-safe base64.
    family: 'firebase',
    parts: {
      passwordHash: FIREBASE_HASH.replaceAll('/', '_').replaceAll('+', '-'),
      salt: FIREBASE_SALT.replaceAll('+', '-'),
    },
    ...firebase,
  },
  {
    family: 'supabase',
    stored: `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==$${FIREBASE_SALT}$${FIREBASE_HASH}`,
    ...firebase,
  },
  {
    family: 'supabase',
    stored: `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=${SIGNER}$${FIREBASE_SALT}$${FIREBASE_HASH}`,
    password: 'user1password',
  },
  {
    family: 'supertokens',
    stored: `$f_scrypt$${FIREBASE_HASH}$${FIREBASE_SALT}$m=14$r=8$s=Bw==`,
    ...firebase,
  },
  {
    family: 'clerk',
    parts: { hasher: 'scrypt_firebase', digest: `${FIREBASE_HASH}$${FIREBASE_SALT}$${SIGNER}$Bw==$8$14` },
    password: 'user1password',
  },
  {
    family: 'logto',
    scheme: 'Legacy',
    stored: JSON.stringify([
      'firebase-scrypt',
      [FIREBASE_SALT, SIGNER, 'Bw==', '8', '14', '@'],
      FIREBASE_HASH,
    ]),
    password: 'user1password',
  },
  ...keycloakCases(),
  ...auth0Cases(),
  {
    family: 'okta',
    parts: { algorithm: 'BCRYPT', workFactor: 12, salt: BCRYPT.slice(7, 29), value: BCRYPT.slice(29) },
    password: PASSWORD,
  },
  {
    family: 'okta',
    parts: {
      algorithm: 'SHA-512',
      saltOrder: 'PREFIX',
      salt: 'c2FsdA==',
      value: digest('sha512', 'salt', PASSWORD).toString('base64'),
    },
    password: PASSWORD,
  },
  {
    family: 'okta',
    parts: {
      algorithm: 'MD5',
      saltOrder: 'POSTFIX',
      salt: 'c2FsdA==',
      value: digest('md5', PASSWORD, 'salt').toString('base64'),
    },
    password: PASSWORD,
  },
  {
    family: 'okta',
    parts: {
      ...{
        algorithm: 'PBKDF2',
        iterationCount: 1000,
        keySize: 32,
        digestAlgorithm: 'SHA256_HMAC',
        salt: 'c2FsdA==',
      },
      value: pbkdf2Sync(PASSWORD, 'salt', 1000, 32, 'sha256').toString('base64'),
    },
    password: PASSWORD,
  },
  ...clerkCases(),
  ...[
    '["sha256",["salt123","@"],"c465f66c6ac481a7a17e9ed5b4e2e7e7288d892f12bf1c95c140901e9a70436e"] password123',
    '["sha1",["prefix","@","suffix"],"1e51b70835fc01a385d43117299e147203d098c6"] mypass',
    '["md5",["@"],"51533f457802f105fc615463db7f0e20"] simple_password',
  ].map((line) => ({
    family: 'logto',
    scheme: 'Legacy',
    stored: line.split(' ')[0] ?? '',
    password: line.split(' ')[1] ?? '',
  })),
  {
    family: 'logto',
    scheme: 'Legacy',
    stored: JSON.stringify([
      'pbkdf2',
      ['hex:00ff', '1000', '20', 'sha512', '@'],
      pbkdf2Sync(PASSWORD, Buffer.from('00ff', 'hex'), 1000, 20, 'sha512').toString('hex'),
    ]),
    password: PASSWORD,
  },
  {
    family: 'logto',
    scheme: 'SHA256',
    stored: digest('sha256', PASSWORD).toString('hex'),
    password: PASSWORD,
  },
  { family: 'logto', scheme: 'Bcrypt', stored: BCRYPT, password: PASSWORD },
  ...appwriteCases(),
  {
    family: 'better-auth',
    stored:
      '000102030405060708090a0b0c0d0e0f:3e0919938b5e2b36382eb5a81c23ab15482d02c6a9e295451ff69530660a61b2ca15c113ee385e40a1a76b9345e7d3d519fe53b60d2786758802d888ceb009d1',
    password: PASSWORD,
  },
  ...[
    'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==',
    'ANXrDknc7fGPpigibZXXZFMX4aoqz44JveK6jQuwY3eH/UyPhvr5xTPeGYEckLxz9A==',
  ].map((stored) => ({ family: 'aspnet', stored, password: 'my password' })),
  {
    family: 'symfony',
    parts: {
      hash: 'H9VRzTCHUNwtJYgcPquobw1lhQeHUhZTCt/6e27sXzpFwmBjzcdBqpTgPCeIRacHLJPEyIBn+UpS6gQ6+USIdg==',
      salt: 'somesalt',
    },
    password: PASSWORD,
  },
  {
    family: 'werkzeug',
    stored:
      'pbkdf2:sha256:600000$randomsalt$bcf19bb9d2c13dead6ae8500bc93ce1f1e554d10b5e08a4d4871cb69bef9497b',
    password: PASSWORD,
  },
  {
    family: 'werkzeug',
    stored: `sha256$s4lt$${createHmac('sha256', 's4lt').update(PASSWORD).digest('hex')}`,
    password: PASSWORD,
  },
  { family: 'django', stored: '88a434c88cca4e900f7874cd98123f43', password: 'lètmein' },
  { family: 'django', stored: 'sha1$$6d138ca3ae545631b3abd71a4f076ce759c5700b', password: 'lètmein' },
  { family: 'ldap', stored: apr1OfOpenLdap(), password: 'myPassword' },
  { family: 'ldap', stored: `{crypt}${BCRYPT}`, password: PASSWORD },
  { family: 'kratos', stored: hmacMd4OfKratos(), password: PASSWORD },
  ...stytchCases(),
  { family: 'workos', parts: { hash: BCRYPT, hash_type: 'bcrypt' }, password: PASSWORD },
  { family: 'devise', stored: BCRYPT, password: PASSWORD },
  {
    family: 'digest',
    scheme: 'SHA-256',
    parts: { hash: digest('sha256', PASSWORD, 's').toString('base64'), salt: 's', position: 'suffix' },
    password: PASSWORD,
  },
  {
    family: 'digest',
    scheme: 'sha512/256',
    stored: digest('sha512-256', PASSWORD).toString('hex'),
    password: PASSWORD,
  },
  { family: 'digest', scheme: 'md4', stored: '8a9d093f14f8701df17732b2bb182c74', password: PASSWORD },
  {
    family: 'mediawiki',
    parts: {
      stored: digest('md5', `7-${digest('md5', PASSWORD).toString('hex')}`).toString('hex'),
      user_id: 7,
    },
    secrets: { pepper: 'true' },
    password: PASSWORD,
  },
];

function keycloakCases(): readonly Case[] {
  const credentialOf = (algorithm: string, hashIterations: number, additionalParameters = {}) =>
    JSON.stringify({ algorithm, hashIterations, additionalParameters });
  const secretOf = (salt: string, value: string) => JSON.stringify({ salt, value, additionalParameters: {} });
  const argon2 = { type: ['id'], version: ['1.3'], hashLength: ['32'], memory: ['7168'], parallelism: ['1'] };
  return [
    [
      credentialOf('pbkdf2-sha256', 27_500),
      secretOf(
        'eYcTxcZhBV+GU9BQRt8Ypw==',
        'T6S/56cQy0ahQKohXe61aMOhvFr/PHEPfQbILKMLZKrdfOSo8wc+S6HCYomSJwTgYmdPy2gKh+oQW9UbeCmEwQ==',
      ),
    ],
    [
      credentialOf('pbkdf2-sha256', 27_500),
      secretOf('drB9e5Smf3cbfUfF3FUerw==', 'RITBVPdh5pvXOa4JzJ5pZTE0rG96zhnQNmSsKCf83aU='),
    ],
    [
      credentialOf('pbkdf2-sha512', 210_000),
      secretOf(
        'AAECAwQFBgcICQoLDA0ODw==',
        'yOn8eoF+8AIW0lU630805KQQbAmcuC+WcqU98zJjJEstDH/V6M5wBHV3INkXZMVSqtIZwJvwA5OxiqUoKjlAkg==',
      ),
    ],
    [
      credentialOf('argon2', 5, argon2),
      secretOf('Cf9AYCE5pAbb4CKEF0GUTA==', 'BruFLfFkjH/8erZ26NnrbkOrWiZuQyDRCHD9o0R6Scg='),
    ],
  ].map(([credentialData = '', secretData = '']) => ({
    family: 'keycloak',
    parts: { credentialData, secretData },
    password: PASSWORD,
  }));
}

/** The examples of the documentation, whose passwords the reference found. */
function auth0Cases(): readonly Case[] {
  const customs: readonly (readonly [string, object])[] = [
    ['shh', { algorithm: 'md4', hash: { value: 'AbuUujgF0pPPkJPSFRTpmA==', encoding: 'base64' } }],
    [
      'shh',
      {
        algorithm: 'sha256',
        hash: { value: 'd24e794fce503c3ddb1cd1ba1dd5d9b250cf9917336a0316fefd87fecf79200f', encoding: 'hex' },
        salt: { value: 'abc123', position: 'prefix' },
      },
    ],
    [
      'shh',
      {
        algorithm: 'bcrypt',
        hash: { value: '$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG' },
      },
    ],
    [
      'shh',
      {
        algorithm: 'ldap',
        hash: {
          value: '{SSHA384}/cgEjdoZh85DhurDeOQEMO1rMlAur93SVPbYe5XSD4lF7nNuvrBju5hUeg9A6agRemgSXGl5YuE=',
          encoding: 'utf8',
        },
      },
    ],
    [
      'test',
      {
        algorithm: 'hmac',
        hash: {
          value: 'cg7f42jH39/2EaAU4wNd4s2lKIk=',
          encoding: 'base64',
          digest: 'sha1',
          key: { value: '736868', encoding: 'hex' },
        },
      },
    ],
    [
      'password',
      {
        algorithm: 'scrypt',
        hash: { value: '097f6197e1b41538f723e32aa7a68e8d76227d8e432ce5faa4882a913032db29', encoding: 'hex' },
        salt: { value: 'abc123', encoding: 'utf8' },
        keylen: 32,
        cost: 4096,
      },
    ],
    [
      'pässword',
      {
        algorithm: 'sha1',
        hash: {
          value: digest('sha1', Buffer.from('pässword', 'utf16le'), Buffer.from([0, 255])).toString('hex'),
          encoding: 'hex',
        },
        salt: { value: '00ff', encoding: 'hex', position: 'suffix' },
        password: { encoding: 'utf16le' },
      },
    ],
  ];
  return [
    ...customs.map(([password, custom]) => ({
      family: 'auth0',
      parts: { custom: JSON.stringify(custom) },
      password,
    })),
    {
      family: 'auth0',
      stored: '$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K',
      password: 'hello',
    },
  ];
}

function clerkCases(): readonly Case[] {
  const hash = (name: string, bytes: number) => pbkdf2Sync(PASSWORD, 'salt', 1000, bytes, name);
  const digests: readonly (readonly [string, string])[] = [
    ['bcrypt', BCRYPT],
    ['md5', digest('md5', PASSWORD).toString('hex')],
    ['sha256', digest('sha256', PASSWORD).toString('hex')],
    ['pbkdf2_sha1', `pbkdf2_sha1$1000$salt$${hash('sha1', 20).toString('hex')}`],
    ['pbkdf2_sha256', `pbkdf2_sha256$1000$c2FsdA==$${hash('sha256', 32).toString('base64')}`],
    ['pbkdf2_sha256_django', `pbkdf2_sha256$1000$salt$${hash('sha256', 32).toString('base64')}`],
    ['pbkdf2_sha512_hex', `pbkdf2_sha512_hex$1000$salt$${hash('sha512', 64).toString('hex')}`],
    ['phpass', '$P$8ohUJ.1sdFw09/bMaAQPTGDNi2BIUt1'],
    [
      'argon2id',
      '$argon2id$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$DYojYpnUWSMmTtrkVXyaNWVGxLmGe1n8VJBPDdFkbjU',
    ],
  ];
  return digests.map(([hasher, text]) => ({
    family: 'clerk',
    parts: { hasher, digest: text },
    password: PASSWORD,
  }));
}

/** The examples of the protocol. */
function appwriteCases(): readonly Case[] {
  const scrypt = { salt: 'appwrite', costCpu: 16_384, costMemory: 13, costParallel: 2, length: 64 };
  const modified = {
    ...{ salt: 'UxLMreBr6tYyjQ==', saltSeparator: 'Bw==' },
    signerKey: 'XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==',
  };
  const hashes: readonly (readonly [string, string, object])[] = [
    ['md5', '144fa7eaa4904e8ee120651997f70dcc', {}],
    ['argon2', '$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI', {}],
    [
      'sha',
      '4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70',
      { version: 'sha512' },
    ],
    [
      'scrypt',
      '3fdef49701bc4cfaacd551fe017283513284b4731e6945c263246ef948d3cf63b5d269c31fd697246085111a428245e24a4ddc6b64c687bc60a8910dbafc1d5b',
      scrypt,
    ],
    ['phpass', '$P$Br387rwferoKN7uwHZqNMu98q3U8RO.', {}],
    [
      'scryptMod',
      'UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==',
      modified,
    ],
  ];
  return hashes.map(([hash, password, options]) => ({
    family: 'appwrite',
    parts: { hash, password, hashOptions: JSON.stringify(options) },
    password: 'appwrite',
  }));
}

function stytchCases(): readonly Case[] {
  const hash = pbkdf2Sync(PASSWORD, 'salt', 1000, 32, 'sha256').toString('base64');
  return [
    {
      family: 'stytch',
      parts: {
        hash: digest('sha512', 'a', PASSWORD, 'b').toString('hex'),
        hash_type: 'sha_512',
        prepend_salt: 'a',
        append_salt: 'b',
      },
      password: PASSWORD,
    },
    {
      family: 'stytch',
      parts: {
        hash,
        hash_type: 'pbkdf_2',
        salt: Buffer.from('salt').toString('base64'),
        iteration_amount: 1000,
        key_length: 32,
        algorithm: 'sha256',
      },
      password: PASSWORD,
    },
  ];
}

/** Of `$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/`, whose digest OpenLDAP keeps as bytes before the salt. */
function apr1OfOpenLdap(): string {
  const symbols = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const order = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];
  const bits = Array.from('HqJZimcKQFAMYayBlzkrA/', (symbol) => symbols.indexOf(symbol));
  const bytes = Buffer.alloc(16);
  for (const [index, at] of order.entries()) {
    const [first, offset] = [Math.floor((index * 8) / 6), (index * 8) % 6];
    bytes[at] = ((bits[first] ?? 0) >> offset) | ((bits[first + 1] ?? 0) << (6 - offset));
  }
  return `{APR1}${Buffer.concat([bytes, Buffer.from('r31.....')]).toString('base64')}`;
}

/** RFC 2104 over MD4, of the key "key". */
function hmacMd4OfKratos(): string {
  return `$hmac-md4$${Buffer.from('fcd3a8ff04b8200784f1c4a73cce345d').toString('base64')}$${Buffer.from('key').toString('base64')}`;
}

describe('a hash in the form of its system', () => {
  for (const [at, given] of systems.entries()) {
    it(`matches its password only: ${at} ${given.family} ${given.scheme ?? ''}`, async () => {
      assert.deepEqual(
        [await matches(given, given.password), await matches(given, `x${given.password}`)],
        [true, false],
      );
    });
  }

  it('of WordPress was made of the password with slashes, and without blanks around it', async () => {
    const typed = ` O'Neill says "hi" \\ `;
    const slashed = `O\\'Neill says \\"hi\\" \\\\`;
    const keyed = createHmac('sha384', 'wp-sha384').update(slashed).digest('base64');
    const hashes = [
      `$wp${await bcryptHash(keyed, { cost: 4, version: '2y' })}`,
      await bcryptHash(slashed, { cost: 4, version: '2y' }),
      await bcryptHash(typed, { cost: 4, version: '2y' }),
    ];
    const found = hashes.map(async (stored) => {
      const given = { family: 'wordpress', stored, password: typed };
      return [await matches(given, typed), await matches(given, typed.replace('hi', 'ho'))];
    });
    assert.deepEqual(await Promise.all(found), Array(3).fill([true, false]));
    const md5 = { family: 'wordpress', stored: digest('md5', "it\\'s").toString('hex'), password: "it's" };
    assert.deepEqual([await matches(md5, "it's"), await matches(md5, 'its')], [true, false]);
  });

  it('of Symfony was made of the digest of a password over 72 bytes', async () => {
    const long = 'x'.repeat(73);
    const given = {
      family: 'symfony',
      stored: await bcryptHash(digest('sha512', long).toString('base64'), { cost: 4, version: '2y' }),
      password: long,
    };
    assert.deepEqual([await matches(given, long), await matches(given, `${long}y`)], [true, false]);
    const short = { ...given, stored: await bcryptHash('x'.repeat(72), { cost: 4, version: '2y' }) };
    assert.deepEqual(
      [await matches(short, 'x'.repeat(72)), await matches(short, 'x'.repeat(71))],
      [true, false],
    );
  });

  it('is refused when nobody can know how it was made', () => {
    const refused: readonly Case[] = [
      { family: 'plain-text', stored: 'secret', password: '' },
      { family: 'nobody', stored: BCRYPT, password: '' },
      { family: 'constructor', stored: BCRYPT, password: '' },
      { family: 'plain', stored: 'd41d8cd98f00b204e9800998ecf8427e', password: '' },
      { family: 'plain', stored: 'x'.repeat(5_000), password: '' },
      { family: 'recipe', stored: 'ab', password: '' },
      {
        family: 'supabase',
        stored: '{"key_id":"1","alg":"aes-gcm-hkdf","data":"","nonce":""}',
        password: '',
      },
      {
        family: 'firebase',
        parts: { passwordHash: 'fakeHash:salt=a:password=secret', salt: 'a' },
        password: '',
      },
      {
        family: 'aspnet-membership',
        scheme: 'SHA1',
        parts: { Password: 'x', PasswordSalt: '', PasswordFormat: 0 },
        password: '',
      },
      { family: 'clerk', parts: { hasher: 'awscognito', digest: 'awscognito#' }, password: '' },
      {
        family: 'auth0',
        parts: { custom: '{"algorithm":"hmac","hash":{"value":"ab","encoding":"hex","digest":"whirlpool"}}' },
        password: '',
      },
      { family: 'forum', scheme: 'smf 2.0', parts: { passwd: 'ab'.repeat(20) }, password: '' },
      {
        family: 'forum',
        scheme: 'xenforo',
        parts: { scheme_class: 'XF:NoPassword', data: 'a:0:{}' },
        password: '',
      },
      { family: 'keycloak', parts: { credentialData: '{}', secretData: 'null' }, password: '' },
    ];
    for (const given of refused) {
      const outcome = outcomeOf(given);
      assert.match('refused' in outcome ? outcome.refused : 'taken', /^[A-Z{].*\.$/, given.family);
      assert.doesNotMatch(JSON.stringify(outcome), /secret/);
    }
  });
});
