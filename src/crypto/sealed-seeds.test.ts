import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  allauthRecoveryCodes,
  openAttrEncrypted,
  openAuthelia,
  openBetterAuth,
  openLaravel,
  openNextcloud,
  openRails,
  type SeedEncoding,
  seedOf,
  totpOfUri,
} from './sealed-seeds.ts';
import { stepOf } from './totp.ts';

const read = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'passwords/vectors', file), 'utf8'));

type Texts = Readonly<Record<string, string>>;
type Sealed = {
  readonly scheme: string;
  readonly sealed: string;
  readonly key: string;
  readonly opens: string;
};

/** By the scheme of a vector. Casts: as the file has them. */
const openers: Readonly<Record<string, (sealed: unknown, key: unknown) => string | undefined>> = {
  laravel: (sealed, key) => openLaravel(sealed as string, ['base64:AAAA', key as string]),
  'nextcloud v3': (sealed, key) => openNextcloud(sealed as string, key as string),
  'better-auth': (sealed, key) => openBetterAuth(sealed as string, key as string),
  authelia: (sealed, key) => openAuthelia(Buffer.from(sealed as string, 'base64'), key as string),
  'rails active_record_encryption': (sealed, key) => {
    const { primary_key: primary = '', key_derivation_salt: keyDerivationSalt = '' } = key as Texts;
    return openRails(sealed as string, { primaryKeys: ['older', primary], keyDerivationSalt });
  },
  attr_encrypted: (sealed, key) => {
    const { encrypted_otp_secret: value = '', ...rest } = sealed as Texts;
    const { encrypted_otp_secret_iv: iv = '', encrypted_otp_secret_salt: salt = '' } = rest;
    return openAttrEncrypted({ value, iv, salt }, key as string);
  },
};

/** Another key of the same form. */
function otherKey(key: unknown): unknown {
  if (typeof key === 'string')
    return key.replace(/.$/, (last) => (last === '=' ? '=' : 'x')).replace(/[A-Z]/, 'z');
  return { ...(key as Texts), primary_key: 'another primary key of the tests' };
}

const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

function changed({ scheme, sealed }: Sealed): unknown {
  if (scheme === 'laravel') {
    const payload = JSON.parse(Buffer.from(sealed, 'base64').toString());
    return Buffer.from(JSON.stringify({ ...payload, value: flipped(payload.value) })).toString('base64');
  }
  if (scheme.startsWith('rails'))
    return JSON.stringify({ ...JSON.parse(sealed), p: flipped(JSON.parse(sealed).p) });
  if (scheme === 'attr_encrypted') {
    const columns = sealed as unknown as Texts;
    return { ...columns, encrypted_otp_secret: flipped(columns.encrypted_otp_secret ?? '') };
  }
  if (scheme === 'authelia') return sealed.slice(0, 20) + flipped(sealed.slice(20));
  // In hex.
  return sealed.replace(/[\da-f](?=[\da-f]{20}(?:$|\|))/, (sign) => (sign === '0' ? '1' : '0'));
}

