import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { isWhole } from '../../../test/support/extent.ts';
import { families, storedHashOf } from './imported.ts';
import { findScheme, schemeOf, schemes } from './passwords.ts';
import { withSecrets } from './sealed.ts';
import type { SourceHash } from './source-hash.ts';

type Vector = SourceHash & {
  readonly secret?: { readonly pepper: string };
  readonly password: string;
  readonly expected: boolean;
  readonly note?: string;
};

const FOLDER = join(import.meta.dirname, 'vectors');
/** Of second factors: see sealed-seeds.test.ts. */
const others = ['sealed-secrets.json', 'totp.json', 'refuse.json'];
const files = globSync('*.json', { cwd: FOLDER }).filter((file) => !others.includes(file));
/** Takes seconds of a processor. */
const isSlow = ({ stored }: { stored?: string }) => stored?.startsWith('$2a$15$') === true;
const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

/** Known, and refused all the same: weak, or of another standard. */
const refusedSchemes = ['gost-yescrypt', 'sunmd5', 'des', 'bsdi'];

const secretsOf = ({ secret }: Vector) => ({ importId: 'import1', ...secret });

/** Returns the stored string with the secrets of its import in it. */
function completed(vector: Vector): string {
  const outcome = storedHashOf(vector, secretsOf(vector));
  assert.ok('stored' in outcome, JSON.stringify({ vector, outcome }));
  assert.equal(schemes.filter(({ owns }) => owns(outcome.stored)).length, 1, outcome.stored);
  if (vector.secret) assert.ok(!outcome.stored.includes(vector.secret.pepper));
  const stored = withSecrets(outcome.stored, secretsOf(vector));
  assert.ok(stored !== undefined);
  return stored;
}

/** Of each scheme of a family, the wrong passwords of its first vector; of all, in the whole set. */
function firstOfScheme(vectors: readonly Vector[], vector: Vector): boolean {
  return isWhole || vectors.find(({ scheme, expected }) => expected && scheme === vector.scheme) === vector;
}

describe('a hash of another system', () => {
  for (const file of files) {
    const every: readonly (Vector & { stored?: string })[] = read(file);
    const vectors = isWhole ? every : every.filter((vector) => !isSlow(vector));
    it(`matches its password and no other: ${basename(file, '.json')}, ${vectors.length} vectors`, async () => {
      const wrong = await Promise.all(
        vectors.map(async (vector) => {
          if (refusedSchemes.includes(vector.scheme))
            return 'refused' in storedHashOf(vector, secretsOf(vector)) ? [] : [vector];
          const stored = completed(vector);
          const { verify } = schemeOf(stored);
          const found = await verify(vector.password, stored);
          const other =
            vector.expected &&
            firstOfScheme(vectors, vector) &&
            (await verify(`w${vector.password}`, stored));
          return found === vector.expected && !other ? [] : [vector];
        }),
      );
      assert.deepEqual(wrong.flat(), []);
    });
  }

  it('is refused by every family when it is malformed, too expensive or none', () => {
    const texts: readonly { stored: string; salt?: string }[] = read('refuse.json');
    const secrets = { importId: 'import1', pepper: 'p', signerKey: 'AAAA', recipe: 'bcrypt(password)' };
    const taken = texts.flatMap(({ stored, salt = '' }) =>
      Object.keys(families).flatMap((family) => {
        const parts = {
          hash: stored,
          salt,
          digest: stored,
          hasher: 'bcrypt',
          custom: stored,
          password: stored,
        };
        const given: readonly SourceHash[] = [
          { family, scheme: '', stored },
          { family, scheme: 'phpbb', stored },
          { family, scheme: '', parts },
        ];
        return given.map((each) => storedHashOf(each, secrets)).filter((outcome) => 'stored' in outcome);
      }),
    );
    assert.deepEqual(taken, []);
    const stored = texts.filter((each) => {
      const scheme = findScheme(each.stored);
      return scheme !== undefined && scheme.refusal(each.stored) === undefined;
    });
    assert.deepEqual(stored, []);
  });
});
