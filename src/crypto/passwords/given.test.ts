import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aspnet } from './aspnet.ts';
import { betterAuth } from './better-auth.ts';
import { hmac } from './hmac.ts';
import { keycloak } from './keycloak.ts';
import { importable, schemeOf } from './passwords.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { saltedDigest } from './salted-digests.ts';
import { phcScrypt } from './scrypt.ts';
import { symfony } from './symfony.ts';

const { bcrypt, phpass, scrypt, scryptMod } = importable;

/** A hash as a client or a file gives it. `encode` joins it with its parameters into one string. */
type Given = { readonly plain: string; readonly hash: string; readonly encode: (hash: string) => string };

const bytesOfHex = (text: string) => Buffer.from(text, 'hex');
const inBase64 = (hex: string) => bytesOfHex(hex).toString('base64');

/** Two Firebase projects from github.com/firebase/scrypt, and Appwrite's example. */
const [first, second, appwrite] = [
  'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
  'NkZlKPkYEFfnbh1nYTfLsbqQnQ6jyRV4itK7iUD+hjO96tsAYhBG40BVS3AuJyiwHinqc5RR3oA+lppOXPNRmw==',
  'XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==',
] as const;

const firebase =
  (signerKey: string, salt: string, saltSeparator = 'Bw==') =>
  (hash: string) =>
    scryptMod.encode({ hash, salt, saltSeparator, signerKey });

const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const keycloakPbkdf2 = (algorithm: string, hashIterations: number, salt: string) => (value: string) =>
  keycloak.encode({ algorithm, hashIterations, salt, value });

const keycloakArgon2 = (salt: string) => (value: string) =>
  keycloak.encode({
    algorithm: 'argon2',
    hashIterations: 5,
    salt,
    value,
    additionalParameters: { type: ['id'], version: ['1.3'], memory: ['7168'], parallelism: ['1'] },
  });

