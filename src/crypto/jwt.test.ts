import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { CompactEncrypt, SignJWT } from 'jose';
import { jwtVerifier, signJwt } from './jwt.ts';

const KEY = randomBytes(32);
const NOW = Date.parse('2026-09-01T10:00:00.000Z');
const SECONDS = NOW / 1000;
const CLAIMS = { userId: 'ann', sessionId: 's1', stamp: '', factors: ['password'] };
const HEADER = { typ: 'JWT', alg: 'HS256' };
const PAYLOAD = { ...CLAIMS, iss: 'test', aud: 'session', iat: SECONDS, exp: SECONDS + 900 };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const hmac = (text: string, key: Uint8Array | string, hash = 'sha256') =>
  createHmac(hash, key).update(text).digest('base64url');
/** A token with these parts, signed with our key by default. */
const forged = (
  header: object,
  payload: object = PAYLOAD,
  key: Uint8Array | string = KEY,
  hash = 'sha256',
): string => {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${hmac(text, key, hash)}`;
};
/** Verifies anew, and where the token is known already. */
const verify = async (token: string, now = NOW) => {
  const anew = await jwtVerifier(() => KEY)('test', token, now);
  const knowing = jwtVerifier(() => KEY);
  await knowing('test', token, NOW);
  assert.deepEqual(await knowing('test', token, now), anew);
  return anew;
};

describe('a signed token', () => {
  let good = '';
  before(async () => {
    good = await signJwt(KEY, 'test', CLAIMS, { now: NOW, seconds: 900 });
  });

  it('names the user it was signed for', async () => {
    assert.deepEqual([await verify(good), await verify(forged(HEADER))], [CLAIMS, CLAIMS]);
  });

  it('is valid until the second it expires, without leeway', async () => {
    const moments = [0, 899_999, 900_000, 900_001, 10 ** 12].map((after) => NOW + after);
    const seen = await Promise.all(moments.map((now) => verify(good, now)));
    assert.deepEqual(
      seen.map((claims) => claims !== undefined),
      [true, true, false, false, false],
    );
  });

  it('without a duration is expired at once', async () => {
    const token = await signJwt(KEY, 'test', CLAIMS, { now: NOW, seconds: 0 });
    assert.equal(await verify(token), undefined);
  });

  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const jwk = { kty: 'oct', k: Buffer.from('a key of the attacker').toString('base64url') };
  const attackers = Buffer.from('a key of the attacker');
  const hostile: Readonly<Record<string, Readonly<Record<string, () => string | Promise<string>>>>> = {
    'is refused with another algorithm': {
      none: () => `${part({ ...HEADER, alg: 'none' })}.${part(PAYLOAD)}.`,
      None: () => `${part({ ...HEADER, alg: 'None' })}.${part(PAYLOAD)}.`,
      nOnE: () => forged({ ...HEADER, alg: 'nOnE' }),
      'none, signed': () => forged({ ...HEADER, alg: 'none' }),
      'no name': () => forged({ typ: 'JWT' }),
      'a list': () => forged({ ...HEADER, alg: ['HS256'] }),
      hs256: () => forged({ ...HEADER, alg: 'hs256' }),
      HS384: () => forged({ ...HEADER, alg: 'HS384' }, PAYLOAD, KEY, 'sha384'),
      HS512: () => forged({ ...HEADER, alg: 'HS512' }, PAYLOAD, KEY, 'sha512'),
      RS256: () => new SignJWT(PAYLOAD).setProtectedHeader({ ...HEADER, alg: 'RS256' }).sign(privateKey),
      'HS256 with a public key': () => forged(HEADER, PAYLOAD, pem),
      'RS256 with our key': () => forged({ ...HEADER, alg: 'RS256' }),
    },
    'is refused when it brings its own key': {
      jwk: () => forged({ ...HEADER, jwk }, PAYLOAD, attackers),
      jku: () => forged({ ...HEADER, jku: 'http://127.0.0.1:9/keys' }, PAYLOAD, attackers),
      x5u: () => forged({ ...HEADER, x5u: 'http://127.0.0.1:9/cert' }, PAYLOAD, attackers),
      x5c: () => forged({ ...HEADER, x5c: ['AAAA'] }, PAYLOAD, attackers),
      'kid as a path': () => forged({ ...HEADER, kid: '/dev/null' }, PAYLOAD, Buffer.alloc(0)),
      'kid as SQL': () => forged({ ...HEADER, kid: "' union select 'a'" }, PAYLOAD, 'a'),
      'an empty key': () => forged(HEADER, PAYLOAD, ''),
      'zero bytes': () => forged(HEADER, PAYLOAD, Buffer.alloc(32)),
    },
    'is refused when it is not whole, or not ours': {
      'no signature': () => `${part(HEADER)}.${part(PAYLOAD)}.`,
      'two parts': () => `${part(HEADER)}.${part(PAYLOAD)}`,
      'a cut signature': () => good.slice(0, -10),
      'a flipped signature': () => `${good.slice(0, -5)}${good.at(-5) === 'A' ? 'B' : 'A'}${good.slice(-4)}`,
      'another payload': () => good.replace(/\.[^.]+\./, `.${part({ ...PAYLOAD, userId: 'eve' })}.`),
      'four parts': () => `${good}.${part({})}`,
      'an empty text': () => '',
      'dots alone': () => '..',
      'no JSON': () => 'a.b.c',
      'a list for a header': () => forged([HEADER]),
      'an unknown crit': () => forged({ ...HEADER, crit: ['exp'], exp: 1 }),
      'a bare payload': () => forged({ ...HEADER, crit: ['b64'], b64: false }),
      'a JWE': () =>
        new CompactEncrypt(Buffer.from(JSON.stringify(PAYLOAD)))
          .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
          .encrypt(KEY),
      'surrounding blanks': () => ` ${good} `,
      'a scheme before it': () => `Bearer ${good}`,
      'a megabyte': () => forged(HEADER, { ...PAYLOAD, padding: 'a'.repeat(1_000_000) }),
      'more than we sign': () => forged(HEADER, { ...PAYLOAD, padding: 'a'.repeat(4_096) }),
    },
    'is refused when it is of another kind': {
      'another typ': () => forged({ ...HEADER, typ: 'at+jwt' }),
      'no typ': () => forged({ alg: 'HS256' }),
      'another audience': () => forged(HEADER, { ...PAYLOAD, aud: 'oauth-state' }),
      'no audience': () => forged(HEADER, { ...PAYLOAD, aud: undefined }),
      'an audience that begins alike': () => forged(HEADER, { ...PAYLOAD, aud: 'sessions' }),
    },
    'is refused when another project or install has signed it': {
      'another project': () => signJwt(KEY, 'other', CLAIMS, { now: NOW, seconds: 900 }),
      'no issuer': () => forged(HEADER, { ...PAYLOAD, iss: undefined }),
      'a list of issuers': () => forged(HEADER, { ...PAYLOAD, iss: ['test'] }),
      'another install': () => signJwt(randomBytes(32), 'test', CLAIMS, { now: NOW, seconds: 900 }),
    },
    'is refused when its times are odd': {
      'exp a second ago': () => forged(HEADER, { ...PAYLOAD, exp: SECONDS - 1 }),
      'exp now': () => forged(HEADER, { ...PAYLOAD, exp: SECONDS }),
      'exp a text': () => forged(HEADER, { ...PAYLOAD, exp: String(SECONDS + 900) }),
      'no exp': () => forged(HEADER, { ...PAYLOAD, exp: undefined }),
      'exp null': () => forged(HEADER, { ...PAYLOAD, exp: null }),
      'no iat': () => forged(HEADER, { ...PAYLOAD, iat: undefined }),
      'iat a text': () => forged(HEADER, { ...PAYLOAD, iat: 'now' }),
      'nbf in a second': () => forged(HEADER, { ...PAYLOAD, nbf: SECONDS + 1 }),
      'nbf a text': () => forged(HEADER, { ...PAYLOAD, nbf: 'now' }),
    },
    'is refused when it names nobody': {
      'no user': () => forged(HEADER, { ...PAYLOAD, userId: undefined }),
      'a user that is no text': () => forged(HEADER, { ...PAYLOAD, userId: ['ann'] }),
      'no session': () => forged(HEADER, { ...PAYLOAD, sessionId: undefined }),
      'a session that is no text': () => forged(HEADER, { ...PAYLOAD, sessionId: { $ne: '' } }),
    },
  };
  for (const [title, cases] of Object.entries(hostile)) {
    it(title, async () => {
      const taken = [];
      for (const [name, make] of Object.entries(cases)) if (await verify(await make())) taken.push(name);
      assert.deepEqual(taken, []);
    });
  }
});
