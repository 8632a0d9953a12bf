import assert from 'node:assert/strict';
import { createHash, createHmac, hash as hashOnce, pbkdf2, scrypt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { isWhole } from '../../../test/support/extent.ts';
import * as imported from '../../crypto/passwords/imported.ts';
import { schemeOf } from '../../crypto/passwords/passwords.ts';
import type { SourceHash } from '../../crypto/passwords/source-hash.ts';
import {
  argon2Text,
  base64,
  bcryptText,
  directoryText,
  type HashOf,
  pbkdf2Passlib,
  pbkdf2Phc,
  scryptPhc,
} from './forms.ts';
import { storedHashOf } from './parse.ts';
import type { StoredHash } from './stored.ts';

type Vector = SourceHash & {
  readonly secret?: { readonly pepper: string };
  readonly password: string;
  readonly expected: boolean;
};

const FOLDER = join(import.meta.dirname, '../../crypto/passwords/vectors');
/** Of second factors, and of what no scheme accepts. */
const others = ['sealed-secrets.json', 'totp.json', 'refuse.json'];
const files = globSync('*.json', { cwd: FOLDER }).filter((file) => !others.includes(file));

const verify = (plain: string, stored: string) => schemeOf(stored).verify(plain, stored);

/** How the wrapped forms change a password, by their names. */
const changes: Readonly<Record<string, (plain: string) => string>> = {
  django: (plain) => hashOnce('sha256', plain, 'hex'),
  drupal: (plain) => hashOnce('md5', plain, 'hex'),
  betterAuth: (plain) => plain.normalize('NFKC'),
  wordpress: (plain) => createHmac('sha384', 'wp-sha384').update(plain.trim()).digest('base64'),
};

/** Rebuilds a hash from its parts alone, and checks the password; undefined of kinds without parts. */
async function matches(plain: string, hash: StoredHash): Promise<boolean | undefined> {
  if (hash.kind === 'argon2') return verify(plain, argon2Text(hash));
  if (hash.kind === 'bcrypt') return verify(plain, bcryptText(hash, '2b'));
  if (hash.kind === 'phpass' || hash.kind === 'crypt') return verify(plain, hash.hash);
  if (hash.kind === 'pbkdf2') {
    const { salt, rounds, digest } = hash;
    return (await promisify(pbkdf2)(plain, salt, rounds, hash.hash.length, digest)).equals(hash.hash);
  }
  if (hash.kind === 'scrypt') {
    const costs = { N: hash.cost, r: hash.blockSize, p: hash.parallelism, maxmem: 2 ** 29 };
    const made = new Promise<Buffer>((resolve, reject) =>
      scrypt(plain, hash.salt, hash.hash.length, costs, (error, key) =>
        error ? reject(error) : resolve(key),
      ),
    );
    return (await made).equals(hash.hash);
  }
  if (hash.kind === 'fbscrypt') {
    const { rounds, memory, salt, separator, signerKey } = hash;
    if (!separator || !signerKey) return undefined;
    const texts = [separator, signerKey, salt, hash.hash].map(base64);
    return verify(
      plain,
      `$fbscrypt$v=1,n=${memory},r=${rounds},p=1,ss=${texts[0]},sk=${texts[1]}$${texts[2]}$${texts[3]}`,
    );
  }
  if (hash.kind === 'digest') {
    const pieces =
      hash.saltIs === 'before' ? [hash.salt, Buffer.from(plain)] : [Buffer.from(plain), hash.salt];
    let digest = Buffer.concat(pieces);
    for (let round = 0; round < hash.rounds; round++)
      digest = createHash(hash.digest).update(digest).digest();
    return digest.equals(hash.hash);
  }
  if (hash.kind === 'hmac') return createHmac(hash.digest, hash.key).update(plain).digest().equals(hash.hash);
  if (hash.kind !== 'wrapped' || !hash.inner) return undefined;
  return matches(changes[hash.form]?.(plain) ?? '', hash.inner);
}

function readVectors(file: string): readonly Vector[] {
  const every: readonly Vector[] = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  const isSlow = (vector: Vector) => 'stored' in vector && vector.stored.startsWith('$2a$15$');
  return every.filter((vector) => vector.expected && (isWhole || !isSlow(vector)));
}

/** What this project stores for a vector; undefined when it is refused. */
function storedOf(vector: Vector): string | undefined {
  const outcome = imported.storedHashOf(vector, { importId: 'import1', ...vector.secret });
  return 'stored' in outcome ? outcome.stored : undefined;
}

const text = (hex: string) => Buffer.from(hex, 'hex');

describe('a stored hash', () => {
  const without = new Set<string>();
  for (const file of files)
    it(`comes apart so that its parts match the password: ${basename(file, '.json')}`, async () => {
      const wrong = await Promise.all(
        readVectors(file).map(async (vector) => {
          const stored = storedOf(vector);
          if (stored === undefined) return [];
          const hash = storedHashOf(stored);
          assert.equal(hash.text, stored);
          const found = await matches(vector.password, hash);
          if (found === undefined) without.add('form' in hash ? `${hash.kind} ${hash.form}` : hash.kind);
          return found === false ? [{ vector, hash }] : [];
        }),
      );
      assert.deepEqual(wrong.flat(), []);
    });

  it('has no parts where only its own scheme can say what it is', () => {
    assert.deepEqual([...without].sort(), [
      'other apr1',
      'other drupal',
      'other recipe',
      'other yescrypt',
      'peppered recipe',
      'wrapped drupal',
    ]);
  });

  const salt = Buffer.from('salt');
  const none = Buffer.alloc(0);
  const [md5, sha1] = [text('5f4dcc3b5aa765d61d8327deb882cf99'), text('00'.repeat(20))];
  const digest = { kind: 'digest', digest: 'md5', rounds: 1, salt: none, saltIs: 'before', hash: md5 };
  const key = Buffer.alloc(64, 7);
  const firebase = { kind: 'fbscrypt', rounds: 8, memory: 14, salt, separator: Buffer.from([7]), hash: key };
  const recipe = (source: string, salted: string, hash: string) =>
    `$recipe$${Buffer.from(source).toString('base64url')}$${Buffer.from(salted).toString('base64url')}$$$${hash}`;
  const forms: Readonly<Record<string, object>> = {
    [`$md5$${md5.toString('hex').toUpperCase()}`]: digest,
    [`$md5$${base64(md5)}`]: digest,
    [`$sha$sha1$${sha1.toString('hex')}`]: { ...digest, digest: 'sha1', hash: sha1 },
    [`$sha$sha3-224$${'00'.repeat(28)}`]: { kind: 'other', form: 'sha' },
    [`$digest$md5$i=3,bytes$$c2FsdA$${base64(md5)}`]: { ...digest, rounds: 3, salt, saltIs: 'after' },
    [`$digest$md5$i=3,hex$$c2FsdA$${base64(md5)}`]: { kind: 'other', form: 'saltedDigest' },
    [`$digest$md5$i=1,bytes$c2FsdA$c2FsdA$${base64(md5)}`]: { kind: 'other', form: 'saltedDigest' },
    [`$digest$ripemd160$i=1,bytes$c2FsdA$$${base64(sha1)}`]: { kind: 'other', form: 'saltedDigest' },
    // {PASSWORD}{PASSWORD}
    [`$md5$pf=${base64(Buffer.from('{PASSWORD}{PASSWORD}'))}$$${base64(md5)}`]: {
      kind: 'other',
      form: 'saltedDigest',
    },
    [`$md5$pf=${base64(Buffer.from('{SALT}-{PASSWORD}'))}$c2FsdA==$${base64(md5)}`]: {
      ...digest,
      salt: Buffer.from('salt-'),
    },
    [recipe('md5(password + salt), hex', 'salt', md5.toString('hex'))]: { ...digest, salt, saltIs: 'after' },
    [recipe("md5('a' + salt + password), hex, salt=hex", '626364', md5.toString('hex'))]: {
      ...digest,
      salt: Buffer.from('abcd'),
    },
    [recipe('md5(password), hex, rounds=5', '', md5.toString('hex'))]: { ...digest, rounds: 5 },
    [recipe('md5(password), hex, rounds=5, again=hex(last)', '', md5.toString('hex'))]: {
      kind: 'other',
      form: 'recipe',
    },
    [recipe('md5(password + salt + password), hex', 'salt', md5.toString('hex'))]: {
      kind: 'other',
      form: 'recipe',
    },
    [recipe('md5(upper(password)), hex', '', md5.toString('hex'))]: { kind: 'other', form: 'recipe' },
    [recipe('md5(password) or md5(trim(password))', '', md5.toString('hex'))]: {
      kind: 'other',
      form: 'recipe',
    },
    [recipe('hmac_sha1(password, salt)', 'salt', sha1.toString('hex'))]: { kind: 'other', form: 'recipe' },
    [recipe('crypt(upper(password))', '', '$1$TVEiiKNb$SN6/pUaRQS/E8Jh46As2C/')]: {
      kind: 'other',
      form: 'recipe',
    },
    [recipe('crypt(password)', '', '$1$TVEiiKNb$SN6/pUaRQS/E8Jh46As2C/')]: {
      kind: 'crypt',
      digest: 'md5',
      hash: '$1$TVEiiKNb$SN6/pUaRQS/E8Jh46As2C/',
    },
    [recipe("hmac_sha1(unhex('736868'), password), base64", '', base64(sha1))]: {
      kind: 'hmac',
      digest: 'sha1',
      key: Buffer.from('shh'),
      hash: sha1,
    },
    '{CRYPT}$2y$04$SY3ZuWtaqiXAYHg5WDTmV.2gV7dDdT9zOfUQi7/7k/a14KV4nx7ii': {
      kind: 'bcrypt',
      variant: '2y',
      cost: 4,
      salt: 'SY3ZuWtaqiXAYHg5WDTmV.',
      hash: '2gV7dDdT9zOfUQi7/7k/a14KV4nx7ii',
    },
    [`$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=${base64(key)}$c2FsdA==$${base64(key)}`]: {
      ...firebase,
      signerKey: key,
    },
    [`$fbscrypt$v=1,n=14,r=8,p=2,ss=Bw==,sk=${base64(key)}$c2FsdA==$${base64(key)}`]: {
      kind: 'other',
      form: 'scryptMod',
    },
    [`$sealed$import1$$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=?$c2FsdA==$${base64(key)}`]: {
      ...firebase,
      signerKey: undefined,
    },
    [`$sealed$import1$$fbscrypt$v=1,n=14,r=8,p=1,ss=?,sk=?$c2FsdA==$${base64(key)}`]: {
      ...firebase,
      separator: undefined,
      signerKey: undefined,
    },
    $sealed$import1$$nothing$: { kind: 'other', form: 'sealed' },
    $pending$: { kind: 'other', form: 'pending' },
    $argon2id$nothing: { kind: 'other', form: 'argon2' },
    bcrypt$nothing: { kind: 'other', form: 'bcrypt' },
    nothing: { kind: 'other', form: 'unknown' },
  };
  for (const [index, [stored, parts]] of Object.entries(forms).entries())
    it(`comes apart whatever its spelling (${index + 1}: ${stored.slice(0, 12)})`, () => {
      assert.deepEqual(storedHashOf(stored), { ...parts, text: stored });
    });
});

describe('the texts of a hash', () => {
  it('match its password in every form that targets take', async () => {
    const wrong = await Promise.all(
      ['known.json', 'ldap.json', 'plain.json'].flatMap(readVectors).map(async (vector) => {
        const stored = storedOf(vector);
        const hash = stored === undefined ? undefined : storedHashOf(stored);
        const texts = hash ? textsOf(hash) : [];
        const found = await Promise.all(texts.map((each) => verify(vector.password, each)));
        return found.every(Boolean) ? [] : [{ hash, texts }];
      }),
    );
    assert.deepEqual(wrong.flat(), []);
  });
});

/** Forms that no other test looks at. */
function textsOf(hash: StoredHash): readonly string[] {
  if (hash.kind === 'pbkdf2' && hash.rounds < 100_000) return [pbkdf2Phc(hash), ...passlibOf(hash)];
  if (hash.kind === 'scrypt' && hash.hash.length === 64) return [scryptPhc(hash)];
  if (hash.kind === 'digest') return [directoryText(hash)].filter((each) => each !== undefined);
  return [];
}

/** passlib's form says no length: it is that of the digest. */
function passlibOf(hash: HashOf<'pbkdf2'>): readonly string[] {
  return hash.hash.length === createHash(hash.digest).digest().length ? [pbkdf2Passlib(hash)] : [];
}