describe('a sealed second factor', () => {
  const vectors: readonly Sealed[] = read('sealed-secrets.json');
  for (const [at, vector] of vectors.entries()) {
    const { scheme, sealed, key, opens } = vector;
    const open = openers[scheme];
    if (!open) continue;
    it(`opens with its key only, while it is unchanged: ${at} ${scheme}`, () => {
      assert.notDeepEqual(otherKey(key), key);
      assert.notDeepEqual(changed(vector), sealed);
      assert.deepEqual(
        [open(sealed, key), open(sealed, otherKey(key)), open(changed(vector), key)],
        [opens, undefined, undefined],
      );
    });
  }

  it('is of a scheme that is known', () => {
    const known = [...Object.keys(openers), 'allauth recovery codes'];
    assert.deepEqual(
      vectors.filter(({ scheme }) => !known.includes(scheme)),
      [],
    );
  });

  it('is not opened when it is something else', () => {
    for (const text of ['', 'x', '{}', '[]', 'null', 'e30=', '||||3', '{"p":"","h":null}', '{"p":"","h":{}}'])
      for (const [scheme, open] of Object.entries(openers)) {
        const sealed = scheme === 'attr_encrypted' ? { encrypted_otp_secret: text } : text;
        assert.equal(
          open(sealed, scheme.startsWith('rails') ? {} : 'base64:AAAA'),
          undefined,
          `${scheme} ${text}`,
        );
      }
  });

  it('gives the recovery codes of django-allauth, used and unused', () => {
    const found = vectors.filter(({ scheme }) => scheme.startsWith('allauth'));
    for (const vector of found) {
      // Casts: as the file has them.
      const { seed, used_mask: usedMask } = vector.sealed as unknown as { seed: string; used_mask: number };
      const { count, digits } = vector.key as unknown as { count: number; digits: number };
      const { opens, unused } = vector as unknown as { opens: string[]; unused: string[] };
      assert.deepEqual(allauthRecoveryCodes({ seed, usedMask, count, digits }), { codes: opens, unused });
      assert.deepEqual(allauthRecoveryCodes({ seed, usedMask }), { codes: opens, unused });
    }
    assert.equal(found.length, 1);
  });
});

type Totp = {
  readonly secret?: string;
  readonly uri?: string;
  readonly encoding?: string;
  readonly base32?: string;
  readonly algorithm?: string;
  readonly digits?: number;
  readonly period?: number;
  readonly at: number;
  readonly code: string;
  readonly refuse?: boolean;
};

const encodings: Readonly<Record<string, SeedEncoding>> = {
  base32: 'base32',
  'base32, lower case, blanks': 'base32',
  'base32, padded': 'base32',
  hex: 'hex',
  base64: 'base64',
  utf8: 'utf8',
  'base64 of base32 text': 'base64-base32',
};

describe('the seed of an authenticator', () => {
  for (const vector of read('totp.json') as readonly Totp[]) {
    const { secret, uri = '', encoding = '', base32 = secret, at, code, refuse = false } = vector;
    const parameters = [vector.algorithm ?? 'SHA1', vector.digits ?? 6, vector.period ?? 30].join();
    // Of those with other parameters, the reader keeps them and the import refuses them.
    if (refuse && parameters !== 'SHA1,6,30') continue;
    it(`${refuse ? 'is refused' : `gives the code ${code} at ${at}`}: ${encoding || uri}`, async () => {
      const seed =
        secret === undefined ? totpOfUri(uri)?.secret : seedOf(secret, encodings[encoding] ?? 'base32');
      assert.equal(seed, refuse ? undefined : base32);
      if (seed !== undefined) assert.equal(await stepOf(seed, code, at * 1000), Math.floor(at / 30));
    });
  }

  it('comes with its parameters where the URI has them', () => {
    assert.deepEqual(
      totpOfUri('otpauth://totp/x?secret=gezdgnbvgy3tqojq&algorithm=SHA512&digits=8&period=60'),
      {
        secret: 'GEZDGNBVGY3TQOJQ',
        algorithm: 'SHA512',
        digits: 8,
        period: 60,
      },
    );
    assert.equal(totpOfUri('otpauth://totp/x'), undefined);
    assert.equal(totpOfUri('https://example.com/totp/?secret=GEZDGNBV'), undefined);
  });

  it('may be as short or long as authenticators have it, with bits after its last byte', async () => {
    for (const bytes of [1, 9, 10, 16, 20, 64, 128]) {
      const seed = seedOf(Buffer.alloc(bytes, 7).toString('hex'), 'hex') ?? '';
      await assert.doesNotReject(stepOf(seed, '123456', 59_000), `${bytes}`);
    }
    for (const text of ['ABCDEFGHIJKLMNOPQ', 'ABCDEFGHIJKLMNOPQ7R', 'ABCDEFGHIJKLMNOPQRSTU7'])
      await assert.doesNotReject(stepOf(seedOf(text, 'base32') ?? '', '123456', 59_000), text);
    assert.deepEqual(
      [seedOf('A', 'base32'), seedOf('', 'utf8'), seedOf('ab'.repeat(129), 'hex')],
      Array(3).fill(undefined),
    );
  });
});
