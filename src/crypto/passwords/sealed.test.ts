import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storedHashOf } from './imported.ts';
import { describe as described, schemeOf } from './passwords.ts';
import { recipeHash } from './recipe-hash.ts';
import { sealedHash, withSecrets } from './sealed.ts';
import type { HashSecrets, SourceHash } from './source-hash.ts';

const FIREBASE = {
  family: 'firebase',
  scheme: 'scrypt',
  parts: {
    passwordHash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
    salt: '42xEC+ixf3L2lw==',
  },
};
const SIGNER_KEY = 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==';
const PEPPERED = { family: 'shop', scheme: 'prestashop', stored: '332cc49649ad595f6b167421da1c8f85' };
const importId = 'import1';

const storedOf = (hash: SourceHash, secrets: HashSecrets): string => {
  const outcome = storedHashOf(hash, { importId, ...secrets });
  assert.ok('stored' in outcome, JSON.stringify(outcome));
  return outcome.stored;
};

describe('a hash that refers to secrets', () => {
  it('is refused where a secret can fit none, since no sign-in would succeed', () => {
    const refused = (secrets: HashSecrets) => {
      const outcome = storedHashOf(FIREBASE, {
        importId,
        signerKey: SIGNER_KEY,
        saltSeparator: 'Bw==',
        ...secrets,
      });
      return 'refused' in outcome && outcome.refused;
    };
    assert.deepEqual(
      [{}, { signerKey: 'not base64' }, { saltSeparator: '!' }, { signerKey: 'AAAA' }].map(refused),
      [
        false,
        'The signer key of the import is not base64.',
        'The salt separator of the import is not base64.',
        'The signer key of the import has 3 bytes, and the hash is made with one of 64.',
      ],
    );
  });

  it('names its import and holds none of them', () => {
    const secrets = { signerKey: SIGNER_KEY, saltSeparator: 'Bw==', pepper: 'Ck9' };
    const stored = [storedOf(FIREBASE, secrets), storedOf(PEPPERED, secrets)];
    const shown = JSON.stringify(
      stored.map((each) => [each, described(each), schemeOf(each).original(each)]),
    );
    assert.deepEqual(
      stored.map((each) => described(each)),
      Array(2).fill({ scheme: 'sealed', parameters: { import: importId } }),
    );
    for (const secret of [SIGNER_KEY, 'Bw==', 'Ck9', Buffer.from('Ck9').toString('base64url')])
      assert.ok(!shown.includes(secret), secret);
    assert.deepEqual(
      stored.map((each) => schemeOf(each).original(each)),
      [FIREBASE.parts.passwordHash, PEPPERED.stored],
    );
  });

  it('matches only with the secrets of its import in it', async () => {
    const stored = storedOf(FIREBASE, { signerKey: SIGNER_KEY, saltSeparator: 'Bw==' });
    const other = SIGNER_KEY.replace('jx', 'xj');
    const verified = async (secrets: HashSecrets) => {
      const whole = withSecrets(stored, secrets);
      return whole !== undefined && schemeOf(whole).verify('user1password', whole);
    };
    assert.deepEqual(
      [
        await verified({ signerKey: SIGNER_KEY, saltSeparator: 'Bw==' }),
        await verified({ signerKey: other, saltSeparator: 'Bw==' }),
        await verified({ signerKey: SIGNER_KEY }),
        await verified({ pepper: 'x' }),
        await schemeOf(stored).verify('user1password', stored),
      ],
      [true, false, false, false, false],
    );
  });

  it('takes secrets literally', () => {
    for (const pepper of ['$&', "$'", '?', '$1$2', '{"pepper"}']) {
      const whole = withSecrets(storedOf(PEPPERED, { pepper }), { pepper }) ?? '';
      assert.equal(whole.split('$')[5], Buffer.from(pepper).toString('base64url'));
      assert.equal(schemeOf(whole).refusal(whole), undefined);
    }
  });

  it('is refused, by what is missing, when the import has no secret', () => {
    const missing = [FIREBASE, PEPPERED].map((hash) => storedHashOf(hash, { importId }));
    missing.push(storedHashOf(FIREBASE, { importId, signerKey: SIGNER_KEY }));
    missing.push(storedHashOf({ ...PEPPERED, family: 'recipe' }, { importId }));
    assert.deepEqual(missing, [
      { refused: 'The hash is made with a signer key, and the import has none.' },
      { refused: 'The hash was made with a pepper, and the import has none.' },
      { refused: 'The hash is made with a salt separator, and the import has none.' },
      { refused: 'How the hash was made is not known: the import has no recipe.' },
    ]);
    assert.throws(() => storedHashOf(PEPPERED, { pepper: 'x' }), /id of their import/);
  });

  it('cannot come from a file, nor can other forms of our own', () => {
    const recipe = recipeHash.encode({
      recipe: 'md5(pepper + password)',
      hash: 'ab'.repeat(16),
      pepper: '?',
    });
    const texts = [
      sealedHash('another', recipe),
      recipe.replace('?', 'eA'),
      recipeHash.encode({ recipe: 'md5(password)', hash: 'ab'.repeat(16) }),
      `$digest$md5$i=1,bytes$$$${'A'.repeat(22)}`,
      `$sha$sha1$${'ab'.repeat(20)}`,
    ];
    const families = [
      'plain',
      'crypt',
      'ldap',
      'dovecot',
      'spring',
      'kratos',
      'drupal',
      'wordpress',
      'supabase',
      'zitadel',
    ];
    const taken = families.flatMap((family) =>
      texts.map((stored) => storedHashOf({ family, scheme: '', stored }, { importId, pepper: 'x' })),
    );
    assert.deepEqual(
      taken.filter((outcome) => 'stored' in outcome),
      [],
    );
  });

  it('depends on the whole password where its place before the pepper leaves no byte out', () => {
    const hash = '$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.C7E0xiUwumqIDqWUXG';
    const pepper = 'p'.repeat(128);
    const reads = (scheme: string, length: number) => {
      const whole =
        withSecrets(storedOf({ family: 'pepper', scheme, stored: hash }, { pepper }), { pepper }) ?? '';
      return schemeOf(whole).readsAll('x'.repeat(length), whole);
    };
    assert.deepEqual(
      [
        reads('bcrypt(password + pepper)', 72),
        reads('bcrypt(password + pepper)', 73),
        reads('bcrypt(pepper + password)', 8),
        reads('bcrypt(hex HMAC-SHA256(pepper, password))', 200),
      ],
      [true, false, false, true],
    );
  });
});
