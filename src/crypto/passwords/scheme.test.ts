import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outside, scheme, spelling } from './scheme.ts';

describe('a scheme', () => {
  it('does no work for a malformed string or one beyond its limits', async () => {
    const { plain, checked } = counting();
    const answers = await Promise.all(
      ['$n$5', '$n$6', '$n$x', ''].map((stored) => plain.verify('word', stored)),
    );
    assert.deepEqual(answers, [true, false, false, false]);
    assert.deepEqual(checked, [5]);
  });

  it('explains in a sentence why it refuses', () => {
    const { plain } = counting();
    assert.equal(plain.refusal('$n$5'), undefined);
    assert.equal(plain.refusal('$n$6'), 'The number must be between 1 and 5; this hash has 6.');
    assert.equal(plain.refusal('$n$x'), 'The hash, with its parameters, is not a well-formed number hash.');
  });
});

describe('another spelling of a scheme', () => {
  it('has the same limits, and does no work for a password that cannot match', async () => {
    const { plain, checked } = counting();
    const spelled = spelling({
      name: 'spelled',
      owns: /^n=/,
      read: (stored) => ({
        scheme: plain,
        stored: stored.replace('n=', '$n$'),
        prepare: (word) => (word === 'word' ? word : undefined),
      }),
    });
    const answers = [
      spelled.verify('word', 'n=6'),
      spelled.verify('other', 'n=5'),
      spelled.verify('word', 'n=5'),
    ];
    assert.deepEqual(await Promise.all(answers), [false, false, true]);
    assert.deepEqual(checked, [5]);
    assert.equal(spelled.refusal('n=6'), 'The number must be between 1 and 5; this hash has 6.');
  });
});

/** A scheme that matches every password and records the numbers it worked for. */
function counting() {
  const checked: number[] = [];
  const plain = scheme<number>({
    name: 'number',
    owns: /^\$n\$/,
    parse: (stored) => (/^\$n\$\d$/.test(stored) ? Number(stored.slice(3)) : undefined),
    limits: (number) => outside('The number', number, 1, 5),
    matches: async (_, number) => checked.push(number) > 0,
  });
  return { plain, checked };
}