/** For these, `original` returns the given hash. */
const apart: Readonly<Record<string, readonly Given[]>> = {
  bcrypt: [
    {
      plain: 'test',
      hash: '$2y$04$mIJxfrCaEI3GukZe11CiXublhEFanu5.ododkll1WphfSp6pn4zIu',
      encode: (hash) => bcrypt.encode({ hash }),
    },
  ],
  phpass: [
    { plain: 'appwrite', hash: '$P$Br387rwferoKN7uwHZqNMu98q3U8RO.' },
    { plain: 'test', hash: '$2y$04$mIJxfrCaEI3GukZe11CiXublhEFanu5.ododkll1WphfSp6pn4zIu' },
    { plain: 'password', hash: '$1$kJ4QkJaQ$3EbD/pJddrq5HW3mpZ4KZ1' },
  ].map((given) => ({ ...given, encode: (hash) => phpass.encode({ hash }) })),
  scrypt: [
    {
      plain: 'appwrite',
      hash: '3fdef49701bc4cfaacd551fe017283513284b4731e6945c263246ef948d3cf63b5d269c31fd697246085111a428245e24a4ddc6b64c687bc60a8910dbafc1d5b',
      encode: (hash) =>
        scrypt.encode({
          hash,
          salt: 'appwrite',
          costCpu: 16_384,
          costMemory: 13,
          costParallel: 2,
          length: 64,
        }),
    },
    {
      plain: 'password',
      hash: '097F6197E1B41538F723E32AA7A68E8D76227D8E432CE5FAA4882A913032DB29',
      encode: (hash) =>
        scrypt.encode({ hash, salt: 'abc123', costCpu: 4096, costMemory: 8, costParallel: 1, length: 32 }),
    },
  ],
  scryptMod: [
    {
      plain: 'user1password',
      hash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
      encode: firebase(first, '42xEC+ixf3L2lw=='),
    },
    {
      plain: 'hunter2',
      hash: '70k8Vg5B3/OrvJOiqusnasv0dLcBHoDAqJrJr7TRLBfMw4MitWx51YXJYFdGiyMbMeKtWtLf5HiBDcN0SUOm4A==',
      encode: firebase(first, '42xEC+ixf3L2lw=='),
    },
    {
      plain: 'two space password',
      hash: '5RZZm9Jz7p/u+FGXMInlJtAYFmMBj6ioL1UOdWfsUknAFCnsPpnnKRLyXSUFwwKbM4lx7TdFclBsT16Z8uuumg==',
      encode: firebase(second, 'GGc/eCzFj6DM0g=='),
    },
    {
      plain: 'this$is%to^test&some=symbols*out@',
      hash: urlSafe(
        'B8JNxsBRb0H5cHrnR18wpIbKnzp8//NV3r+3nZG4VYnM4simlThHfpOYx0cJrTBi7xVhiBS9UgkrTlrfSRf2VA==',
      ),
      encode: firebase(urlSafe(second), urlSafe('Dc+nQe0OnNrVrg=='), 'Bw'),
    },
    {
      plain: 'appwrite',
      hash: 'UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==',
      encode: firebase(appwrite, 'UxLMreBr6tYyjQ=='),
    },
  ],
  betterAuth: [
    {
      plain: 'password',
      hash: '000102030405060708090a0b0c0d0e0f:3e0919938b5e2b36382eb5a81c23ab15482d02c6a9e295451ff69530660a61b2ca15c113ee385e40a1a76b9345e7d3d519fe53b60d2786758802d888ceb009d1',
      encode: (hash) => betterAuth.encode({ hash }),
    },
  ],
  symfony: [
    {
      plain: 'password',
      hash: 'H9VRzTCHUNwtJYgcPquobw1lhQeHUhZTCt/6e27sXzpFwmBjzcdBqpTgPCeIRacHLJPEyIBn+UpS6gQ6+USIdg==',
      encode: (hash) => symfony.encode({ hash, salt: 'somesalt' }),
    },
  ],
  aspnet: [
    {
      plain: 'my password',
      hash: 'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==',
    },
    { plain: 'my password', hash: 'AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==' },
    { plain: 'my password', hash: 'ANXrDknc7fGPpigibZXXZFMX4aoqz44JveK6jQuwY3eH/UyPhvr5xTPeGYEckLxz9A==' },
    { plain: 'my password', hash: 'AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw' },
    {
      plain: 'my password',
      hash: 'AQAAAAIAAAD6AAAAIJbVi5wbMR+htSfFp8fTw8N8GOS/Sje+S/4YZcgBfU7EQuqv4OkVYmc4VJl9AGZzmRTxSkP7LtVi9IWyUxX8IAAfZ8v+ZfhjCcudtC1YERSqE1OEdXLW9VukPuJWBBjLuw==',
    },
    { plain: 'my password', hash: 'AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M' },
    {
      plain: 'my password',
      hash: 'AQAAAAEAA9CQAAAAIESkQuj2Du8Y+kbc5lcN/W/3NiAZFEm11P27nrSN5/tId+bR1SwV8CO1Jd72r4C08OLvplNlCDc3oQZ8efcW+jQ=',
    },
    { plain: 'Pa$$w0rd', hash: 'AOpHWX+WEzHPkznrDx904KLk8h2yCbTiiBYVdskTN/1ToeEupAlY8/zSsH33zUsjBg==' },
    {
      plain: 'Pass123$',
      hash: 'AQAAAAEAACcQAAAAEHRYpQZ06ZDGgeTZzxhGgU6Ri/KWiPOc76ss5mb5jSvernZoWu0jAm5wClljwcX/CQ==',
    },
  ].map((given) => ({ ...given, encode: (hash) => aspnet.encode({ hash }) })),
};

