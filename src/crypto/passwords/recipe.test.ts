import assert from 'node:assert/strict';
import { createHash, hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns, skipUnlessWhole } from '../../../test/support/extent.ts';
import { storedHashOf } from './imported.ts';
import { schemeOf } from './passwords.ts';
import { readRecipe } from './recipe.ts';
import { recipeHash } from './recipe-hash.ts';
import { withSecrets } from './sealed.ts';

const PASSWORD = 'correct horse battery';
const GUIDE = join(import.meta.dirname, '../../../docs/guide/recipes.md');

/** The rows of the table under "Examples". */
function examples() {
  const [, rows = ''] = readFileSync(GUIDE, 'utf8').split('## Examples');
  return [...rows.matchAll(/^\| `(.+?)` \| (.*) \| `(.+)` \|$/gm)].map(
    ([, recipe = '', given = '', hash = '']) => {
      const fields = Object.fromEntries(
        [...given.matchAll(/(\w+) `([^`]*)`/g)].map(([, name, value]) => [name, value]),
      );
      return { recipe, hash, ...fields };
    },
  );
}

const refusalOf = (recipe: string): string | undefined => {
  const read = readRecipe(recipe);
  return 'refused' in read ? read.refused : undefined;
};

describe('a recipe', () => {
  it('of the guide makes the hash beside it, of the password and no other', async () => {
    const wrong: string[] = [];
    for (const { recipe, hash, salt = '', username = '', pepper } of examples() as Record<string, string>[]) {
      const secrets = {
        importId: 'i',
        ...(recipe === undefined ? {} : { recipe }),
        ...(pepper ? { pepper } : {}),
      };
      const parts = { hash: hash ?? '', salt, username };
      const outcome = storedHashOf({ family: 'recipe', scheme: '', parts }, secrets);
      const stored = 'stored' in outcome ? (withSecrets(outcome.stored, secrets) ?? '') : '';
      const right = stored !== '' && (await schemeOf(stored).verify(PASSWORD, stored));
      const other = stored === '' || (await schemeOf(stored).verify(`${PASSWORD}x`, stored));
      if (!right || other) wrong.push(`${recipe}: ${JSON.stringify(outcome)}`);
    }
    assert.deepEqual([wrong, examples().length], [[], 16]);
  });

  const refused: Readonly<Record<string, RegExp>> = {
    '': /outermost|missing/,
    password: /outermost/,
    'hex(sha256(password))': /outermost/,
    'sha256(password': /"\)" is missing at character 16/,
    'sha256()': /missing at character 8/,
    'sha256(password) hex': /end or a comma/,
    'sha256(password), hex, hex': /says hash twice/,
    'sha256(password), deep=1': /options are/,
    'sha256(password), salt=rot13': /one of utf8, hex, base64/,
    'sha256(passwrd)': /unknown name/,
    'eval(password)': /unknown name/,
    'constructor(password)': /unknown name/,
    'sha256(salt)': /must use the password/,
    'sha256(password + last)': /last belongs/,
    'sha256(password), rounds=0': /begin at 1/,
    'sha256(password), rounds=2, again=password': /must use last/,
    'sha256(password), rounds=2, again=pbkdf2_sha1(last, salt, 1, 20)': /plain digests/,
    'pbkdf2_sha1(password, salt, 1000, 20), rounds=2': /only a digest/,
    'bcrypt(sha256(password))': /takes text/,
    'bcrypt(password), rounds=2': /no options/,
    'sha256(hex(bcrypt(password)))': /takes text|outermost/,
    'bcrypt(bcrypt(bcrypt(password)))': /outermost/,
    'bcrypt(password) or sha256(password)': /different kinds/,
    'md5(password) or md5(salt + password) or md5(password + salt) or sha1(password) or sha256(password)':
      /more than 4 alternatives/,
    'md5(md5(md5(md5(md5(password)))))': /more than 4 deep/,
    'md5(password), rounds=2, again=md5(md5(md5(md5(last))))': /more than 4 deep/,
    'sha256(password), rounds=2000001': /more than 2000000 digests/,
    'sha256(password), rounds=700000, again=md5(last) + md5(last)': /more than 2000000 digests/,
    'pbkdf2_sha256(password, salt, 6000000, 32) or pbkdf2_sha256(salt + password, salt, 6000000, 32)':
      /10000000 steps/,
    'phpass(password, salt, 8)': /outermost/,
    'md5(phpass(password, salt, 21))': /exponent of phpass/,
    'argon2id(password, salt, 11, 64, 1, 32)': /passes of argon2/,
    'sha256(fill(password, 257))': /bytes of fill/,
    "sha256(password + 'open": /nothing known/,
    'sha256(password + "salt")': /nothing known/,
    'sha256(password + 1234567890123)': /nothing known/,
  };
  for (const [recipe, sentence] of Object.entries(refused)) {
    it(`is refused: ${recipe}`, () => assert.match(refusalOf(recipe) ?? '', sentence));
  }

  it('is refused when it is long or deep', () => {
    const nested = (count: number) => `sha256(${'hex('.repeat(count)}password${')'.repeat(count)})`;
    assert.match(refusalOf(`sha256(password${' '.repeat(1000)})`) ?? '', /1000 characters/);
    assert.match(refusalOf(nested(17)) ?? '', /nested more than 16/);
    assert.match(refusalOf(`sha256(${'salt+'.repeat(100)}password)`) ?? '', /more than 100 parts/);
  });

  it('never matches when its values grow beyond 64 KiB, nor for passwords beyond 4,096 bytes', async () => {
    const grown = `sha256(${'hex('.repeat(10)}password${')'.repeat(10)})`;
    const doubled = (text: string) =>
      Array(10)
        .fill(0)
        .reduce<string>((value) => Buffer.from(value).toString('hex'), text);
    const [most, more] = ['x'.repeat(64), 'x'.repeat(65)];
    const [long, tooLong] = ['x'.repeat(4096), 'x'.repeat(4097)];
    const cases = [
      [grown, most, doubled(most)],
      [grown, more, doubled(more)],
      ['sha256(password)', long, long],
      ['sha256(password)', tooLong, tooLong],
    ] as const;
    const found = cases.map(async ([recipe, plain, input]) => {
      const stored = recipeHash.encode({ recipe, hash: createHash('sha256').update(input).digest('hex') });
      return schemeOf(stored).verify(plain, stored);
    });
    assert.deepEqual(await Promise.all(found), [true, false, true, false]);
  });

  it('never matches when its rounds would digest more than a gigabyte', {
    skip: skipUnlessWhole,
  }, async () => {
    const [rounds, plain] = [262_145, 'x'.repeat(4064)];
    let last = createHash('sha256').update(plain).digest();
    for (let round = 1; round < rounds; round++)
      last = hash('sha256', Buffer.concat([last, Buffer.from(plain)]), 'buffer');
    const recipe = `sha256(password), rounds=${rounds}, again=last + password`;
    const stored = recipeHash.encode({ recipe, hash: last.toString('hex') });
    assert.equal(await schemeOf(stored).verify(plain, stored), false);
  });

  it('shows no text of its own in a refusal', () => {
    for (const recipe of [
      "sha256(hushhush + 'hushhush')",
      "'hushhush' hushhush",
      "sha256('hushhush, hushhush=hushhush",
    ])
      assert.doesNotMatch(refusalOf(recipe) ?? 'hushhush', /hushhush/);
  });

  it('is read or refused, whatever its text, and read again alike', () => {
    const words = fc.constantFrom(
      ...[
        'password',
        'salt',
        'pepper',
        'last',
        'sha256',
        'hmac_md5',
        'hex',
        'bcrypt',
        'or',
        '(',
        ')',
        '+',
        ',',
        '=',
      ],
      ...['rounds', 'again', '12', "'it''s'", ' ', 'pbkdf2_sha1', 'fill'],
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 40 }).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = readRecipe(text);
        assert.ok('refused' in read || read.text === text);
      }),
      { numRuns: fuzzRuns(2_000) },
    );
  });
});
