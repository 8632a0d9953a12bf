/** Our terms and literals beside those of Erlang and Elixir themselves. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readElixir, writeElixir } from '../../src/hex/elixir-literal.ts';
import { decodeTerm } from '../../src/hex/terms/decode.ts';
import { encodeTerm } from '../../src/hex/terms/encode.ts';
import { type Term, TermRefused } from '../../src/hex/terms/term.ts';
import { fuzzRuns } from '../support/extent.ts';
import { anyTerm, damaged } from '../support/terms.ts';

/** Always the same terms, so that a run says the same as the one before. */
const SEED = 20_250_604;
const DEADLINE_MS = 120_000;
/** What we refuse and Erlang, which knows more atoms and kinds of values, reads. */
const stricter = new Set([
  'A list does not end in an empty list.',
  'A text is not valid UTF-8.',
  'A value is of a kind that is not taken.',
  'An atom is none of nil, true and false.',
  'Something follows the term.',
  'The key of a map is no text.',
]);
const program = join(import.meta.dirname, 'terms.exs');
const isHere = spawnSync('elixir', ['--version']).status === 0;

describe('beside Elixir', { skip: isHere ? false : 'elixir is not installed' }, () => {
  it('what we write is what we meant, and what is written there is read here', () => {
    const terms = fc.sample(anyTerm, { numRuns: 500, seed: SEED });
    const answers = ask(terms.map((term) => `same ${base64(encodeTerm(term))} ${base64(writeElixir(term))}`));
    const read = answers.map(([same, bytes = '', shown = '']) => ({
      same,
      term: decodeTerm(Buffer.from(bytes, 'base64')),
      shown: shownAs(Buffer.from(shown, 'base64').toString()),
    }));
    assert.deepEqual(
      read.map(({ shown, ...rest }, at) => ({ ...rest, shown: shown ?? terms[at] })),
      terms.map((term) => ({ same: 'true', term, shown: term })),
    );
    assert.ok(read.filter(({ shown }) => shown !== undefined).length > terms.length / 2);
  });

  it('no bytes are read here that are not read there, and to the same', () => {
    const bytes = fc
      .sample(anyTerm.map(encodeTerm).chain(damaged), { numRuns: fuzzRuns(2_000), seed: SEED })
      .filter(({ length }) => length > 0);
    const ours = bytes.map(ourReading);
    const theirs = ask(bytes.map((body, at) => `any ${base64(body)} ${ours[at]?.term ?? '-'}`));
    const both = bytes.map((body, at) => ({ hex: hexOf(body), ...ours[at], theirs: theirs[at]?.join(' ') }));
    const read = both.filter(({ term }) => term !== undefined);
    assert.deepEqual(
      read.filter((reading) => reading.theirs !== 'read true'),
      [],
    );
    const refusedHere = both.filter((reading) => reading.refusal && reading.theirs?.startsWith('read'));
    assert.deepEqual(
      refusedHere.filter(({ refusal = '' }) => !stricter.has(refusal)),
      [],
    );
    assert.deepEqual([read.length > 100, refusedHere.length > 100], [true, true]);
  });
});

function ask(lines: readonly string[]): readonly string[][] {
  const { status, stdout, stderr } = spawnSync('elixir', [program], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    timeout: DEADLINE_MS,
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
}

/** What we read, written again, or why we refuse it. */
function ourReading(bytes: Uint8Array): { readonly term?: string; readonly refusal?: string } {
  try {
    return { term: base64(encodeTerm(decodeTerm(bytes))) };
  } catch (error) {
    if (error instanceof TermRefused) return { refusal: error.message };
    throw error;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Elixir shows a text that no eye reads as its bytes, which is none of our literals. */
function shownAs(text: string): Term | undefined {
  return text.includes('<<') ? undefined : readElixir(text);
}

function base64(bytes: Uint8Array | string): string {
  return Buffer.from(bytes as string).toString('base64');
}