/** These become strings of a standard format; `original` returns the whole string. */
const standard: Readonly<Record<string, readonly Given[]>> = {
  pbkdf2: [
    {
      plain: 'password',
      hash: 'T6S/56cQy0ahQKohXe61aMOhvFr/PHEPfQbILKMLZKrdfOSo8wc+S6HCYomSJwTgYmdPy2gKh+oQW9UbeCmEwQ==',
      encode: keycloakPbkdf2('pbkdf2-sha256', 27_500, 'eYcTxcZhBV+GU9BQRt8Ypw=='),
    },
    {
      plain: 'password',
      hash: 'LjFqvhPuUHJdQvWIwVQfqxjeujAWqG/DVQRFoOv62/cTznl9ob4jwWwY6i1RrwGviu5iNPU5VIp03SxDyetyfw==',
      encode: keycloakPbkdf2('pbkdf2-sha256', 27_500, 'jVqbuA9k2Mlo37OWXBMKLw=='),
    },
    {
      plain: 'password',
      hash: 'RITBVPdh5pvXOa4JzJ5pZTE0rG96zhnQNmSsKCf83aU=',
      encode: keycloakPbkdf2('pbkdf2-sha256', 27_500, 'drB9e5Smf3cbfUfF3FUerw=='),
    },
    {
      plain: 'password',
      hash: 'yOn8eoF+8AIW0lU630805KQQbAmcuC+WcqU98zJjJEstDH/V6M5wBHV3INkXZMVSqtIZwJvwA5OxiqUoKjlAkg==',
      encode: keycloakPbkdf2('pbkdf2-sha512', 210_000, 'AAECAwQFBgcICQoLDA0ODw=='),
    },
    {
      plain: 'lètmein',
      hash: 'aDapRanzW8aHTz97v2TcfHzWD+I=',
      encode: (hash) =>
        pbkdf2.encode({ digest: 'sha1', iterations: 390_000, salt: Buffer.from('seasalt2'), hash }),
    },
  ],
  argon2: [
    {
      plain: 'password',
      hash: 'BruFLfFkjH/8erZ26NnrbkOrWiZuQyDRCHD9o0R6Scg=',
      encode: keycloakArgon2('Cf9AYCE5pAbb4CKEF0GUTA=='),
    },
    {
      plain: 'password',
      hash: 'kANRj3W5M/rs6SMRJTOyVfEe37rWnRLDRk5QwL4tETk=',
      encode: keycloakArgon2('AAECAwQFBgcICQoLDA0ODw=='),
    },
  ],
  scryptPhc: [
    {
      plain: 'password',
      hash: inBase64('097f6197e1b41538f723e32aa7a68e8d76227d8e432ce5faa4882a913032db29'),
      encode: (hash) =>
        phcScrypt.encode({ n: 4096, r: 8, p: 1, salt: Buffer.from('abc123'), hash, length: 32 }),
    },
  ],
  saltedDigest: [
    {
      plain: 'shh',
      hash: inBase64('d24e794fce503c3ddb1cd1ba1dd5d9b250cf9917336a0316fefd87fecf79200f'),
      encode: (hash) => saltedDigest.encode({ algorithm: 'sha256', hash, before: Buffer.from('abc123') }),
    },
    {
      plain: 'password123',
      hash: inBase64('c465f66c6ac481a7a17e9ed5b4e2e7e7288d892f12bf1c95c140901e9a70436e'),
      encode: (hash) => saltedDigest.encode({ algorithm: 'sha256', hash, before: Buffer.from('salt123') }),
    },
    {
      plain: 'mypass',
      hash: inBase64('1e51b70835fc01a385d43117299e147203d098c6'),
      encode: (hash) =>
        saltedDigest.encode({
          algorithm: 'sha1',
          hash,
          before: Buffer.from('prefix'),
          behind: Buffer.from('suffix'),
        }),
    },
    {
      plain: 'simple_password',
      hash: inBase64('51533f457802f105fc615463db7f0e20'),
      encode: (hash) => saltedDigest.encode({ algorithm: 'md5', hash }),
    },
  ],
  hmac: [
    {
      plain: 'test',
      hash: 'cg7f42jH39/2EaAU4wNd4s2lKIk=',
      encode: (hash) =>
        hmac.encode({ algorithm: 'sha1', hash: Buffer.from(hash, 'base64'), key: bytesOfHex('736868') }),
    },
  ],
};

for (const [kind, table] of Object.entries({ apart, standard })) {
  describe(`a hash with separate parameters (${kind})`, { concurrency: 4 }, () => {
    for (const [name, rows] of Object.entries(table)) {
      for (const { plain, hash, encode } of rows) {
        it(`matches its password only: ${name} ${hash.slice(0, 30)}`, async () => {
          const stored = encode(hash);
          const scheme = schemeOf(stored);
          const matches = await Promise.all([plain, `${plain}x`].map((word) => scheme.verify(word, stored)));
          const seen = { name: scheme.name, refusal: scheme.refusal(stored), matches };
          assert.deepEqual(seen, { name, refusal: undefined, matches: [true, false] });
          assert.equal(scheme.original(stored), kind === 'apart' ? hash : stored);
        });
      }
    }
  });
}
